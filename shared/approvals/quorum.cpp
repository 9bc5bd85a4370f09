// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "shared/approvals/quorum.h"

#include <algorithm>
#include <set>

namespace ok::approvals {
namespace {

bool shares(const std::vector<std::string>& a, const std::vector<std::string>& b) {
    return std::any_of(a.begin(), a.end(), [&b](const std::string& each) { return std::find(b.begin(), b.end(), each) != b.end(); });
}

Problem refused(const char* code, const char* words, const char* rule) { return problem(code, words, {{"rule_code", rule}}); }

/// Names what both have.
Problem inConflict(Problem why, const std::vector<std::string>& a, const std::vector<std::string>& b) {
    std::string& both = why.details["conflict"];
    for (const std::string& each : a) {
        if (std::find(b.begin(), b.end(), each) != b.end()) both += (both.empty() ? "" : ",") + each;
    }
    return why;
}

}  // namespace

Quorum strictest(const std::vector<Quorum>& all) {
    Quorum out;
    std::set<std::string> groups;
    bool only = false;
    for (const Quorum& each : all) {
        // Two others are as many as three with the author.
        const auto others = [](const Quorum& q) { return q.people - (q.countsSubmitter ? 1 : 0); };
        const int needed = std::max(others(out), others(each));
        out.countsSubmitter = out.countsSubmitter && each.countsSubmitter;
        out.people = needed + (out.countsSubmitter ? 1 : 0);
        for (const auto& [role, count] : each.roles) out.roles[role] = std::max(out.roles[role], count);
        out.differentRoles = out.differentRoles || each.differentRoles;
        out.differentTeams = out.differentTeams || each.differentTeams;
        groups.insert(each.restrictedGroups.begin(), each.restrictedGroups.end());
        if (each.onlyRoles.empty()) continue;
        if (!only) out.onlyRoles = each.onlyRoles;
        else std::erase_if(out.onlyRoles, [&each](const std::string& role) { return std::find(each.onlyRoles.begin(), each.onlyRoles.end(), role) == each.onlyRoles.end(); });
        // Two lists without a common role: nobody's key counts, which is stricter than to forget one of them.
        if (only && out.onlyRoles.empty()) out.onlyRoles = {""};
        only = true;
    }
    out.restrictedGroups.assign(groups.begin(), groups.end());
    return out;
}

void demandRole(Quorum& quorum, const std::string& role) {
    int& keys = quorum.roles[role];
    keys = std::max(keys, 1);
    const bool counts = quorum.onlyRoles.empty() || std::find(quorum.onlyRoles.begin(), quorum.onlyRoles.end(), role) != quorum.onlyRoles.end();
    if (!counts) quorum.onlyRoles.push_back(role);
}

Status mayTurn(const Quorum& quorum, const KeyHolder& author, const std::vector<KeyHolder>& turned, const KeyHolder& who) {
    if (who.person.empty() || who.account.empty()) return problem("not_a_person", "only a signed-in person can approve");
    if (!quorum.selfApproval && (who.person == author.person || who.account == author.account)) return refused("policy_violation.self_approval", "a second person has to approve your own request", "POL-SELF-001");
    for (const KeyHolder& each : turned) {
        if (each.account == who.account) return refused("policy_violation.duplicate_identity", "you have approved this already", "POL-DUP-002");
        if (each.person == who.person) return refused("policy_violation.duplicate_identity", "you have approved this already, with another account", "POL-DUP-001");
    }
    if (shares(who.groups, quorum.restrictedGroups)) return problem("policy_violation.restricted_group", "members of a restricted group cannot approve this");
    if (!quorum.onlyRoles.empty() && !shares(who.roles, quorum.onlyRoles)) {
        std::string roles;
        for (const std::string& role : quorum.onlyRoles) roles += (roles.empty() ? "" : ",") + role;
        return problem("policy_violation.role", "the utility wants this approved by other roles than yours", {{"roles_that_may", roles}});
    }
    for (const KeyHolder& each : turned) {
        if (quorum.differentRoles && shares(each.roles, who.roles)) return inConflict(refused("policy_violation.same_role", "somebody of another role has to approve this", "POL-ROLE-001"), each.roles, who.roles);
        if (quorum.differentTeams && shares(each.teams, who.teams)) return inConflict(refused("policy_violation.same_team", "somebody of another team has to approve this", "POL-TEAM-001"), each.teams, who.teams);
    }
    return {};
}

QuorumState stateOf(const Quorum& quorum, const KeyHolder& author, const std::vector<KeyHolder>& turned) {
    QuorumState out;
    std::set<std::string> people;
    for (const KeyHolder& each : turned) {
        if (quorum.selfApproval || each.person != author.person) people.insert(each.person);
    }
    out.have = static_cast<int>(people.size()) + (quorum.countsSubmitter ? 1 : 0);
    out.needed = std::max(quorum.people, quorum.countsSubmitter ? 2 : 1);
    for (const auto& [role, count] : quorum.roles) {
        const auto of = std::count_if(turned.begin(), turned.end(), [&role](const KeyHolder& each) { return std::find(each.roles.begin(), each.roles.end(), role) != each.roles.end(); });
        if (of < count) out.missingRoles[role] = count - static_cast<int>(of);
    }
    out.complete = out.have >= out.needed && out.missingRoles.empty();
    return out;
}

Status check(const Quorum& quorum) {
    Problem why = problem("invalid_fields", "this quorum cannot be set: see `fields`");
    const int others = quorum.people - (quorum.countsSubmitter ? 1 : 0);
    if (others < 1 || others > 5) why.fields.push_back({"people", "out_of_range", "one to five people besides the author"});
    int most = 0;
    for (const auto& [role, count] : quorum.roles) {
        if (role.empty() || count < 1) why.fields.push_back({"roles." + role, "out_of_range", "a role and how many keys of it"});
        most = std::max(most, count);
        const bool counts = quorum.onlyRoles.empty() || std::find(quorum.onlyRoles.begin(), quorum.onlyRoles.end(), role) != quorum.onlyRoles.end();
        if (!counts) why.fields.push_back({"roles." + role, "unknown_value", "keys of this role do not count"});
        if (quorum.differentRoles && count > 1) why.fields.push_back({"roles." + role, "out_of_range", "no two keys may be of one role"});
    }
    if (most > others) why.fields.push_back({"roles", "out_of_range", "more keys of a role than there are keys"});
    if (why.fields.empty()) return {};
    return why;
}

}  // namespace ok::approvals
