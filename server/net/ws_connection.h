// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Internal. Where an HTTP connection hands over to a WebSocket session.
#pragma once
#include "server/net/byte_stream.h"
#include "server/net/io_thread.h"
#include "server/net/server_core.h"

namespace ok::net {

struct Upgrade {
    std::shared_ptr<ServerCore> core;
    std::shared_ptr<IoThread> io;
    ConnectionSlot slot;
    std::shared_ptr<ByteStream> stream;
    std::shared_ptr<const SocketHandlers> handlers;
    HttpRequest request;
    std::string leftover;  // bytes the client sent after its handshake
};

/// Answers the handshake, which has been checked, and runs the session. On the io thread.
void startSession(Upgrade upgrade);

}  // namespace ok::net
