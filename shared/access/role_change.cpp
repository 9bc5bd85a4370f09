// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "shared/access/role_change.h"

#include <algorithm>
#include <map>

namespace ok::access {
namespace {

std::map<std::string, const Assignment*> byId(const std::vector<Assignment>& all) {
    std::map<std::string, const Assignment*> out;
    for (const Assignment& each : all) out.emplace(each.id, &each);
    return out;
}

bool covers(const std::vector<std::string>& more, const std::vector<std::string>& less) {
    return std::all_of(less.begin(), less.end(), [&more](const std::string& one) { return std::find(more.begin(), more.end(), one) != more.end(); });
}

void compare(std::vector<FieldChange>& out, const char* field, const std::vector<std::string>& before, const std::vector<std::string>& after) {
    if (before != after) out.push_back({field, RawJson{toJson(before)}, RawJson{toJson(after)}});
}

}  // namespace

RoleChange roleChange(std::string principal, PrincipalKind kind, const HeldAccess& before, const HeldAccess& after) {
    RoleChange out;
    out.targetPrincipal = std::move(principal);
    out.principalKind = enumName(kind);
    out.beforeStateHash = sha256(toJson(before));
    out.afterStateHash = sha256(toJson(after));
    compare(out.fieldLevelDiff, "roles", before.roles, after.roles);
    compare(out.fieldLevelDiff, "groups", before.groups, after.groups);
    bool gained = !covers(before.roles, after.roles) || !covers(before.groups, after.groups);
    bool lost = !covers(after.roles, before.roles) || !covers(after.groups, before.groups);
    const auto then = byId(before.assignments), now = byId(after.assignments);
    for (const auto& [id, held] : then) {
        const auto kept = now.find(id);
        if (kept != now.end() && *kept->second == *held) continue;
        out.fieldLevelDiff.push_back({"assignments/" + id, RawJson{toJson(*held)}, kept == now.end() ? RawJson{"null"} : RawJson{toJson(*kept->second)}});
        lost = true;
        gained = gained || kept != now.end();
    }
    for (const auto& [id, held] : now) {
        if (then.contains(id)) continue;
        out.fieldLevelDiff.push_back({"assignments/" + id, RawJson{"null"}, RawJson{toJson(*held)}});
        gained = true;
    }
    out.changeType = gained == lost ? "update" : gained ? "add" : "remove";
    return out;
}

std::vector<RoleChange> assignmentChanges(const RolesMatrix& before, const RolesMatrix& after) {
    using Key = std::pair<PrincipalKind, std::string>;
    std::map<Key, std::pair<HeldAccess, HeldAccess>> held;
    for (const Assignment& each : before.assignments) held[{each.kind, each.principal}].first.assignments.push_back(each);
    for (const Assignment& each : after.assignments) held[{each.kind, each.principal}].second.assignments.push_back(each);
    std::vector<RoleChange> out;
    for (const auto& [who, both] : held) {
        if (!(both.first == both.second)) out.push_back(roleChange(who.second, who.first, both.first, both.second));
    }
    return out;
}

}  // namespace ok::access
