// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Real failures of the database, on demand: commits that SQLite itself turns into rollbacks, and a disk that is full.
#pragma once
#include <atomic>

#include "server/store/sqlite_store.h"

namespace ok::test {

/// While `failing` is true every commit of this store fails. `failing` must outlive the store.
inline void failCommitsWhile(Store& store, std::atomic<bool>& failing) {
    sqlite3_commit_hook(dynamic_cast<SqliteStore&>(store).database().handle(),
                        [](void* flag) { return static_cast<std::atomic<bool>*>(flag)->load() ? 1 : 0; }, &failing);
}

/// The database may not grow beyond its present size plus so many pages; 0 lifts the limit.
inline void limitGrowth(Store& store, std::int64_t pages) {
    SqliteDb& db = dynamic_cast<SqliteStore&>(store).database();
    const auto now = db.integerOf("PRAGMA page_count");
    const std::int64_t limit = pages == 0 ? 1'000'000'000 : now.valueOr(0) + pages;
    (void)db.integerOf("PRAGMA max_page_count=" + std::to_string(limit));
}

}  // namespace ok::test
