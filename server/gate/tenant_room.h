// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// What the gate keeps in memory for one tenant: decoded views, domain states, and the heads of its streams. All of it
// derives from the store and can be thrown away. Gate's thread only.
#pragma once
#include <array>
#include <functional>
#include <memory>
#include <typeindex>
#include <unordered_map>

#include "server/gate/command.h"
#include "server/gate/stored_head.h"
#include "shared/ledger/segment_opening.h"

namespace ok {

/// Where the next entry of a stream goes.
struct StreamHead {
    std::int64_t sequence = 0;
    Digest prevHash;   ///< for the next entry; none before the first
    Digest headHash;
    Instant ledgerTime;
    merkle::Frontier frontier;
    /// The last entries were damaged: the next one begins a new segment and cites this (digest C8).
    std::optional<ledger::SegmentOpened> reopen;
};

class TenantRoom {
  public:
    using StateFactory = std::function<std::unique_ptr<TenantState>(TenantId, Store&, Views&)>;
    using StateFactories = std::unordered_map<std::type_index, StateFactory>;

    TenantRoom(TenantId tenant, Store& store, const StateFactories& factories);

    /// Reads the heads, checks them against the last checkpoints, and makes every state. Where the end of a stream was
    /// damaged but what was signed is known, the stream goes on in a new segment; `log_broken` where it is not known.
    Status load();

    [[nodiscard]] TenantId tenant() const { return m_tenant; }
    [[nodiscard]] Views& views() { return m_views; }
    [[nodiscard]] TenantState& state(const std::type_info& type);
    [[nodiscard]] StreamHead& head(Stream stream) { return m_heads[static_cast<std::size_t>(stream)]; }

    /// The roles matrix in force, as of what was decided before in this batch. Null: there is one, and it is not valid.
    [[nodiscard]] access::MatrixPtr matrix(const MatrixSource& before, const TerritoryShapes& shapes);
    /// Its territories have changed their shape.
    void forgetMatrix() { m_matrixKnown = false; }

    /// The latest ledger time of any stream: time in a log never runs backwards.
    [[nodiscard]] Instant lastTime() const;

    /// The rehearsal's clock: never runs backwards, goes on at the real pace between two commands that carry a time. With
    /// no such command yet it is the real one. Commands of people in a rehearsal carry none and happen at its present.
    [[nodiscard]] Instant rehearsedTime(Instant carried, Instant real);

    /// Marks the point to which undo() goes back.
    void mark();
    /// A stream that grew since mark().
    [[nodiscard]] bool grew(Stream stream) const;
    /// After a failed transaction: heads as at mark(), or as the store has them if that is something else; views made anew,
    /// and the states that cannot go back by themselves.
    void undo();

  private:
    Status loadHead(Stream stream);
    /// The last signed state, with its subtree roots: kept, or worked out from the stored hashes.
    std::optional<StoredHead> lastSigned(Stream stream);
    void makeStates();
    void undoStates();

    TenantId m_tenant;
    Instant m_rehearsed;
    Instant m_rehearsedSetAt;
    Store& m_store;
    const StateFactories& m_factories;
    Views m_views;
    std::shared_ptr<const access::LiveRoles> m_live;
    access::MatrixPtr m_matrix;
    bool m_matrixKnown = false;
    std::unordered_map<std::type_index, std::unique_ptr<TenantState>> m_states;
    std::array<StreamHead, allStreams.size()> m_heads;
    std::array<StreamHead, allStreams.size()> m_marked;
};

}  // namespace ok
