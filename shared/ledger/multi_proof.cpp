// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "shared/ledger/multi_proof.h"

#include <algorithm>
#include <iterator>
#include <optional>

#include "shared/ledger/merkle.h"

namespace ok::merkle {
namespace {

/// Computes the root over [from, to) from chosen leaves and given nodes; empty when they do not suffice.
class Climb {
  public:
    Climb(const MultiProof& proof, const std::vector<std::pair<std::int64_t, Digest>>& chosen) : m_proof(proof), m_chosen(chosen) {}
    std::optional<Digest> root(std::int64_t from, std::int64_t to) {
        const bool any = m_leaf < m_chosen.size() && m_chosen[m_leaf].first < to;
        if (!any) {
            if (m_node == m_proof.nodes.size()) return {};
            return m_proof.nodes[m_node++];
        }
        if (to - from == 1) return leafHash(ByteView(m_chosen[m_leaf++].second.bytes));
        std::int64_t half = 1;
        while (half * 2 < to - from) half *= 2;
        const auto left = root(from, from + half);
        const auto right = left ? root(from + half, to) : std::nullopt;
        if (!right) return {};
        return nodeHash(*left, *right);
    }
    [[nodiscard]] bool usedUp() const { return m_leaf == m_chosen.size() && m_node == m_proof.nodes.size(); }

  private:
    const MultiProof& m_proof;
    const std::vector<std::pair<std::int64_t, Digest>>& m_chosen;
    std::size_t m_leaf = 0, m_node = 0;
};

}  // namespace

MultiProofBuilder::Part MultiProofBuilder::join(Part left, Part right) {
    Part out{left.size + right.size, nodeHash(left.root, right.root), left.chosen || right.chosen, {}};
    if (!out.chosen) return out;
    if (left.chosen) out.nodes = std::move(left.nodes);
    else out.nodes.push_back(left.root);
    if (right.chosen) out.nodes.insert(out.nodes.end(), std::make_move_iterator(right.nodes.begin()), std::make_move_iterator(right.nodes.end()));
    else out.nodes.push_back(right.root);
    return out;
}

void MultiProofBuilder::add(const Digest& entryHash, bool chosen) {
    ++m_size;
    m_parts.push_back({1, leafHash(ByteView(entryHash.bytes)), chosen, {}});
    while (m_parts.size() > 1 && m_parts[m_parts.size() - 2].size == m_parts.back().size) {
        Part right = std::move(m_parts.back());
        m_parts.pop_back();
        Part left = std::move(m_parts.back());
        m_parts.back() = join(std::move(left), std::move(right));
    }
}

MultiProof MultiProofBuilder::finish() {
    if (m_parts.empty()) return {0, emptyRoot(), {}};
    Part all = std::move(m_parts.back());
    for (m_parts.pop_back(); !m_parts.empty(); m_parts.pop_back()) all = join(std::move(m_parts.back()), std::move(all));
    MultiProof out{m_size, all.root, std::move(all.nodes)};
    if (!all.chosen) out.nodes = {all.root};
    return out;
}

bool verifies(const MultiProof& proof, const std::vector<std::pair<std::int64_t, Digest>>& chosen) {
    if (proof.size == 0) return chosen.empty() && proof.nodes.empty() && proof.root == emptyRoot();
    if (proof.size < 0 || (!chosen.empty() && (chosen.front().first < 0 || chosen.back().first >= proof.size))) return false;
    if (!std::is_sorted(chosen.begin(), chosen.end(), [](const auto& a, const auto& b) { return a.first <= b.first; })) return false;
    Climb climb(proof, chosen);
    const auto root = climb.root(0, proof.size);
    return root && *root == proof.root && climb.usedUp();
}

}  // namespace ok::merkle
