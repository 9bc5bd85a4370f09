// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "server/identity/scim_tokens.h"

namespace ok::identity {

ScimTokens::ScimTokens(Gate& gate, const TenantDirectory& tenants, std::function<Instant()> clock)
    : m_tenants(tenants), m_clock(std::move(clock)) {
    gate.onCommitted([this](const CommittedBatch& batch) {
        for (const Entry& entry : batch.entries) {
            if (entry.header.type == ScimTokenMade::eventType) {
                if (const auto e = fromJson<ScimTokenMade>(entry.payload); e.ok()) remember(e->token, entry.header.tenant);
            } else if (entry.header.type == ScimTokenRevoked::eventType) {
                const auto e = fromJson<ScimTokenRevoked>(entry.payload);
                const std::lock_guard lock(m_mutex);
                if (e.ok()) std::erase_if(m_byHash, [&e](const auto& row) { return row.second.token.id == e->token; });
            }
        }
    });
}

void ScimTokens::load(Store& store) {
    for (const TenantId tenant : store.tenants()) {
        store.documents(tenant).readAll(ScimToken::viewKind, [&](std::string_view, std::string_view body) {
            if (const auto token = fromJson<ScimToken>(body); token.ok()) remember(*token, tenant);
        });
    }
}

void ScimTokens::remember(const ScimToken& token, TenantId tenant) {
    if (token.revoked) return;
    const std::lock_guard lock(m_mutex);
    m_byHash[token.hash.hex()] = Held{token, tenant};
}

Result<SecurityContext> ScimTokens::resolve(std::string_view authorization, Arrival arrival) {
    constexpr std::string_view scheme = "Bearer ";
    const auto refuse = [] { return problem("not_signed_in", "a valid bearer token is needed"); };
    if (!authorization.starts_with(scheme) || authorization.size() > 300) return refuse();
    const std::string hash = sha256(authorization.substr(scheme.size())).hex();
    TenantId tenant;
    Actor actor;
    {
        const std::lock_guard lock(m_mutex);
        const auto found = m_byHash.find(hash);
        const Instant now = m_clock();
        if (found == m_byHash.end() || now >= found->second.token.expiresAt) return refuse();
        tenant = found->second.tenant;
        actor = {ActorType::service, "scim:" + found->second.token.id.str()};
        m_heard[tenant] = now;
    }
    const auto profile = m_tenants.byId(tenant);
    SecurityContext who = buildContext(tenant, std::move(actor), {"provisioner"}, std::move(arrival), profile && profile->drill);
    who.purpose = "provisioning";
    return who;
}

Instant ScimTokens::lastHeard(TenantId tenant) const {
    const std::lock_guard lock(m_mutex);
    const auto found = m_heard.find(tenant);
    return found == m_heard.end() ? Instant{} : found->second;
}

}  // namespace ok::identity
