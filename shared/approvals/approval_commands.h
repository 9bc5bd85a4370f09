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
};
BOOST_DESCRIBE_STRUCT(Release, (), (approval, digest))

/// Refuses a frozen command, or withdraws one's own. A reason is needed.
struct Reject {
    static constexpr CommandCard card{.name = "approvals.reject", .action = "approvals.reject",
                                      .refusalIsEvidence = true};
    ApprovalId approval;
    std::string reason;
};
BOOST_DESCRIBE_STRUCT(Reject, (), (approval, reason))

/// Sent by the timer that was set with the freeze.
struct Expire {
    static constexpr CommandCard card{.name = "approvals.expire", .action = "approvals.expire"};
    ApprovalId approval;
};
BOOST_DESCRIBE_STRUCT(Expire, (), (approval))

}  // namespace ok::approvals
