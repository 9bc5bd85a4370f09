// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// The server's only door to the network: HTTP/1.1 and WebSocket, plain or TLS, and the timers of the io threads. Owner:
// main. start() and stop() are called from threads of the owner, never from a handler. docs/net.md tells the guarantees.
#pragma once
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "server/net/router.h"
#include "server/net/unique_function.h"
#include "shared/base/instant.h"
#include "shared/base/result.h"

namespace ok::net {

struct ListenOptions {
    std::string address = "127.0.0.1";
    std::uint16_t port = 0;  // 0: the system chooses; see NetServer::port
    bool tls = false;
};

/// Files in PEM. Both empty: a self-signed certificate for localhost is made in memory at start.
struct TlsOptions {
    std::string certificateFile;
    std::string keyFile;
};

struct NetLimits {
    static constexpr std::size_t largestBody = std::size_t{64} << 20;
    std::size_t headerBytes = 16 * 1024;
    std::size_t headerFields = 100;
    std::size_t bodyBytes = std::size_t{1} << 20;  // where the route does not say otherwise
    Duration requestTime = seconds(15);            // from the first byte of a request to its last: else 408
    Duration idleTime = seconds(60);               // a connection without a request; WebSocket: a client that answers no ping
    Duration handlerTime = seconds(60);            // a handler that has not answered: 503
    Duration writeTime = seconds(30);              // a client that takes nothing of its response
    std::size_t connections = 20'000;              // further ones are closed at once and counted
    std::size_t requestsPerConnection = 10'000;
};

struct NetOptions {
    std::vector<ListenOptions> listen = {{}};
    TlsOptions tls;
    NetLimits limits;
    unsigned threads = 1;
    /// The house's clock: for `Date`, and for runAt. Without it no `Date` is sent and runAt treats `at` as due.
    std::function<Instant()> now;
    /// Added to each response that does not set them itself.
    Headers defaultHeaders = {{"X-Content-Type-Options", "nosniff"}};
    /// Peers whose X-Forwarded-For and X-Forwarded-Proto are believed (numeric addresses).
    std::vector<std::string> trustedProxies;
};

/// Callbacks at a time, on an io thread: short work, or a hand-over. From any thread. What is pending at stop is dropped.
class TimerService {
  public:
    using Task = UniqueFunction<void()>;
    using TimerId = std::uint64_t;
    virtual ~TimerService() = default;
    virtual TimerId runAfter(Duration delay, Task task) = 0;
    /// By the house's clock; looked at again at least every second, so a clock that is set (or a fake one) is followed.
    virtual TimerId runAt(Instant at, Task task) = 0;
    /// True: it will not run. False: it has run, is running or is unknown.
    virtual bool cancel(TimerId id) = 0;
    virtual void post(Task task) = 0;
};

class NetServer {
  public:
    NetServer(NetOptions options, Router router);
    ~NetServer();  // stops with no grace
    NetServer(const NetServer&) = delete;
    NetServer& operator=(const NetServer&) = delete;

    /// Binds and begins to serve. A port in use or an unreadable certificate is a Problem.
    [[nodiscard]] Status start();
    /// The port of the i-th listen option, once started.
    [[nodiscard]] std::uint16_t port(std::size_t i = 0) const;
    /// Reads the certificate files again; connections made from now on use them.
    [[nodiscard]] Status reloadCertificate();
    /// No new connections; running requests are answered, sessions closed with 1001; after `grace` what is left is cut.
    /// Returns when the io threads have ended. May be called by several threads and twice.
    void stop(Duration grace = seconds(5));
    [[nodiscard]] TimerService& timers();
    [[nodiscard]] std::size_t connectionCount() const;

  private:
    struct State;
    std::unique_ptr<State> m_state;
};

/// GET /metrics: everything of server/metrics. `allow` says who may read it; without it, loopback only.
void addMetricsRoute(Router& router, std::function<bool(const HttpRequest&)> allow = {});

}  // namespace ok::net
