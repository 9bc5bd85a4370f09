// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// The roles that a fresh installation starts with, as an ordinary matrix.
#include "shared/access/compiled_matrix.h"

namespace ok::access {
namespace {

RolesMatrix makeBuiltin() {
    const std::vector<std::pair<std::string, std::vector<std::string>>> grants = {
        {"operator", {"incidents.*", "reports.*", "comms.*", "territory.read", "territory.overrides", "approvals.*", "evidence.attach", "evidence.read", "snapshots.read", "oncall.acknowledge",
                      "oncall.read", "oncall.steer", "sync.follow"}},
        {"approver", {"approvals.*", "comms.change_scope", "evidence.read", "snapshots.read", "oncall.acknowledge", "oncall.read", "oncall.steer", "sync.follow"}},
        {"supervisor", {"incidents.crew_note", "incidents.restoration", "evidence.attach", "evidence.read", "reports.place", "oncall.acknowledge", "oncall.read", "sync.follow"}},
        {"admin", {"access.*", "policies.read", "policies.draft", "policies.publish", "policies.configure", "territory.*", "settings.*", "ledger.*", "integrity.remediate", "approvals.*", "evidence.read", "snapshots.*",
                   "operations.rotate_keys", "operations.retention", "operations.purge", "operations.recovery",
                   "operations.read_models", "oncall.acknowledge", "oncall.read", "oncall.roster", "oncall.steer", "privacy.*", "webhooks.*", "sync.follow"}},
        {"roster_admin", {"oncall.read", "oncall.roster", "sync.follow"}},
        {"policy_editor", {"policies.read", "policies.draft", "sync.follow"}},
        {"policy_approver", {"policies.read", "policies.approve", "sync.follow"}},
        {"policy_publisher", {"policies.read", "policies.publish", "sync.follow"}},
        {"auditor", {"ledger.*", "evidence.read", "snapshots.read", "policies.read", "sync.follow"}},
        {"ledger_admin", {"ledger.*", "integrity.remediate", "approvals.*", "evidence.read", "snapshots.read", "sync.follow"}}};
    RolesMatrix out;
    for (const auto& [role, actions] : grants) {
        out.policies.push_back({"builtin." + role, role, Effect::allow, actions, Scope::everything(), false, {}});
        out.roles.push_back({role, role, {}, {}, {"builtin." + role}});
    }
    return out;
}

}  // namespace

const RolesMatrix& builtinRoles() {
    static const RolesMatrix matrix = makeBuiltin();
    return matrix;
}

const MatrixPtr& builtinMatrix() {
    // With a mistake in it there would be no matrix, and everybody would be refused: a test holds it valid.
    static const MatrixPtr compiled = CompiledMatrix::compile(builtinRoles(), "builtin-1").valueOr(nullptr);
    return compiled;
}

MatrixSource builtinSource() {
    return [](TenantId) { return builtinMatrix(); };
}

}  // namespace ok::access
