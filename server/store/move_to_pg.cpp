// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "server/store/move_to_pg.h"

#include "server/store/copied_tables.h"
#include "server/store/sqlite_store.h"

namespace ok {
namespace {

constexpr const char* afterwards[] = {
    "INSERT INTO heads(tenant, stream, sequence) SELECT tenant, stream, max(sequence) FROM entries GROUP BY tenant, stream",
    "SELECT setval(pg_get_serial_sequence('tenants', 'number'), (SELECT greatest(max(number), 1) FROM tenants))",
    "SELECT setval(pg_get_serial_sequence('outbox', 'number'), (SELECT greatest(max(number), 1) FROM outbox))",
};

Status checkTables(SqliteDb& db) {
    sqlite3_stmt* raw = nullptr;
    sqlite3_prepare_v2(db.handle(), "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'", -1, &raw, nullptr);
    const std::unique_ptr<sqlite3_stmt, int (*)(sqlite3_stmt*)> statement(raw, sqlite3_finalize);
    while (raw != nullptr && sqlite3_step(raw) == SQLITE_ROW) {
        const std::string_view name(reinterpret_cast<const char*>(sqlite3_column_text(raw, 0)));
        if (std::ranges::none_of(copiedTables(), [name](const CopiedTable& t) { return name == t.name; })) {
            return problem("unknown_table", "the database holds a table that this program cannot move: `" + std::string(name) + "`");
        }
    }
    return {};
}

Status sendRow(PgDb& to, const CopiedTable& table, Cells row) {
    PgArgs args;
    for (std::size_t i = 0; i < row.size(); ++i) {
        switch (table.kinds[i]) {
            case '2': args.int2(row[i].number); break;
            case '4': args.int4(row[i].number); break;
            case '8': args.int8(row[i].number); break;
            case '?': args.truth(row[i].number != 0); break;
            default: args.blob(row[i].bytes);
        }
    }
    to.sendPrepared("move", args);
    if (const auto why = to.failure()) return problem("move_failed", "a row of `" + std::string(table.name) + "` could not be written", why->details);
    return {};
}

Status compared(Result<MovedTable> moved, const std::function<void(const MovedTable&)>& told, std::vector<MovedTable>& out) {
    if (!moved.ok()) return moved.problem();
    if (told) told(*moved);
    if (!moved->same()) return problem("move_failed", "table `" + moved->name + "` is not the same on both sides");
    out.push_back(std::move(*moved));
    return {};
}

Result<std::vector<MovedTable>> moveAll(SqliteDb& from, PgDb& to, const std::function<void(const MovedTable&)>& told) {
    OK_TRY(to.run("BEGIN"));
    OK_TRY(to.run("SELECT set_config('outagekit.tenant', '-1', false)"));
    const PgRows there = to.askText("SELECT count(*) FROM tenants");
    if (const auto why = to.failure()) return *why;
    if (there.empty() || there.integer(0, 0) != 0) {
        return problem("target_not_empty", "there are utilities in that schema already: name an empty one");
    }
    std::vector<MovedTable> out;
    for (const CopiedTable& table : copiedTables()) {
        OK_TRY(to.prepare("move", table.intoPg));
        OK_TRY(compared(copyAndCompare(
                            from, to, table, [&](Cells row) { return sendRow(to, table, row); },
                            [&]() -> Status {
                                to.wait();
                                if (const auto why = to.failure()) {
                                    return problem("move_failed", "a row of `" + std::string(table.name) + "` could not be written", why->details);
                                }
                                return to.run("DEALLOCATE move");
                            }),
                        told, out));
    }
    for (const char* sql : afterwards) OK_TRY(to.run(sql));
    OK_TRY(to.run("COMMIT"));
    OK_TRY(to.run("ANALYZE"));
    return out;
}

Status insertRow(SqliteDb& db, sqlite3_stmt* raw, const CopiedTable& table, Cells row) {
    for (std::size_t i = 0; i < row.size(); ++i) {
        const int place = static_cast<int>(i) + 1;
        const char* const bytes = row[i].bytes.data() == nullptr ? "" : row[i].bytes.data();
        switch (table.kinds[i]) {
            case 't': sqlite3_bind_text64(raw, place, bytes, row[i].bytes.size(), SQLITE_STATIC, SQLITE_UTF8); break;
            case 'b': sqlite3_bind_blob64(raw, place, bytes, row[i].bytes.size(), SQLITE_STATIC); break;
            default: sqlite3_bind_int64(raw, place, row[i].number);
        }
    }
    if (sqlite3_step(raw) != SQLITE_DONE) return db.failure("to write a copied row");
    sqlite3_reset(raw);
    return {};
}

Result<std::vector<MovedTable>> copyAll(PgDb& from, SqliteDb& to) {
    OK_TRY(from.run("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"));
    OK_TRY(from.run("SELECT set_config('outagekit.tenant', '-1', false)"));
    std::vector<MovedTable> out;
    for (const CopiedTable& table : copiedTables()) {
        sqlite3_stmt* raw = nullptr;
        if (sqlite3_prepare_v2(to.handle(), table.intoSqlite, -1, &raw, nullptr) != SQLITE_OK) return to.failure("to write a copied table");
        const std::unique_ptr<sqlite3_stmt, int (*)(sqlite3_stmt*)> statement(raw, sqlite3_finalize);
        OK_TRY(compared(copyAndCompare(
                            from, to, table, [&](Cells row) { return insertRow(to, raw, table, row); }, []() -> Status { return {}; }),
                        {}, out));
    }
    OK_TRY(from.run("ROLLBACK"));
    return out;
}

}  // namespace

Result<std::vector<MovedTable>> moveToPg(const std::string& sqlitePath, const PgAddress& target,
                                         const std::function<void(const MovedTable&)>& told) {
    OK_ASSIGN(const auto lock, WriterLock::take(sqlitePath));
    OK_ASSIGN(auto from, SqliteDb::open(sqlitePath, SqliteDb::Mode::reader));
    OK_TRY(checkTables(*from));
    OK_TRY(PgDb::migrate(target.conninfo, target.schema));
    OK_ASSIGN(auto to, PgDb::open(target.conninfo, target.schema, false));
    return moveAll(*from, *to, told);
}

Result<std::vector<MovedTable>> copyPgStore(const PgAddress& from, const std::string& into) {
    OK_ASSIGN(auto source, PgDb::open(from.conninfo, from.schema, true));
    OK_TRY(openSqliteStore(into));  // makes the tables
    OK_ASSIGN(const auto lock, WriterLock::take(into));
    OK_ASSIGN(auto target, SqliteDb::open(into, SqliteDb::Mode::writer));
    // A file that is thrown away when this fails: a log of what is written would only be written twice.
    OK_TRY(target->execute("PRAGMA journal_mode=DELETE; PRAGMA synchronous=OFF; BEGIN IMMEDIATE"));
    OK_ASSIGN(auto out, copyAll(*source, *target));
    OK_TRY(target->execute("COMMIT; PRAGMA journal_mode=WAL"));
    return out;
}

}  // namespace ok
