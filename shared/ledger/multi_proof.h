// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// One proof for many entries of a tree (RFC 6962 section 2.1): the roots of the largest subtrees that hold none of them, in
// order from the left. With the chosen entries' hashes and places, anybody can compute the tree's root; for a filter that
// takes most of a log it is almost nothing, for one entry it is the ordinary inclusion path.
#pragma once
#include <cstdint>
#include <utility>
#include <vector>

#include "shared/base/digest.h"
#include "shared/base/json.h"

namespace ok::merkle {

struct MultiProof {
    std::int64_t size = 0;
    Digest root;
    std::vector<Digest> nodes;
    bool operator==(const MultiProof&) const = default;
};
BOOST_DESCRIBE_STRUCT(MultiProof, (), (size, root, nodes))

/// Fed with every entry hash of the tree, from the left.
class MultiProofBuilder {
  public:
    void add(const Digest& entryHash, bool chosen);
    [[nodiscard]] MultiProof finish();

  private:
    struct Part {
        std::int64_t size = 1;
        Digest root;
        bool chosen = false;
        std::vector<Digest> nodes;
    };
    static Part join(Part left, Part right);
    std::vector<Part> m_parts;
    std::int64_t m_size = 0;
};

/// `chosen`: (place from 0, entry hash), ascending.
[[nodiscard]] bool verifies(const MultiProof& proof, const std::vector<std::pair<std::int64_t, Digest>>& chosen);

}  // namespace ok::merkle
