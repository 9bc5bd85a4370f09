// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// RawConnection: a non-blocking socket and poll(), with OpenSSL on top for TLS.
#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "tests/support/wire_client.h"

namespace ok::test {

namespace {
using Clock = std::chrono::steady_clock;

Problem timedOut() { return problem("timeout", "the peer did not answer in time"); }
Problem closed() { return problem("closed", "the connection is closed"); }

bool waitFor(int fd, short events, Clock::time_point deadline) {
    for (;;) {
        const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(deadline - Clock::now()).count();
        if (left < 0) return false;
        pollfd p{fd, events, 0};
        const int n = ::poll(&p, 1, static_cast<int>(left) + 1);
        if (n > 0) return true;
        if (n < 0 && errno != EINTR) return false;
    }
}
}  // namespace

struct RawConnection::State {
    int fd = -1;
    SSL_CTX* context = nullptr;
    SSL* ssl = nullptr;

    ~State() { shut(); }
    void shut() {
        if (ssl) SSL_free(ssl);
        if (context) SSL_CTX_free(context);
        if (fd >= 0) ::close(fd);
        ssl = nullptr;
        context = nullptr;
        fd = -1;
    }

    // Runs an OpenSSL call until it no longer wants the socket. > 0 is its result, 0 the end, -1 an error, -2 a timeout.
    template <class Call>
    int drive(Call call, Clock::time_point deadline) {
        for (;;) {
            ERR_clear_error();
            const int n = call();
            if (n > 0) return n;
            const int why = SSL_get_error(ssl, n);
            if (why == SSL_ERROR_ZERO_RETURN) return 0;
            if (why != SSL_ERROR_WANT_READ && why != SSL_ERROR_WANT_WRITE) return -1;
            if (!waitFor(fd, why == SSL_ERROR_WANT_READ ? POLLIN : POLLOUT, deadline)) return -2;
        }
    }

    Status startTls(const Endpoint& where, Clock::time_point deadline) {
        context = SSL_CTX_new(TLS_client_method());
        if (!where.trustPem.empty()) {
            SSL_CTX_load_verify_locations(context, where.trustPem.c_str(), nullptr);
            SSL_CTX_set_verify(context, SSL_VERIFY_PEER, nullptr);
        }
        ssl = SSL_new(context);
        if (!where.trustPem.empty()) {
            X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(ssl), where.host.c_str());
        }
        SSL_set_fd(ssl, fd);
        const int n = drive([&] { return SSL_connect(ssl); }, deadline);
        if (n == -2) return timedOut();
        if (n <= 0) return problem("tls_failed", "the TLS handshake failed");
        return {};
    }
};

RawConnection::RawConnection(std::unique_ptr<State> state) : m_state(std::move(state)) {}
RawConnection::RawConnection(RawConnection&&) noexcept = default;
RawConnection& RawConnection::operator=(RawConnection&&) noexcept = default;
RawConnection::~RawConnection() = default;

Result<RawConnection> RawConnection::open(const Endpoint& where) {
    auto state = std::make_unique<State>();
    const auto deadline = Clock::now() + patience;
    state->fd = ::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (state->fd < 0) return problem("socket_failed", std::strerror(errno));
    if (where.receiveBuffer > 0) {
        const int size = static_cast<int>(where.receiveBuffer);
        ::setsockopt(state->fd, SOL_SOCKET, SO_RCVBUF, &size, sizeof size);
    }
    const int one = 1;
    ::setsockopt(state->fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(where.port);
    ::inet_pton(AF_INET, where.host.c_str(), &address.sin_addr);
    if (::connect(state->fd, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
        if (errno != EINPROGRESS) return problem("connect_failed", std::strerror(errno));
        if (!waitFor(state->fd, POLLOUT, deadline)) return timedOut();
        int error = 0;
        socklen_t length = sizeof error;
        ::getsockopt(state->fd, SOL_SOCKET, SO_ERROR, &error, &length);
        if (error != 0) return problem("connect_failed", std::strerror(error));
    }
    if (where.tls) OK_TRY(state->startTls(where, deadline));
    return RawConnection(std::move(state));
}

Status RawConnection::sendAll(std::string_view bytes, std::chrono::milliseconds within) {
    if (m_state->fd < 0) return closed();
    const auto deadline = Clock::now() + within;
    while (!bytes.empty()) {
        if (m_state->ssl) {
            const int n = m_state->drive(
                [&] { return SSL_write(m_state->ssl, bytes.data(), static_cast<int>(bytes.size())); }, deadline);
            if (n == -2) return timedOut();
            if (n <= 0) return closed();
            bytes.remove_prefix(static_cast<std::size_t>(n));
            continue;
        }
        const auto n = ::send(m_state->fd, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (n > 0) bytes.remove_prefix(static_cast<std::size_t>(n));
        else if (errno != EAGAIN && errno != EINTR) return closed();
        else if (!waitFor(m_state->fd, POLLOUT, deadline)) return timedOut();
    }
    return {};
}

Result<std::string> RawConnection::receiveSome(std::chrono::milliseconds within) {
    if (m_state->fd < 0) return closed();
    const auto deadline = Clock::now() + within;
    std::string out(65'536, '\0');
    for (;;) {
        if (m_state->ssl) {
            const int n = m_state->drive(
                [&] { return SSL_read(m_state->ssl, out.data(), static_cast<int>(out.size())); }, deadline);
            if (n == -2) return timedOut();
            if (n <= 0) return closed();
            out.resize(static_cast<std::size_t>(n));
            return out;
        }
        const auto n = ::recv(m_state->fd, out.data(), out.size(), 0);
        if (n > 0) {
            out.resize(static_cast<std::size_t>(n));
            return out;
        }
        if (n == 0 || (errno != EAGAIN && errno != EINTR)) return closed();
        if (!waitFor(m_state->fd, POLLIN, deadline)) return timedOut();
    }
}

Result<std::string> RawConnection::receiveAll(std::chrono::milliseconds within) {
    const auto deadline = Clock::now() + within;
    std::string all;
    for (;;) {
        const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(deadline - Clock::now());
        auto some = receiveSome(std::max(left, std::chrono::milliseconds(0)));
        if (some) all += *some;
        else if (some.problem().code == "closed") return all;
        else return std::move(some).problem();
    }
}

void RawConnection::finishSending() {
    if (m_state->ssl) SSL_shutdown(m_state->ssl);
    else ::shutdown(m_state->fd, SHUT_WR);
}

void RawConnection::close() { m_state->shut(); }

}  // namespace ok::test
