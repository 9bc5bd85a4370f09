// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "shared/approvals/release.h"

#include "shared/views/change.h"

namespace ok::approvals {

Digest digestOf(std::string_view command, std::string_view canonicalBody) {
    return sha256Of({asBytes(command), asBytes("\n"), asBytes(canonicalBody)});
}

Status mayRelease(const Approval& frozen, const SecurityContext& who, const Digest& seen, Instant now) {
    if (frozen.state != ApprovalState::pending) {
        return problem("approval_not_pending", "this request was already decided", {{"state", enumName(frozen.state)}});
    }
    if (now >= frozen.expiresAt) return problem("approval_expired", "this request has expired: submit it again");
    if (seen != frozen.digest) {
        return problem("approval_digest_mismatch", "what you saw is not what is waiting: reload and look again");
    }
    if (who.actor.type != ActorType::human) return problem("not_a_person", "only a signed-in person can release");
    if (who.actor.id == frozen.submittedBy.id) {
        return problem("policy_violation.self_approval", "a second person has to release your own request");
    }
    return {};
}

void addProjections(Projections& projections) {
    projections.on<ApprovalRequested>([](const EntryHeader&, const ApprovalRequested& e, Views& views) {
        views.save(e.approval);
    });
    projections.on<ApprovalDecided>([](const EntryHeader& header, const ApprovalDecided& e, Views& views) {
        changeDocument<Approval>(views, e.approval.str(), [&](Approval& next) {
            next.state = e.state;
            next.decidedBy = e.by;
            next.decidedAt = header.ledgerTime;
            next.reason = e.reason;
        });
    });
}

}  // namespace ok::approvals
