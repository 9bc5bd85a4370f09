// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "shared/access/decision.h"

#include <algorithm>

#include "shared/base/digest.h"

namespace ok {
namespace {

bool covers(std::string_view grant, std::string_view action) {
    if (!grant.empty() && grant.back() == '*') return action.starts_with(grant.substr(0, grant.size() - 1));
    return grant == action;
}

std::string decisionIdOf(const SecurityContext& who, std::string_view action, const RoleGrants& grants,
                         std::string_view rule) {
    const std::string tenant = who.tenant.str();
    const Digest d = sha256Of({asBytes(tenant), asBytes("|"), asBytes(who.actor.id), asBytes("|"), asBytes(action),
                               asBytes("|"), asBytes(grants.version), asBytes("|"), asBytes(rule)});
    return d.hex().substr(0, 32);
}

}  // namespace

const RoleGrants& builtinGrants() {
    static const RoleGrants grants{
        "builtin-1",
        {{"operator", {"incidents.*", "reports.*", "comms.*", "territory.read", "territory.overrides", "approvals.*", "sync.follow"}},
         {"approver", {"approvals.*", "sync.follow"}},
         {"supervisor", {"incidents.crew_note", "incidents.restoration", "reports.place", "sync.follow"}},
         {"admin", {"access.*", "territory.*", "settings.*", "ledger.*", "integrity.remediate", "approvals.*", "operations.rotate_keys", "operations.retention", "operations.purge", "operations.recovery", "operations.read_models", "privacy.*", "policies.read", "policies.draft", "policies.publish", "policies.configure", "sync.follow"}},
         {"policy_editor", {"policies.read", "policies.draft", "sync.follow"}},
         {"policy_approver", {"policies.read", "policies.approve", "sync.follow"}},
         {"policy_publisher", {"policies.read", "policies.publish", "sync.follow"}},
         {"auditor", {"ledger.*", "policies.read", "sync.follow"}},
         {"ledger_admin", {"ledger.*", "integrity.remediate", "approvals.*", "sync.follow"}},
         {"intake", {"reports.receive", "feeds.ingest", "receipts.take", "contacts.stop"}},
         {"system", {"*"}}}};
    return grants;
}

bool assured(const SecurityContext& who, Instant now) {
    if (std::find(who.roles.begin(), who.roles.end(), "system") != who.roles.end()) return true;
    return who.actor.type == ActorType::human && who.assurance >= 2 && who.freshUntil.known() && now < who.freshUntil;
}

AccessDecision decideAccess(const SecurityContext& who, std::string_view action, const RoleGrants& grants) {
    AccessDecision out;
    for (const std::string& role : who.roles) {
        const auto found = grants.actionsByRole.find(role);
        if (found == grants.actionsByRole.end()) continue;
        const auto grant = std::find_if(found->second.begin(), found->second.end(),
                                        [action](const std::string& g) { return covers(g, action); });
        if (grant == found->second.end()) continue;
        out.allowed = true;
        out.rule = "role:" + role + " " + *grant;
        break;
    }
    if (!out.allowed) {
        out.rule = "no_role_grants_action";
        for (const auto& [role, actions] : grants.actionsByRole) {
            if (role == "system") continue;
            if (std::any_of(actions.begin(), actions.end(), [action](const std::string& g) { return covers(g, action); })) {
                out.rolesThatMay.push_back(role);
            }
        }
    }
    out.decisionId = decisionIdOf(who, action, grants, out.rule);
    return out;
}

}  // namespace ok
