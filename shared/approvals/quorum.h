// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// How many and which people it takes (F01.R4, F06.R5; digest C13). One document says it; where several hold, the strictest of all does.
// People are counted, not accounts: whoever has two accounts, three devices and a phone is one person. Below two people, author
// included, nothing of high risk ever goes (decisions.md 1).
#pragma once
#include <map>
#include <string>
#include <vector>

#include "shared/base/json.h"

namespace ok::approvals {

/// Who turns a key. `person` is one id a human being: the server joins accounts by identity provider subject, external id and directory.
struct KeyHolder {
    std::string account, person;
    std::vector<std::string> roles, teams, groups;
    bool operator==(const KeyHolder&) const = default;
};
BOOST_DESCRIBE_STRUCT(KeyHolder, (), (account, person, roles, teams, groups))

struct Quorum {
    int people = 2;                               ///< keys in all
    bool countsSubmitter = true;                  ///< submitting is the first key; else `people` others are needed
    std::map<std::string, int> roles;             ///< at least so many keys of a role
    std::vector<std::string> onlyRoles;           ///< keys of others do not count; empty: of everybody who may approve
    bool differentRoles = false, differentTeams = false;
    std::vector<std::string> restrictedGroups;    ///< whoever is in one of them cannot turn a key
    bool selfApproval = false;                    ///< below the floor of two people alone: the author's own key counts (F02.R2.A2)
    bool operator==(const Quorum&) const = default;
};
BOOST_DESCRIBE_STRUCT(Quorum, (), (people, countsSubmitter, roles, onlyRoles, differentRoles, differentTeams, restrictedGroups, selfApproval))

/// Everything any of them asks for. None: two people, the author among them.
[[nodiscard]] Quorum strictest(const std::vector<Quorum>& all);

/// Somebody of this role has to turn a key, besides or instead of those whom the quorum names already.
void demandRole(Quorum& quorum, const std::string& role);

/// May this key be turned? Problems, with `rule_code` among the details: `policy_violation.self_approval` (POL-SELF-001),
/// `policy_violation.duplicate_identity` (POL-DUP-001: another account of one person, POL-DUP-002: the same account),
/// `policy_violation.restricted_group`, `policy_violation.role`, `policy_violation.same_role` (POL-ROLE-001), `policy_violation.same_team` (POL-TEAM-001).
[[nodiscard]] Status mayTurn(const Quorum& quorum, const KeyHolder& author, const std::vector<KeyHolder>& turned, const KeyHolder& who);

struct QuorumState {
    bool complete = false;
    int have = 0, needed = 0;                     ///< keys, the author's among them where it counts
    std::map<std::string, int> missingRoles;      ///< role → keys still needed
    bool operator==(const QuorumState&) const = default;
};
BOOST_DESCRIBE_STRUCT(QuorumState, (), (complete, have, needed, missingRoles))

[[nodiscard]] QuorumState stateOf(const Quorum& quorum, const KeyHolder& author, const std::vector<KeyHolder>& turned);

/// May these be set? A role that more people need than there are keys, a floor below two.
[[nodiscard]] Status check(const Quorum& quorum);

}  // namespace ok::approvals
