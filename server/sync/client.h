// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Internal. One connected client as sync knows it.
#pragma once
#include <atomic>
#include <map>
#include <memory>
#include <string>

#include "server/net/socket_session.h"
#include "shared/access/security_context.h"

namespace ok::sync {

/// How far a client has been served in one stream. Guarded by its hub's mutex.
struct Follow {
    enum class State {
        catchingUp,  // the worker reads the store for it
        waiting,     // it has a stretch to acknowledge first
        live,        // served by the tick
    };
    State state = State::catchingUp;
    std::int64_t sent = 0;
    std::int64_t acknowledged = 0;
    bool withhold = false;    // headers only: it may not see payloads of this stream
    std::size_t backlog = 0;  // unsent bytes it was allowed to have when it became live
};

struct Client {
    explicit Client(net::SocketSessionPtr s) : socket(std::move(s)) {}
    const net::SocketSessionPtr socket;
    std::atomic<bool> greeted{false};   // a Hello has arrived (only one may)
    std::atomic<bool> admitted{false};  // what follows is set, and constant from here on
    std::atomic<bool> gone{false};
    std::atomic<int> commandsInFlight{0};
    SecurityContext who;
    std::string token;
    bool drill = false;
    std::map<Stream, Follow> follows;  // guarded by the hub's mutex
};
using ClientPtr = std::shared_ptr<Client>;

}  // namespace ok::sync
