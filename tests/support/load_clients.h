// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Many raw loopback connections on one epoll, for benchmarks: what comes in is counted, not understood.
#pragma once
#include <cstdint>
#include <functional>
#include <string_view>
#include <vector>

namespace ok::test {

class LoadClients {
  public:
    ~LoadClients();
    /// Connects, sends `hello`, and waits until the answer's blank line; false when the server refuses.
    bool add(std::uint16_t port, std::string_view hello);
    /// Waits up to 100 ms for bytes; `received(client, bytes)` for each client that got some. False on a closed one.
    bool poll(const std::function<void(std::size_t client, std::size_t bytes)>& received);
    bool send(std::size_t client, std::string_view bytes);
    [[nodiscard]] std::size_t size() const { return m_sockets.size(); }
    /// Bytes of the first answer beyond its blank line, by client.
    [[nodiscard]] std::size_t surplus(std::size_t client) const { return m_surplus[client]; }
    [[nodiscard]] std::size_t headBytes(std::size_t client) const { return m_head[client]; }

  private:
    int m_epoll = -1;
    std::vector<int> m_sockets;
    std::vector<std::size_t> m_surplus, m_head;
    std::vector<char> m_buffer = std::vector<char>(std::size_t{1} << 20);
};

}  // namespace ok::test
