// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// How two versions of the roles matrix differ as people read it: grouped by channel, geography, severity and kind of content,
// with the values before and after and the users and groups that hold what changed (F02.R6.A2).
#include <algorithm>

#include "shared/access/roles_kind.h"
#include "shared/access/roles_reach.h"

namespace ok::access {
namespace {

using policy::ChangeType;
using policy::DiffRow;
using policy::Principal;
using Values = std::map<std::string, std::vector<std::string>>;   // by dimension
using People = std::set<Principal>;

std::string sizeOf(const Scope& scope) {
    if (!scope.minAudience && !scope.maxAudience) return {};
    return (scope.minAudience ? std::to_string(*scope.minAudience) : "0") + " to " + (scope.maxAudience ? std::to_string(*scope.maxAudience) : "any number");
}

void addTo(std::vector<std::string>& into, const std::vector<std::string>& values) {
    into.insert(into.end(), values.begin(), values.end());
    std::sort(into.begin(), into.end());
    into.erase(std::unique(into.begin(), into.end()), into.end());
}

void addScope(Values& out, const Scope& scope) {
    addTo(out["channel"], scope.channels);
    addTo(out["geography"], geographiesOf(scope));
    addTo(out["severity"], scope.severities);
    addTo(out["content_type"], scope.contentTypes);
    if (const std::string size = sizeOf(scope); !size.empty()) addTo(out["audience"], {size});
}

Values valuesOf(const Policy& policy) {
    Values out;
    addScope(out, policy.scope);
    addTo(out["action"], policy.actions);
    return out;
}

/// One matrix, and who holds what of it.
struct Side {
    explicit Side(const RolesMatrix& given) : matrix(given), book(given) {
        for (const Assignment& a : given.assignments) byRole[a.role].insert({enumName(a.kind), a.principal});
        for (const auto& [role, people] : byRole) {
            for (const Policy* policy : book.policiesOf(role)) byPolicy[policy->id].insert(people.begin(), people.end());
        }
    }
    [[nodiscard]] People holdersOf(const std::string& role) const {
        People out;
        for (const std::string& id : book.rolesWith(role)) {
            if (const auto found = byRole.find(id); found != byRole.end()) out.insert(found->second.begin(), found->second.end());
        }
        return out;
    }
    [[nodiscard]] Values roleValues(const std::string& role) const {
        Values out;
        for (const Policy* policy : book.policiesOf(role)) {
            if (policy->effect == Effect::deny) continue;
            for (const auto& [dimension, values] : valuesOf(*policy)) addTo(out[dimension], values);
        }
        return out;
    }
    const RolesMatrix& matrix;
    RoleBook book;
    std::map<std::string, People> byRole, byPolicy;
};

class Changes {
  public:
    Changes(const RolesMatrix& before, const RolesMatrix& after) : m_before(before), m_after(after) {}

    std::vector<DiffRow> run() {
        match(m_before.matrix.policies, m_after.matrix.policies, [this](const Policy* was, const Policy* is) { policy(was, is); });
        match(m_before.matrix.roles, m_after.matrix.roles, [this](const Role* was, const Role* is) { role(was, is); });
        match(m_before.matrix.assignments, m_after.matrix.assignments, [this](const Assignment* was, const Assignment* is) { assignment(was, is); });
        return std::move(m_out);
    }

  private:
    template <class T, class Tell>
    void match(const std::vector<T>& before, const std::vector<T>& after, Tell&& tell) {
        std::map<std::string, std::pair<const T*, const T*>> pairs;
        for (const T& one : before) pairs[one.id].first = &one;
        for (const T& one : after) pairs[one.id].second = &one;
        for (const auto& [id, pair] : pairs) {
            if (pair.first == nullptr || pair.second == nullptr || !(*pair.first == *pair.second)) tell(pair.first, pair.second);
        }
    }

