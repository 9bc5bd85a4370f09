// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// People are told of a request they have to know about: its author of a rejection, the next level of an escalation (F07.R2.A2,
// F07.R2.A6). The gate writes the row of the outbox, server/approvals makes a mail of it.
#pragma once
#include <string>

#include "shared/base/json.h"

namespace ok::approvals {

inline constexpr const char* noticeConnector = "approval_notice";

/// What a row of that connector says: no name, no number, no text of a message.
struct ApprovalNotice {
    ApprovalId approval;
    std::string about;          ///< `rejected`, `expired`, `amended`, `drifted`, `escalated`, `paused`, `override`, `code_locked`,
                                ///< `released`, `cancelled`, `mismatch`, `lapsed`, `override_forbidden`, `change_attempted`
    std::string login;          ///< whom it is for
    std::string command;
    std::string role;           ///< `escalated`: to which
    std::string reason;
    Instant at, expiresAt;
};
BOOST_DESCRIBE_STRUCT(ApprovalNotice, (), (approval, about, login, command, role, reason, at, expiresAt))

/// It left, or could not.
struct PersonTold {
    static constexpr std::string_view eventType = "approval.person_told";
    ApprovalId approval;
    std::string about, login;
    std::string outcome;        ///< `sent` or `failed`
    std::string reason;
};
BOOST_DESCRIBE_STRUCT(PersonTold, (), (approval, about, login, outcome, reason))

}  // namespace ok::approvals
