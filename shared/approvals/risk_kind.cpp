// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "shared/approvals/risk_kind.h"

namespace ok::approvals {
namespace {

bool demands(const RiskRules& rules, int score) { return !actionsFor(rules, score, rules.defaults).actions.empty(); }

/// Warnings: where the draft asks for less than what is live.
std::vector<policy::Finding> findings(const policy::Bodies& bodies) {
    std::vector<policy::Finding> out;
    const auto before = riskRulesOf(bodies.before, 0), after = riskRulesOf(bodies.after, 0);
    if (!before.ok() || !after.ok()) return out;
    int from = -1;
    for (int score = 0; score <= 101; ++score) {
        const bool less = score <= 100 && demands(*before, score) && !demands(*after, score);
        if (less && from < 0) from = score;
        if (less || from < 0) continue;
        out.push_back({false, "asks_for_less", "/bands", "scores " + std::to_string(from) + " to " + std::to_string(score - 1) + " would pass without anything being asked",
                       {{"from", std::to_string(from)}, {"to", std::to_string(score - 1)}}});
        from = -1;
    }
    return out;
}

policy::ChangeType typeOf(const policy::Change& change) {
    return !change.before ? policy::ChangeType::added : !change.after ? policy::ChangeType::removed : policy::ChangeType::modified;
}

std::vector<policy::DiffRow> rowsOf(const policy::Bodies& bodies) {
    std::vector<policy::DiffRow> out;
    const auto changes = policy::changesBetween(bodies.before, bodies.after);
    if (!changes.ok()) return out;
    for (const policy::Change& change : *changes) {
        policy::DiffRow row;
        row.change = typeOf(change);
        const auto steps = policy::stepsOf(change.path);
        row.dimension = steps.empty() ? "" : steps.front();
        row.itemType = "risk_rule";
        row.item = steps.size() > 1 ? steps[1] : row.dimension;
        if (change.before) row.before = {change.before->text};
        if (change.after) row.after = {change.after->text};
        row.path = change.path;
        out.push_back(std::move(row));
    }
    return out;
}

std::vector<policy::SimulatedAction> simulate(const policy::Bodies& bodies, const std::vector<policy::SimulationCase>& cases) {
    std::vector<policy::SimulatedAction> out;
    const auto before = riskRulesOf(bodies.before, 0), after = riskRulesOf(bodies.after, 0);
    if (!before.ok() || !after.ok()) return out;
    for (const policy::SimulationCase& each : cases) {
        const auto inputs = fromJson<RiskInputs>(each.request.text);
        if (!inputs.ok()) continue;
        const auto was = evaluateRisk(*before, each.entry, *inputs), is = evaluateRisk(*after, each.entry, *inputs);
        if (!was.ok() || !is.ok()) continue;
        // Allowed: it leaves without anything being asked for.
        out.push_back({each.at, each.entry, {{"level", is->riskLevel}, {"level_before", was->riskLevel}}, is->actions.empty(), was->actions.empty(), "score " + std::to_string(is->score), is->firedRules});
    }
    return out;
}

}  // namespace

Result<RiskRules> riskRulesOf(std::string_view body, int version) {
    RiskRules out;
    if (body.empty() || body == "{}") {
        out = standardRiskRules();
    } else {
        OK_ASSIGN(out, fromJson<RiskRules>(body));
    }
    out.version = version;
    return out;
}

policy::Kind makeRiskKind() {
    policy::Kind kind;
    kind.name = riskKind;
    kind.emptyBody = policy::normalForm(toJson(standardRiskRules())).valueOr("{}");
    kind.dimensions = {"level"};
    kind.needsEffectiveAt = true;
    kind.schema = jsonSchema<RiskRules>();
    kind.normalise = [](std::string_view body) -> Result<std::string> {
        OK_ASSIGN(const RiskRules rules, riskRulesOf(body, 0));
        return toJson(rules);
    };
    kind.check = [](std::string_view body) -> Status {
        OK_ASSIGN(const RiskRules rules, riskRulesOf(body, 0));
        return check(rules);
    };
    kind.validate = [](const policy::Bodies& bodies, const policy::PolicySettings&) { return findings(bodies); };
    kind.summarise = rowsOf;
    kind.simulate = simulate;
    return kind;
}

}  // namespace ok::approvals
