// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Internal. The writing side of a WebSocket session. Beast reads and speaks all control frames; data frames to the client
// are framed here (two to ten bytes: fixed, unmasked, unfragmented, binary), because Beast writes one frame a system call
// and coalescing is worth a factor of six (probe 5.4). Both meet in this queue, which only ever holds whole frames.
#pragma once
#include <deque>
#include <memory>
#include <string>
#include <vector>

#include "server/net/byte_stream.h"
#include "server/net/socket_session.h"

namespace ok::net {

class WsOutput : public std::enable_shared_from_this<WsOutput> {
  public:
    explicit WsOutput(std::shared_ptr<ByteStream> stream) : m_stream(std::move(stream)) {}

    /// Whole bytes from Beast (the handshake's answer, control frames); they go before any data not yet batched.
    void writeControl(std::string bytes, ByteStream::Transferred done);
    /// True while another message may be added to the next write.
    [[nodiscard]] bool hasRoom() const { return !m_large && m_batch.size() < batchBytes; }
    void addMessage(SharedMessage message);
    /// Starts a write if none is running and there is something to write.
    void flush();
    [[nodiscard]] bool writing() const { return m_writing; }
    [[nodiscard]] bool empty() const { return !m_writing && m_batch.empty() && !m_large; }

    /// After each write, with its error.
    UniqueFunction<void(error_code)> onWritten;

  private:
    static constexpr std::size_t batchBytes = 64 * 1024;
    static constexpr std::size_t copyBytes = 8 * 1024;  // larger messages are not copied into the batch
    struct Waiter {
        std::size_t size;
        ByteStream::Transferred done;
    };

    std::shared_ptr<ByteStream> m_stream;
    std::string m_batch, m_batchFlight;
    SharedMessage m_large, m_largeFlight;
    std::vector<Waiter> m_waiters, m_waitersFlight;
    std::string m_afterLarge;  // control bytes that came after the large message's header was batched
    bool m_writing = false;
};

}  // namespace ok::net
