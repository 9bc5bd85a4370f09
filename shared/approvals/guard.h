// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// What a sensitive action needs before it is done (F07.R2): how many people besides its author, of which roles, and which
// reason. A policy document of the utility says it
// by action (guard_kind.h); a high-risk command needs one more person whatever is set (decisions.md 1).
#pragma once
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "shared/approvals/quorum.h"
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
    std::vector<std::string> severities; ///< holds for these only; empty: for all. Of two rules for one action the one that names it counts
    bool perChannel = false;             ///< each channel waits for itself and leaves when it is approved (F02.R2.A3)
    bool reasonCode = false;             ///< one of GuardRules::reasonCodes has to be given
    int rationaleAtLeast = 0;            ///< characters, 0 to 500
    bool attachment = false;
    int answerWithinMinutes = 0;         ///< then it is escalated; 0: only expires
    std::string escalateTo;              ///< the role whose approval counts too from then on
    bool escalateAfterRejection = false; ///< the author may ask `escalateTo` in a new cycle
    std::map<std::string, int> rolesAtLeast; ///< so many of those who approve have to hold a role
    bool differentRoles = false, differentTeams = false;
    std::vector<std::string> restrictedGroups; ///< members of these cannot approve it
    bool operator==(const GuardRule&) const = default;
};
BOOST_DESCRIBE_STRUCT(GuardRule, (), (action, approvers, roles, severities, perChannel, reasonCode, rationaleAtLeast, attachment, answerWithinMinutes, escalateTo,
                                      escalateAfterRejection, rolesAtLeast, differentRoles, differentTeams, restrictedGroups))

struct GuardRules {
    static constexpr std::string_view viewKind = "guard_rules";
    int version = 0;                     ///< of the policy document (guard_kind.h) they stand in
    std::vector<std::string> reasonCodes;
    std::vector<GuardRule> rules;
    [[nodiscard]] std::string viewId() const { return "live"; }
    bool operator==(const GuardRules&) const = default;
};
BOOST_DESCRIBE_STRUCT(GuardRules, (), (version, reasonCodes, rules))

/// The rule for an action on something of these severities; one that asks for nothing when there is none.
[[nodiscard]] GuardRule ruleFor(const GuardRules& rules, std::string_view action, const std::vector<std::string>& severities = {});

/// The rule as it counts: what is high-risk needs a person besides its author whatever is set (decisions.md 1). `rules`: null, none are set.
[[nodiscard]] GuardRule ruleInForce(const GuardRules* rules, std::string_view action, const std::vector<std::string>& severities, bool highRisk);

/// The keys it asks for: its author holds the first one (decisions.md 1).
[[nodiscard]] Quorum quorumOf(const GuardRule& rule);

/// Problem `justification_needed`, each lacking part among its fields: `missing`, `unknown_value`, `too_short` (says how
/// many characters remain), `not_a_url`, `too_long`.
[[nodiscard]] Status checkJustification(const GuardRules& rules, const GuardRule& rule, const Justification& given);

/// May these be set? Problem `invalid_fields`.
[[nodiscard]] Status check(const GuardRules& rules);

}  // namespace ok::approvals
