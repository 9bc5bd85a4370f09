// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Internal. One connection's bytes, plain or TLS behind one virtual interface, so that HTTP and WebSocket are compiled
// once and not once a transport (probe 5.1). Used on the connection's io thread only; completions never run inside the
// call that started them.
#pragma once
#include <boost/asio/buffer.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/system/error_code.hpp>

#include <memory>
#include <span>

#include "server/net/unique_function.h"

namespace boost::asio::ssl {
class context;
}

namespace ok::net {

namespace asio = boost::asio;
using boost::system::error_code;
using IoExecutor = asio::io_context::executor_type;
// The concrete executor: the type-erased default costs an allocation and a virtual call an operation.
using TcpSocket = asio::basic_stream_socket<asio::ip::tcp, IoExecutor>;
using TlsContext = std::shared_ptr<asio::ssl::context>;

class ByteStream {
  public:
    using Transferred = UniqueFunction<void(error_code, std::size_t)>;
    using Finished = UniqueFunction<void(error_code)>;
    virtual ~ByteStream() = default;
    virtual void handshake(Finished done) = 0;
    virtual void readSome(asio::mutable_buffer into, Transferred done) = 0;
    /// All of it or an error; the bytes stay the caller's until `done`. At most 64 buffers.
    virtual void writeAll(std::span<const asio::const_buffer> buffers, Transferred done) = 0;
    /// Tells the peer that nothing more comes (TLS: close_notify), then ends sending.
    virtual void finishSending(Finished done) = 0;
    virtual void close() = 0;
};

std::shared_ptr<ByteStream> makePlainStream(TcpSocket socket);
std::shared_ptr<ByteStream> makeTlsStream(TcpSocket socket, TlsContext context);

}  // namespace ok::net
