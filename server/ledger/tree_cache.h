// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Merkle trees over ranges of streams, kept as subtree roots so that a proof in ten million entries reads two blocks of
// hashes instead of all. A tree keeps the root of every full block of 1,024 entries and of every full subtree above:
// 64 bytes for 1,024 entries. It is filled when it is first asked and grows with its stream. One thread.
#pragma once
#include <list>
#include <map>
#include <span>
#include <tuple>
#include <vector>

#include "server/store/store.h"
#include "shared/ledger/merkle.h"

namespace ok::ledger {

class BlockTree {
  public:
    static constexpr int blockBits = 10;
    static constexpr std::int64_t blockSize = std::int64_t{1} << blockBits;

    /// Over the entries of a stream that come after sequence `before`.
    BlockTree(TenantId tenant, Stream stream, std::int64_t before) : m_tenant(tenant), m_stream(stream), m_before(before) {}

    /// Reads what full blocks were added, up to `size` leaves. The store is the one that later questions read from.
    void grow(Store& store, std::int64_t size);
    /// Root over leaves [from, to), to <= the size it has grown to.
    [[nodiscard]] Digest root(Store& store, std::int64_t from, std::int64_t to);
    [[nodiscard]] Digest entryHash(Store& store, std::int64_t index);
    [[nodiscard]] std::int64_t before() const { return m_before; }

  private:
    struct Block {
        std::int64_t number = -1;
        std::vector<Digest> hashes;
    };
    const Block& block(Store& store, std::int64_t number);
    void addBlockRoot(const Digest& root);

    TenantId m_tenant;
    Stream m_stream;
    std::int64_t m_before;
    std::int64_t m_size = 0;
    std::vector<std::vector<Digest>> m_levels;  // [k][i]: root of the i-th full subtree of blockSize << k leaves
    std::list<Block> m_recent;                  // blocks read lately, newest first
};

/// The trees of all streams, and those of the days that were asked for lately.
class TreeCache {
  public:
    static constexpr std::size_t mostTrees = 64;
    /// The tree over what comes after sequence `before`, grown to `size` leaves.
    [[nodiscard]] BlockTree& tree(Store& store, TenantId tenant, Stream stream, std::int64_t before, std::int64_t size);

  private:
    using Key = std::tuple<TenantId, Stream, std::int64_t>;
    struct Held {
        BlockTree tree;
        std::uint64_t used = 0;
    };
    std::map<Key, Held> m_trees;
    std::uint64_t m_clock = 0;
};

}  // namespace ok::ledger
