// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Answering who is behind a token. How the book learns: session_follow.cpp.
#include "server/access/session_book.h"

#include <algorithm>
#include <array>

#include "server/access/api_client_commands.h"
#include "server/access/session_commands.h"
#include "shared/access/device_proof.h"

namespace ok::access {
namespace {

constexpr Duration reportEvery = minutes(1), noteEvery = hours(1);
constexpr std::size_t mostNonces = 200'000;

Problem ended(const char* code) { return problem(code, "sign in again: this session has ended"); }

const ApiSecret* secretOf(const ApiClient& client, const Digest& hash, Instant now) {
    const ApiSecret* out = nullptr;
    for (const ApiSecret& secret : client.secrets) {
        if (constantTimeEqual(secret.hash.bytes, hash.bytes) && now < secret.expiresAt) out = &secret;
    }
    return out;
}

Arrival arrivalOf(const Presented& presented) {
    return {.source = {}, .address = presented.address, .userAgent = std::string(presented.userAgent), .device = {}, .traceId = std::string(presented.traceId)};
}

// What asks for keys that its holder lacks does not count; the gate says so in clear words.
std::vector<std::string> countingRoles(std::vector<std::string> roles, const std::vector<std::string>& withheld) {
    std::erase_if(roles, [&](const std::string& role) { return std::find(withheld.begin(), withheld.end(), role) != withheld.end(); });
    return roles;
}

}  // namespace

// Problems of a session whose token is right. `patience`: how much longer than the limit it may have been idle as far as
// this server knows; another one may have seen its person since.
Status SessionBook::judge(const Held& held, Instant now, Duration patience) const {
    if (held.session.revoked) return ended("session_revoked");
    const auto user = m_users.find(held.session.user.str());
    if (user != m_users.end() && user->second.disabled) return ended("session_revoked");
    if (now >= held.session.expiresAt || now - held.lastActive > m_limits.idle + patience) return ended("session_expired");
    return {};
}

SecurityContext SessionBook::contextOf(const Held& held, Arrival arrival) const {
    const auto user = m_users.find(held.session.user.str());
    auto roles = user == m_users.end() ? held.session.roles : countingRoles(user->second.roles, user->second.withheld);
    arrival.device = held.session.device;
    arrival.source = "console";
    SecurityContext who = buildContext(held.tenant, {ActorType::human, held.session.user.str()}, std::move(roles), std::move(arrival), held.drill);
    who.session = held.session.id;
    if (user != m_users.end()) who.withheld = user->second.withheld;
    who.assurance = held.session.assurance;
    who.freshUntil = held.session.freshUntil;
    if (m_seen) m_seen(who);
    return who;
}

Result<SecurityContext> SessionBook::resolve(const Presented& presented) {
    if (presented.token.starts_with(apiTokenPrefix) || presented.token.starts_with(clientPassPrefix)) return resolveClient(presented);
    const Instant now = m_clock();
    Lock lock(m_mutex);
    const auto named = m_byHash.find(sha256(presented.token).hex());
    const auto found = named == m_byHash.end() ? m_sessions.end() : m_sessions.find(named->second);
    if (found == m_sessions.end()) return ended("not_signed_in");
    const Held held = found->second;
    const Session& session = held.session;
    if (const Status alive = judge(held, now, m_limits.access); !alive.ok()) {
        lock.unlock();
        noteIdle(held, alive.problem(), now);
        return alive.problem();
    }
    if (session.accessExpiresAt.known() && now >= session.accessExpiresAt) return problem("token_expired", "this token's time is over: refresh it");
    if (session.deviceKey.empty()) return contextOf(held, arrivalOf(presented));
    lock.unlock();
    if (const Status proved = prove(session.deviceKey, presented); !proved.ok()) {
        deviceRefused(session.id, presented.address, proved.problem().code);
        return proved.problem();
    }
    lock.lock();
    return contextOf(held, arrivalOf(presented));
}

void SessionBook::deviceRefused(SessionId session, const std::string& address, const std::string& code) {
    if (code == "device_clock_off" || code == "busy") return;
    const Instant now = m_clock();
    Lock lock(m_mutex);
    const auto found = m_sessions.find(session);
    if (found == m_sessions.end() || now - found->second.reported < reportEvery) return;
    found->second.reported = now;
    const TenantId tenant = found->second.tenant;
    const bool drill = found->second.drill;
    lock.unlock();
    report(tenant, drill, RecordDeviceRefusal::card.name, toJson(RecordDeviceRefusal{session, address, code}));
}

Result<SecurityContext> SessionBook::resume(SessionId session, Arrival arrival) {
    const Instant now = m_clock();
    Lock lock(m_mutex);
    const auto found = m_sessions.find(session);
    if (found == m_sessions.end()) return ended("not_signed_in");
    const Status alive = judge(found->second, now, Duration(0));
    if (alive.ok()) return contextOf(found->second, std::move(arrival));
    const Held held = found->second;
    lock.unlock();
    noteIdle(held, alive.problem(), now);
    return alive.problem();
}

// Ended for idleness is an end like others: an entry, and no longer in the list of sessions.
void SessionBook::noteIdle(const Held& held, const Problem& why, Instant now) {
    if (why.code != "session_expired" || now >= held.session.expiresAt) return;
    report(held.tenant, held.drill, EndIdleSession::card.name, toJson(EndIdleSession{held.session.id}));
}

void SessionBook::active(SessionId session) {
    const Lock lock(m_mutex);
    const auto found = m_sessions.find(session);
    if (found != m_sessions.end()) found->second.lastActive = std::max(found->second.lastActive, m_clock());
}

std::optional<Instant> SessionBook::lastActive(SessionId session) const {
    const Lock lock(m_mutex);
    const auto found = m_sessions.find(session);
    if (found == m_sessions.end()) return {};
    return found->second.lastActive;
}

std::optional<SessionBook::Refreshable> SessionBook::refreshable(SessionId session) const {
    const Lock lock(m_mutex);
    const auto found = m_sessions.find(session);
    if (found == m_sessions.end()) return {};
    return Refreshable{found->second.tenant, found->second.drill, found->second.session.deviceKey};
}

namespace {
Problem provedBefore() { return problem("device_proof_reused", "this proof was used before: sign each request anew"); }
}  // namespace

Status SessionBook::prove(const std::string& deviceKey, const Presented& presented) {
    OK_ASSIGN(const PublicKey key, parseDeviceKey(deviceKey));
    const Instant now = m_clock();
    OK_ASSIGN(const std::string nonce, checkProof(key, {presented.use, presented.token}, presented.proof, now));
    return presented.lookOnly ? Status() : remembersNonce(deviceKey + nonce, now);
}

Status SessionBook::remembersNonce(const std::string& nonce, Instant now) {
    const Instant until = now + 2 * proofSkew;
    OK_TRY(remembersHere(nonce, until, now));
    if (!m_once) return {};
    // At another server, or at this one before it was started anew.
    OK_ASSIGN(const bool first, m_once(sha256("device proof " + nonce), until, now));
    return first ? Status() : Status(provedBefore());
}

Status SessionBook::remembersHere(const std::string& nonce, Instant until, Instant now) {
    const Lock lock(m_mutex);
    while (!m_nonceEnds.empty() && m_nonceEnds.begin()->first < now) {
        m_nonces.erase(m_nonceEnds.begin()->second);
        m_nonceEnds.erase(m_nonceEnds.begin());
    }
    // Only holders of a registered key get here. Too many at once: better refused than forgotten.
    if (m_nonces.size() >= mostNonces) return problem("busy", "too many requests at once: try again in a minute");
    if (!m_nonces.emplace(nonce, until).second) return provedBefore();
    m_nonceEnds.emplace(until, nonce);
    return {};
}

// --- programs

std::optional<SessionBook::KnownClient> SessionBook::client(const ApiClientId& id) const {
    const Lock lock(m_mutex);
    const auto found = m_clients.find(id.str());
    if (found == m_clients.end()) return {};
    return found->second.known;
}

std::optional<SessionBook::Rate> SessionBook::rateOf(std::string_view token) const {
    std::string id;
    if (token.starts_with(clientPassPrefix)) {
        const auto pass = openPass(m_passKey, token);
        if (!pass.ok()) return {};
        id = pass->client.str();
    }
    const Lock lock(m_mutex);
    if (token.starts_with(apiTokenPrefix)) {
        const auto named = m_clientByHash.find(sha256(token).hex());
        if (named != m_clientByHash.end()) id = named->second;
    }
    const auto found = id.empty() ? m_clients.end() : m_clients.find(id);
    if (found == m_clients.end()) return {};
    return Rate{"client " + id, found->second.known.client.perMinute};
}

Result<SecurityContext> SessionBook::resolveClient(const Presented& presented) {
    const Instant now = m_clock();
    if (presented.token.starts_with(clientPassPrefix)) {
        OK_ASSIGN(const ClientPass pass, openPass(m_passKey, presented.token));
        if (now >= pass.expiresAt) return problem("token_expired", "this token's time is over: ask for another");
        Lock lock(m_mutex);
        const auto found = m_clients.find(pass.client.str());
        if (found == m_clients.end() || !(found->second.known.tenant == pass.tenant)) return ended("not_signed_in");
        return contextOf(found->second, pass.scopes, presented, lock);
    }
    const Digest hash = sha256(presented.token);
    Lock lock(m_mutex);
    const auto named = m_clientByHash.find(hash.hex());
    const auto found = named == m_clientByHash.end() ? m_clients.end() : m_clients.find(named->second);
    if (found == m_clients.end()) return ended("not_signed_in");
    const ApiClient& client = found->second.known.client;
    // A client's secret is for /oauth/token: sent as a bearer token it would live as long as the secret.
    if (client.kind != ApiClientKind::token) return ended("not_signed_in");
    if (secretOf(client, hash, now) == nullptr) return problem(client.revoked ? "session_revoked" : "session_expired", "this token's time is over: make another");
    return contextOf(found->second, client.scopes, presented, lock);
}

Result<SecurityContext> SessionBook::contextOf(HeldClient& held, const std::vector<std::string>& scopes, const Presented& presented, Lock& lock) {
    const ApiClient& client = held.known.client;
    if (client.revoked) return ended("session_revoked");
    Actor actor{ActorType::service, "client:" + client.id.str()};
    std::vector<std::string> roles = client.roles, withheld;
    if (client.owner.known()) {
        const auto user = m_users.find(client.owner.str());
        if (user == m_users.end() || user->second.disabled) return ended("session_revoked");
        actor = {ActorType::human, client.owner.str()};
        withheld = user->second.withheld;
        roles = countingRoles(user->second.roles, withheld);
    }
    Arrival arrival = arrivalOf(presented);
    arrival.device = client.name;
    arrival.source = "api";
    SecurityContext who = buildContext(held.known.tenant, std::move(actor), std::move(roles), std::move(arrival), held.known.drill);
    who.withheld = std::move(withheld);
    who.client = client.id.str();
    who.scoped = true;
    who.scopes = scopes;
    who.assurance = 1;
    const Instant now = m_clock();
    const bool note = now - held.noted >= noteEvery;
    if (note) held.noted = now;
    const auto id = client.id;
    lock.unlock();
    if (m_seen) m_seen(who);
    if (note) report(who.tenant, who.drill, NoteClientUse::card.name, toJson(NoteClientUse{id, presented.address}));
    return who;
}

void SessionBook::report(TenantId tenant, bool drill, std::string_view command, std::string body) {
    if (!m_dice) return;
    std::array<std::uint8_t, 16> raw{};
    m_dice(raw);
    m_gate.submit(systemContext(tenant, drill), {CommandId{uuidV4(raw)}, std::string(command), std::move(body)}, [](CommandAnswer) {});
}

}  // namespace ok::access
