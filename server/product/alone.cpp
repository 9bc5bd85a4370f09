// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "server/product/alone.h"

#include <map>

#include "server/access/access_commands.h"
#include "server/gate/gate.h"
#include "shared/access/tenant_profile.h"
#include "shared/base/derived_ids.h"
#include "shared/product/projections.h"

namespace ok {

Status takeEveryDesk(Store& store, const std::string& advice) {
    for (const TenantId tenant : store.tenants()) {
        OK_ASSIGN(const bool ours, store.takeDesk(tenant));
        if (!ours) return problem("store_unavailable", "a server works for `" + store.slugOf(tenant) + "`: " + advice);
    }
    return {};
}

Status runAlone(AloneParts parts) {
    Projections projections;
    addAllProjections(projections);
    std::map<TenantId, std::pair<std::string, bool>> tenants;   // slug, drill
    for (const TenantId tenant : parts.store->tenants()) {
        Views views(parts.store->documents(tenant));
        const auto profile = views.find<TenantProfile>("profile");
        tenants[tenant] = {parts.store->slugOf(tenant), profile && profile->drill};
    }
    Gate gate({std::move(parts.store), &projections, parts.clock, SigningKey(parts.keys.signingSeed), parts.keys.master, access::builtinSource()});
    parts.addHandlers(gate);
    OK_TRY(gate.start());
    Status out;
    for (const auto& [tenant, about] : tenants) {
        SecurityContext who = access::systemContext(tenant, about.second);
        who.source = "okctl";
        const std::string body = parts.bodyFor(about.first);
        const CommandId id{derivedUuid(tenant.str() + "|alone|" + parts.command + "|" + toIso(parts.clock()) + "|" + body)};
        const auto answer = gate.run(who, {id, parts.command, body});
        if (!answer.reply.ok()) out = answer.reply.problem();
    }
    gate.stop();
    return out;
}

}  // namespace ok
