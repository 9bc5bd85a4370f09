// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "shared/policy/kind.h"

#include <set>

namespace ok::policy {

void countImpact(Impact& impact) {
    impact.byDimension.clear();
    impact.total = {};
    impact.highRisk = 0;
    std::set<Principal> gaining, losing;
    for (const ImpactRow& row : impact.rows) {
        (row.gain ? impact.total.gains : impact.total.losses) += row.count;
        (row.gain ? gaining : losing).insert(row.principal);
        if (!row.risks.empty()) ++impact.highRisk;
        for (const auto& [dimension, values] : row.capability) {
            for (const std::string& value : values) {
                GainsAndLosses& count = impact.byDimension[dimension][value];
                (row.gain ? count.gains : count.losses) += row.count / static_cast<std::int64_t>(values.size());
            }
        }
    }
    impact.principalsGaining = static_cast<std::int64_t>(gaining.size());
    impact.principalsLosing = static_cast<std::int64_t>(losing.size());
}

void countSimulation(Simulation& simulation) {
    simulation.total = {};
    simulation.byDimension.clear();
    const auto count = [](AllowedAndDenied& into, const SimulatedAction& action) {
        ++(action.allowed ? into.allowed : into.denied);
        if (action.allowed != action.allowedBefore) ++into.changed;
    };
    for (const SimulatedAction& action : simulation.actions) {
        count(simulation.total, action);
        for (const auto& [dimension, value] : action.dimensions) count(simulation.byDimension[dimension][value], action);
    }
}

Result<std::string> normalised(const Kind& kind, std::string_view body) {
    OK_ASSIGN(std::string normal, normalForm(body));
    if (!kind.normalise) return normal;
    OK_ASSIGN(const std::string made, kind.normalise(normal));
    OK_ASSIGN(std::string known, normalForm(made));
    OK_ASSIGN(const auto changes, changesBetween(normal, known));
    Problem why = problem("invalid_fields", "some places are not known: see `fields`");
    for (const Change& change : changes) {
        // A member that says nothing may be left out by writing it.
        if (change.after || !change.before || change.before->text == "null") continue;
        why.fields.push_back({change.path, "unknown_member", "this is not part of such a document"});
        if (why.fields.size() >= 100) break;
    }
    if (why.fields.empty()) return known;
    return why;
}

void Kinds::add(Kind kind) {
    std::string name = kind.name;
    m_kinds.insert_or_assign(std::move(name), std::move(kind));
}

const Kind* Kinds::find(std::string_view name) const {
    const auto found = m_kinds.find(name);
    return found == m_kinds.end() ? nullptr : &found->second;
}

std::vector<std::string> Kinds::names() const {
    std::vector<std::string> out;
    for (const auto& [name, kind] : m_kinds) out.push_back(name);
    return out;
}

}  // namespace ok::policy
