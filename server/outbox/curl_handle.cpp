// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "server/outbox/curl_handle.h"

#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstring>
#include <mutex>

namespace ok::outbox {
namespace {

bool isLoopback(const curl_sockaddr& address) {
    if (address.family == AF_INET) {
        sockaddr_in v4{};
        std::memcpy(&v4, &address.addr, sizeof v4);
        return (ntohl(v4.sin_addr.s_addr) >> 24) == 127;
    }
    if (address.family != AF_INET6) return false;
    sockaddr_in6 v6{};
    std::memcpy(&v6, &address.addr, sizeof v6);
    return IN6_IS_ADDR_LOOPBACK(&v6.sin6_addr) != 0;
}

// The last gate of the drill rule: whatever was configured and however a name resolved, no socket opens to elsewhere.
curl_socket_t openLoopbackSocket(void*, curlsocktype, curl_sockaddr* address) {
    if (!isLoopback(*address)) return CURL_SOCKET_BAD;
    return socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

bool isPublic4(std::uint32_t a) {
    const auto in = [a](std::uint32_t net, int bits) { return (a >> (32 - bits)) == (net >> (32 - bits)); };
    // This network, private, shared, loopback, link-local, private, protocols, tests, private, benchmarks, tests, multicast and reserved.
    return !(in(0x00000000, 8) || in(0x0a000000, 8) || in(0x64400000, 10) || in(0x7f000000, 8) || in(0xa9fe0000, 16) || in(0xac100000, 12) || in(0xc0000000, 24) ||
             in(0xc0000200, 24) || in(0xc0a80000, 16) || in(0xc6120000, 15) || in(0xc6336400, 24) || in(0xcb007100, 24) || in(0xe0000000, 3));
}

bool isPublic6(const in6_addr& a) {
    const std::uint8_t* b = a.s6_addr;
    if (IN6_IS_ADDR_V4MAPPED(&a)) return isPublic4(std::uint32_t{b[12]} << 24 | std::uint32_t{b[13]} << 16 | std::uint32_t{b[14]} << 8 | b[15]);
    // Only 2000::/3 is given out; of it not 2001::/23 (Teredo and protocols), documentation, and what carries an IPv4 address inside (6to4).
    if ((b[0] & 0xe0) != 0x20) return false;
    const bool protocols = b[0] == 0x20 && b[1] == 0x01 && b[2] < 0x02, tests = b[0] == 0x20 && b[1] == 0x01 && b[2] == 0x0d && b[3] == 0xb8;
    return !protocols && !tests && !(b[0] == 0x20 && b[1] == 0x02);
}

curl_socket_t openPublicSocket(void*, curlsocktype, curl_sockaddr* address) {
    if (!isPublicAddress(address->addr)) return CURL_SOCKET_BAD;
    return socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

}  // namespace

bool isPublicAddress(const sockaddr& address) {
    if (address.sa_family == AF_INET) {
        sockaddr_in v4{};
        std::memcpy(&v4, &address, sizeof v4);
        return isPublic4(ntohl(v4.sin_addr.s_addr));
    }
    if (address.sa_family != AF_INET6) return false;
    sockaddr_in6 v6{};
    std::memcpy(&v6, &address, sizeof v6);
    return isPublic6(v6.sin6_addr);
}

void allowPublicOnly(CURL* handle) {
    // A proxy would open the socket for us, to wherever it likes.
    curl_easy_setopt(handle, CURLOPT_PROXY, "");
    curl_easy_setopt(handle, CURLOPT_NOPROXY, "*");
    curl_easy_setopt(handle, CURLOPT_OPENSOCKETFUNCTION, &openPublicSocket);
}

void setQuickExit(CURL* handle) {
    // Else curl waits for a name server long after the time-out, and the worker with it.
    curl_easy_setopt(handle, CURLOPT_QUICK_EXIT, 1L);
}

EasyHandle makeEasyHandle(bool loopbackOnly) {
    static std::once_flag once;
    std::call_once(once, [] { curl_global_init(CURL_GLOBAL_DEFAULT); });
    EasyHandle handle(curl_easy_init());
    if (!handle) return handle;
    curl_easy_setopt(handle.get(), CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(handle.get(), CURLOPT_FOLLOWLOCATION, 0L);
    setQuickExit(handle.get());
    if (loopbackOnly) {
        curl_easy_setopt(handle.get(), CURLOPT_PROXY, "");
        curl_easy_setopt(handle.get(), CURLOPT_NOPROXY, "*");
        curl_easy_setopt(handle.get(), CURLOPT_OPENSOCKETFUNCTION, &openLoopbackSocket);
    }
    return handle;
}

void append(HeaderList& list, const std::string& line) {
    if (curl_slist* longer = curl_slist_append(list.get(), line.c_str())) {
        (void)list.release();
        list.reset(longer);
    }
}

bool nameNotFound(CURL* handle, CURLcode code) {
    if (code == CURLE_COULDNT_RESOLVE_HOST) return true;
    curl_off_t took = 0;
    curl_easy_getinfo(handle, CURLINFO_NAMELOOKUP_TIME_T, &took);
    return code == CURLE_OPERATION_TIMEDOUT && took == 0;
}

bool neverConnected(CURLcode code) {
    switch (code) {
        case CURLE_UNSUPPORTED_PROTOCOL:
        case CURLE_URL_MALFORMAT:
        case CURLE_COULDNT_RESOLVE_PROXY:
        case CURLE_COULDNT_RESOLVE_HOST:
        case CURLE_COULDNT_CONNECT:
        case CURLE_SSL_CONNECT_ERROR:
        case CURLE_PEER_FAILED_VERIFICATION:
        case CURLE_USE_SSL_FAILED:
        case CURLE_LOGIN_DENIED: return true;
        default: return false;
    }
}

}  // namespace ok::outbox