    void tell(const char* type, const std::string& item, const Values& before, const Values& after, const People& people, const std::string& path) {
        std::set<std::string> dimensions;
        for (const Values* side : {&before, &after}) {
            for (const auto& [dimension, values] : *side) dimensions.insert(dimension);
        }
        for (const std::string& dimension : dimensions) {
            const auto was = before.find(dimension), is = after.find(dimension);
            DiffRow row;
            if (was != before.end()) row.before = was->second;
            if (is != after.end()) row.after = is->second;
            if (row.before == row.after) continue;
            row.change = row.before.empty() ? ChangeType::added : row.after.empty() ? ChangeType::removed : ChangeType::modified;
            row.dimension = dimension;
            row.itemType = type;
            row.item = item;
            row.principals.assign(people.begin(), people.end());
            row.path = path;
            m_out.push_back(std::move(row));
        }
    }

    void policy(const Policy* was, const Policy* is) {
        const Policy& one = is != nullptr ? *is : *was;
        const auto holders = [&one](const Side& side) {
            const auto found = side.byPolicy.find(one.id);
            return found == side.byPolicy.end() ? People() : found->second;
        };
        People people = holders(m_before);
        people.merge(holders(m_after));
        Values before, after;
        if (was != nullptr) before = valuesOf(*was);
        if (is != nullptr) after = valuesOf(*is);
        if (was != nullptr && is != nullptr && was->effect != is->effect) {
            before["effect"] = {enumName(was->effect)};
            after["effect"] = {enumName(is->effect)};
        }
        tell(one.effect == Effect::deny ? "deny" : "policy", one.id, before, after, people, "/policies/" + one.id);
    }

    void role(const Role* was, const Role* is) {
        const Role& one = is != nullptr ? *is : *was;
        People people = m_before.holdersOf(one.id);
        people.merge(m_after.holdersOf(one.id));
        Values before, after;
        if (was != nullptr) before["inheritance"] = was->inherits;
        if (is != nullptr) after["inheritance"] = is->inherits;
        const std::set<std::string> had = was != nullptr ? std::set<std::string>(was->policies.begin(), was->policies.end()) : std::set<std::string>();
        const std::set<std::string> has = is != nullptr ? std::set<std::string>(is->policies.begin(), is->policies.end()) : std::set<std::string>();
        tell("role", one.id, before, after, people, "/roles/" + one.id);
        links(one.id, m_before.matrix, had, has, people, false);
        links(one.id, m_after.matrix, has, had, people, true);
    }
    /// Policies that only one side's role has: their values come or go with them.
    void links(const std::string& role, const RolesMatrix& matrix, const std::set<std::string>& here, const std::set<std::string>& there, const People& people, bool added) {
        for (const Policy& policy : matrix.policies) {
            if (!here.contains(policy.id) || there.contains(policy.id)) continue;
            const Values values = valuesOf(policy);
            tell("role", role + ": " + policy.id, added ? Values() : values, added ? values : Values(), people, "/roles/" + role + "/policies");
        }
    }

    void assignment(const Assignment* was, const Assignment* is) {
        const auto valuesIn = [](const Side& side, const Assignment* a) {
            if (a == nullptr) return Values();
            Values out = side.roleValues(a->role);
            if (a->within) {
                for (const char* dimension : {"channel", "geography", "severity", "content_type", "audience"}) out.erase(dimension);
                addScope(out, *a->within);
            }
            return out;
        };
        const Assignment& one = is != nullptr ? *is : *was;
        People people{{enumName(one.kind), one.principal}};
        if (was != nullptr) people.insert({enumName(was->kind), was->principal});
        tell("assignment", one.principal + " has " + one.role, valuesIn(m_before, was), valuesIn(m_after, is), people, "/assignments/" + one.id);
    }

    Side m_before, m_after;
    std::vector<DiffRow> m_out;
};

}  // namespace

std::vector<policy::DiffRow> roleChanges(const RolesMatrix& before, const RolesMatrix& after) { return Changes(before, after).run(); }

}  // namespace ok::access
