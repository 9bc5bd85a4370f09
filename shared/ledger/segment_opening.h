// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// How a log goes on after its head was damaged (decisions, digest C8). The entry that begins the new segment has no
// prev_hash, as the first of a log, and cites the last signed state: size, root, head hash and the subtree roots that make
// up that root. Sequence and tree go on from there. So whoever saw the undamaged log (a console, an export, a witness) can
// check that nothing else was changed, and the damaged entries stay where they are, quarantined.
#pragma once
#include <string_view>
#include <vector>

#include "shared/ledger/entry.h"
#include "shared/ledger/merkle.h"

namespace ok::ledger {

struct SegmentOpened {
    static constexpr std::string_view eventType = "ledger.segment_opened";
    Stream stream = Stream::ops;
    std::int64_t citedSize = 0;
    Digest citedRoot;
    Digest citedHead;
    std::vector<Digest> frontier;   ///< subtree roots at the cited size, largest first
    std::string reason;             ///< what was found at the head: `head_missing`, `head_changed`, ...
    bool operator==(const SegmentOpened&) const = default;
};
BOOST_DESCRIBE_STRUCT(SegmentOpened, (), (stream, citedSize, citedRoot, citedHead, frontier, reason))

/// The cited subtree roots, when they make up the cited root.
[[nodiscard]] inline std::optional<merkle::Frontier> frontierOf(const SegmentOpened& opened) {
    auto frontier = merkle::Frontier::restore(opened.citedSize, opened.frontier);
    if (!frontier || frontier->root() != opened.citedRoot) return {};
    return frontier;
}

}  // namespace ok::ledger
