// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// NetServer: listening, spreading connections over the io threads, and stopping.
#include "server/net/net_server.h"

#include <boost/asio/ip/tcp.hpp>

#include <algorithm>

#include "server/net/http_connection.h"
#include "server/net/io_timers.h"
#include "server/net/peer_address.h"
#include "server/net/tls_context.h"

namespace ok::net {

using tcp = asio::ip::tcp;

namespace {

using Acceptor = asio::basic_socket_acceptor<tcp, IoExecutor>;
constexpr int listenBacklog = 4096;
constexpr Duration acceptPause = milliseconds(100);  // after an error such as "too many open files"

/// The current TLS settings; replaced while connections are being accepted.
struct TlsSlot {
    std::mutex mutex;
    TlsContext context;
    TlsContext get() {
        const std::lock_guard lock(mutex);
        return context;
    }
    void set(TlsContext fresh) {
        const std::lock_guard lock(mutex);
        context = std::move(fresh);
    }
};

/// One listening socket, on the first io thread.
class Listener : public std::enable_shared_from_this<Listener> {
  public:
    Listener(std::shared_ptr<ServerCore> core, std::vector<std::shared_ptr<IoThread>> threads, std::shared_ptr<TlsSlot> tls)
        : m_core(std::move(core)), m_threads(std::move(threads)), m_tls(std::move(tls)),
          m_acceptor(m_threads.front()->context().get_executor()), m_pause(m_threads.front()->context()) {}

    Status open(const ListenOptions& options) {
        error_code ec;
        const auto address = asio::ip::make_address(options.address, ec);
        const tcp::endpoint endpoint(address, options.port);
        if (!ec) m_acceptor.open(endpoint.protocol(), ec);
        if (!ec) m_acceptor.set_option(asio::socket_base::reuse_address(true), ec);
        if (!ec) m_acceptor.bind(endpoint, ec);
        if (!ec) m_acceptor.listen(listenBacklog, ec);
        if (ec) {
            return problem("listen_failed", "cannot listen on `" + options.address + ":" + std::to_string(options.port) + "`",
                           {{"reason", ec.message()}});
        }
        m_encrypted = options.tls;
        m_port = m_acceptor.local_endpoint(ec).port();
        return {};
    }

    void accept() {
        auto& io = m_threads[m_next++ % m_threads.size()];
        m_acceptor.async_accept(io->context().get_executor(), [self = shared_from_this(), io](error_code ec, TcpSocket socket) {
            if (!self->m_acceptor.is_open()) return;
            if (ec) return self->acceptLater();
            self->accepted(io, std::move(socket));
            self->accept();
        });
    }

    void close() {
        error_code ignored;
        m_acceptor.close(ignored);
        m_pause.cancel();
    }
    [[nodiscard]] std::uint16_t port() const { return m_port; }

  private:
    void acceptLater() {
        m_pause.expires_after(acceptPause);
        m_pause.async_wait([self = shared_from_this()](error_code ec) {
            if (!ec && self->m_acceptor.is_open()) self->accept();
        });
    }

    void accepted(const std::shared_ptr<IoThread>& io, TcpSocket socket) {
        auto slot = ConnectionSlot::take(m_core);
        if (!slot) return;  // the socket closes with its object
        error_code ec;
        const auto remote = socket.remote_endpoint(ec);
        if (ec) return;
        socket.set_option(tcp::no_delay(true), ec);
        HttpConnection::Peer peer{normalAddress(remote.address().to_string()), m_encrypted};
        auto stream = m_encrypted ? makeTlsStream(std::move(socket), m_tls->get()) : makePlainStream(std::move(socket));
        auto connection =
            std::make_shared<HttpConnection>(m_core, io, std::move(slot), std::move(stream), std::move(peer));
        if (io->isCurrent()) return connection->start();
        io->post([connection = std::move(connection)]() mutable { connection->start(); });
    }

