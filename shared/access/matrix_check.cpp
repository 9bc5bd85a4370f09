// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// What is wrong with a matrix, all of it at once and each with its path.
#include <algorithm>
#include <functional>
#include <map>
#include <set>
#include <unordered_map>

#include "shared/access/roles_matrix.h"

namespace ok::access {
namespace {

constexpr std::size_t maxFindings = 200, maxVertices = 200'000;

class Check {
  public:
    explicit Check(const RolesMatrix& matrix) : m(matrix) {}
    std::vector<FieldProblem> run();

  private:
    void wrong(std::string path, const char* code, std::string message) {
        if (out.size() < maxFindings) out.push_back({std::move(path), code, std::move(message)});
    }
    void sizes();
    void policies();
    void scope(const std::string& path, const Scope& scope);
    void list(const std::string& path, const std::vector<std::string>& values, const char* what);
    void roles();
    void inheritance();
    void assignments();
    void areas();
    void rest();
    /// Ids are there, short, and stand once.
    template <class T>
    std::set<std::string> ids(const char* name, const std::vector<T>& rows) {
        std::set<std::string> seen;
        for (std::size_t i = 0; i < rows.size(); ++i) {
            const std::string path = std::string(name) + "[" + std::to_string(i) + "].id";
            if (rows[i].id.empty() || rows[i].id.size() > 120) wrong(path, "bad_id", "an id has 1 to 120 characters");
            else if (!seen.insert(rows[i].id).second) wrong(path, "double_id", "`" + rows[i].id + "` stands twice");
        }
        return seen;
    }

