// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// What a person sends about a frozen command. The gate handles these itself (server/gate/approval_flow.cpp).
#pragma once
#include <string>

#include "shared/access/command_card.h"
#include "shared/approvals/release.h"

namespace ok::approvals {

/// Turns the second key: action and command `approvals.release`. The digest is the one the screen showed.
struct Release {
    static constexpr CommandCard card{.name = "approvals.release", .action = "approvals.release",
                                      .refusalIsEvidence = true};
    ApprovalId approval;
    Digest digest;
    std::string reason{};   ///< why this person agrees; may be empty
};
BOOST_DESCRIBE_STRUCT(Release, (), (approval, digest, reason))

/// Refuses a frozen command, or withdraws one's own. A reason is needed.
struct Reject {
    static constexpr CommandCard card{.name = "approvals.reject", .action = "approvals.reject",
                                      .refusalIsEvidence = true};
    ApprovalId approval;
    std::string reason;
};
BOOST_DESCRIBE_STRUCT(Reject, (), (approval, reason))

/// After a rejection its author asks the next level; a new cycle begins, what was said stays (F07.R2.A6).
struct Escalate {
    static constexpr CommandCard card{.name = "approvals.escalate", .action = "approvals.escalate",
                                      .refusalIsEvidence = true};
    ApprovalId approval;
    std::string reason;
};
BOOST_DESCRIBE_STRUCT(Escalate, (), (approval, reason))

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
};
BOOST_DESCRIBE_STRUCT(Expire, (), (approval))

}  // namespace ok::approvals
