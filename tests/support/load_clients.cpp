// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// LoadClients over epoll.
#include "tests/support/load_clients.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <string>

namespace ok::test {

LoadClients::~LoadClients() {
    for (const int fd : m_sockets) ::close(fd);
    if (m_epoll >= 0) ::close(m_epoll);
}

bool LoadClients::add(std::uint16_t port, std::string_view hello) {
    if (m_epoll < 0) m_epoll = ::epoll_create1(EPOLL_CLOEXEC);
    const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd < 0) return false;
    m_sockets.push_back(fd);
    const int one = 1;
    ::setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (::connect(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) return false;
    if (::send(fd, hello.data(), hello.size(), MSG_NOSIGNAL) != static_cast<ssize_t>(hello.size())) return false;
    std::string answer;
    std::size_t end = 0;
    while ((end = answer.find("\r\n\r\n")) == std::string::npos) {
        const auto n = ::recv(fd, m_buffer.data(), m_buffer.size(), 0);
        if (n <= 0) return false;
        answer.append(m_buffer.data(), static_cast<std::size_t>(n));
    }
    m_head.push_back(end + 4);
    m_surplus.push_back(answer.size() - end - 4);
    epoll_event event{};
    event.events = EPOLLIN;
    event.data.u64 = m_sockets.size() - 1;
    return ::epoll_ctl(m_epoll, EPOLL_CTL_ADD, fd, &event) == 0;
}

bool LoadClients::poll(const std::function<void(std::size_t, std::size_t)>& received) {
    std::array<epoll_event, 256> events{};
    const int ready = ::epoll_wait(m_epoll, events.data(), static_cast<int>(events.size()), 100);
    for (int i = 0; i < ready; ++i) {
        const auto client = static_cast<std::size_t>(events[static_cast<std::size_t>(i)].data.u64);
        const auto n = ::recv(m_sockets[client], m_buffer.data(), m_buffer.size(), MSG_DONTWAIT);
        if (n == 0 || (n < 0 && errno != EAGAIN)) return false;
        if (n > 0) received(client, static_cast<std::size_t>(n));
    }
    return ready >= 0;
}

bool LoadClients::send(std::size_t client, std::string_view bytes) {
    return ::send(m_sockets[client], bytes.data(), bytes.size(), MSG_NOSIGNAL) == static_cast<ssize_t>(bytes.size());
}

}  // namespace ok::test
