// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// The rules of sensitive actions as a kind of policy document: drafted, reviewed, published and rolled back like the roles.
#pragma once
#include <functional>

#include "shared/approvals/guard.h"
#include "shared/policy/kind.h"

namespace ok::approvals {

inline constexpr std::string_view guardKind = "guard_rules";

/// The body of a version. What is live stands in the view GuardRules, with the version's number.
struct GuardDocument {
    std::vector<std::string> reasonCodes;
    std::vector<GuardRule> rules;
};
BOOST_DESCRIBE_STRUCT(GuardDocument, (), (reasonCodes, rules))

/// `cannotBeHeld`: actions of commands that hold personal data and so cannot wait in the log; a rule that wants people for them
/// is blocked as `cannot_be_held`.
[[nodiscard]] policy::Kind makeGuardKind(std::function<std::vector<std::string>()> cannotBeHeld = {});

}  // namespace ok::approvals
