// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// The Merkle tree over a stream's entry hashes (RFC 6962 section 2.1): leaf = SHA-256(0x00 ‖ entry hash),
// node = SHA-256(0x01 ‖ left ‖ right). A frontier grows it one leaf at a time and knows its root; proofs show that an
// entry is in a signed checkpoint (inclusion) and that one checkpoint extends another (consistency).
#pragma once
#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

#include "shared/base/digest.h"

namespace ok::merkle {

[[nodiscard]] Digest emptyRoot();
[[nodiscard]] Digest leafHash(ByteView leaf);
[[nodiscard]] Digest nodeHash(const Digest& left, const Digest& right);

/// The roots of the full subtrees that make up the tree, largest first: at most 63 digests for any size.
class Frontier {
  public:
    void append(const Digest& entryHash);
    /// Appends the leaves of another tree. INVARIANT: this size is a multiple of each of its subtrees' sizes.
    void join(const Frontier& next);
    [[nodiscard]] Digest root() const;
    [[nodiscard]] std::int64_t size() const { return m_size; }
    /// The subtree roots, to store or send.
    [[nodiscard]] const std::vector<Digest>& peaks() const { return m_peaks; }
    /// Goes on from stored peaks. Empty when their number cannot belong to that size.
    static std::optional<Frontier> restore(std::int64_t size, std::vector<Digest> peaks);
    bool operator==(const Frontier&) const = default;

  private:
    std::int64_t m_size = 0;
    std::vector<Digest> m_peaks;
};

using Proof = std::vector<Digest>;
/// Leaf hash by index; asked only for the indices a proof needs the range of.
using Leaves = std::function<Digest(std::int64_t)>;

/// Root over leaves [from, to), for whoever keeps subtree roots and need not start at the leaves.
using Roots = std::function<Digest(std::int64_t from, std::int64_t to)>;

/// The largest power of two smaller than n (n >= 2): where RFC 6962 splits a tree of n leaves.
[[nodiscard]] std::int64_t splitOf(std::int64_t n);
/// Root over leaves [from, to).
[[nodiscard]] Digest rootOf(const Leaves& leaves, std::int64_t from, std::int64_t to);
/// Path for leaf `index` (from 0) in the tree of `size` leaves. Needs 0 <= index < size.
[[nodiscard]] Proof inclusionProof(const Leaves& leaves, std::int64_t index, std::int64_t size);
[[nodiscard]] Proof inclusionProof(const Roots& roots, std::int64_t index, std::int64_t size);
/// Shows that the tree of `oldSize` leaves is a prefix of the tree of `size`. Needs 0 <= oldSize <= size.
[[nodiscard]] Proof consistencyProof(const Leaves& leaves, std::int64_t oldSize, std::int64_t size);
[[nodiscard]] Proof consistencyProof(const Roots& roots, std::int64_t oldSize, std::int64_t size);

[[nodiscard]] bool verifyInclusion(const Digest& leaf, std::int64_t index, std::int64_t size, const Proof& proof,
                                   const Digest& root);
[[nodiscard]] bool verifyConsistency(std::int64_t oldSize, std::int64_t size, const Digest& oldRoot, const Digest& root,
                                     const Proof& proof);

}  // namespace ok::merkle
