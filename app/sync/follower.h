// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Follower: takes the server's frames, checks them as a witness, keeps the documents by the same projections as the
// server. No socket, no clock: tests feed it frames. One thread.
#pragma once
#include <memory>
#include <optional>

#include "app/sync/document_cache.h"
#include "shared/ledger/witness.h"
#include "shared/views/projections.h"
#include "shared/wire/frames.h"

namespace ok::app {

class Follower {
  public:
    /// Goes on where the cache ended. Both outlive the follower.
    Follower(const Projections& projections, DocumentCache& cache);

    /// Problems: the witness's alarms, and `other_utility` when the server speaks for another utility than the one whose log
    /// was followed here. Only a person may decide to give that up: `otherAccepted`. The old witness's last word is kept in
    /// the cache's note `former_witness`.
    Status welcome(const wire::Welcome& welcome, bool otherAccepted = false);
    Status take(const wire::Snapshot& chunk);
    Status take(const wire::Entries& entries);
    Status take(const wire::CheckpointFrame& frame);

    /// Writes documents and witness state; call after a run of frames.
    void commit();

    [[nodiscard]] std::int64_t cursor() const { return m_witness ? m_witness->size() : 0; }
    [[nodiscard]] const std::optional<Witness>& witness() const { return m_witness; }
    /// True once after everything was replaced.
    [[nodiscard]] bool takeReset() { return std::exchange(m_reset, false); }
    /// Ledger time of the last entry: a drill's clock.
    [[nodiscard]] Instant lastTime() const { return m_lastTime; }
    [[nodiscard]] std::optional<Problem> alarm() const;

  private:
    Status applyEntry(const wire::WireEntry& each);
    Status takeCheckpoint(const std::string& json);
    void beginAfresh(const wire::Welcome& welcome);
    const Projections& m_projections;
    DocumentCache& m_cache;
    Views m_views;
    std::optional<Witness> m_witness;
    std::vector<wire::Document> m_chunks;
    bool m_reset = false;
    Instant m_lastTime;
};

}  // namespace ok::app
