// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// A verdict in words, and its id.
#include <algorithm>

#include "shared/access/decision.h"
#include "shared/access/api_scopes.h"
#include "shared/access/mapped_access.h"
#include "shared/access/smallest_change.h"
#include "shared/base/digest.h"

namespace ok::access {
namespace {

using deciding::Mapped;

constexpr std::size_t maxShown = 50;   // values of one dimension in an answer

std::string wordText(const MatrixTables& t, const Mapped& mapped, int dimension, WordNo word) {
    const std::string text = mapped.text(t, static_cast<std::size_t>(dimension), word);
    return dimension == 1 ? text.substr(2) : text;   // without "t:" or "a:"
}

bool accepts(const ScopeWords& scope, std::size_t d, WordNo word) {
    return scope.open[d] || std::binary_search(scope.words[d].begin(), scope.words[d].end(), word);
}

/// The scopes that the nearest policy lies within, itself first.
std::vector<const ScopeWords*> nearestScopes(const MatrixTables& t, const Mapped& mapped, const Verdict& v) {
    std::vector<const ScopeWords*> out{&t.scopes[v.closest]};
    for (const std::uint32_t scope : v.closestWithin) {
        if (scope != Verdict::none) out.push_back(&mapped.scope(t, scope));
    }
    return out;
}

std::vector<std::string> valuesOf(const MatrixTables& t, const Mapped& mapped, const Verdict& v, int dimension) {
    const auto d = static_cast<std::size_t>(dimension);
    if (v.chosen[d] != 0) return {wordText(t, mapped, dimension, v.chosen[d])};
    const auto scopes = nearestScopes(t, mapped, v);
    const auto narrow = std::find_if(scopes.begin(), scopes.end(), [&](const ScopeWords* s) { return !s->open[d]; });
    std::vector<std::string> out;
    if (narrow == scopes.end()) return out;
    for (const WordNo word : (*narrow)->words[d]) {
        const bool all = std::all_of(scopes.begin(), scopes.end(), [&](const ScopeWords* s) { return accepts(*s, d, word); });
        if (all && out.size() < maxShown) out.push_back(wordText(t, mapped, dimension, word));
    }
    std::sort(out.begin(), out.end());
    return out;
}

std::vector<std::string> audienceValue(const MatrixTables& t, const Mapped& mapped, const Verdict& v) {
    if (v.chosenAudience >= 0) return {std::to_string(v.chosenAudience)};
    std::int64_t least = 0, most = INT64_MAX;
    for (const ScopeWords* scope : nearestScopes(t, mapped, v)) least = std::max(least, scope->least), most = std::min(most, scope->most);
    return {std::to_string(most == INT64_MAX ? least : most)};
}

std::vector<ChangedDimension> changeOf(const MatrixTables& t, const Principal& who, const Verdict& v) {
    std::vector<ChangedDimension> out;
    if (v.closest == Verdict::none) return out;
    const Mapped mapped(t, who);
    for (int d = 0; d < dimensionCount; ++d) {
        const auto dimension = static_cast<Dimension>(d);
        if ((v.change & setOf(dimension)) == 0) continue;
        out.push_back({dimension, dimension == Dimension::audience ? audienceValue(t, mapped, v) : valuesOf(t, mapped, v, d)});
    }
    return out;
}

std::string joined(std::vector<std::string> values) {
    std::sort(values.begin(), values.end());
    std::string out;
    for (const std::string& value : values) out.append(value).append(1, '\x1f');
    return out;
}

std::string ruleOf(const MatrixTables& t, const Verdict& v) {
    if (v.deny != Verdict::none) return t.matrix.policies[v.deny].id;
    if (v.limit != Verdict::none) return t.matrix.limits[v.limit].id;
    return v.allowed && v.matchedCount > 0 ? t.matrix.policies[v.matched[0]].id : enumName(v.reason);
}

}  // namespace

std::string decisionIdOf(const CompiledMatrix* matrix, TenantId tenant, const Principal& who, const AccessQuestion& q, const Verdict& v) {
    std::string text = tenant.str() + "|" + who.id + "|" + canonicalAction(q.action) + "|" + q.about + "|" + (matrix == nullptr ? "" : matrix->version()) + "|" + enumName(v.reason);
    for (const auto* list : {&q.channels, &q.territories, &q.severities, &q.contentTypes}) text.append(1, '|').append(joined(*list));
    text.append(1, '|').append(q.audience ? std::to_string(*q.audience) : "");
    text.append(1, '|').append(v.deny == Verdict::none || matrix == nullptr ? "" : matrix->matrix().policies[v.deny].id);
    for (int i = 0; i < v.matchedCount && matrix != nullptr; ++i) text.append(1, '|').append(matrix->matrix().policies[v.matched[static_cast<std::size_t>(i)]].id);
    std::vector<LonLat> points = q.points;
    std::sort(points.begin(), points.end(), [](LonLat a, LonLat b) { return a.lon != b.lon ? a.lon < b.lon : a.lat < b.lat; });
    const ByteView raw{reinterpret_cast<const std::uint8_t*>(points.data()), points.size() * sizeof(LonLat)};
    return sha256Of({asBytes(text), raw}).hex().substr(0, 32);
}

AccessDecision explain(const CompiledMatrix* matrix, TenantId tenant, const Principal& who, const AccessQuestion& question, const Verdict& v) {
    AccessDecision out;
    out.allowed = v.allowed;
    out.reason = enumName(v.reason);
    out.rule = out.reason;
    out.decisionId = decisionIdOf(matrix, tenant, who, question, v);
    if (matrix == nullptr) return out;
    const MatrixTables& t = matrix->tables();
    out.policyVersion = t.version;
    out.rule = ruleOf(t, v);
    for (std::size_t i = 0; i < v.matchedCount; ++i) out.policies.push_back(t.matrix.policies[v.matched[i]].id);
    if (v.role != Verdict::none) out.role = t.roleNames[v.role];
    if (v.deny != Verdict::none) {
        out.denyPolicy = t.matrix.policies[v.deny].id;
        out.precedence = "explicit_deny_overrides_allow";
    }
    for (int d = 0; d < dimensionCount; ++d) {
        if ((v.missing & setOf(static_cast<Dimension>(d))) != 0) out.missing.push_back(static_cast<Dimension>(d));
    }
    for (const std::uint32_t limit : v.softLimits) {
        if (limit != Verdict::none) out.softLimits.push_back(t.matrix.limits[limit].id);
    }
    if (v.limit != Verdict::none) out.hardLimit = t.matrix.limits[v.limit].id;
    out.selfApproval = v.allowed && v.selfApproval;
    if (v.allowed) return out;
    out.change = changeOf(t, who, v);
    out.rolesThatMay = rolesThatMay(*matrix, question);
    return out;
}

std::vector<std::string> rolesThatMay(const CompiledMatrix& matrix, const AccessQuestion& question) {
    const MatrixTables& t = matrix.tables();
    std::vector<std::string> out;
    const std::int32_t action = t.actionNo(question.action);
    if (action < 0) return out;
    for (const std::uint32_t role : t.rolesByAction[static_cast<std::size_t>(action)]) {
        const std::string& name = t.roleNames[role];
        if (name == "system" || name == "intake" || name == "provisioner" || out.size() >= maxShown) continue;
        if (decide(&matrix, {"", {name}, {}, {}}, question).allowed) out.push_back(name);
    }
    std::sort(out.begin(), out.end());
    return out;
}

RequestedScope requestedScope(const AccessQuestion& q) {
    return {q.channels, q.territories, q.severities, q.contentTypes, q.audience, static_cast<std::int64_t>(q.points.size())};
}

Looks looksAt(const CompiledMatrix& matrix, const Principal& who) {
    Looks out = matrix.tables().looks;
    for (const Assignment& a : who.mapped) {
        if (!a.within) continue;
        out.places = out.places || std::find(a.within->territories.begin(), a.within->territories.end(), every) == a.within->territories.end();
        out.audience = out.audience || a.within->minAudience || a.within->maxAudience;
    }
    return out;
}

Principal principalOf(const SecurityContext& who) {
    Principal out{who.actor.id, who.roles, who.groups, {}};
    withhold(out.mapped, out.id, who.withheld);
    return out;
}

bool keyIsFresh(const SecurityContext& who, Instant now) {
    return who.actor.type == ActorType::human && who.assurance >= 2 && who.freshUntil.known() && now < who.freshUntil;
}

bool assured(const SecurityContext& who, Instant now) {
    return keyIsFresh(who, now) || std::find(who.roles.begin(), who.roles.end(), "system") != who.roles.end();
}

AccessDecision decideAccess(const SecurityContext& who, const Principal& person, const AccessQuestion& question, const CompiledMatrix* matrix) {
    AccessDecision out = explain(matrix, who.tenant, person, question, decide(matrix, person, question));
    if (!out.allowed && isOwnAffair(who, question.action)) {
        out.allowed = true;
        out.rule = out.reason = "own";
        out.missing.clear();
        out.change.clear();
        out.rolesThatMay.clear();
    }
    // Scopes are an intersection with the roles, never a grant of their own.
    if (out.allowed && who.scoped && !scopesCover(who.scopes, question.action)) {
        out.allowed = false;
        out.rule = out.reason = "no_scope_covers_action";
        out.scopesThatMay = scopesFor(question.action);
    }
    if (out.rule == "own" || !out.scopesThatMay.empty()) out.decisionId = sha256(out.decisionId + out.rule).hex().substr(0, 32);
    return out;
}

AccessDecision decideAccess(const SecurityContext& who, const AccessQuestion& question, const CompiledMatrix* matrix) {
    return decideAccess(who, principalOf(who), question, matrix);
}

AccessDecision decideAccess(const SecurityContext& who, std::string_view action, const MatrixSource& source) {
    AccessQuestion question;
    question.action = std::string(action);
    return decideAccess(who, question, source ? source(who.tenant).get() : nullptr);
}

}  // namespace ok::access