    const RolesMatrix& m;
    std::vector<FieldProblem> out;
    std::set<std::string> policyIds, roleIds, areaIds;
};

void Check::sizes() {
    const std::tuple<const char*, std::size_t, std::size_t> bounds[] = {
        {"policies", m.policies.size(), maxPolicies}, {"roles", m.roles.size(), maxRoles},
        {"assignments", m.assignments.size(), maxAssignments}, {"areas", m.areas.size(), maxAreas},
        {"templates", m.templates.size(), maxListed}, {"limits", m.limits.size(), maxListed}, {"maxima", m.maxima.size(), maxListed}};
    for (const auto& [name, count, most] : bounds) {
        if (count > most) wrong(name, "too_many", "at most " + std::to_string(most));
    }
    if (m.schema != rolesMatrixSchema) wrong("schema", "unknown_schema", "this is not a `" + std::string(rolesMatrixSchema) + "`");
}

void Check::list(const std::string& path, const std::vector<std::string>& values, const char* what) {
    if (values.empty()) wrong(path, "empty_dimension", std::string("name the ") + what + ", or `*` for every one");
    if (values.size() > maxListed) wrong(path, "too_many", "at most " + std::to_string(maxListed));
    for (const std::string& value : values) {
        if (value.empty() || value.size() > 120) wrong(path, "bad_value", "a value has 1 to 120 characters");
    }
}

void Check::scope(const std::string& path, const Scope& s) {
    list(path + ".channels", s.channels, "channels");
    list(path + ".severities", s.severities, "severities");
    list(path + ".content_types", s.contentTypes, "kinds of content");
    if (s.territories.empty() && s.areas.empty()) {
        wrong(path + ".territories", "empty_dimension", "name the territories or areas, or `*` for every one");
    }
    if (s.territories.size() + s.areas.size() > maxListed) wrong(path + ".territories", "too_many", "at most " + std::to_string(maxListed));
    for (const std::string& area : s.areas) {
        if (!areaIds.contains(area)) wrong(path + ".areas", "unknown_area", "there is no area `" + area + "`");
    }
    if (s.maxAudience && *s.maxAudience < 0) wrong(path + ".max_audience", "bad_number", "a number of people is not below zero");
    if (s.minAudience && s.maxAudience && *s.minAudience > *s.maxAudience) {
        wrong(path + ".min_audience", "bad_number", "the least is above the most");
    }
}

void Check::policies() {
    policyIds = ids("policies", m.policies);
    for (std::size_t i = 0; i < m.policies.size(); ++i) {
        const std::string path = "policies[" + std::to_string(i) + "]";
        list(path + ".actions", m.policies[i].actions, "actions");
        for (const std::string& action : m.policies[i].actions) {
            const auto star = action.find('*');
            if (star != std::string::npos && star + 1 != action.size()) wrong(path + ".actions", "bad_value", "`*` stands only at the end");
        }
        scope(path + ".scope", m.policies[i].scope);
    }
}

void Check::roles() {
    roleIds = ids("roles", m.roles);
    for (std::size_t i = 0; i < m.roles.size(); ++i) {
        const std::string path = "roles[" + std::to_string(i) + "]";
        if (m.roles[i].id == "system" || m.roles[i].id == "intake") wrong(path + ".id", "reserved_role", "this role is the machine's own");
        for (const std::string& policy : m.roles[i].policies) {
            if (!policyIds.contains(policy)) wrong(path + ".policies", "unknown_policy", "there is no policy `" + policy + "`");
        }
        for (const std::string& parent : m.roles[i].inherits) {
            if (!roleIds.contains(parent)) wrong(path + ".inherits", "unknown_role", "there is no role `" + parent + "`");
        }
    }
}

// Depth by repeated relaxation would hide where a circle is; a walk from each role that remembers what is finished names it.
void Check::inheritance() {
    std::unordered_map<std::string, std::size_t> index;
    for (std::size_t i = 0; i < m.roles.size(); ++i) index.emplace(m.roles[i].id, i);
    std::vector<int> depth(m.roles.size(), -1), open(m.roles.size(), 0);
    const std::function<int(std::size_t, std::size_t)> walk = [&](std::size_t i, std::size_t level) -> int {
        if (depth[i] >= 0) return depth[i];
        if (open[i] != 0 || level > maxInheritance) return -1;
        open[i] = 1;
        int deepest = 0;
        bool broken = false;
        for (const std::string& parent : m.roles[i].inherits) {
            const auto found = index.find(parent);
            if (found == index.end()) continue;
            const int below = walk(found->second, level + 1);
            broken = broken || below < 0;
            deepest = std::max(deepest, below + 1);
        }
        open[i] = 0;
        return broken ? -1 : depth[i] = deepest;
    };
    for (std::size_t i = 0; i < m.roles.size() && out.size() < maxFindings; ++i) {
        if (walk(i, 0) < 0) {
            wrong("roles[" + std::to_string(i) + "].inherits", "inheritance_circle", "`" + m.roles[i].id + "` inherits in a circle or too deep");
            depth[i] = 0;
        }
    }
}

void Check::assignments() {
    ids("assignments", m.assignments);
    for (std::size_t i = 0; i < m.assignments.size(); ++i) {
        const Assignment& a = m.assignments[i];
        const std::string path = "assignments[" + std::to_string(i) + "]";
        if (a.principal.empty() || a.principal.size() > 200) wrong(path + ".principal", "bad_id", "say who: a user's or group's id");
        if (!roleIds.contains(a.role)) wrong(path + ".role", "unknown_role", "there is no role `" + a.role + "`");
        if (a.within) scope(path + ".within", *a.within);
    }
}

void Check::areas() {
    areaIds = ids("areas", m.areas);
    std::size_t vertices = 0;
    for (std::size_t i = 0; i < m.areas.size(); ++i) {
        bool good = !m.areas[i].shape.empty();
        for (const Polygon& part : m.areas[i].shape) {
            good = good && !part.rings.empty();
            for (const Ring& ring : part.rings) {
                vertices += ring.size();
                good = good && ring.size() >= 3 && std::all_of(ring.begin(), ring.end(), isValid);
            }
        }
        if (!good) wrong("areas[" + std::to_string(i) + "].shape", "bad_polygon", "an area needs rings of at least three positions on the globe");
    }
    if (vertices > maxVertices) wrong("areas", "too_many", "at most " + std::to_string(maxVertices) + " positions in all areas");
}

void Check::rest() {
    ids("limits", m.limits);
    for (std::size_t i = 0; i < m.limits.size(); ++i) {
        const std::string path = "limits[" + std::to_string(i) + "]";
        if (m.limits[i].metric != "audience" && m.limits[i].metric != "territories") {
            wrong(path + ".metric", "bad_value", "a limit counts `audience` or `territories`");
        }
        scope(path + ".scope", m.limits[i].scope);
    }
    for (std::size_t i = 0; i < m.maxima.size(); ++i) {
        const std::string path = "maxima[" + std::to_string(i) + "]";
        if (!roleIds.contains(m.maxima[i].role)) wrong(path + ".role", "unknown_role", "there is no role `" + m.maxima[i].role + "`");
        scope(path + ".within", m.maxima[i].within);
    }
    std::set<std::pair<std::string, int>> versions;
    for (std::size_t i = 0; i < m.templates.size(); ++i) {
        const std::string path = "templates[" + std::to_string(i) + "]";
        if (m.templates[i].id.empty() || m.templates[i].version < 1) wrong(path + ".id", "bad_id", "a template has an id and a version from 1");
        else if (!versions.emplace(m.templates[i].id, m.templates[i].version).second) wrong(path + ".id", "double_id", "this version stands twice");
    }
}

std::vector<FieldProblem> Check::run() {
    sizes();
    if (!out.empty()) return out;  // beyond the bounds nothing more is looked at
    areas();
    policies();
    roles();
    inheritance();
    assignments();
    rest();
    return out;
}

bool meet(const std::vector<std::string>& a, const std::vector<std::string>& b) {
    const auto all = [](const std::vector<std::string>& v) { return std::find(v.begin(), v.end(), every) != v.end(); };
    if (all(a) || all(b)) return true;
    return std::any_of(a.begin(), a.end(), [&](const std::string& x) { return std::find(b.begin(), b.end(), x) != b.end(); });
}

bool overlap(const Policy& a, const Policy& b) {
    const bool place = meet(a.scope.territories, b.scope.territories) || meet(a.scope.areas, b.scope.areas);
    return a.effect == b.effect && place && meet(a.actions, b.actions) && meet(a.scope.channels, b.scope.channels) &&
           meet(a.scope.severities, b.scope.severities) && meet(a.scope.contentTypes, b.scope.contentTypes);
}

}  // namespace

std::vector<FieldProblem> checkMatrix(const RolesMatrix& matrix) { return Check(matrix).run(); }

std::vector<FieldProblem> warningsOf(const RolesMatrix& matrix) {
    constexpr std::size_t maxCompared = 400;  // pairs grow with the square; beyond this the warning is not worth its wait
    std::vector<FieldProblem> out;
    std::map<std::string, std::set<std::string>> rolesOf;
    for (const Role& role : matrix.roles) {
        for (const std::string& policy : role.policies) rolesOf[policy].insert(role.id);
    }
    const std::size_t count = std::min(matrix.policies.size(), maxCompared);
    for (std::size_t i = 0; i < count; ++i) {
        for (std::size_t j = i + 1; j < count && out.size() < maxFindings; ++j) {
            const Policy &a = matrix.policies[i], &b = matrix.policies[j];
            if (rolesOf[a.id] == rolesOf[b.id] || !overlap(a, b)) continue;
            out.push_back({"policies[" + std::to_string(j) + "].scope", "scopes_overlap", "`" + b.id + "` overlaps `" + a.id + "` of another role"});
        }
    }
    return out;
}

}  // namespace ok::access
