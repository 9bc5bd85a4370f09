// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// ByteStream over TLS. Small pieces are gathered into whole TLS records: Asio would make a record of each buffer.
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/write.hpp>

#include <algorithm>
#include <cstring>

#include "server/net/byte_stream.h"

namespace ok::net {
namespace {

constexpr std::size_t recordBytes = 16'384;

class TlsStream final : public ByteStream, public std::enable_shared_from_this<TlsStream> {
  public:
    TlsStream(TcpSocket socket, TlsContext context) : m_context(std::move(context)), m_stream(std::move(socket), *m_context) {}

    void handshake(Finished done) override {
        m_stream.async_handshake(asio::ssl::stream_base::server, std::move(done));
    }

    void readSome(asio::mutable_buffer into, Transferred done) override {
        m_stream.async_read_some(into, std::move(done));
    }

    void writeAll(std::span<const asio::const_buffer> buffers, Transferred done) override {
        m_buffers.assign(buffers.begin(), buffers.end());
        m_next = 0;
        m_written = 0;
        m_done = std::move(done);
        writeRecord();
    }

    void finishSending(Finished done) override {
        m_stream.async_shutdown([self = shared_from_this(), done = std::move(done)](error_code ec) mutable {
            error_code ignored;
            self->m_stream.next_layer().shutdown(asio::socket_base::shutdown_send, ignored);
            done(ec);
        });
    }

    void close() override {
        error_code ignored;
        m_stream.next_layer().close(ignored);
    }

  private:
    void fillRecord() {
        m_record.clear();
        while (m_next < m_buffers.size() && m_record.size() < recordBytes) {
            auto& buffer = m_buffers[m_next];
            const auto take = std::min(buffer.size(), recordBytes - m_record.size());
            m_record.append(static_cast<const char*>(buffer.data()), take);
            buffer += take;
            if (buffer.size() == 0) ++m_next;
        }
    }

    void writeRecord() {
        fillRecord();
        asio::async_write(m_stream, asio::buffer(m_record),
                          [self = shared_from_this()](error_code ec, std::size_t n) { self->recordWritten(ec, n); });
    }

    void recordWritten(error_code ec, std::size_t n) {
        m_written += n;
        if (!ec && m_next < m_buffers.size()) return writeRecord();
        auto done = std::exchange(m_done, nullptr);
        done(ec, m_written);
    }

    TlsContext m_context;  // outlives the stream made from it, also when the certificate is replaced
    asio::ssl::stream<TcpSocket> m_stream;
    std::vector<asio::const_buffer> m_buffers;
    std::size_t m_next = 0;
    std::size_t m_written = 0;
    std::string m_record;
    Transferred m_done;
};

}  // namespace

std::shared_ptr<ByteStream> makeTlsStream(TcpSocket socket, TlsContext context) {
    return std::make_shared<TlsStream>(std::move(socket), std::move(context));
}

}  // namespace ok::net
