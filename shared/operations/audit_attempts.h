// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Attempts on the log that were refused, as entries of the stream `security`.
#pragma once
#include "shared/access/command_card.h"

namespace ok::operations {

/// By the server: somebody tried what the log has no door for, or read without the right to (F09.R6.A1, A3).
struct NoteAttempt {
    static constexpr CommandCard card{.name = "audit.note_attempt", .action = "audit.desk", .purpose = "audit"};
    std::string eventType;           ///< `audit_mutation_attempt`, `audit_read_refused`
    std::string method, target;
    std::string outcome;             ///< `blocked`, `denied`
};
BOOST_DESCRIBE_STRUCT(NoteAttempt, (), (eventType, method, target, outcome))
struct AttemptRefused {
    static constexpr std::string_view eventType = "audit.attempt_refused";
    NoteAttempt attempt;
    std::string address;
};
BOOST_DESCRIBE_STRUCT(AttemptRefused, (), (attempt, address))

}  // namespace ok::operations
