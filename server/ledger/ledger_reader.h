// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Proofs about a stream, read from the store: what its last checkpoint says, that an entry is in it, that a later one
// extends an earlier one, and the root of one UTC day (F07.R1.A2, F07.R1.A5, F07.R4). Subtree roots come from a cache that
// lives longer than a reader; a reader is made for one question.
#pragma once
#include <string>
#include <vector>

#include "server/ledger/tree_cache.h"
#include "shared/ledger/merkle.h"
#include "shared/ledger/note.h"

namespace ok::ledger {

struct InclusionReply {
    std::int64_t sequence = 0;
    std::string entryHash;             ///< the leaf is SHA-256(0x00 ‖ this)
    std::int64_t size = 0;             ///< of the tree
    std::string root;
    std::vector<std::string> proof;    ///< hex, from the leaf up
};
BOOST_DESCRIBE_STRUCT(InclusionReply, (), (sequence, entryHash, size, root, proof))

struct ConsistencyReply {
    std::int64_t from = 0, to = 0;
    std::string fromRoot, toRoot;
    std::vector<std::string> proof;
};
BOOST_DESCRIBE_STRUCT(ConsistencyReply, (), (from, to, fromRoot, toRoot, proof))

/// A day of ledger time, UTC; its entries are the leaves, in order of sequence, which is the order of ledger time.
struct DayReply {
    std::string day;                   ///< 2026-11-21
    std::int64_t first = 0, last = 0;  ///< sequences; 0 and 0 when nothing happened
    std::int64_t entries = 0;
    std::string root;
    bool closed = false;               ///< the day is over: the root is final
    std::optional<InclusionReply> inclusion;   ///< of the entry that was asked for, in the day's tree
};
BOOST_DESCRIBE_STRUCT(DayReply, (), (day, first, last, entries, root, closed, inclusion))

class LedgerReader {
  public:
    LedgerReader(Store& store, TreeCache& trees, TenantId tenant, Stream stream);

    [[nodiscard]] std::int64_t size() const { return m_size; }
    /// Only what the gate signed when it wrote: `log_broken` when the stored hashes are not those of the last checkpoint.
    [[nodiscard]] Result<TreeNote> note(const std::string& origin) const;
    /// Problems `entry_not_found`, `bad_size`.
    [[nodiscard]] Result<InclusionReply> inclusion(std::int64_t sequence, std::int64_t treeSize) const;
    /// Problem `bad_size`.
    [[nodiscard]] Result<ConsistencyReply> consistency(std::int64_t from, std::int64_t to) const;
    /// Problems `bad_day`; `mismatched_root` when the entry is of another day.
    [[nodiscard]] Result<DayReply> day(const std::string& day, std::optional<std::int64_t> sequence, Instant now) const;

  private:
    /// The tree over `size` entries that come after sequence `before`, and a function that reads its roots.
    [[nodiscard]] BlockTree& tree(std::int64_t before, std::int64_t size) const;
    [[nodiscard]] merkle::Roots roots(BlockTree& tree) const;
    [[nodiscard]] std::int64_t firstAtOrAfter(Instant t) const;
    Store& m_store;
    TenantId m_tenant;
    Stream m_stream;
    TreeCache& m_trees;
    std::int64_t m_size = 0;
};

}  // namespace ok::ledger