    const std::shared_ptr<ServerCore> m_core;
    const std::vector<std::shared_ptr<IoThread>> m_threads;
    const std::shared_ptr<TlsSlot> m_tls;
    Acceptor m_acceptor;
    asio::steady_timer m_pause;
    std::size_t m_next = 0;
    std::uint16_t m_port = 0;
    bool m_encrypted = false;
};

// A quarter of the shortest time-out: precise enough for it, and rare.
Duration tickOf(const NetLimits& l) {
    return std::min({l.requestTime, l.idleTime / 3, l.handlerTime, l.writeTime}) / 4;
}

}  // namespace

struct NetServer::State {
    std::shared_ptr<ServerCore> core;
    std::vector<std::shared_ptr<IoThread>> threads;
    std::vector<std::shared_ptr<Listener>> listeners;
    std::vector<std::uint16_t> ports;
    std::shared_ptr<TlsSlot> tls = std::make_shared<TlsSlot>();
    std::shared_ptr<IoTimers> timers;
    std::mutex stopMutex;
    bool started = false;
    bool stopped = false;

    void onEveryThread(bool cut) {
        for (auto& io : threads) {
            io->post([io, cut] { io->stopMembers(cut); });
        }
    }
};

NetServer::NetServer(NetOptions options, Router router) : m_state(std::make_unique<State>()) {
    auto& s = *m_state;
    s.core = std::make_shared<ServerCore>(std::move(options), std::move(router));
    const auto& limits = s.core->options.limits;
    for (unsigned i = 0; i < std::max(1U, s.core->options.threads); ++i) {
        s.threads.push_back(std::make_shared<IoThread>(tickOf(limits)));
    }
    s.timers = std::make_shared<IoTimers>(s.threads.front(), s.core->options.now);
}

NetServer::~NetServer() { stop(Duration(0)); }

Status NetServer::start() {
    auto& s = *m_state;
    for (const std::string& proxy : s.core->options.trustedProxies) {
        if (normalAddress(proxy) != proxy) return problem("bad_proxy_address", "`" + proxy + "` is not the address of a proxy");
    }
    const auto& options = s.core->options;
    if (std::any_of(options.listen.begin(), options.listen.end(), [](const auto& l) { return l.tls; })) {
        OK_TRY(reloadCertificate());
    }
    for (const auto& listen : options.listen) {
        auto listener = std::make_shared<Listener>(s.core, s.threads, s.tls);
        OK_TRY(listener->open(listen));
        s.ports.push_back(listener->port());
        s.listeners.push_back(std::move(listener));
    }
    for (auto& io : s.threads) io->start();
    for (auto& listener : s.listeners) s.threads.front()->post([listener] { listener->accept(); });
    s.started = true;
    return {};
}

std::uint16_t NetServer::port(std::size_t i) const { return m_state->ports.at(i); }

Status NetServer::reloadCertificate() {
    OK_ASSIGN(auto context, makeTlsContext(m_state->core->options.tls));
    m_state->tls->set(std::move(context));
    return {};
}

void NetServer::stop(Duration grace) {
    auto& s = *m_state;
    const std::lock_guard lock(s.stopMutex);  // a second caller waits here until the first is done
    if (std::exchange(s.stopped, true) || !s.started) return;
    s.core->stopping = true;
    s.timers->stop();
    s.threads.front()->post([&s] {
        for (auto& listener : s.listeners) listener->close();
    });
    s.onEveryThread(false);
    {
        std::unique_lock idleLock(s.core->idleMutex);
        s.core->idle.wait_for(idleLock, grace, [&s] { return s.core->connections == 0; });
    }
    s.onEveryThread(true);
    for (auto& io : s.threads) io->join();
    s.listeners.clear();
}

TimerService& NetServer::timers() { return *m_state->timers; }

std::size_t NetServer::connectionCount() const { return m_state->core->connections; }

void addMetricsRoute(Router& router, std::function<bool(const HttpRequest&)> allow) {
    router.get("/metrics", [allow = std::move(allow)](const HttpRequest& request, Responder respond) {
        const bool local = request.remoteAddress == "127.0.0.1" || request.remoteAddress == "::1";
        if (allow ? !allow(request) : !local) {
            auto why = problem("forbidden", "the metrics are not for this address");
            why.traceId = request.traceId;
            return respond(HttpResponse::problem(403, why));
        }
        auto response = HttpResponse::text(200, metrics::exposition());
        response.headers.set("Content-Type", "text/plain; version=0.0.4; charset=utf-8");
        respond(std::move(response));
    });
}

}  // namespace ok::net
