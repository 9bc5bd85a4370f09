// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "server/sync/sync_server.h"

#include "server/sync/room.h"

namespace ok::sync {

SyncServer::SyncServer(SyncPorts ports, SyncSettings settings)
    : m_room(std::make_shared<Room>(std::move(ports), std::move(settings))) {}

SyncServer::~SyncServer() {
    stop();
}

void SyncServer::addRoute(net::Router& router, std::string_view pattern) {
    net::SocketHandlers handlers;
    const std::weak_ptr<Room> weak = m_room;
    handlers.onOpen = [weak](const net::SocketSessionPtr& socket) {
        if (const auto room = weak.lock()) room->opened(socket);
    };
    handlers.onMessage = [weak](const net::SocketSessionPtr& socket, std::string_view data, bool text) {
        if (const auto room = weak.lock()) room->heard(socket, data, text);
    };
    handlers.onClose = [weak](const net::SocketSessionPtr& socket, std::uint16_t) {
        if (const auto room = weak.lock()) room->closed(socket);
    };
    handlers.limits.messageBytes = wire::maxClientFrame;
    // A snapshot may be large, and its bytes are shared by all who get it. Live clients are held to `slowBytes`.
    handlers.limits.queueBytes = std::size_t{1} << 30;
    handlers.limits.queueMessages = 100'000;
    router.socket(pattern, std::move(handlers));
}

void SyncServer::start(net::TimerService& timers) {
    m_room->timers = &timers;
    m_room->worker.start();
    m_room->scheduleSessionCheck();
}

void SyncServer::stop() {
    std::vector<ClientPtr> all;
    {
        const std::lock_guard lock(m_room->mutex);
        m_room->stopped = true;
        for (const auto& [id, client] : m_room->clients) all.push_back(client);
    }
    for (const ClientPtr& client : all) client->socket->close(net::CloseCode::goingAway);
    m_room->worker.stop();
}

void SyncServer::onCommitted(const CommittedBatch& batch) {
    struct Share {
        std::vector<Entry> entries;
        std::vector<SignedCheckpoint> checkpoints;
    };
    std::map<TenantId, std::pair<std::shared_ptr<TenantHub>, Share>> shares;
    {
        const std::lock_guard lock(m_room->mutex);
        for (const auto& [tenant, hub] : m_room->hubs) shares[tenant].first = hub;
    }
    // A tenant nobody has ever connected to has no hub and costs nothing.
    for (const Entry& entry : batch.entries) {
        if (const auto found = shares.find(entry.header.tenant); found != shares.end()) {
            found->second.second.entries.push_back(entry);
        }
    }
    for (const SignedCheckpoint& checkpoint : batch.checkpoints) {
        if (const auto found = shares.find(checkpoint.checkpoint.tenant); found != shares.end()) {
            found->second.second.checkpoints.push_back(checkpoint);
        }
    }
    for (auto& [tenant, share] : shares) {
        if (!share.second.entries.empty())
            share.first->collect(std::move(share.second.entries), share.second.checkpoints);
    }
}

void SyncServer::cutSession(SessionId session) {
    endSockets(session, problem("session_revoked", "this session has been ended"), net::CloseCode::policy);
}

void SyncServer::greetAgain(SessionId session) {
    endSockets(session, problem("roles_changed", "your roles have changed: connect again"), net::CloseCode::tryAgainLater);
}

void SyncServer::endSockets(SessionId session, const Problem& why, net::CloseCode code) {
    std::vector<ClientPtr> ended;
    {
        const std::lock_guard lock(m_room->mutex);
        for (const auto& [id, client] : m_room->clients) {
            if (client->admitted && client->who.session == session) ended.push_back(client);
        }
    }
    for (const ClientPtr& client : ended) {
        m_room->refuse(client, why, code);
    }
}

std::size_t SyncServer::clientCount() const {
    const std::lock_guard lock(m_room->mutex);
    std::size_t out = 0;
    for (const auto& [id, client] : m_room->clients) out += client->admitted && !client->gone ? 1 : 0;
    return out;
}

}  // namespace ok::sync
