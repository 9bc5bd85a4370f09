// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// What a person sends about a frozen command. The gate handles these itself (server/gate/approval_flow.cpp).
#pragma once
#include <optional>
#include <string>

#include "shared/access/command_card.h"
#include "shared/approvals/release.h"
#include "shared/approvals/review_diff.h"

namespace ok::approvals {

/// Turns the second key: action and command `approvals.release`. The digest is the one the screen showed.
struct Release {
    static constexpr CommandCard card{.name = "approvals.release", .action = "approvals.release",
                                      .refusalIsEvidence = true};
    ApprovalId approval;
    Digest digest;
    std::string reason{};   ///< why this person agrees; may be empty
    std::optional<Viewer> viewer{};   ///< for whose zone and language what they saw was written: it is kept as they saw it
};
BOOST_DESCRIBE_STRUCT(Release, (), (approval, digest, reason, viewer))

/// Refuses a frozen command, or withdraws one's own. A reason is needed.
struct Reject {
    static constexpr CommandCard card{.name = "approvals.reject", .action = "approvals.reject",
                                      .refusalIsEvidence = true};
    ApprovalId approval;
    std::string reason;             ///< at least five characters
    std::optional<Digest> digest{}; ///< of the version that was seen; none: the last one
};
BOOST_DESCRIBE_STRUCT(Reject, (), (approval, reason, digest))

/// After a rejection its author asks the next level; a new cycle begins, what was said stays (F07.R2.A6).
struct Escalate {
    static constexpr CommandCard card{.name = "approvals.escalate", .action = "approvals.escalate",
                                      .refusalIsEvidence = true};
    ApprovalId approval;
    std::string reason;
};
BOOST_DESCRIBE_STRUCT(Escalate, (), (approval, reason))

/// Says something about a request that waits, without deciding; what waits stays as it is (F02.R2.A1).
struct Comment {
    static constexpr CommandCard card{.name = "approvals.comment", .action = "approvals.comment", .refusalIsEvidence = true};
    ApprovalId approval;
    std::string text;
};
BOOST_DESCRIBE_STRUCT(Comment, (), (approval, text))

/// Sent by the timer two minutes before what waits is to happen.
struct PauseDue {
    static constexpr CommandCard card{.name = "approvals.pause_due", .action = "approvals.expire", .refusalIsEvidence = true};
    ApprovalId approval;
};
BOOST_DESCRIBE_STRUCT(PauseDue, (), (approval))

/// Breaks the glass over a request that waits: with a second person's word within three minutes it runs at once (F02.R2.A6).
struct Override {
    static constexpr CommandCard card{.name = "approvals.override", .action = "approvals.override", .refusalIsEvidence = true};
    ApprovalId approval;
    Digest digest;
    std::string justification;   ///< at least 20 characters
};
BOOST_DESCRIBE_STRUCT(Override, (), (approval, digest, justification))

/// The same of what nobody has asked to release yet: the request is made and the glass broken in one step. Replies DraftOverridden. Not
/// confirmed in time, it waits for its approvals. Problems `not_overridable`, `awaits_approval` (with the request that waits), `nothing_to_override`.
struct OverrideDraft {
    static constexpr CommandCard card{.name = "approvals.override_draft", .action = "approvals.override", .refusalIsEvidence = true};
    std::string command;         ///< what would be sent: `comms.send_broadcast`
    RawJson body;
    std::string justification;   ///< at least 20 characters
};
BOOST_DESCRIBE_STRUCT(OverrideDraft, (), (command, body, justification))

struct DraftOverridden {
    ApprovalId approval;
    Digest digest;
    EmergencyOverride emergency;
};
BOOST_DESCRIBE_STRUCT(DraftOverridden, (), (approval, digest, emergency))

/// The second person's word; the digest is the one the screen showed.
struct ConfirmOverride {
    static constexpr CommandCard card{.name = "approvals.confirm_override", .action = "approvals.confirm_override", .refusalIsEvidence = true};
    ApprovalId approval;
    Digest digest;
};
BOOST_DESCRIBE_STRUCT(ConfirmOverride, (), (approval, digest))

/// Sent by the timers of an override: nobody confirmed it in time, its window is over.
struct OverrideDue {
    static constexpr CommandCard card{.name = "approvals.override_due", .action = "approvals.expire", .refusalIsEvidence = true};
    ApprovalId approval;
    std::string id;
    bool windowOver = false;
};
BOOST_DESCRIBE_STRUCT(OverrideDue, (), (approval, id, windowOver))

/// Closes the task an override left, by somebody who was not part of it.
struct ReviewOverride {
    static constexpr CommandCard card{.name = "approvals.review_override", .action = "approvals.review_override", .refusalIsEvidence = true};
    std::string review;
    std::string findings;        ///< at least 20 characters
};
BOOST_DESCRIBE_STRUCT(ReviewOverride, (), (review, findings))

/// Sent by the timer when nobody answered in time.
struct EscalateDue {
    static constexpr CommandCard card{.name = "approvals.escalate_due", .action = "approvals.expire", .refusalIsEvidence = true};
    ApprovalId approval;
};
BOOST_DESCRIBE_STRUCT(EscalateDue, (), (approval))

/// Whoever reads a decision whose record does not fit its signature says so.
struct ReportTampered {
    static constexpr CommandCard card{.name = "approvals.report_tampered", .action = "audit.desk", .purpose = "audit",
                                      .refusalIsEvidence = true};
    ApprovalId approval;
    std::string entry;
};
BOOST_DESCRIBE_STRUCT(ReportTampered, (), (approval, entry))

/// Sent by the timer that was set with the freeze.
struct Expire {
    static constexpr CommandCard card{.name = "approvals.expire", .action = "approvals.expire"};
    ApprovalId approval;
    std::string reason = {};              ///< `sla_exceeded`: nobody who was called decided; from the server alone, and before its hour
};
BOOST_DESCRIBE_STRUCT(Expire, (), (approval, reason))

}  // namespace ok::approvals
