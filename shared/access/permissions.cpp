// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "shared/access/permissions.h"

#include <algorithm>
#include <set>

#include "shared/access/matrix_tables.h"

namespace ok::access {
namespace {

/// The values a dimension can take, as far as the matrix tells them apart: what it names, what everybody knows, and `*` for
/// anything else. One empty value where the action has no such dimension.
std::vector<std::string> valuesOf(const MatrixTables& t, std::size_t d, bool concerned, bool anything) {
    if (!concerned) return {""};
    std::vector<std::string> out;
    for (WordNo word = firstWord; word < t.books[d].size(); ++word) out.push_back(t.books[d].text(word));
    std::sort(out.begin(), out.end());
    if (anything) out.insert(out.begin(), std::string(every));
    return out;
}

/// The largest audience that a part may have, given that the matched policies allow some.
std::optional<std::int64_t> largest(const MatrixTables& t, const CompiledMatrix& matrix, const Principal& who, AccessQuestion question) {
    std::set<std::int64_t, std::greater<>> steps{INT64_MAX};
    for (const ScopeWords& scope : t.scopes) {
        if (scope.most != INT64_MAX) steps.insert(scope.most);
        if (scope.least > 0) steps.insert(scope.least - 1);
    }
    for (const std::int64_t step : steps) {
        question.audience = step;
        if (decide(&matrix, who, question).allowed) return step;
    }
    return std::nullopt;
}

class Walk {
  public:
    Walk(const CompiledMatrix& theMatrix, const Principal& person, const PermissionsWanted& what) : matrix(theMatrix), t(theMatrix.tables()), who(person), wanted(what) {}

    void action(const std::string& name) {
        const DimensionSet dims = dimensionsOf(name);
        const auto has = [dims](Dimension d) { return (dims & setOf(d)) != 0; };
        const auto severities = valuesOf(t, 2, has(Dimension::severity), false);
        const auto contents = valuesOf(t, 3, has(Dimension::content_type), false);
        for (const std::string& channel : valuesOf(t, 0, has(Dimension::channel), false)) {
            for (const std::string& place : valuesOf(t, 1, has(Dimension::geography), true)) {
                for (const std::string& severity : severities) {
                    for (const std::string& content : contents) cell({name, channel, "", place, severity, content, {}, {}}, has(Dimension::audience));
                }
            }
        }
    }
    EffectivePermissions out;

  private:
    void cell(EffectiveCell at, bool counted) {
        if (!out.complete) return;
        AccessQuestion q;
        q.action = at.action;
        q.at = wanted.at;
        const auto state = [](std::vector<std::string>& list, const std::string& value) {
            if (!value.empty()) list.push_back(value);
        };
        state(q.channels, at.channel);
        state(q.severities, at.severity);
        state(q.contentTypes, at.contentType);
        std::string place = std::move(at.area);
        at.area.clear();
        if (place.starts_with("t:")) q.territories.push_back(at.territory = place.substr(2));
        else if (place.starts_with("a:")) at.area = place.substr(2), q.territories.push_back(place);
        else if (place == every) at.area = place;
        if (counted) {
            const auto most = largest(t, matrix, who, q);
            if (!most) return;
            q.audience = most;
            if (*most != INT64_MAX) at.maxAudience = most;
        }
        const Verdict verdict = decide(&matrix, who, q);
        if (!verdict.allowed) return;
        for (std::size_t i = 0; i < verdict.matchedCount; ++i) at.policies.push_back(t.matrix.policies[verdict.matched[i]].id);
        if (out.cells.size() >= wanted.most) out.complete = false;
        else out.cells.push_back(std::move(at));
    }

    const CompiledMatrix& matrix;
    const MatrixTables& t;
    const Principal& who;
    const PermissionsWanted& wanted;
};

std::vector<Dimension> statedBy(const AccessQuestion& q) {
    std::vector<Dimension> out;
    if (!q.channels.empty()) out.push_back(Dimension::channel);
    if (!q.territories.empty() || !q.points.empty()) out.push_back(Dimension::geography);
    if (!q.severities.empty()) out.push_back(Dimension::severity);
    if (!q.contentTypes.empty()) out.push_back(Dimension::content_type);
    if (q.audience) out.push_back(Dimension::audience);
    return out;
}

void count(TrialCount& out, const TrialRow& row) {
    ++(row.allowed ? out.allowed : out.denied);
    if (row.allowed && !row.wasAllowed) ++out.gained;
    if (!row.allowed && row.wasAllowed) ++out.lost;
}

}  // namespace

EffectivePermissions effectivePermissions(const CompiledMatrix& matrix, const Principal& who, const PermissionsWanted& wanted) {
    Walk walk(matrix, who, wanted);
    if (wanted.actions.empty()) {
        for (const ActionInfo& info : knownActions()) walk.action(std::string(info.name));
    }
    for (const std::string& action : wanted.actions) walk.action(canonicalAction(action));
    return std::move(walk.out);
}

std::vector<EligiblePerson> whoMay(const CompiledMatrix& matrix, const std::vector<Principal>& people, const AccessQuestion& question) {
    std::vector<EligiblePerson> out;
    const auto covers = statedBy(question);
    for (const Principal& person : people) {
        const Verdict verdict = decide(&matrix, person, question);
        if (!verdict.allowed) continue;
        EligiblePerson& one = out.emplace_back();
        one.id = person.id;
        one.covers = covers;
        one.selfApproval = verdict.selfApproval;
        if (verdict.role != Verdict::none) one.role = matrix.tables().roleNames[verdict.role];
        for (std::size_t i = 0; i < verdict.matchedCount; ++i) one.policies.push_back(matrix.matrix().policies[verdict.matched[i]].id);
    }
    std::sort(out.begin(), out.end(), [](const EligiblePerson& a, const EligiblePerson& b) { return a.id < b.id; });
    return out;
}

TrialReport simulate(const CompiledMatrix& matrix, const std::vector<PastAction>& history) {
    TrialReport report;
    report.policyVersion = matrix.version();
    for (const PastAction& past : history) {
        const Verdict verdict = decide(&matrix, past.who, past.question);
        TrialRow row{past.id, past.who.id, past.question.action, verdict.allowed, past.wasAllowed, enumName(verdict.reason), {}, {}, {}};
        for (std::size_t i = 0; i < verdict.matchedCount; ++i) row.policies.push_back(matrix.matrix().policies[verdict.matched[i]].id);
        if (verdict.deny != Verdict::none) row.denyPolicy = matrix.matrix().policies[verdict.deny].id;
        for (int d = 0; d < dimensionCount; ++d) {
            if ((verdict.missing & setOf(static_cast<Dimension>(d))) != 0) row.missing.push_back(static_cast<Dimension>(d));
        }
        count(report.total, row);
        for (const std::string& v : past.question.channels) count(report.byChannel[canonicalChannel(v)], row);
        for (const std::string& v : past.question.territories) count(report.byTerritory[v], row);
        for (const std::string& v : past.question.severities) count(report.bySeverity[canonicalWord(v)], row);
        for (const std::string& v : past.question.contentTypes) count(report.byContentType[canonicalWord(v)], row);
        report.rows.push_back(std::move(row));
    }
    return report;
}

}  // namespace ok::access
