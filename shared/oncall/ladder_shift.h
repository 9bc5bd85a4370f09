// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// What people do to a running ladder besides answering it: end its snooze, give it to somebody else, and what an answer of one of
// several changes for who gave it.
#pragma once
#include "shared/oncall/ladder.h"

namespace ok::oncall {

/// Takes back what is left of a snooze: the clocks go on where they stood (F06.R6.A4).
[[nodiscard]] LadderMove unsnoozed(const LadderPolicy& policy, const Ladder& ladder, Duration left, const LadderFacts& facts);

/// A policy that asks `target` next, and the ladder moved there: whoever else is being asked is let go (F06.R6.A3).
struct Handed {
    LadderPolicy policy;
    LadderMove move;
};
[[nodiscard]] Handed handedTo(const LadderPolicy& policy, const Ladder& ladder, const std::string& target, const LadderFacts& facts);

/// This person has answered, and the ladder goes on to others: nothing more is sent to them, nothing of theirs fails over.
[[nodiscard]] LadderMove answeredBy(const LadderPolicy& policy, const Ladder& ladder, const std::string& person, const LadderFacts& facts);

}  // namespace ok::oncall
