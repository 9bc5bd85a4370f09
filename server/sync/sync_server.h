// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// The server side of sync: WebSocket sessions that follow the log of their tenant and hand in commands. Owner: main.
// What a client gets and may rely on: docs/sync.md.
//
// Threads: sessions are heard on their io threads, commits are told on the gate's thread, and everything that reads the
// store (sign-in, catching up, snapshots) runs on one worker thread of this class. No caller is ever blocked by a
// client.
#pragma once
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "server/gate/gate.h"
#include "server/net/net_server.h"
#include "shared/wire/frames.h"

namespace ok::sync {

/// Who is behind a session token, asked at each Hello, at each command, and every few seconds. In memory: must not block.
using SessionResolver =
    std::function<Result<SecurityContext>(std::string_view token, const std::string& remoteAddress)>;

/// What sync needs from the rest of the server; main connects it.
struct SyncPorts {
    SessionResolver resolve;   ///< used where the three below are not given
    /// Who says hello: token, and the proof of the device its session is bound to.
    std::function<Result<SecurityContext>(const wire::Hello& hello, const Arrival& arrival)> admit;
    /// Who that is now: the session lives on while its access tokens come and go. Looking is no activity.
    std::function<Result<SecurityContext>(SessionId session, const Arrival& arrival)> resume;
    /// A command was sent or a person was there.
    std::function<void(SessionId session)> active;
    std::function<Result<std::unique_ptr<Store>>()> openReader;
    std::function<void(SecurityContext, CommandEnvelope, std::function<void(CommandAnswer)>)> submit;
    std::function<Instant()> clock;
    PublicKey publicKey{};
    MatrixSource grants = access::builtinSource();
    std::string serverVersion = "0.1.0";
};

struct SyncSettings {
    Duration tick = milliseconds(50);  ///< commits within it travel in one frame
    Duration helloTime = seconds(10);  ///< a session that has not said hello by then is closed
    Duration sessionCheck = seconds(5);
    int catchUpEntries = 4000;                     ///< sent to a late client before it must acknowledge
    std::int64_t snapshotBeyond = 5000;            ///< a client that has nothing and misses more gets a snapshot
    std::int64_t snapshotAge = 5000;               ///< entries by which a kept snapshot may be old
    std::vector<std::string> snapshotKinds;        ///< documents that consoles hold; empty: no snapshots
    std::size_t slowBytes = std::size_t{8} << 20;  ///< unsent bytes of a live client: beyond, it is dropped with 1013
    int commandsInFlight = 256;                    ///< of one session
};

class SyncServer {
  public:
    explicit SyncServer(SyncPorts ports, SyncSettings settings = {});
    ~SyncServer();
    SyncServer(const SyncServer&) = delete;
    SyncServer& operator=(const SyncServer&) = delete;

    /// Before the NetServer is made.
    void addRoute(net::Router& router, std::string_view pattern = "/v1/sync");
    /// After it is started: its timers must outlive stop().
    void start(net::TimerService& timers);
    void stop();

    /// For Gate::onCommitted. Cheap: keeps the entries for the next tick.
    void onCommitted(const CommittedBatch& batch);
    /// For SessionBook::onRevoked, from any thread: the sockets of that session are told and closed.
    void cutSession(SessionId session);
    /// For SessionBook::onRolesChanged: the session goes on, its sockets come again and are welcomed with what holds now.
    void greetAgain(SessionId session);
    /// Clients that have been welcomed and are still there.
    [[nodiscard]] std::size_t clientCount() const;

  private:
    struct Room;
    void endSockets(SessionId session, const Problem& why, net::CloseCode code);
    std::shared_ptr<Room> m_room;
};

}  // namespace ok::sync
