// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "server/ledger/syslog_connection.h"

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <netdb.h>
#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <cerrno>

#include "shared/base/freer.h"

namespace ok::ledger {
namespace {

constexpr int stepSeconds = 10;


/// A connected socket whose reads and writes end after a while, or -1.
int connectTo(const std::string& host, int port) {
    addrinfo hints{}, *found = nullptr;
    hints.ai_socktype = SOCK_STREAM;
    if (::getaddrinfo(host.c_str(), std::to_string(port).c_str(), &hints, &found) != 0) return -1;
    const std::unique_ptr<addrinfo, Freer<freeaddrinfo>> addresses(found);
    for (const addrinfo* each = found; each != nullptr; each = each->ai_next) {
        const int socket = ::socket(each->ai_family, each->ai_socktype | SOCK_CLOEXEC, each->ai_protocol);
        if (socket < 0) continue;
        const timeval limit{stepSeconds, 0};
        ::setsockopt(socket, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit);
        ::setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
        if (::connect(socket, each->ai_addr, each->ai_addrlen) == 0) return socket;
        ::close(socket);
    }
    return -1;
}

bool isAddress(const std::string& host) { return host.find(':') != std::string::npos || host.find_first_not_of("0123456789.") == std::string::npos; }

}  // namespace

struct SyslogConnection::State {
    int socket = -1;
    std::unique_ptr<SSL_CTX, Freer<SSL_CTX_free>> context;
    std::unique_ptr<SSL, Freer<SSL_free>> tls;
    ~State() {
        if (tls) SSL_shutdown(tls.get());
        tls.reset();
        if (socket >= 0) ::close(socket);
    }
};

SyslogConnection::SyslogConnection(std::unique_ptr<State> state) : m_state(std::move(state)) {}
SyslogConnection::~SyslogConnection() = default;

Result<std::unique_ptr<SyslogConnection>> SyslogConnection::open(const std::string& host, int port, const std::string& caFile) {
    auto state = std::make_unique<State>();
    state->context.reset(SSL_CTX_new(TLS_client_method()));
    const Problem failed = problem("tls_failed", "no trusted connection to the collector `" + host + "`");
    if (!state->context || SSL_CTX_set_min_proto_version(state->context.get(), TLS1_2_VERSION) != 1) return failed;
    const bool trust = caFile.empty() ? SSL_CTX_set_default_verify_paths(state->context.get()) == 1
                                      : SSL_CTX_load_verify_file(state->context.get(), caFile.c_str()) == 1;
    if (!trust) return failed;
    SSL_CTX_set_verify(state->context.get(), SSL_VERIFY_PEER, nullptr);
    state->socket = connectTo(host, port);
    if (state->socket < 0) return problem("connect_failed", "the collector `" + host + "` does not answer");
    state->tls.reset(SSL_new(state->context.get()));
    X509_VERIFY_PARAM* rules = SSL_get0_param(state->tls.get());
    const bool named = isAddress(host) ? X509_VERIFY_PARAM_set1_ip_asc(rules, host.c_str()) == 1
                                       : X509_VERIFY_PARAM_set1_host(rules, host.c_str(), 0) == 1 && SSL_set_tlsext_host_name(state->tls.get(), host.c_str()) == 1;
    if (!named || SSL_set_fd(state->tls.get(), state->socket) != 1 || SSL_connect(state->tls.get()) != 1) {
        ERR_clear_error();
        return failed;
    }
    return std::unique_ptr<SyslogConnection>(new SyslogConnection(std::move(state)));
}

Status SyslogConnection::send(std::string_view bytes) {
    // A collector that has hung up says so by a readable socket; what is written after that would be lost in silence.
    pollfd look{m_state->socket, POLLIN | POLLRDHUP, 0};
    if (::poll(&look, 1, 0) > 0) {
        // What there is to read may be no more than the other side's session tickets: looked at without waiting for more.
        char byte = 0;
        const int flags = ::fcntl(m_state->socket, F_GETFL);
        ::fcntl(m_state->socket, F_SETFL, flags | O_NONBLOCK);
        const int read = SSL_read(m_state->tls.get(), &byte, 1);
        const bool there = read > 0 || SSL_get_error(m_state->tls.get(), read) == SSL_ERROR_WANT_READ;
        ::fcntl(m_state->socket, F_SETFL, flags);
        ERR_clear_error();
        if (!there) return problem("connect_failed", "the collector has hung up");
    }
    while (!bytes.empty()) {
        std::size_t written = 0;
        if (SSL_write_ex(m_state->tls.get(), bytes.data(), bytes.size(), &written) != 1) {
            ERR_clear_error();
            return problem("connect_failed", "the collector has hung up");
        }
        bytes.remove_prefix(written);
    }
    return {};
}

}  // namespace ok::ledger
