// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "app/browser/loopback_listener.h"

#include <arpa/inet.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <string_view>

namespace ok::browser {
namespace {

constexpr std::size_t longestRequest = 16 * 1024;

void answer(int client, const char* status, const std::string& words) {
    const std::string page = std::string("<!doctype html><meta charset=\"utf-8\"><title>OutageKit</title><p>") + words + "</p>";
    const std::string out = std::string("HTTP/1.1 ") + status + "\r\nContent-Type: text/html; charset=utf-8\r\nCache-Control: no-store\r\nConnection: close\r\nContent-Length: " +
                            std::to_string(page.size()) + "\r\n\r\n" + page;
    (void)!::write(client, out.data(), out.size());
}

/// The head of a request; empty when it is too long or breaks off.
std::string headFrom(int client) {
    std::string out;
    char buffer[2048];
    while (out.find("\r\n\r\n") == std::string::npos) {
        pollfd ready{client, POLLIN, 0};
        if (poll(&ready, 1, 5000) <= 0 || out.size() > longestRequest) return {};
        const ssize_t n = ::read(client, buffer, sizeof(buffer));
        if (n <= 0) return {};
        out.append(buffer, static_cast<std::size_t>(n));
    }
    return out;
}

}  // namespace

Result<LoopbackListener> LoopbackListener::open() {
    const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in where{};
    where.sin_family = AF_INET;
    where.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof(where);
    auto* address = reinterpret_cast<sockaddr*>(&where);
    if (socket < 0 || bind(socket, address, size) != 0 || listen(socket, 4) != 0 || getsockname(socket, address, &size) != 0) {
        if (socket >= 0) ::close(socket);
        return problem("no_port", "no port on this machine could be opened for the browser to come back to");
    }
    return LoopbackListener(socket, ntohs(where.sin_port));
}

LoopbackListener::~LoopbackListener() {
    if (m_socket >= 0) ::close(m_socket);
}

void LoopbackListener::stop() const { ::shutdown(m_socket, SHUT_RDWR); }

Result<std::string> LoopbackListener::wait(int seconds, const std::string& where) {
    // A browser may ask for its icon first; each request is one try of a bounded number.
    for (int tries = 0; tries < 20; ++tries) {
        pollfd ready{m_socket, POLLIN, 0};
        if (poll(&ready, 1, seconds * 1000) <= 0) break;
        const int client = accept4(m_socket, nullptr, nullptr, SOCK_CLOEXEC);
        if (client < 0) continue;
        const std::string head = headFrom(client);
        const std::string_view start = "GET /back?";
        const bool ours = head.starts_with(start);
        if (ours) answer(client, "200 OK", "You may close this window and go on " + where + ".");
        else answer(client, "404 Not Found", "There is nothing here.");
        ::close(client);
        if (ours) return head.substr(start.size(), head.find(' ', start.size()) - start.size());
    }
    return problem("timed_out", "the browser did not come back: begin again");
}

}  // namespace ok::browser
