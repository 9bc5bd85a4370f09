// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Real failures of the database, on demand: commits that the database itself turns into rollbacks, a disk that is full,
// and rows changed behind our back.
#pragma once
#include <atomic>

#include "server/store/pg_store.h"
#include "server/store/sqlite_store.h"
#include "tests/support/pg_server.h"

namespace ok::test {

/// While `failing` is true every commit of this store fails. `failing` must outlive the store.
inline void failCommitsWhile(Store& store, std::atomic<bool>& failing) {
    if (auto* pg = dynamic_cast<PgStore*>(&store)) {
        pg->beforeCommit([&failing](PgDb& db) {
            if (failing) (void)db.run("SELECT 1/0");
        });
        return;
    }
    sqlite3_commit_hook(dynamic_cast<SqliteStore&>(store).database().handle(),
                        [](void* flag) { return static_cast<std::atomic<bool>*>(flag)->load() ? 1 : 0; }, &failing);
}

/// The database may not grow beyond its present size plus so many pages; 0 lifts the limit. SQLite only.
inline void limitGrowth(Store& store, std::int64_t pages) {
    SqliteDb& db = dynamic_cast<SqliteStore&>(store).database();
    const auto now = db.integerOf("PRAGMA page_count");
    const std::int64_t limit = pages == 0 ? 1'000'000'000 : now.valueOr(0) + pages;
    (void)db.integerOf("PRAGMA max_page_count=" + std::to_string(limit));
}

/// Changes a column of a stored entry of the first tenant's `ops`, past the gate; without bytes the entry is removed.
inline Status damage(Store& store, std::int64_t sequence, const std::string& column, ByteView bytes) {
    const std::string hex = toHex(bytes);
    if (auto* pg = dynamic_cast<PgStore*>(&store)) {
        OK_TRY(pg->database().run("SET outagekit.tenant = '-1'"));
        const std::string where = " WHERE tenant = 1 AND stream = 0 AND sequence = " + std::to_string(sequence);
        return pg->database().run(bytes.empty() ? "DELETE FROM entries" + where
                                                : "UPDATE entries SET " + column + " = '\\x" + hex + "'" + where);
    }
    const std::string where = " WHERE place = " + std::to_string((std::int64_t{1} * 4 << 40) + sequence);
    return dynamic_cast<SqliteStore&>(store).database().execute(
        bytes.empty() ? "DELETE FROM entries" + where : "UPDATE entries SET " + column + " = x'" + hex + "'" + where);
}
inline Status damage(const std::string& path, std::int64_t sequence, const std::string& column, ByteView bytes) {
    OK_ASSIGN(const auto store, openTestStore(path));
    return damage(*store, sequence, column, bytes);
}

}  // namespace ok::test
