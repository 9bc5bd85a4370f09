// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "shared/approvals/release.h"

#include <algorithm>

#include "shared/approvals/guard_kind.h"
#include "shared/approvals/override_review.h"
#include "shared/approvals/request_file.h"
#include "shared/approvals/request_notes.h"
#include "shared/approvals/risk_rules_view.h"
#include "shared/policy/policy_events.h"
#include "shared/views/change.h"

namespace ok::approvals {

int Approval::have() const {
    return static_cast<int>(std::count_if(steps.begin(), steps.end(), [this](const ApprovalStep& step) {
        return step.kind == StepKind::approved && step.cycle == cycle;
    }));
}

ApprovalExecuted executedOf(const Approval& frozen, const ApprovalStep& last, Instant now) {
    ApprovalExecuted out;
    out.approval = frozen.id;
    out.proposerId = frozen.submittedBy.id;
    out.actionType = frozen.command;
    out.payloadFingerprintSha256 = frozen.digest;
    out.createdAtUtc = out.executedAt = now;
    out.proposalAt = frozen.submittedAt;
    std::vector<ApprovalStep> keys;
    Instant asked = frozen.submittedAt;
    for (const ApprovalStep& step : frozen.steps) {
        if (step.kind == StepKind::requested && out.proposerLogin.empty()) out.proposerLogin = step.login, out.proposerName = step.name;
        if (step.kind == StepKind::requested) asked = step.at;
        if (step.kind == StepKind::approved && step.cycle == frozen.cycle && last.kind != StepKind::override_confirmed) keys.push_back(step);
    }
    // Of an override the two are who asked for it and who confirmed it, not who wrote it.
    if (last.kind == StepKind::override_confirmed) {
        const auto asker = std::find_if(frozen.steps.rbegin(), frozen.steps.rend(), [](const ApprovalStep& step) { return step.kind == StepKind::override_asked; });
        if (asker != frozen.steps.rend()) keys.push_back(*asker);
    }
    keys.push_back(last);
    const bool authorHoldsTheFirst = keys.size() == 1;
    if (authorHoldsTheFirst) {
        out.approver1Id = frozen.submittedBy.id;
        out.approver1Decision = "submitted";
        out.approver1Reason = frozen.justification.words();
        out.approver1At = asked;
    } else {
        out.approver1Id = keys.front().actor.id;
        out.approver1Decision = enumName(keys.front().kind);
        out.approver1Reason = keys.front().reason;
        out.approver1At = keys.front().at;
        keys.erase(keys.begin());
    }
    out.approver2Id = keys.front().actor.id;
    out.approver2Decision = enumName(keys.front().kind);
    out.approver2Reason = keys.front().reason;
    out.approver2At = keys.front().at;
    for (std::size_t i = 1; i < keys.size(); ++i) out.furtherApproverIds.push_back(keys[i].actor.id);
    return out;
}

void sign(ApprovalDecided& decided, const SigningKey& key) {
    decided.signature = toHex(key.sign(asBytes(toJson(decided.record))));
    decided.publicKey = toHex(key.publicKey());
}

bool verifies(const ApprovalDecided& decided, const PublicKey& key) {
    const auto mark = fromHex(decided.signature);
    Signature signature{};
    if (!mark.ok() || mark->size() != signature.size() || decided.publicKey != toHex(key)) return false;
    std::copy(mark->begin(), mark->end(), signature.begin());
    const bool same = decided.record.approval == decided.approval && decided.record.state == decided.state;
    return same && verifySignature(key, asBytes(toJson(decided.record)), signature);
}

void addProjections(Projections& projections) {
    addFileProjections(projections);
    addRiskProjections(projections);
    projections.on<ApprovalRequested>([](const EntryHeader&, const ApprovalRequested& e, Views& views) {
        views.save(e.approval);
    });
    projections.on<ApprovalDecided>([](const EntryHeader& header, const ApprovalDecided& e, Views& views) {
        changeDocument<Approval>(views, e.approval.str(), [&](Approval& next) {
            next.state = e.state;
            next.decidedBy = e.by;
            next.decidedAt = header.ledgerTime;
            next.reason = e.reason;
            next.steps = e.record.steps;
            next.decidedIn = header.sequence;
            const bool answered = e.state == ApprovalState::released || e.state == ApprovalState::rejected;
            if (answered && next.answerDue.known()) next.sla = header.ledgerTime <= next.answerDue ? "met" : "breached";
        });
    });
    projections.on<ApprovalStepped>([](const EntryHeader&, const ApprovalStepped& e, Views& views) {
        changeDocument<Approval>(views, e.approval.str(), [&](Approval& next) {
            next.state = ApprovalState::pending;
            next.cycle = e.step.cycle;
            next.steps.push_back(e.step);
            next.countedRoles = e.countedRoles;
            next.answerBy = e.answerBy;
            next.expiresAt = e.expiresAt;
            next.reason.clear();
        });
    });
    projections.on<ApprovalNoted>([](const EntryHeader&, const ApprovalNoted& e, Views& views) {
        changeDocument<Approval>(views, e.approval.str(), [&](Approval& next) {
            next.steps.push_back(e.step);
            next.paused = next.paused || e.step.kind == StepKind::paused;
        });
    });
    projections.on<CommentRevised>([](const EntryHeader&, const CommentRevised& e, Views& views) {
        for (const ApprovalId approval : e.approvals) {
            changeDocument<Approval>(views, approval.str(), [&](Approval& next) {
                for (ApprovalStep& step : next.steps) {
                    if (step.id != e.comment || step.kind != StepKind::commented) continue;
                    if (e.keepsBefore) step.revisions.push_back({step.reason, e.at});
                    step.reason = e.text;
                    step.editedAt = e.at;
                }
            });
        }
    });
    projections.on<OverrideChanged>([](const EntryHeader&, const OverrideChanged& e, Views& views) {
        changeDocument<Approval>(views, e.approval.str(), [&](Approval& next) {
            const auto same = [&e](const ApprovalStep& step) { return step.id == e.step.id; };   // the decision holds the confirming one
            if (std::none_of(next.steps.begin(), next.steps.end(), same)) next.steps.push_back(e.step);
            next.emergency = e.emergency;
        });
    });
    projections.on<OverrideEnded>([](const EntryHeader&, const OverrideEnded& e, Views& views) { views.save(e.review); });
    projections.on<OverrideReviewed>([](const EntryHeader& header, const OverrideReviewed& e, Views& views) {
        changeDocument<OverrideReview>(views, e.review, [&](OverrideReview& next) {
            next.done = true;
            next.reviewedBy = header.actor;
            next.reviewedAt = header.ledgerTime;
            next.findings = e.findings;
        });
    });
    projections.on<policy::PolicyPublished>([](const EntryHeader&, const policy::PolicyPublished& e, Views& views) {
        if (e.kind != guardKind) return;
        const auto body = views.find<policy::PolicyBody>(policy::PolicyVersion::idOf(e.kind, e.number));
        auto document = body ? fromJson<GuardDocument>(body->body.text) : Result<GuardDocument>(problem("not_found", ""));
        if (document.ok()) views.save(GuardRules{e.number, std::move(document->reasonCodes), std::move(document->rules)});
    });
    projections.on<ApprovalTampered>([](const EntryHeader&, const ApprovalTampered& e, Views& views) {
        changeDocument<Approval>(views, e.approval.str(), [](Approval& next) { next.tampered = true; });
    });
}

}  // namespace ok::approvals
