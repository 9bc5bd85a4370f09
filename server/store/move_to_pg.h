// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// From SQLite to PostgreSQL when a utility grows, and a copy of PostgreSQL in a SQLite file for a backup: every table is copied as
// it is, then both sides are read back and compared by count and SHA-256. docs/growing.md, docs/backup.md.
#pragma once
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "server/store/store.h"

namespace ok {

struct MovedTable {
    std::string name;
    std::int64_t rows = 0;
    Digest before, after;       ///< over all rows in order of their keys
    std::int64_t rowsAfter = 0;
    [[nodiscard]] bool same() const { return rows == rowsAfter && before == after; }
};

/// Copies the database file `sqlitePath` (no server may run on it: its writer lock is held meanwhile) into an empty
/// schema. `told` hears each table when it is done. Problems: `store_unavailable`; `target_not_empty`; `move_failed` when
/// something could not be written, and then nothing stays there; `unknown_table` when this program does not know a table
/// of the file.
[[nodiscard]] Result<std::vector<MovedTable>> moveToPg(const std::string& sqlitePath, const PgAddress& target,
                                                       const std::function<void(const MovedTable&)>& told = {});

/// Copies the whole schema as it is at one moment into a new SQLite file, while servers go on: one snapshot, one transaction.
/// Problems: `store_unavailable`, `store_failed`, `move_failed`. A file that was not finished is the caller's to remove.
[[nodiscard]] Result<std::vector<MovedTable>> copyPgStore(const PgAddress& from, const std::string& into);

/// Whether these words name a PostgreSQL database (as libpq takes it) and not a file.
[[nodiscard]] bool namesPostgres(std::string_view database);
/// Takes a schema away with all that is in it, such as that of a rehearsed restore. Problem `store_unavailable`.
[[nodiscard]] Status dropPgSchema(const PgAddress& address);

/// The schema of a rehearsed restore beside `address`.
[[nodiscard]] std::string drillSchemaOf(const PgAddress& address, Instant now);
/// While it lives, a rehearsal's schema is in use: a lock of the database that goes with the connection, also of a killed process.
[[nodiscard]] Result<std::shared_ptr<void>> holdDrillSchema(const PgAddress& drill);
/// Takes away the schemas of rehearsals beside `address` that nobody holds any more; how many. Problem `store_unavailable`.
[[nodiscard]] Result<int> dropLeftDrillSchemas(const PgAddress& address);

}  // namespace ok
