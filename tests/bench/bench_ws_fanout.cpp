// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Fan-out: one publisher, 200-byte messages to 20 and to 500 sessions on one io thread; every message reaches every
// client. At most `window` messages are under way. The issue needs 200 reports/s x 20 consoles = 4,000 deliveries/s; the
// bound is what the plain library reached in the probe with 500 clients.
#include <atomic>
#include <chrono>
#include <cstdio>
#include <mutex>
#include <thread>

#include "server/metrics/metrics.h"
#include "server/net/net_server.h"
#include "tests/support/load_clients.h"

namespace {

using namespace ok::net;
constexpr std::size_t messageBytes = 200;
constexpr std::size_t frameBytes = messageBytes + 4;  // header of two bytes and a two-byte length
constexpr double bound = 200'000;
constexpr std::size_t window = 64;

const char* const handshake =
    "GET /ws HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";

int run(std::size_t clients, std::size_t messages) {
    std::mutex mutex;
    std::vector<SocketSessionPtr> sessions;
    Router router;
    SocketHandlers handlers;
    handlers.onOpen = [&](const SocketSessionPtr& s) {
        const std::lock_guard lock(mutex);
        sessions.push_back(s);
    };
    router.socket("/ws", handlers);
    NetServer server({}, std::move(router));
    if (!server.start().ok()) return 1;
    ok::test::LoadClients load;
    for (std::size_t i = 0; i < clients; ++i) {
        if (!load.add(server.port(), handshake)) return 1;
    }
    const auto opened = [&] {
        const std::lock_guard lock(mutex);
        return sessions.size() == clients;
    };
    while (!opened()) std::this_thread::yield();

    auto& writes = ok::metrics::counter("ok_net_socket_writes_total", "");
    const auto writesBefore = writes.value();
    std::atomic<std::size_t> received{0};
    std::atomic<bool> over{false};
    const auto begin = std::chrono::steady_clock::now();
    std::thread publisher([&] {
        for (std::size_t m = 0; m < messages && !over; ++m) {
            const auto message = std::make_shared<const std::string>(messageBytes, 'm');
            for (const auto& s : sessions) s->send(message);
            while (!over && received + window * clients * frameBytes < m * clients * frameBytes) std::this_thread::yield();
        }
    });
    const std::size_t expected = messages * clients * frameBytes;
    bool fine = true;
    while (fine && received < expected) fine = load.poll([&](std::size_t, std::size_t bytes) { received += bytes; });
    over = true;
    publisher.join();
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begin;
    if (!fine) return std::fputs("bench ws_fanout: a session was closed\n", stderr), 1;
    const double deliveries = static_cast<double>(messages * clients);
    const double rate = deliveries / took.count();
    std::printf("bench ws_fanout_%zu: figure=%.0f unit=deliveries/s bound=%.0f ratio=%.1f %s (%.1f messages a write)\n",
                clients, rate, bound, rate / bound, rate >= bound ? "ok" : "SLOW",
                deliveries / static_cast<double>(writes.value() - writesBefore));
    return 0;
}

}  // namespace

int main() { return run(20, 100'000) + run(500, 5'000); }
