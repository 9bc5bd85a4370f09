// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Internal. A snapshot of a tenant's views for consoles that start with nothing, encoded once for all of them, together
// with what makes it provable: the head's header, the Merkle frontier and the signed checkpoint of exactly that entry.
#pragma once
#include <memory>
#include <string>
#include <vector>

#include "server/net/socket_session.h"
#include "server/store/store.h"
#include "shared/ledger/merkle.h"

namespace ok::sync {

struct EncodedSnapshot {
    std::int64_t sequence = 0;
    std::vector<net::SharedMessage> frames;
};
using SnapshotPtr = std::shared_ptr<const EncodedSnapshot>;

/// Reads everything in one transaction. `frontier` is that of an earlier entry (or empty) and is brought up to the
/// head.
[[nodiscard]] Result<SnapshotPtr> makeSnapshot(Store& reader, TenantId tenant, const std::vector<std::string>& kinds,
                                               merkle::Frontier frontier);

}  // namespace ok::sync
