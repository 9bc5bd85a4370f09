// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Internal. What stands behind SyncServer: the hubs, the clients, the worker. Held by shared_ptr, because sessions and
// timers may still call when the SyncServer is gone.
#pragma once
#include <map>
#include <mutex>
#include <unordered_map>

#include "server/sync/sync_server.h"
#include "server/sync/tenant_hub.h"
#include "server/store/work_thread.h"
#include "shared/wire/frames.h"

namespace ok::sync {

struct SyncServer::Room : std::enable_shared_from_this<Room> {
    Room(SyncPorts p, SyncSettings s) : ports(std::move(p)), settings(std::move(s)), worker(ports.openReader) {}

    // --- sessions (room.cpp), on their io threads
    void opened(const net::SocketSessionPtr& socket);
    void heard(const net::SocketSessionPtr& socket, std::string_view data, bool text);
    void closed(const net::SocketSessionPtr& socket);
    void take(const ClientPtr& client, wire::Hello& hello);
    void take(const ClientPtr& client, const wire::Subscribe& subscribe);
    void take(const ClientPtr& client, wire::Command& command);
    void take(const ClientPtr& client, const wire::Ack& ack);
    void take(const ClientPtr& client, const wire::Active&);
    /// Who an admitted client is now.
    [[nodiscard]] Result<SecurityContext> whoIsNow(const Client& client) const;

    // --- greeting (greeting.cpp), on the worker
    void greet(Store& reader, const ClientPtr& client, const wire::Hello& hello);
    [[nodiscard]] Result<SecurityContext> admit(const ClientPtr& client, const wire::Hello& hello) const;
    Result<std::shared_ptr<TenantHub>> hubFor(Store& reader, TenantId tenant);
    [[nodiscard]] std::vector<wire::Cursor> headsOf(Store& reader, TenantId tenant) const;
    void sendWelcome(const ClientPtr& client, std::vector<wire::Cursor> heads);
    [[nodiscard]] Status checkCursors(const wire::Hello& hello, const std::vector<wire::Cursor>& heads) const;
    [[nodiscard]] bool seesPayloads(const SecurityContext& who, Stream stream) const;
    void catchUp(const ClientPtr& client, Stream stream);

    // --- both
    void refuse(const ClientPtr& client, const Problem& why, net::CloseCode code = net::CloseCode::policy);
    void reply(const ClientPtr& client, CommandId command, CommandAnswer answer);
    [[nodiscard]] ClientPtr clientOf(const net::SocketSessionPtr& socket) const;
    [[nodiscard]] std::shared_ptr<TenantHub> hubOf(TenantId tenant) const;
    void checkSessions();
    void scheduleSessionCheck();

    const SyncPorts ports;
    const SyncSettings settings;
    WorkThread worker;
    net::TimerService* timers = nullptr;
    mutable std::mutex mutex;  // guards the maps and `stopped`
    bool stopped = false;
    std::unordered_map<std::uint64_t, ClientPtr> clients;
    std::map<TenantId, std::shared_ptr<TenantHub>> hubs;
};

void send(Client& client, const wire::ServerFrame& frame);

}  // namespace ok::sync
