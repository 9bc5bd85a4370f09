// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "shared/access/roles_kind.h"

#include <algorithm>

#include "shared/access/compiled_matrix.h"
#include "shared/access/permissions.h"
#include "shared/access/roles_reach.h"

namespace ok::access {
namespace {

constexpr std::size_t mostFindings = 200;

/// Bodies in the store were checked when they were saved.
RolesMatrix matrixOf(std::string_view body) { return fromJson<RolesMatrix>(body).valueOr({}); }

Status check(std::string_view body) {
    OK_ASSIGN(const RolesMatrix matrix, fromJson<RolesMatrix>(body));
    auto wrong = checkMatrix(matrix);
    if (wrong.empty()) return {};
    Problem why = problem("invalid_matrix", "the roles matrix has mistakes: see `fields`");
    why.fields = std::move(wrong);
    return why;
}

policy::Impact impactOf(const policy::Bodies& bodies) {
    ReachChange change = compareReach(matrixOf(bodies.before), matrixOf(bodies.after));
    policy::Impact out;
    out.rows = std::move(change.rows);
    for (const Gap& gap : change.gaps) {
        out.notes.push_back({true, "capability_gap", "", "nobody is left for `" + gap.action + "` in " + gap.geography + " by " + gap.channel,
                             {{"action", gap.action}, {"channel", gap.channel}, {"geography", gap.geography}}});
    }
    if (!change.complete) out.notes.push_back({false, "more_rows", "", "there are more rows than are listed", {}});
    return out;
}

std::vector<policy::SimulatedAction> simulateOn(const policy::Bodies& bodies, const std::vector<policy::SimulationCase>& cases) {
    std::vector<policy::SimulatedAction> out;
    const auto before = CompiledMatrix::compile(matrixOf(bodies.before), "baseline");
    const auto after = CompiledMatrix::compile(matrixOf(bodies.after), "version");
    const CompiledMatrix* was = before.ok() ? before->get() : nullptr;
    const CompiledMatrix* is = after.ok() ? after->get() : nullptr;
    for (const policy::SimulationCase& one : cases) {
        const auto past = fromJson<PastAction>(one.request.text);
        if (!past.ok()) continue;
        const AccessQuestion& question = past->question;
        const AccessDecision decision = explain(is, {}, past->who, question, decide(is, past->who, question));
        policy::SimulatedAction action{one.at, one.entry, {}, decision.allowed, decide(was, past->who, question).allowed, decision.reason, decision.policies};
        if (!decision.denyPolicy.empty()) action.matched.push_back(decision.denyPolicy);
        const auto put = [&action](const char* name, const std::vector<std::string>& values) {
            if (!values.empty()) action.dimensions[name] = values.size() == 1 ? values.front() : std::to_string(values.size()) + " values";
        };
        action.dimensions["action"] = question.action;
        action.dimensions["principal"] = past->who.id;
        put("channel", question.channels);
        put("geography", question.territories);
        put("severity", question.severities);
        put("content_type", question.contentTypes);
        out.push_back(std::move(action));
    }
    return out;
}

}  // namespace

std::vector<policy::Finding> roleFindings(const RolesMatrix& before, const RolesMatrix& after, std::int64_t blastRadius) {
    std::vector<policy::Finding> out;
    const ReachChange change = compareReach(before, after);
    for (const Gap& gap : change.gaps) {
        if (out.size() >= mostFindings) break;
        out.push_back({true, "capability_gap", "", "nobody would be left for `" + gap.action + "` in " + gap.geography + " by " + gap.channel,
                       {{"action", gap.action}, {"channel", gap.channel}, {"geography", gap.geography}}});
    }
    // What holds now says how much may change at once: a draft cannot allow itself more.
    const std::int64_t most = before.maxGainPerPrincipal.value_or(blastRadius);
    for (const auto& [who, gained] : change.gained) {
        if (gained <= most || out.size() >= 2 * mostFindings) continue;
        out.push_back({true, "blast_radius", "", who.type + " " + who.id + " would gain " + std::to_string(gained) + " capabilities, allowed are " + std::to_string(most),
                       {{"allowed", std::to_string(most)}, {"gained", std::to_string(gained)}, {"principal", who.id}, {"principal_type", who.type}}});
    }
    for (const FieldProblem& warning : warningsOf(after)) {
        if (out.size() >= 3 * mostFindings) break;
        out.push_back({false, warning.code, warning.field, warning.message, {}});
    }
    for (const policy::ImpactRow& row : change.rows) {
        if (row.risks.empty() || out.size() >= 4 * mostFindings) continue;
        out.push_back({false, row.risks.front(), "", row.principal.type + " " + row.principal.id + " reaches beyond what it reached before",
                       {{"principal", row.principal.id}, {"principal_type", row.principal.type}}});
    }
    if (after.maxGainPerPrincipal.value_or(most) > most) out.push_back({false, "blast_radius_raised", "/max_gain_per_principal", "a later version may change more at once", {}});
    return out;
}

policy::Kind makeRolesKind() {
    policy::Kind kind;
    kind.name = rolesKind;
    kind.schemaVersion = 1;
    kind.emptyBody = policy::normalForm(toJson(builtinRoles())).valueOr("{}");
    kind.dimensions = {"channel", "geography", "severity", "content_type", "action", "audience", "inheritance"};
    kind.schema = jsonSchema<RolesMatrix>();
    kind.limits = {{"blast_radius", standardBlastRadius}};
    kind.normalise = [](std::string_view body) -> Result<std::string> {
        OK_ASSIGN(const RolesMatrix matrix, fromJson<RolesMatrix>(body));
        return toJson(matrix);
    };
    kind.check = check;
    kind.validate = [](const policy::Bodies& bodies, const policy::PolicySettings& settings) {
        return roleFindings(matrixOf(bodies.before), matrixOf(bodies.after), settings.limits.at("blast_radius"));
    };
    kind.summarise = [](const policy::Bodies& bodies) { return roleChanges(matrixOf(bodies.before), matrixOf(bodies.after)); };
    kind.impact = impactOf;
    kind.simulate = simulateOn;
    return kind;
}

}  // namespace ok::access
