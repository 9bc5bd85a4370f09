// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Walks the entries of one tenant that a filter is about, in the order (ledger time, entry id), newest or oldest first,
// over all its streams. Where the search index reaches, segments without a hit are skipped; the rest is read directly. What
// it hands out was checked against the entry itself.
//
// One walk at a time on an index file: it holds the file's moment while it lives.
#pragma once
#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "server/store/posting_file.h"
#include "server/store/store.h"
#include "shared/ledger/audit_filter.h"

namespace ok::ledger {

class StreamWalk;

/// Where entries are read: a store, or something that makes them up (a benchmark).
struct EntrySource {
    std::function<std::int64_t(TenantId, Stream)> size;
    std::function<std::vector<StoredEntry>(TenantId, Stream, std::int64_t after, int limit)> read;
    bool sealed = false;   ///< they lie as the gate sealed them: what does not fit its hash is damage
    std::function<bool()> failing;   ///< the database did not answer once: what it did not give is no damage
    EntrySource(std::function<std::int64_t(TenantId, Stream)> givenSize,
                std::function<std::vector<StoredEntry>(TenantId, Stream, std::int64_t, int)> givenRead)
        : size(std::move(givenSize)), read(std::move(givenRead)) {}
    EntrySource(Store& store);
};

/// What lies there is not what was sealed: its hash, its payload or its place does not fit. `entry` is empty where not even its
/// header can be read.
struct DamagedEntry {
    Stream stream = Stream::ops;
    std::int64_t sequence = 0;
    std::string entry;
};
BOOST_DESCRIBE_STRUCT(DamagedEntry, (), (stream, sequence, entry))

inline constexpr std::size_t mostDamagedNamed = 100;

class AuditWalk {
  public:
    struct Question {
        TenantId tenant;
        AuditFilter filter;
        AuditOrder order = AuditOrder::newestFirst;
        std::optional<AuditCursor> after;
    };
    /// `index` may be null: then everything is read.
    AuditWalk(EntrySource source, PostingFile* index, Question question);
    ~AuditWalk();
    AuditWalk(const AuditWalk&) = delete;
    AuditWalk& operator=(const AuditWalk&) = delete;

    [[nodiscard]] std::optional<Entry> next();
    /// Entries read so far, hits or not: what the index saves.
    [[nodiscard]] std::int64_t read() const;
    /// Entries that are damaged: an export that met one is no evidence.
    [[nodiscard]] std::int64_t unreadable() const;
    /// The database did not answer on the way: there may be more.
    [[nodiscard]] bool incomplete() const { return m_source.failing && m_source.failing(); }
    /// They are never handed out (F01.R6.A2). The first `mostDamagedNamed` of them; unreadable() counts all.
    [[nodiscard]] std::vector<DamagedEntry> damaged() const;

  private:
    EntrySource m_source;
    Question m_question;
    PostingFile* m_index;
    std::vector<std::unique_ptr<StreamWalk>> m_streams;
};

/// The entry with this id: an id holds its ledger time to the millisecond, so no index is needed.
[[nodiscard]] std::optional<Entry> entryById(Store& store, PostingFile* index, TenantId tenant, EntryId id, std::vector<DamagedEntry>* damaged = nullptr);

/// The sequence of the first entry at or after `t`; size + 1 when there is none.
[[nodiscard]] std::int64_t firstAtOrAfter(const EntrySource& source, PostingFile* index, TenantId tenant, Stream stream, Instant t);

}  // namespace ok::ledger
