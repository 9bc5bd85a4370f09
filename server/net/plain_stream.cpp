// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// ByteStream over a bare TCP socket.
#include <boost/asio/post.hpp>
#include <boost/asio/write.hpp>

#include "server/net/byte_stream.h"

namespace ok::net {
namespace {

class PlainStream final : public ByteStream {
  public:
    explicit PlainStream(TcpSocket socket) : m_socket(std::move(socket)) {}

    void handshake(Finished done) override {
        asio::post(m_socket.get_executor(), [done = std::move(done)]() mutable { done({}); });
    }

    void readSome(asio::mutable_buffer into, Transferred done) override {
        m_socket.async_read_some(into, std::move(done));
    }

    void writeAll(std::span<const asio::const_buffer> buffers, Transferred done) override {
        m_buffers.assign(buffers.begin(), buffers.end());
        asio::async_write(m_socket, std::span<const asio::const_buffer>(m_buffers), std::move(done));
    }

    void finishSending(Finished done) override {
        error_code ec;
        m_socket.shutdown(asio::socket_base::shutdown_send, ec);
        asio::post(m_socket.get_executor(), [done = std::move(done), ec]() mutable { done(ec); });
    }

    void close() override {
        error_code ignored;
        m_socket.close(ignored);
    }

  private:
    TcpSocket m_socket;
    std::vector<asio::const_buffer> m_buffers;
};

}  // namespace

std::shared_ptr<ByteStream> makePlainStream(TcpSocket socket) {
    return std::make_shared<PlainStream>(std::move(socket));
}

}  // namespace ok::net
