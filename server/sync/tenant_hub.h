// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Internal. All clients of one tenant. Commits are collected from the gate's thread; a tick, at most every 50 ms, turns
// them into frames once and hands the same bytes to every live client. Late clients are served by the worker until they
// stand where the tick stands, and only then become live: so nobody misses an entry or gets one twice.
//
// INVARIANT: Follow::sent only grows, and a live client has been sent everything up to `max(sent, live)` of its stream.
#pragma once
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <vector>

#include "server/gate/gate.h"
#include "server/net/net_server.h"
#include "server/sync/client.h"
#include "server/sync/snapshot.h"
#include "server/sync/sync_server.h"

namespace ok::sync {

class TenantHub : public std::enable_shared_from_this<TenantHub> {
  public:
    using CatchUp = std::function<void(ClientPtr, Stream)>;  // asks the worker for the next stretch
    struct Parts {
        TenantId tenant;
        const SyncSettings* settings = nullptr;
        std::function<Instant()> clock;
        net::TimerService* timers = nullptr;
        CatchUp catchUp;
    };
    explicit TenantHub(Parts parts) : m_parts(std::move(parts)) {}

    // --- the gate's thread
    void collect(std::vector<Entry> entries, const std::vector<SignedCheckpoint>& checkpoints);

    // --- the worker
    /// Reads where each stream stands; once, after collect() may already have been called.
    Status load(Store& reader);
    [[nodiscard]] bool loaded() const;
    void join(const ClientPtr& client);
    /// Sends the client its next stretch of a stream, a snapshot, or makes it live.
    Status serve(Store& reader, const ClientPtr& client, Stream stream);

    // --- io threads
    void leave(const ClientPtr& client);
    void acknowledge(const ClientPtr& client, Stream stream, std::int64_t sequence);
    /// Follows exactly these streams from now on; new ones from their beginning. `visible` are those with payloads.
    void follow(const ClientPtr& client, const std::set<Stream>& streams, const std::set<Stream>& visible);
    [[nodiscard]] std::vector<ClientPtr> clients() const;

  private:
    struct StreamHead {
        std::int64_t live = 0;                       // last entry that the tick has sent
        std::optional<SignedCheckpoint> checkpoint;  // of exactly that entry
        merkle::Frontier frontier;
    };
    struct Pending {
        std::vector<Entry> entries;
        std::optional<SignedCheckpoint> checkpoint;
    };
    struct Encoded {  // the same entries, in both forms, when somebody needs them
        std::vector<net::SharedMessage> full, withheld;
        bool fullReady = false, withheldReady = false;
    };
    void tick();
    void scheduleTick();
    void broadcast(Stream stream, Pending pending);
    void sendLive(Client& client, Follow& follow, Stream stream, const Pending& pending, Encoded& encoded);
    const std::vector<net::SharedMessage>& framesFor(bool withhold, Stream stream, const Pending& pending,
                                                     Encoded& out);
    void sendCheckpoint(Client& client, Stream stream, const StreamHead& head);
    Status sendSnapshot(Store& reader, const ClientPtr& client);
    /// A long stream without views begins at its head: header, frontier and checkpoint, no documents.
    Result<bool> sendStart(Store& reader, const ClientPtr& client, Stream stream);
    Status sendStretch(Store& reader, const ClientPtr& client, Stream stream, std::int64_t from, std::int64_t until);
    bool dropIfSlow(Client& client, Follow& follow);
    [[nodiscard]] static bool isAtHead(const StreamHead& head);
    [[nodiscard]] static bool wantsSnapshot(const Follow& follow, const StreamHead& head, const SyncSettings& settings);

    Parts m_parts;
    std::mutex m_pendingMutex;  // held briefly: the gate's thread waits for it
    std::map<Stream, Pending> m_pending;
    bool m_tickScheduled = false;
    Instant m_lastTick;

    mutable std::mutex m_mutex;
    bool m_loaded = false;
    std::map<Stream, StreamHead> m_heads;
    std::set<ClientPtr> m_clients;
    SnapshotPtr m_snapshot;
};

}  // namespace ok::sync
