// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// The address a browser comes back to after signing in elsewhere (RFC 8252): one port on 127.0.0.1, one answer.
#pragma once
#include <cstdint>
#include <string>

#include "shared/base/result.h"

namespace ok::browser {

class LoopbackListener {
  public:
    /// Problem `no_port`.
    static Result<LoopbackListener> open();
    LoopbackListener(LoopbackListener&& other) noexcept : m_socket(other.m_socket), m_port(other.m_port) { other.m_socket = -1; }
    LoopbackListener& operator=(LoopbackListener&&) = delete;
    ~LoopbackListener();
    [[nodiscard]] std::string url() const { return "http://127.0.0.1:" + std::to_string(m_port) + "/back"; }
    /// The query of the first request for /back, percent-encoded; whatever else asks is answered 404. Problem `timed_out`.
    /// `where`: where the person goes on ("in the terminal").
    Result<std::string> wait(int seconds, const std::string& where);
    /// From another thread: whoever waits hears `timed_out` at once.
    void stop() const;

  private:
    LoopbackListener(int socket, std::uint16_t port) : m_socket(socket), m_port(port) {}
    int m_socket;
    std::uint16_t m_port;
};

}  // namespace ok::browser
