// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "server/access/session_book.h"

#include <mutex>

namespace ok::access {

SessionBook::SessionBook(Store& store, Gate& gate, const TenantDirectory& tenants, std::function<Instant()> clock,
                         SessionLimits limits)
    : m_tenants(tenants), m_clock(std::move(clock)), m_limits(limits) {
    for (const TenantProfile& profile : tenants.all()) {
        store.documents(profile.tenant).readAll(Session::viewKind, [&](std::string_view, std::string_view body) {
            if (const auto session = fromJson<Session>(body); session.ok()) remember(*session, profile.tenant);
        });
    }
    gate.onCommitted([this](const CommittedBatch& batch) {
        for (const Entry& entry : batch.entries) {
            if (entry.header.type == SignedIn::eventType) {
                if (const auto e = fromJson<SignedIn>(entry.payload); e.ok()) remember(e->session, entry.header.tenant);
            } else if (entry.header.type == SteppedUp::eventType) {
                if (const auto e = fromJson<SteppedUp>(entry.payload); e.ok()) stepUp(*e);
            } else if (entry.header.type == SessionRevoked::eventType) {
                const auto e = fromJson<SessionRevoked>(entry.payload);
                if (!e.ok()) continue;
                {
                    const std::unique_lock lock(m_mutex);
                    for (auto& [hash, held] : m_byHash) {
                        if (held.session.id == e->session) held.session.revoked = true;
                    }
                }
                for (const auto& listener : m_revoked) listener(e->session);
            }
        }
    });
}

void SessionBook::remember(const Session& session, TenantId tenant) {
    const auto profile = m_tenants.byId(tenant);
    const std::unique_lock lock(m_mutex);
    const Instant now = m_clock();
    if (m_byHash.size() > 10'000) {  // sessions that ended long ago need no memory
        std::erase_if(m_byHash, [now](const auto& row) { return row.second.session.expiresAt <= now; });
    }
    m_byHash[session.tokenHash.hex()] = Held{session, tenant, profile && profile->drill, now};
}

void SessionBook::stepUp(const SteppedUp& event) {
    const std::unique_lock lock(m_mutex);
    for (auto& [hash, held] : m_byHash) {
        if (held.session.id != event.session) continue;
        held.session.assurance = 2;
        held.session.freshUntil = event.until;
    }
}

Result<SecurityContext> SessionBook::resolve(std::string_view token, const std::string& address) {
    const auto refuse = [](const char* code) {
        return problem(code, "sign in again: this session has ended");
    };
    const std::string hash = sha256(token).hex();
    const std::unique_lock lock(m_mutex);
    const auto found = m_byHash.find(hash);
    if (found == m_byHash.end()) return refuse("not_signed_in");
    Held& held = found->second;
    const Instant now = m_clock();
    if (held.session.revoked) return refuse("session_revoked");
    if (now >= held.session.expiresAt || now - held.lastSeen > m_limits.idle) return refuse("session_expired");
    held.lastSeen = now;
    SecurityContext who;
    who.tenant = held.tenant;
    who.actor = {ActorType::human, held.session.user.str()};
    who.session = held.session.id;
    who.roles = held.session.roles;
    who.assurance = held.session.assurance;
    who.freshUntil = held.session.freshUntil;
    who.device = held.session.device;
    who.address = address;
    who.source = "console";
    who.purpose = "outage_response";
    who.drill = held.drill;
    return who;
}

}  // namespace ok::access
