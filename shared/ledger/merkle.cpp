// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "shared/ledger/merkle.h"

#include <bit>

namespace ok::merkle {
namespace {

constexpr std::uint8_t leafPrefix[1] = {0};
constexpr std::uint8_t nodePrefix[1] = {1};

void inclusionPath(const Roots& roots, std::int64_t index, std::int64_t from, std::int64_t to, Proof& out) {
    if (to - from <= 1) return;
    const std::int64_t middle = from + splitOf(to - from);
    if (index < middle) {
        inclusionPath(roots, index, from, middle, out);
        out.push_back(roots(middle, to));
    } else {
        inclusionPath(roots, index, middle, to, out);
        out.push_back(roots(from, middle));
    }
}

void consistencyPath(const Roots& roots, std::int64_t oldSize, std::int64_t from, std::int64_t to, bool whole,
                     Proof& out) {
    if (oldSize == to - from) {
        if (!whole) out.push_back(roots(from, to));
        return;
    }
    const std::int64_t left = splitOf(to - from);
    if (oldSize <= left) {
        consistencyPath(roots, oldSize, from, from + left, whole, out);
        out.push_back(roots(from + left, to));
    } else {
        consistencyPath(roots, oldSize - left, from + left, to, false, out);
        out.push_back(roots(from, from + left));
    }
}

Roots rootsFrom(const Leaves& leaves) {
    return [&leaves](std::int64_t from, std::int64_t to) { return rootOf(leaves, from, to); };
}

}  // namespace

std::int64_t splitOf(std::int64_t n) {
    return static_cast<std::int64_t>(std::bit_floor(static_cast<std::uint64_t>(n - 1)));
}

Digest emptyRoot() { return sha256(std::string_view()); }
Digest leafHash(ByteView leaf) { return sha256Of({leafPrefix, leaf}); }
Digest nodeHash(const Digest& left, const Digest& right) { return sha256Of({nodePrefix, left.bytes, right.bytes}); }

void Frontier::append(const Digest& entryHash) {
    Digest top = leafHash(entryHash.bytes);
    // Each trailing one bit of the old size is a full subtree that the new leaf completes into a larger one.
    for (std::int64_t rest = m_size; (rest & 1) != 0; rest >>= 1) {
        top = nodeHash(m_peaks.back(), top);
        m_peaks.pop_back();
    }
    m_peaks.push_back(top);
    ++m_size;
}

void Frontier::join(const Frontier& next) {
    int height = 63;
    for (const Digest& peak : next.m_peaks) {
        do --height;
        while ((next.m_size >> height & 1) == 0);
        Digest top = peak;
        for (std::int64_t rest = m_size >> height; (rest & 1) != 0; rest >>= 1) {
            top = nodeHash(m_peaks.back(), top);
            m_peaks.pop_back();
        }
        m_peaks.push_back(top);
        m_size += std::int64_t{1} << height;
    }
}

std::optional<Frontier> Frontier::restore(std::int64_t size, std::vector<Digest> peaks) {
    if (size < 0 || static_cast<std::size_t>(std::popcount(static_cast<std::uint64_t>(size))) != peaks.size()) return {};
    Frontier out;
    out.m_size = size;
    out.m_peaks = std::move(peaks);
    return out;
}

Digest Frontier::root() const {
    if (m_peaks.empty()) return emptyRoot();
    Digest out = m_peaks.back();
    for (std::size_t i = m_peaks.size() - 1; i-- > 0;) out = nodeHash(m_peaks[i], out);
    return out;
}

Digest rootOf(const Leaves& leaves, std::int64_t from, std::int64_t to) {
    if (to <= from) return emptyRoot();
    if (to - from == 1) return leaves(from);
    const std::int64_t middle = from + splitOf(to - from);
    return nodeHash(rootOf(leaves, from, middle), rootOf(leaves, middle, to));
}

Proof inclusionProof(const Roots& roots, std::int64_t index, std::int64_t size) {
    Proof out;
    inclusionPath(roots, index, 0, size, out);
    return out;
}

Proof inclusionProof(const Leaves& leaves, std::int64_t index, std::int64_t size) {
    return inclusionProof(rootsFrom(leaves), index, size);
}

Proof consistencyProof(const Roots& roots, std::int64_t oldSize, std::int64_t size) {
    Proof out;
    if (oldSize > 0 && oldSize < size) consistencyPath(roots, oldSize, 0, size, true, out);
    return out;
}

Proof consistencyProof(const Leaves& leaves, std::int64_t oldSize, std::int64_t size) {
    return consistencyProof(rootsFrom(leaves), oldSize, size);
}

bool verifyInclusion(const Digest& leaf, std::int64_t index, std::int64_t size, const Proof& proof, const Digest& root) {
    if (index < 0 || index >= size) return false;
    Digest node = leaf;
    std::int64_t at = index;
    std::int64_t last = size - 1;
    for (const Digest& sibling : proof) {
        if (last == 0) return false;
        if ((at & 1) != 0 || at == last) {
            node = nodeHash(sibling, node);
            // A right edge without a sibling at this level is carried up unhashed.
            while ((at & 1) == 0 && at != 0) {
                at >>= 1;
                last >>= 1;
            }
        } else {
            node = nodeHash(node, sibling);
        }
        at >>= 1;
        last >>= 1;
    }
    return last == 0 && node == root;
}

bool verifyConsistency(std::int64_t oldSize, std::int64_t size, const Digest& oldRoot, const Digest& root,
                       const Proof& proof) {
    if (oldSize < 0 || oldSize > size) return false;
    if (oldSize == size) return proof.empty() && oldRoot == root;
    if (oldSize == 0) return proof.empty() && oldRoot == emptyRoot();
    const bool powerOfTwo = std::has_single_bit(static_cast<std::uint64_t>(oldSize));
    std::size_t next = 0;
    if (!powerOfTwo && proof.empty()) return false;
    Digest oldNode = powerOfTwo ? oldRoot : proof[next++];
    Digest node = oldNode;
    std::int64_t at = oldSize - 1;
    std::int64_t last = size - 1;
    for (; (at & 1) != 0; at >>= 1) last >>= 1;
    for (; next < proof.size(); ++next) {
        if (last == 0) return false;
        if ((at & 1) != 0 || at == last) {
            oldNode = nodeHash(proof[next], oldNode);
            node = nodeHash(proof[next], node);
            while ((at & 1) == 0 && at != 0) {
                at >>= 1;
                last >>= 1;
            }
        } else {
            node = nodeHash(node, proof[next]);
        }
        at >>= 1;
        last >>= 1;
    }
    return last == 0 && oldNode == oldRoot && node == root;
}

}  // namespace ok::merkle
