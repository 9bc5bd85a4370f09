// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// From Hello to the first entry, on the worker.
#include "server/metrics/metrics.h"
#include "server/net/arrival.h"
#include "server/sync/room.h"

namespace ok::sync {

Result<SecurityContext> SyncServer::Room::admit(const ClientPtr& client, const wire::Hello& hello) const {
    if (hello.protocol != wire::protocolVersion) {
        return problem("protocol_version", "this server speaks another version of the sync protocol",
                       {{"server", std::to_string(wire::protocolVersion)}, {"client", std::to_string(hello.protocol)}});
    }
    auto greeted = ports.admit ? ports.admit(hello, arrivalOf(client->socket->request(), {})) : ports.resolve(hello.token, client->socket->remoteAddress());
    OK_ASSIGN(SecurityContext who, std::move(greeted));
    // A program's token has no session that could end, and no screen.
    if (!who.client.empty()) return problem("access_denied", "following the log needs a person's session", {{"rule", "no_session"}});
    const AccessDecision decision = decideAccess(who, "sync.follow", ports.grants);
    if (!decision.allowed) {
        return problem("access_denied", "this account may not follow the log",
                       {{"reason", decision.rule}, {"decision_id", decision.decisionId}});
    }
    return who;
}

Result<std::shared_ptr<TenantHub>> SyncServer::Room::hubFor(Store& reader, TenantId tenant) {
    std::shared_ptr<TenantHub> hub;
    {
        const std::lock_guard lock(mutex);
        std::shared_ptr<TenantHub>& slot = hubs[tenant];
        if (!slot) {
            slot = std::make_shared<TenantHub>(TenantHub::Parts{
                tenant, &settings, ports.clock, timers, [weak = weak_from_this()](ClientPtr client, Stream stream) {
                    if (const auto self = weak.lock()) self->catchUp(client, stream);
                }});
        }
        hub = slot;
    }
    // Only this thread loads. The hub collects commits from the moment it is in the map, so none falls between.
    if (!hub->loaded()) OK_TRY(hub->load(reader));
    return hub;
}

bool SyncServer::Room::seesPayloads(const SecurityContext& who, Stream stream) const {
    return stream == Stream::ops || decideAccess(who, "ledger.read", ports.grants).allowed;
}

std::vector<wire::Cursor> SyncServer::Room::headsOf(Store& reader, TenantId tenant) const {
    std::vector<wire::Cursor> out;
    for (const Stream stream : allStreams) {
        const auto head = reader.head(tenant, stream);
        out.push_back({stream, head ? head->header.sequence : 0});
    }
    return out;
}

// Everything a client holds was durable here first: one that knows more knows a log that this server has lost.
Status SyncServer::Room::checkCursors(const wire::Hello& hello, const std::vector<wire::Cursor>& heads) const {
    for (const wire::Cursor& head : heads) {
        for (const wire::Cursor& cursor : hello.cursors) {
            if (cursor.stream == head.stream && cursor.sequence > head.sequence) {
                return problem("cursor_beyond_log", "the client knows a longer log than this server",
                               {{"stream", enumName(head.stream)},
                                {"client", std::to_string(cursor.sequence)},
                                {"server", std::to_string(head.sequence)}});
            }
        }
    }
    return {};
}

void SyncServer::Room::sendWelcome(const ClientPtr& client, std::vector<wire::Cursor> heads) {
    wire::Welcome welcome{.serverVersion = ports.serverVersion,
                          .tenant = client->who.tenant,
                          .user = client->who.actor.id,
                          .roles = client->who.roles,
                          .publicKey = ports.publicKey,
                          .serverTime = ports.clock(),
                          .drill = client->drill || client->who.drill,
                          .heads = std::move(heads)};
    send(*client, welcome);
}

void SyncServer::Room::greet(Store& reader, const ClientPtr& client, const wire::Hello& hello) {
    static auto& present = metrics::gauge("ok_sync_clients", "clients that follow the log");
    if (client->gone) return;
    auto who = admit(client, hello);
    if (!who.ok()) return refuse(client, who.problem());
    const auto hub = hubFor(reader, who->tenant);
    if (!hub.ok()) return refuse(client, hub.problem(), net::CloseCode::tryAgainLater);
    client->who = std::move(*who);
    if (client->who.device.empty()) client->who.device = hello.device;
    client->token = hello.token;
    client->drill = hello.drill;
    for (const wire::Cursor& cursor : hello.cursors) {
        client->follows[cursor.stream] =
            Follow{.sent = cursor.sequence, .withhold = !seesPayloads(client->who, cursor.stream)};
    }
    const std::vector<wire::Cursor> heads = headsOf(reader, client->who.tenant);
    if (const Status known = checkCursors(hello, heads); !known.ok()) {
        sendWelcome(client, heads);  // what the client's witness needs to raise the alarm
        return refuse(client, known.problem());
    }
    {
        // With the same lock as closed(): a client that went meanwhile must not be counted or kept.
        const std::lock_guard lock(mutex);
        if (!clients.contains(client->socket->id())) return;
        client->admitted = true;
        present.add();
    }
    sendWelcome(client, heads);
    (*hub)->join(client);
    if (client->gone) return (*hub)->leave(client);
    for (const wire::Cursor& cursor : hello.cursors) catchUp(client, cursor.stream);
}

void SyncServer::Room::catchUp(const ClientPtr& client, Stream stream) {
    const auto self = shared_from_this();
    worker.post(
        [self, client, stream](Store& reader) {
            const auto hub = self->hubOf(client->who.tenant);
            if (!hub) return;
            if (const Status served = hub->serve(reader, client, stream); !served.ok()) {
                self->refuse(client, served.problem(), net::CloseCode::tryAgainLater);
            }
        },
        [self, client](const Problem& why) { self->refuse(client, why, net::CloseCode::tryAgainLater); });
}

}  // namespace ok::sync
