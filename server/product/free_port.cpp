// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "server/product/free_port.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

namespace ok {

std::uint16_t freePort(const std::string& address) {
    const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd < 0) return 0;
    sockaddr_in place{};
    place.sin_family = AF_INET;
    std::uint16_t port = 0;
    if (::inet_pton(AF_INET, address.c_str(), &place.sin_addr) == 1) {
        socklen_t size = sizeof place;
        void* raw = &place;
        if (::bind(fd, static_cast<sockaddr*>(raw), size) == 0 && ::getsockname(fd, static_cast<sockaddr*>(raw), &size) == 0) {
            port = ntohs(place.sin_port);
        }
    }
    ::close(fd);
    return port;
}

}  // namespace ok
