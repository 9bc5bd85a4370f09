// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Internal. What all connections of one server share. Filled before start; afterwards only the atomics change.
#pragma once
#include <atomic>
#include <condition_variable>
#include <mutex>

#include "server/metrics/metrics.h"
#include "server/net/net_server.h"

namespace ok::net {

struct NetMetrics {
    metrics::Gauge& connections = metrics::gauge("ok_net_connections", "open connections, HTTP and WebSocket");
    metrics::Gauge& sessions = metrics::gauge("ok_net_sessions", "open WebSocket sessions");
    metrics::Counter& rejectedConnections =
        metrics::counter("ok_net_connections_rejected_total", "connections closed because there were too many");
    metrics::Counter& tlsFailures = metrics::counter("ok_net_tls_failures_total", "TLS handshakes that failed");
    metrics::Counter& timeouts = metrics::counter("ok_net_timeouts_total", "connections cut for being too slow");
    metrics::Counter& slowConsumers =
        metrics::counter("ok_net_slow_consumers_total", "sessions closed because their queue was over its bound");
    metrics::Counter& handlerFailures =
        metrics::counter("ok_net_handler_failures_total", "handlers that threw, or did not answer in time");
    metrics::Counter& messagesIn = metrics::counter("ok_net_messages_in_total", "WebSocket messages received");
    metrics::Counter& messagesOut = metrics::counter("ok_net_messages_out_total", "WebSocket messages written");
    metrics::Counter& socketWrites = metrics::counter("ok_net_socket_writes_total", "writes that carried messages");
    metrics::Histogram& requestSeconds =
        metrics::histogram("ok_http_request_seconds", "from a complete request to its answer");

    metrics::Counter& responses(int status);
    /// Requests refused by the room itself, before any handler: by the problem's code.
    metrics::Counter& refused(std::string_view code);

  private:
    static metrics::Counter& byClass(const char* label);
    metrics::Counter* m_byClass[6] = {&byClass("other"), &byClass("1xx"), &byClass("2xx"),
                                      &byClass("3xx"),   &byClass("4xx"), &byClass("5xx")};
};

struct ServerCore {
    ServerCore(NetOptions o, Router r) : options(std::move(o)), router(std::move(r)) {}

    const NetOptions options;
    const Router router;
    NetMetrics metrics;
    std::atomic<bool> stopping{false};
    std::atomic<std::uint64_t> nextSession{1};
    std::atomic<std::size_t> connections{0};
    std::mutex idleMutex;
    std::condition_variable idle;  // signalled when `connections` falls to 0
};

/// Counts one connection for as long as it lives; moves from the HTTP connection to the WebSocket session it becomes.
class ConnectionSlot {
  public:
    /// Empty when the server is full.
    static ConnectionSlot take(std::shared_ptr<ServerCore> core);
    ConnectionSlot() = default;
    ConnectionSlot(ConnectionSlot&&) noexcept = default;
    ConnectionSlot& operator=(ConnectionSlot&& other) noexcept;
    ~ConnectionSlot() { release(); }
    explicit operator bool() const { return m_core != nullptr; }
    void release();

  private:
    std::shared_ptr<ServerCore> m_core;
};

}  // namespace ok::net
