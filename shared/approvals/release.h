// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// The second key. A high-risk command is frozen and runs only when another signed-in person releases exactly it
// (decisions.md 1). This file: the values, their events, the pure rule, and the view `approval`.
#pragma once
#include <optional>
#include <string>

#include "shared/access/security_context.h"
#include "shared/base/json.h"
#include "shared/views/projections.h"

namespace ok::approvals {

enum class ApprovalState { pending, released, rejected, expired, failed };
BOOST_DESCRIBE_ENUM(ApprovalState, pending, released, rejected, expired, failed)

/// A frozen command waiting for its second person. `digest` = SHA-256(command name ‖ "\n" ‖ canonical body).
struct Approval {
    static constexpr std::string_view viewKind = "approval";
    ApprovalId id;
    std::string command;
    RawJson body;
    Digest digest;
    std::string summary;          ///< reason key for the screen, `comms.send_broadcast`
    Actor submittedBy;
    Instant submittedAt;
    Instant expiresAt;
    ApprovalState state = ApprovalState::pending;
    std::optional<Actor> decidedBy;
    Instant decidedAt;
    std::string reason;           ///< why rejected or failed
    std::vector<std::string> subjects;
    bool drill = false;
    CommandId commandId;              ///< the frozen command's own id
    std::vector<std::string> roles;   ///< the submitter's roles, with which it runs when released
    std::string source;               ///< where it was submitted, `console`
    std::string purpose;
    std::string decisionId;           ///< the access decision that allowed the submission
    [[nodiscard]] std::string viewId() const { return id.str(); }
    [[nodiscard]] ViewKeys viewKeys() const { return {{"state", enumName(state)}}; }
};
BOOST_DESCRIBE_STRUCT(Approval, (), (id, command, body, digest, summary, submittedBy, submittedAt, expiresAt, state,
                                     decidedBy, decidedAt, reason, subjects, drill, commandId, roles, source, purpose,
                                     decisionId))

struct ApprovalRequested {
    static constexpr std::string_view eventType = "approval.requested";
    Approval approval;
};
BOOST_DESCRIBE_STRUCT(ApprovalRequested, (), (approval))

struct ApprovalDecided {
    static constexpr std::string_view eventType = "approval.decided";
    ApprovalId approval;
    ApprovalState state = ApprovalState::released;
    Actor by;
    std::string reason;
};
BOOST_DESCRIBE_STRUCT(ApprovalDecided, (), (approval, state, by, reason))

/// May `who` release `frozen`, given the digest that `who` saw? Refusals, in order: `approval_not_pending`,
/// `approval_expired`, `approval_digest_mismatch`, `policy_violation.self_approval`, `not_a_person`.
[[nodiscard]] Status mayRelease(const Approval& frozen, const SecurityContext& who, const Digest& seen, Instant now);

[[nodiscard]] Digest digestOf(std::string_view command, std::string_view canonicalBody);

void addProjections(Projections& projections);

}  // namespace ok::approvals
