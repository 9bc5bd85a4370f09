// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// WsOutput: batching frames into writes.
#include "server/net/ws_output.h"

#include <array>

namespace ok::net {
namespace {

// RFC 6455 5.2: FIN and opcode binary, no mask from a server, the shortest length form.
void appendHeader(std::string& out, std::size_t size) {
    out += static_cast<char>(0x82);
    if (size < 126) {
        out += static_cast<char>(size);
        return;
    }
    const int bytes = size < 65'536 ? 2 : 8;
    out += static_cast<char>(bytes == 2 ? 126 : 127);
    for (int i = bytes - 1; i >= 0; --i) out += static_cast<char>(static_cast<std::uint64_t>(size) >> (8 * i) & 0xFF);
}

}  // namespace

void WsOutput::writeControl(std::string bytes, ByteStream::Transferred done) {
    m_waiters.push_back({bytes.size(), std::move(done)});
    (m_large ? m_afterLarge : m_batch) += bytes;
    flush();
}

void WsOutput::addMessage(SharedMessage message) {
    appendHeader(m_batch, message->size());
    if (message->size() <= copyBytes) m_batch += *message;
    else m_large = std::move(message);
}

void WsOutput::flush() {
    if (m_writing || (m_batch.empty() && !m_large)) return;
    m_batchFlight.clear();
    m_batchFlight.swap(m_batch);
    m_batch.swap(m_afterLarge);
    m_largeFlight = std::exchange(m_large, nullptr);
    // Waiters whose bytes wait behind a large message are told a little early; nobody depends on the difference.
    m_waitersFlight.swap(m_waiters);
    std::array<asio::const_buffer, 2> buffers{asio::buffer(m_batchFlight)};
    if (m_largeFlight) buffers[1] = asio::buffer(*m_largeFlight);
    m_writing = true;
    m_stream->writeAll(std::span(buffers.data(), m_largeFlight ? 2U : 1U),
                       [self = shared_from_this()](error_code ec, std::size_t) {
                           self->m_writing = false;
                           self->m_largeFlight.reset();
                           auto waiters = std::exchange(self->m_waitersFlight, {});
                           for (auto& w : waiters) w.done(ec, ec ? 0 : w.size);
                           if (self->onWritten) self->onWritten(ec);
                       });
}

}  // namespace ok::net
