// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "server/ledger/tree_cache.h"

#include <bit>

namespace ok::ledger {
namespace {

constexpr std::size_t blocksKept = 4;  // a consistency proof between two sizes touches two partial blocks

bool powerOfTwo(std::int64_t n) { return std::has_single_bit(static_cast<std::uint64_t>(n)); }

Digest rootOfHashes(std::span<const Digest> hashes) {
    merkle::Frontier frontier;
    for (const Digest& hash : hashes) frontier.append(hash);
    return frontier.root();
}

}  // namespace

void BlockTree::addBlockRoot(const Digest& root) {
    Digest top = root;
    for (std::size_t level = 0;; ++level) {
        if (m_levels.size() == level) m_levels.emplace_back();
        m_levels[level].push_back(top);
        if (m_levels[level].size() % 2 != 0) return;
        top = merkle::nodeHash(m_levels[level][m_levels[level].size() - 2], top);
    }
}

void BlockTree::grow(Store& store, std::int64_t size) {
    const std::int64_t have = (m_levels.empty() ? 0 : static_cast<std::int64_t>(m_levels[0].size())) << blockBits;
    const std::int64_t full = size & ~(blockSize - 1);
    if (full > have) {
        // A missing entry counts as one without a hash: the roots then fit no signature, as it must be.
        std::vector<Digest> hashes;
        std::int64_t next = m_before + have + 1;
        const auto put = [&](const Digest& hash) {
            hashes.push_back(hash);
            ++next;
            if (static_cast<std::int64_t>(hashes.size()) < blockSize) return;
            addBlockRoot(rootOfHashes(hashes));
            hashes.clear();
        };
        store.eachHashIn(m_tenant, m_stream, m_before + have, m_before + full, [&](std::int64_t sequence, const Digest& hash) {
            while (next < sequence) put({});
            put(hash);
        });
        while (next <= m_before + full) put({});
    }
    if (size > m_size) std::erase_if(m_recent, [this](const Block& b) { return b.number == m_size >> blockBits; });
    m_size = std::max(m_size, size);
}

const BlockTree::Block& BlockTree::block(Store& store, std::int64_t number) {
    for (auto it = m_recent.begin(); it != m_recent.end(); ++it) {
        if (it->number != number) continue;
        m_recent.splice(m_recent.begin(), m_recent, it);
        return m_recent.front();
    }
    if (m_recent.size() >= blocksKept) m_recent.pop_back();
    Block& out = m_recent.emplace_front();
    out.number = number;
    const std::int64_t first = number << blockBits;
    const std::int64_t last = std::min(first + blockSize, m_size);
    out.hashes.resize(static_cast<std::size_t>(last - first));
    store.eachHashIn(m_tenant, m_stream, m_before + first, m_before + last, [&](std::int64_t sequence, const Digest& hash) {
        out.hashes[static_cast<std::size_t>(sequence - m_before - 1 - first)] = hash;
    });
    return out;
}

Digest BlockTree::entryHash(Store& store, std::int64_t index) {
    return block(store, index >> blockBits).hashes[static_cast<std::size_t>(index & (blockSize - 1))];
}

Digest BlockTree::root(Store& store, std::int64_t from, std::int64_t to) {
    const std::int64_t n = to - from;
    if (n <= 0) return merkle::emptyRoot();
    if (n >= blockSize && powerOfTwo(n) && from % n == 0) {
        const auto level = static_cast<std::size_t>(std::countr_zero(static_cast<std::uint64_t>(n)) - blockBits);
        return m_levels[level][static_cast<std::size_t>(from / n)];
    }
    if (n <= blockSize && from >> blockBits == (to - 1) >> blockBits) {
        const Block& held = block(store, from >> blockBits);
        return rootOfHashes(std::span(held.hashes).subspan(static_cast<std::size_t>(from & (blockSize - 1)), static_cast<std::size_t>(n)));
    }
    const std::int64_t middle = from + merkle::splitOf(n);
    const Digest left = root(store, from, middle);
    return merkle::nodeHash(left, root(store, middle, to));
}

BlockTree& TreeCache::tree(Store& store, TenantId tenant, Stream stream, std::int64_t before, std::int64_t size) {
    const Key key{tenant, stream, before};
    auto found = m_trees.find(key);
    if (found == m_trees.end()) {
        if (m_trees.size() >= mostTrees) {
            m_trees.erase(std::min_element(m_trees.begin(), m_trees.end(),
                                           [](const auto& a, const auto& b) { return a.second.used < b.second.used; }));
        }
        found = m_trees.emplace(key, Held{BlockTree(tenant, stream, before)}).first;
    }
    found->second.used = ++m_clock;
    found->second.tree.grow(store, size);
    return found->second.tree;
}

}  // namespace ok::ledger
