// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Follower: takes the server's frames, checks every stream as a witness, and keeps the documents of `ops` by the same
// projections as the server. Of the other streams the console may see headers only; they are chained and checked all the
// same, and their entry types are told to whoever shows what they are about. No socket, no clock: tests feed it frames.
// One thread.
#pragma once
#include <array>
#include <memory>
#include <optional>
#include <set>

#include "app/sync/document_cache.h"
#include "app/sync/witness_alarm.h"
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
    Status welcome(const wire::Welcome& welcome);
    Status take(const wire::Snapshot& chunk);
    Status take(const wire::Entries& entries);
    Status take(const wire::CheckpointFrame& frame);

    /// Writes documents and witness state; call after a run of frames.
    void commit();

    [[nodiscard]] std::int64_t cursor(Stream stream = Stream::ops) const;
    /// One of each stream: what a Hello asks for.
    [[nodiscard]] std::vector<wire::Cursor> cursors() const;
    [[nodiscard]] const std::optional<Witness>& witness(Stream stream = Stream::ops) const;
    /// True once after everything was replaced.
    [[nodiscard]] bool takeReset() { return std::exchange(m_reset, false); }
    /// Types of the entries of the other streams that came since the last call.
    [[nodiscard]] std::set<std::string> takeHeard() { return std::exchange(m_heard, {}); }
    /// Ledger time of the last entry: a drill's clock.
    [[nodiscard]] Instant lastTime() const { return m_lastTime; }
    [[nodiscard]] std::optional<Problem> alarm() const;

    /// Keeps what did not fit, with what was seen before; at once, whatever else waits to be written.
    void keepAlarm(const Problem& why, const std::string& server, Instant now);
    /// Oldest first, the acknowledged ones too.
    [[nodiscard]] const std::vector<WitnessAlarm>& alarms() const { return m_alarms; }
    [[nodiscard]] bool mustBeAcknowledged() const;
    struct Acknowledgement {
        std::string by, note;
        bool afresh = false;  // forget what was seen: this server's log is believed from now on
    };
    /// After it the follower takes frames again.
    void acknowledge(const Acknowledgement& given, Instant now);

  private:
    Status applyEntry(const wire::WireEntry& each);
    Status observe(const wire::Entries& frame);
    Status takeCheckpoint(const std::string& json);
    Status startElsewhere(const wire::Snapshot& chunk);
    void clearCache();
    void beginAfresh(const wire::Welcome& welcome);
    void resume();
    [[nodiscard]] std::optional<Witness>& at(Stream stream) { return m_witnesses[static_cast<std::size_t>(stream)]; }
    const Projections& m_projections;
    DocumentCache& m_cache;
    Views m_views;
    std::array<std::optional<Witness>, allStreams.size()> m_witnesses;
    std::vector<wire::Document> m_chunks;
    std::vector<WitnessAlarm> m_alarms;
    std::set<std::string> m_heard;
    bool m_reset = false;
    Instant m_lastTime;
};

}  // namespace ok::app
