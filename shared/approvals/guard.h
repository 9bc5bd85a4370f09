// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// What a sensitive action needs before it is done (F07.R2): how many people besides its author, of which roles, and which
// reason. Each utility sets it by action; a high-risk command needs one more person whatever is set (decisions.md 1).
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "shared/access/command_card.h"
#include "shared/views/projections.h"

namespace ok::approvals {

/// Why somebody does something: a code of the utility's list, words of their own, a link to more (a ticket).
struct Justification {
    std::string reasonCode;
    std::string rationale;
    std::string attachment;   ///< http or https
    std::string purpose;      ///< what for (purposes.h), where the action asks for it; and by what right
    std::string authority;
    bool operator==(const Justification&) const = default;
    [[nodiscard]] bool given() const { return !reasonCode.empty() || !rationale.empty() || !attachment.empty(); }
    /// As it stands in an entry's header: `Safety: the crew is in the trench (https://...)`.
    [[nodiscard]] std::string words() const;
};
BOOST_DESCRIBE_STRUCT(Justification, (), (reasonCode, rationale, attachment, purpose, authority))

struct GuardRule {
    std::string action;                  ///< `incidents.set_etr`, or `comms.*`; the longest that fits counts
    int approvers = 0;                   ///< people besides the author, 0 to 5; high-risk commands: at least 1
    std::vector<std::string> roles;      ///< whose approval counts; empty: of everybody who may release
    bool reasonCode = false;             ///< one of GuardRules::reasonCodes has to be given
    int rationaleAtLeast = 0;            ///< characters, 0 to 500
    bool attachment = false;
    int answerWithinMinutes = 0;         ///< then it is escalated; 0: only expires
    std::string escalateTo;              ///< the role whose approval counts too from then on
    bool escalateAfterRejection = false; ///< the author may ask `escalateTo` in a new cycle
    bool operator==(const GuardRule&) const = default;
};
BOOST_DESCRIBE_STRUCT(GuardRule, (), (action, approvers, roles, reasonCode, rationaleAtLeast, attachment, answerWithinMinutes, escalateTo,
                                      escalateAfterRejection))

struct GuardRules {
    static constexpr std::string_view viewKind = "guard_rules";
    int version = 0;                     ///< 0: nothing was ever set
    std::vector<std::string> reasonCodes;
    std::vector<GuardRule> rules;
    [[nodiscard]] std::string viewId() const { return "live"; }
    bool operator==(const GuardRules&) const = default;
};
BOOST_DESCRIBE_STRUCT(GuardRules, (), (version, reasonCodes, rules))

/// The rule for an action; one that asks for nothing when there is none.
[[nodiscard]] GuardRule ruleFor(const GuardRules& rules, std::string_view action);

/// Problem `justification_needed`, each lacking part among its fields: `missing`, `unknown_value`, `too_short` (says how
/// many characters remain), `not_a_url`, `too_long`.
[[nodiscard]] Status checkJustification(const GuardRules& rules, const GuardRule& rule, const Justification& given);

/// May these be set? Problem `invalid_fields`.
[[nodiscard]] Status check(const GuardRules& rules);

/// Puts the utility's rules in the place of those before. `seenVersion` is the one its author saw.
struct SetGuardRules {
    static constexpr CommandCard card{.name = "approvals.set_guard_rules", .action = "settings.guard_rules", .risk = RiskClass::high,
                                      .purpose = "administration", .refusalIsEvidence = true};
    int seenVersion = 0;
    GuardRules rules;
    [[nodiscard]] std::vector<std::string> approvalSubjects() const { return {"guard_rules"}; }
};
BOOST_DESCRIBE_STRUCT(SetGuardRules, (), (seenVersion, rules))

struct GuardRulesSet {
    static constexpr std::string_view eventType = "approval.guard_rules_set";
    GuardRules rules;
};
BOOST_DESCRIBE_STRUCT(GuardRulesSet, (), (rules))

}  // namespace ok::approvals
