// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "shared/views/views.h"

namespace ok {
namespace {
// Enough for every open incident and the reports of a storm's busiest hours; beyond it the cache starts afresh.
constexpr std::size_t maxCached = 200'000;
}  // namespace

void Views::remember(std::string_view kind, const std::string& id, Held held) {
    const bool dirty = held.dirty;
    if (dirty) ++m_changes;
    if (m_cache.size() >= maxCached) {
        flush();
        m_cache.clear();
    }
    std::string key = cacheKey(kind, id);
    Held& slot = m_cache[key];
    const bool wasDirty = slot.dirty;
    slot = std::move(held);
    if (dirty && !wasDirty) m_dirty.push_back(std::move(key));
}

void Views::flush() {
    for (const std::string& key : m_dirty) {
        const auto found = m_cache.find(key);
        if (found == m_cache.end() || !found->second.dirty) continue;
        const std::string_view id = std::string_view(key).substr(key.find('/') + 1);
        found->second.write(m_store, id, found->second.value.get());
        found->second.dirty = false;
    }
    m_dirty.clear();
}

void Views::reset() {
    m_cache.clear();
    m_dirty.clear();
}

}  // namespace ok
