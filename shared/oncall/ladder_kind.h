// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Ladders as a kind of policy document: several, and which of them holds for which request (F06.R2: per approval type and severity).
#pragma once
#include "shared/oncall/ladder.h"
#include "shared/policy/kind.h"

namespace ok::oncall {

inline constexpr std::string_view ladderKind = "ladders";

/// The longest command pattern that fits counts (`comms.send`, `comms.*`, `*`), and of two the one that names the severity.
struct LadderChoice {
    std::string command = "*";
    std::vector<std::string> severities;   ///< empty: all
    std::string ladder;
    bool operator==(const LadderChoice&) const = default;
};
BOOST_DESCRIBE_STRUCT(LadderChoice, (), (command, severities, ladder))

struct LadderRules {
    std::vector<LadderPolicy> ladders;
    std::vector<LadderChoice> choices;
    bool operator==(const LadderRules&) const = default;
};
BOOST_DESCRIBE_STRUCT(LadderRules, (), (ladders, choices))

/// None: nobody is called for such a request, it waits in the queue.
[[nodiscard]] std::optional<LadderPolicy> ladderFor(const LadderRules& rules, std::string_view command, std::string_view severity);
[[nodiscard]] Status check(const LadderRules& rules);
[[nodiscard]] policy::Kind makeLadderKind();

}  // namespace ok::oncall
