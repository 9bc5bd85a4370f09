// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// What every store can do by what each of them can do; a store that knows a shorter way overrides it.
#include "server/store/store.h"

#include <limits>

#include "server/store/raw_bytes.h"

namespace ok {
namespace {

constexpr int pageSize = 1000;

}  // namespace

std::int64_t Store::lastSequence(TenantId tenant, Stream stream) {
    const auto last = head(tenant, stream);
    return last ? last->header.sequence : 0;
}

std::int64_t Store::lastCheckpointSize(TenantId tenant, Stream stream) {
    const auto last = lastCheckpoint(tenant, stream);
    return last ? last->checkpoint.size : 0;
}

Status Store::restoreEntry(TenantId, Stream, const StoredEntry&) {
    return problem("not_supported", "entries of this database are restored with the database's own tools");
}

void Store::eachHashIn(TenantId tenant, Stream stream, std::int64_t after, std::int64_t upTo,
                       const std::function<void(std::int64_t, const Digest&)>& visit) {
    eachStored(tenant, stream, after, upTo, [&visit](const StoredView& entry) { visit(entry.sequence, fromBytes<Digest>(entry.hash)); });
}

void Store::eachStored(TenantId tenant, Stream stream, std::int64_t after, std::int64_t upTo,
                       const std::function<void(const StoredView&)>& visit) {
    while (after < upTo) {
        const auto page = storedEntries(tenant, stream, after, static_cast<int>(std::min<std::int64_t>(pageSize, upTo - after)));
        for (const StoredEntry& entry : page) {
            if (entry.sequence > upTo) return;
            visit({entry.sequence, entry.header, entry.payload, entry.hash});
        }
        if (page.empty()) return;
        after = page.back().sequence;
    }
}

void Store::eachStoredCheckpoint(TenantId tenant, Stream stream, std::int64_t after, std::int64_t upTo,
                                 const std::function<void(std::int64_t, std::string_view)>& visit) {
    while (after < upTo) {
        const auto page = checkpoints(tenant, stream, after, pageSize);
        for (const SignedCheckpoint& mark : page) {
            if (mark.checkpoint.size > upTo) return;
            visit(mark.checkpoint.size, toJson(mark));
        }
        if (page.empty() || page.back().checkpoint.size <= after) return;
        after = page.back().checkpoint.size;
    }
}

std::vector<OutboxRow> Store::dueOutboxOf(TenantId tenant, std::string_view connector, bool drill, Instant now, int limit) {
    std::vector<OutboxRow> out;
    for (OutboxRow& row : dueOutbox(now, std::numeric_limits<int>::max())) {
        if (row.tenant != tenant || row.connector != connector || row.drill != drill) continue;
        if (static_cast<int>(out.size()) == limit) break;
        out.push_back(std::move(row));
    }
    return out;
}

}  // namespace ok
