// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Where the log of a stream stands, kept beside it with every commit: the signed statement, the subtree roots that make up
// its root, and what the next entry is chained to. With it a gate starts without reading the log, and goes on after damage
// to it. It proves itself: the roots make up the signed one.
#pragma once
#include "server/store/store.h"
#include "shared/ledger/merkle.h"

namespace ok {

struct StoredHead {
    SignedCheckpoint mark;
    Digest nextPrevHash;             ///< SHA-256 of the last header
    std::vector<Digest> frontier;
};
BOOST_DESCRIBE_STRUCT(StoredHead, (), (mark, nextPrevHash, frontier))

/// Empty when there is none, or when it does not prove itself.
[[nodiscard]] std::optional<StoredHead> readStoredHead(Store& store, TenantId tenant, Stream stream);
[[nodiscard]] Status writeStoredHead(Store& store, const StoredHead& head);

}  // namespace ok
