// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// What happens to a request that waits and moves nothing: it was asked for once more, a comment was changed.
#pragma once
#include "shared/approvals/release.h"

namespace ok::approvals {

/// Somebody asked for exactly what waits already: no request of its own came of it (F06.R3.A3).
struct ApprovalJoined {
    static constexpr std::string_view eventType = "approval.joined";
    ApprovalId approval;
    CommandId command;            ///< that asked again
    std::string dedupeKey;
};
BOOST_DESCRIBE_STRUCT(ApprovalJoined, (), (approval, command, dedupeKey))

/// Somebody changed their own comment: the log keeps what it said; within five minutes nobody is shown it (F06.R6.A5).
struct CommentRevised {
    static constexpr std::string_view eventType = "approval.comment_revised";
    std::vector<ApprovalId> approvals;   ///< requests that show it
    std::vector<std::string> incidents;  ///< and incidents
    std::string comment;                 ///< id of the step
    std::string text;
    bool keepsBefore = true;             ///< as a revision
    Instant at;
};
BOOST_DESCRIBE_STRUCT(CommentRevised, (), (approvals, incidents, comment, text, keepsBefore, at))

}  // namespace ok::approvals
