// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// What clients say, on their io threads. Nothing here waits.
#include "server/sync/room.h"

#include "server/metrics/metrics.h"
#include "server/net/arrival.h"

namespace ok::sync {

void send(Client& client, const wire::ServerFrame& frame) {
    client.socket->send(std::make_shared<const std::string>(wire::encode(frame)));
}

void SyncServer::Room::opened(const net::SocketSessionPtr& socket) {
    auto client = std::make_shared<Client>(socket);
    {
        const std::lock_guard lock(mutex);
        if (stopped || timers == nullptr) return socket->close(net::CloseCode::goingAway);
        clients[socket->id()] = client;
    }
    timers->runAfter(settings.helloTime, [weak = weak_from_this(), late = std::weak_ptr<Client>(client)] {
        const auto room = weak.lock();
        const auto held = late.lock();
        if (room && held && !held->greeted) room->refuse(held, problem("hello_missing", "no hello came in time"));
    });
}

void SyncServer::Room::closed(const net::SocketSessionPtr& socket) {
    ClientPtr client;
    {
        const std::lock_guard lock(mutex);
        const auto found = clients.find(socket->id());
        if (found == clients.end()) return;
        client = found->second;
        clients.erase(found);
    }
    client->gone = true;
    if (!client->admitted) return;
    static auto& present = metrics::gauge("ok_sync_clients", "clients that follow the log");
    present.sub();
    if (const auto hub = hubOf(client->who.tenant)) hub->leave(client);
}

void SyncServer::Room::heard(const net::SocketSessionPtr& socket, std::string_view data, bool text) {
    static auto& malformed =
        metrics::counter("ok_sync_malformed_frames_total", "frames from clients that were refused");
    const ClientPtr client = clientOf(socket);
    if (!client || client->gone) return;
    if (text) {
        malformed.add();
        return refuse(client, problem("malformed_frame", "frames are binary", {{"what", "text"}}),
                      net::CloseCode::protocolError);
    }
    auto frame = wire::decodeClientFrame(data);
    if (!frame.ok()) {
        malformed.add();
        return refuse(client, frame.problem(), net::CloseCode::protocolError);
    }
    if (!std::holds_alternative<wire::Hello>(*frame) && !client->admitted) {
        malformed.add();
        return refuse(client, problem("hello_missing", "the first frame must be a hello, and its welcome awaited"),
                      net::CloseCode::protocolError);
    }
    std::visit([&](auto& value) { take(client, value); }, *frame);
}

void SyncServer::Room::take(const ClientPtr& client, wire::Hello& hello) {
    if (client->greeted.exchange(true)) {
        return refuse(client, problem("malformed_frame", "a second hello", {{"what", "hello"}}),
                      net::CloseCode::protocolError);
    }
    const auto self = shared_from_this();
    worker.post([self, client, hello = std::move(hello)](Store& reader) { self->greet(reader, client, hello); },
                [self, client](const Problem& why) { self->refuse(client, why, net::CloseCode::tryAgainLater); });
}

void SyncServer::Room::take(const ClientPtr& client, const wire::Subscribe& subscribe) {
    const auto hub = hubOf(client->who.tenant);
    if (!hub) return;
    const std::set<Stream> streams(subscribe.streams.begin(), subscribe.streams.end());
    std::set<Stream> visible;
    for (const Stream stream : streams) {
        if (seesPayloads(client->who, stream)) visible.insert(stream);
    }
    hub->follow(client, streams, visible);
}

void SyncServer::Room::take(const ClientPtr& client, const wire::Ack& ack) {
    if (const auto hub = hubOf(client->who.tenant)) hub->acknowledge(client, ack.cursor.stream, ack.cursor.sequence);
}

void SyncServer::Room::take(const ClientPtr& client, const wire::Active&) {
    if (ports.active && whoIsNow(*client).ok()) ports.active(client->who.session);
}

Result<SecurityContext> SyncServer::Room::whoIsNow(const Client& client) const {
    if (!ports.resume) return ports.resolve(client.token, client.socket->remoteAddress());
    Arrival arrival = arrivalOf(client.socket->request(), {});
    arrival.traceId.clear();  // the socket's own: each command has one of its own
    return ports.resume(client.who.session, arrival);
}

void SyncServer::Room::take(const ClientPtr& client, wire::Command& command) {
    static auto& commands = metrics::counter("ok_sync_commands_total", "commands handed in over sync");
    commands.add();
    auto who = whoIsNow(*client);
    if (who.ok() && ports.active) ports.active(who->session);
    if (!who.ok()) {
        reply(client, command.id, {.reply = who.problem()});
        return refuse(client, who.problem());
    }
    if (client->commandsInFlight.fetch_add(1) >= settings.commandsInFlight) {
        client->commandsInFlight.fetch_sub(1);
        const CommandId id = command.id;
        return reply(client, id,
                     {.reply = problem("too_many_commands", "too many commands of this session are waiting")});
    }
    who->drill = who->drill || client->drill;
    if (who->source.empty()) who->source = "console";
    const CommandId id = command.id;
    CommandEnvelope envelope{id, std::move(command.name), std::move(command.body)};
    if (!command.justification.empty()) {
        auto why = fromJson<approvals::Justification>(command.justification);
        if (!why.ok()) {
            client->commandsInFlight.fetch_sub(1);
            return reply(client, id, {.reply = why.problem()});
        }
        envelope.justification = std::move(*why);
    }
    ports.submit(std::move(*who), std::move(envelope),
                 [weak = weak_from_this(), client, id](CommandAnswer answer) {
                     client->commandsInFlight.fetch_sub(1);
                     if (const auto self = weak.lock()) self->reply(client, id, std::move(answer));
                 });
}

void SyncServer::Room::reply(const ClientPtr& client, CommandId command, CommandAnswer answer) {
    send(*client, wire::Reply{command, answer.sequence, std::move(answer.correlationId), std::move(answer.reply)});
}

void SyncServer::Room::refuse(const ClientPtr& client, const Problem& why, net::CloseCode code) {
    if (client->gone.exchange(true)) return;
    metrics::counter("ok_sync_refused_total", "clients told to go").add();
    send(*client, wire::ProblemFrame{why});
    client->socket->close(code, why.code);
}

ClientPtr SyncServer::Room::clientOf(const net::SocketSessionPtr& socket) const {
    const std::lock_guard lock(mutex);
    const auto found = clients.find(socket->id());
    return found == clients.end() ? nullptr : found->second;
}

std::shared_ptr<TenantHub> SyncServer::Room::hubOf(TenantId tenant) const {
    const std::lock_guard lock(mutex);
    const auto found = hubs.find(tenant);
    return found == hubs.end() ? nullptr : found->second;
}

void SyncServer::Room::scheduleSessionCheck() {
    timers->runAfter(settings.sessionCheck, [weak = weak_from_this()] {
        if (const auto self = weak.lock()) self->checkSessions();
    });
}

void SyncServer::Room::checkSessions() {
    std::vector<ClientPtr> all;
    {
        const std::lock_guard lock(mutex);
        if (stopped) return;
        for (const auto& [id, client] : clients) {
            if (client->admitted && !client->gone) all.push_back(client);
        }
    }
    for (const ClientPtr& client : all) {
        const auto who = whoIsNow(*client);
        if (!who.ok()) refuse(client, who.problem());
    }
    scheduleSessionCheck();
}

}  // namespace ok::sync
