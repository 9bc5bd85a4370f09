// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// How the session book learns: from the documents at the start, from every entry afterwards, whichever server wrote it.
#include <algorithm>

#include "server/access/session_book.h"
#include "shared/access/key_events.h"
#include "shared/access/key_rule_commands.h"
#include "shared/access/key_rule_events.h"
#include "shared/access/session_events.h"

namespace ok::access {
namespace {

constexpr std::size_t tidyBeyond = 10'000;

template <class E, class Do>
bool when(const Entry& entry, Do&& what) {
    if (entry.header.type != E::eventType) return false;
    if (const auto event = fromJson<E>(entry.payload); event.ok()) what(*event);
    return true;
}

}  // namespace

SessionBook::SessionBook(Store& store, Gate& gate, const TenantDirectory& tenants, std::function<Instant()> clock, SessionLimits limits)
    : m_gate(gate), m_tenants(tenants), m_clock(std::move(clock)), m_limits(limits) {
    for (const TenantProfile& profile : tenants.all()) load(store, profile);
    gate.onCommitted([this](const CommittedBatch& batch) { follow(batch); });
}

void SessionBook::load(Store& store, const TenantProfile& profile) {
    const Instant now = m_clock();
    DocumentStore& documents = store.documents(profile.tenant);
    documents.readAll(User::viewKind, [&](std::string_view, std::string_view body) {
        if (const auto user = fromJson<User>(body); user.ok()) m_users[user->id.str()] = {user->roles, user->disabled};
    });
    documents.readAll(KeyStandingNote::viewKind, [&](std::string_view, std::string_view body) {
        if (const auto note = fromJson<KeyStandingNote>(body); note.ok()) m_users[note->user.str()].withheld = note->withheld;
    });
    documents.readAll(Session::viewKind, [&](std::string_view, std::string_view body) {
        const auto session = fromJson<Session>(body);
        if (session.ok() && !session->revoked && session->expiresAt > now) remember(*session, profile.tenant);
    });
    documents.readAll(ApiClient::viewKind, [&](std::string_view, std::string_view body) {
        if (const auto client = fromJson<ApiClient>(body); client.ok()) rememberClient(*client, profile.tenant);
    });
}

void SessionBook::follow(const CommittedBatch& batch) {
    std::vector<SessionId> over, changed;
    for (const Entry& entry : batch.entries) {
        if (!entry.header.type.starts_with("access.")) continue;
        const Lock lock(m_mutex);
        followPerson(entry, over, changed);
        followSession(entry, over);
        followClient(entry);
    }
    for (const SessionId session : over) {
        for (const auto& tell : m_revoked) tell(session);
    }
    for (const SessionId session : changed) {
        for (const auto& tell : m_changed) tell(session);
    }
}

void SessionBook::followPerson(const Entry& entry, std::vector<SessionId>& over, std::vector<SessionId>& changed) {
    const auto sessionsOf = [this](const UserId& user, std::vector<SessionId>& into) {
        for (const auto& [id, held] : m_sessions) {
            if (held.session.user == user && !held.session.revoked) into.push_back(id);
        }
    };
    when<UserCreated>(entry, [&](const UserCreated& e) { m_users[e.user.id.str()] = {e.user.roles, e.user.disabled}; });
    when<UserDisabled>(entry, [&](const UserDisabled& e) {
        m_users[e.user.str()].disabled = e.disabled;
        if (e.disabled) sessionsOf(e.user, over);
    });
    when<KeyStandingChanged>(entry, [&](const KeyStandingChanged& e) {
        HeldUser& user = m_users[e.standing.user.str()];
        if (user.withheld == e.standing.withheld) return;
        user.withheld = e.standing.withheld;
        sessionsOf(e.standing.user, changed);
    });
    // A refused command tells nobody by itself: that follows here, once, whichever server is first.
    when<FactorAlert>(entry, [&](const FactorAlert& e) {
        report(entry.header.tenant, entry.header.drill, TellFactorAlert::card.name, toJson(TellFactorAlert{e.user}));
    });
    when<RolesGranted>(entry, [&](const RolesGranted& e) {
        m_users[e.user.str()].roles = e.after;
        sessionsOf(e.user, changed);
    });
}

void SessionBook::followSession(const Entry& entry, std::vector<SessionId>& over) {
    when<SignedIn>(entry, [&](const SignedIn& e) { remember(e.session, entry.header.tenant); });
    when<SessionRefreshed>(entry, [&](const SessionRefreshed& e) {
        const auto found = m_sessions.find(e.session);
        if (found == m_sessions.end()) return;
        Held& held = found->second;
        m_byHash.erase(held.session.tokenHash.hex());
        held.session.tokenHash = e.tokenHash;
        held.session.accessExpiresAt = e.accessExpiresAt;
        held.lastActive = std::max(held.lastActive, e.lastActiveAt);
        m_byHash[e.tokenHash.hex()] = e.session;
    });
    when<SteppedUp>(entry, [&](const SteppedUp& e) {
        const auto found = m_sessions.find(e.session);
        if (found == m_sessions.end()) return;
        found->second.session.assurance = 2;
        found->second.session.freshUntil = e.until;
    });
    when<SessionRevoked>(entry, [&](const SessionRevoked& e) {
        const auto found = m_sessions.find(e.session);
        if (found != m_sessions.end()) found->second.session.revoked = true;
        over.push_back(e.session);
    });
}

void SessionBook::followClient(const Entry& entry) {
    const auto change = [this](const ApiClientId& id, const auto& how) {
        const auto found = m_clients.find(id.str());
        if (found != m_clients.end()) how(found->second.known.client);
    };
    when<ApiClientCreated>(entry, [&](const ApiClientCreated& e) { rememberClient(e.client, entry.header.tenant); });
    when<ApiSecretAdded>(entry, [&](const ApiSecretAdded& e) {
        change(e.client, [&](ApiClient& client) { addSecret(client, e); });
        m_clientByHash[e.secret.hash.hex()] = e.client.str();
    });
    when<ApiClientRevoked>(entry, [&](const ApiClientRevoked& e) { change(e.client, [](ApiClient& client) { client.revoked = true; }); });
}

void SessionBook::dropOld() {
    const Instant now = m_clock();
    std::erase_if(m_sessions, [&](const auto& row) {
        if (row.second.session.expiresAt > now) return false;
        m_byHash.erase(row.second.session.tokenHash.hex());
        return true;
    });
}

void SessionBook::remember(const Session& session, TenantId tenant) {
    const auto profile = m_tenants.byId(tenant);
    if (m_sessions.size() > tidyBeyond) dropOld();  // sessions that ended long ago need no memory
    // At the start of a server it is as active as the log knows; an access token lives less long than anybody may be idle.
    const Instant seen = std::max(session.lastActiveAt, session.createdAt);
    m_sessions[session.id] = Held{session, tenant, profile && profile->drill, seen, {}};
    m_byHash[session.tokenHash.hex()] = session.id;
}

void SessionBook::rememberClient(const ApiClient& client, TenantId tenant) {
    const auto profile = m_tenants.byId(tenant);
    m_clients[client.id.str()] = HeldClient{{client, tenant, profile && profile->drill}, client.lastUsedAt};
    for (const ApiSecret& secret : client.secrets) m_clientByHash[secret.hash.hex()] = client.id.str();
}

}  // namespace ok::access
