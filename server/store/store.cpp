// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// What every store can do by what each of them can do; a store that knows a shorter way overrides it.
#include "server/store/store.h"

namespace ok {
namespace {

constexpr int pageSize = 1000;

Digest digestFrom(std::string_view bytes) {
    Digest out;
    if (bytes.size() == out.bytes.size()) std::copy(bytes.begin(), bytes.end(), out.bytes.begin());
    return out;
}

}  // namespace

void Store::eachHashIn(TenantId tenant, Stream stream, std::int64_t after, std::int64_t upTo,
                       const std::function<void(std::int64_t, const Digest&)>& visit) {
    eachStored(tenant, stream, after, upTo, [&visit](const StoredView& entry) { visit(entry.sequence, digestFrom(entry.hash)); });
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

}  // namespace ok
