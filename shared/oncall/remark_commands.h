// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Comments on incidents, and changes of comments wherever they stand (F06.R6.A5). A comment on a request is `approvals.comment`.
#pragma once
#include "shared/access/command_card.h"
#include "shared/base/json.h"

namespace ok::oncall {

/// A comment on an incident: in its conversation, and in that of every request about it that waits (F06.R6.A5). At most 1,000 characters.
struct RemarkIncident {
    static constexpr CommandCard card{.name = "oncall.remark", .action = "oncall.acknowledge"};
    std::string incident;
    std::string text;
};
BOOST_DESCRIBE_STRUCT(RemarkIncident, (), (incident, text))
struct RemarkReply {
    std::string comment;
};
BOOST_DESCRIBE_STRUCT(RemarkReply, (), (comment))

/// Changes one's own comment, on a request or on an incident. Later than five minutes after it was written, what it said stays as a
/// revision. Problems `comment_not_found`, `not_the_author`, `approval_not_pending`.
struct ReviseComment {
    static constexpr CommandCard card{.name = "oncall.revise_comment", .action = "oncall.acknowledge"};
    std::string approval, incident;       ///< where it stands; one of the two
    std::string comment;
    std::string text;
};
BOOST_DESCRIBE_STRUCT(ReviseComment, (), (approval, incident, comment, text))

}  // namespace ok::oncall
