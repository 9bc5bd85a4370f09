// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "server/store/move_to_pg.h"

#include "server/store/pg_db.h"
#include "server/store/sqlite_store.h"

namespace ok {
namespace {

/// A table on both sides. `from` and `to` list the same columns in the same order, all rows in one order; `kinds` says
/// what they are: 2, 4, 8 for integers of so many bytes, b for bytes, ? for truth.
struct Table {
    const char* name;
    const char* kinds;
    const char* from;   // SQLite
    const char* into;   // PostgreSQL: INSERT, its values numbered
    const char* to;     // PostgreSQL: SELECT
};

#define OK_PLACE "(place >> 40) / 4, (place >> 40) % 4, place & 1099511627775"

constexpr Table tables[] = {
    {"tenants", "4bb", "SELECT number, id, slug FROM tenants ORDER BY number",
     "INSERT INTO tenants(number, id, slug) OVERRIDING SYSTEM VALUE VALUES($1, $2, $3)",
     "SELECT number, id, slug FROM tenants ORDER BY number"},
    {"entries", "428bbb", "SELECT " OK_PLACE ", header, payload, hash FROM entries ORDER BY place",
     "INSERT INTO entries(tenant, stream, sequence, header, payload, hash) VALUES($1, $2, $3, $4, $5, $6)",
     "SELECT tenant, stream, sequence, header, payload, hash FROM entries ORDER BY tenant, stream, sequence"},
    {"checkpoints", "428b", "SELECT " OK_PLACE ", body FROM checkpoints ORDER BY place",
     "INSERT INTO checkpoints(tenant, stream, size, body) VALUES($1, $2, $3, $4)",
     "SELECT tenant, stream, size, body FROM checkpoints ORDER BY tenant, stream, size"},
    {"views", "4bbbb", "SELECT tenant, kind, id, keys, body FROM views ORDER BY tenant, kind, id",
     "INSERT INTO views(tenant, kind, id, keys, body) VALUES($1, $2, $3, $4, $5)",
     "SELECT tenant, kind, id, keys, body FROM views ORDER BY tenant, kind, id"},
    {"view_keys", "4bbbb", "SELECT tenant, kind, name, value, id FROM view_keys ORDER BY tenant, kind, name, value, id",
     "INSERT INTO view_keys(tenant, kind, name, value, id) VALUES($1, $2, $3, $4, $5)",
     "SELECT tenant, kind, name, value, id FROM view_keys ORDER BY tenant, kind, name, value, id"},
    {"answers", "4b8b", "SELECT tenant, command, day, answer FROM answers ORDER BY tenant, command, day",
     "INSERT INTO answers(tenant, command, day, answer) VALUES($1, $2, $3, $4)",
     "SELECT tenant, command, day, answer FROM answers ORDER BY tenant, command, day"},
    {"timers", "4b8bb?", "SELECT tenant, key, due, command, body, drill FROM timers ORDER BY tenant, key",
     "INSERT INTO timers(tenant, key, due, command, body, drill) VALUES($1, $2, $3, $4, $5, $6)",
     "SELECT tenant, key, due, command, body, drill FROM timers ORDER BY tenant, key"},
    {"outbox", "84bbbb248bb?",
     "SELECT number, tenant, id, connector, order_key, payload, state, attempts, due, provider_id, last_problem, drill "
     "FROM outbox ORDER BY number",
     "INSERT INTO outbox(number, tenant, id, connector, order_key, payload, state, attempts, due, provider_id, last_problem, "
     "drill) OVERRIDING SYSTEM VALUE VALUES($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
     "SELECT number, tenant, id, connector, order_key, payload, state, attempts, due, provider_id, last_problem, drill "
     "FROM outbox ORDER BY number"},
    {"vault", "4bb", "SELECT tenant, token, sealed FROM vault ORDER BY tenant, token",
     "INSERT INTO vault(tenant, token, sealed) VALUES($1, $2, $3)",
     "SELECT tenant, token, sealed FROM vault ORDER BY tenant, token"},
    {"rows", "4bbb", "SELECT tenant, kind, id, body FROM rows ORDER BY tenant, kind, id",
     "INSERT INTO rows(tenant, kind, id, body) VALUES($1, $2, $3, $4)",
     "SELECT tenant, kind, id, body FROM rows ORDER BY tenant, kind, id"},
    {"settings", "4bb", "SELECT tenant, name, value FROM settings ORDER BY tenant, name",
     "INSERT INTO settings(tenant, name, value) VALUES($1, $2, $3)",
     "SELECT tenant, name, value FROM settings ORDER BY tenant, name"},
};

constexpr const char* afterwards[] = {
    "INSERT INTO heads(tenant, stream, sequence) SELECT tenant, stream, max(sequence) FROM entries GROUP BY tenant, stream",
    "SELECT setval(pg_get_serial_sequence('tenants', 'number'), (SELECT greatest(max(number), 1) FROM tenants))",
    "SELECT setval(pg_get_serial_sequence('outbox', 'number'), (SELECT greatest(max(number), 1) FROM outbox))",
};

/// Rows as bytes with their lengths in front: no two different tables give the same text.
class RowHash {
  public:
    void integer(std::int64_t v) { bytes(std::to_string(v)); }
    void bytes(std::string_view v) {
        m_text.append(std::to_string(v.size())).append(1, ':').append(v);
        if (m_text.size() > (1U << 20)) fold();
    }
    Digest finish() {
        fold();
        return m_digest;
    }

  private:
    void fold() {
        m_digest = sha256Of({m_digest.bytes, asBytes(m_text)});
        m_text.clear();
    }
    std::string m_text;
    Digest m_digest;
};

Status checkTables(SqliteDb& db) {
    sqlite3_stmt* raw = nullptr;
    sqlite3_prepare_v2(db.handle(), "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'", -1, &raw, nullptr);
    const std::unique_ptr<sqlite3_stmt, int (*)(sqlite3_stmt*)> statement(raw, sqlite3_finalize);
    while (raw != nullptr && sqlite3_step(raw) == SQLITE_ROW) {
        const std::string_view name(reinterpret_cast<const char*>(sqlite3_column_text(raw, 0)));
        if (std::none_of(std::begin(tables), std::end(tables), [name](const Table& t) { return name == t.name; })) {
            return problem("unknown_table", "the database holds a table that this program cannot move: `" + std::string(name) + "`");
        }
    }
    return {};
}

Status copyTable(SqliteDb& from, PgDb& to, const Table& table, MovedTable& out) {
    sqlite3_stmt* raw = nullptr;
    if (sqlite3_prepare_v2(from.handle(), table.from, -1, &raw, nullptr) != SQLITE_OK) return from.failure("to read a table");
    const std::unique_ptr<sqlite3_stmt, int (*)(sqlite3_stmt*)> statement(raw, sqlite3_finalize);
    RowHash hash;
    int rc = SQLITE_ROW;
    OK_TRY(to.prepare("move", table.into));
    while ((rc = sqlite3_step(raw)) == SQLITE_ROW) {
        PgArgs args;
        for (int i = 0; table.kinds[i] != 0; ++i) {
            if (table.kinds[i] == 'b') {
                const auto* bytes = static_cast<const char*>(sqlite3_column_blob(raw, i));
                const std::string_view view(bytes, bytes == nullptr ? 0 : static_cast<std::size_t>(sqlite3_column_bytes(raw, i)));
                hash.bytes(view);
                args.blob(view);
                continue;
            }
            const std::int64_t number = sqlite3_column_int64(raw, i);
            hash.integer(number);
            switch (table.kinds[i]) {
                case '2': args.int2(number); break;
                case '4': args.int4(number); break;
                case '8': args.int8(number); break;
                default: args.truth(number != 0);
            }
        }
        to.sendPrepared("move", args);
        if (to.failure()) break;
        ++out.rows;
    }
    to.wait();
    if (const auto why = to.failure()) return problem("move_failed", "a row of `" + out.name + "` could not be written", why->details);
    if (rc != SQLITE_DONE) return from.failure("to read a table");
    out.before = hash.finish();
    return to.run("DEALLOCATE move");
}

Status readBack(PgDb& db, const Table& table, MovedTable& out) {
    RowHash hash;
    OK_TRY(db.run("DECLARE back NO SCROLL CURSOR FOR " + std::string(table.to)));
    while (true) {
        const PgRows rows = db.askText("FETCH 5000 FROM back");
        if (const auto why = db.failure()) return *why;
        for (int row = 0; row < rows.count(); ++row) {
            for (int i = 0; table.kinds[i] != 0; ++i) {
                if (table.kinds[i] == 'b') hash.bytes(rows.bytes(row, i));
                else hash.integer(rows.integer(row, i));
            }
        }
        out.rowsAfter += rows.count();
        if (rows.count() == 0) break;
    }
    out.after = hash.finish();
    return db.run("CLOSE back");
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
    for (const Table& table : tables) {
        MovedTable one;
        one.name = table.name;
        OK_TRY(copyTable(from, to, table, one));
        OK_TRY(readBack(to, table, one));
        if (told) told(one);
        if (!one.same()) return problem("move_failed", "table `" + one.name + "` is not the same on both sides");
        out.push_back(std::move(one));
    }
    for (const char* sql : afterwards) OK_TRY(to.run(sql));
    OK_TRY(to.run("COMMIT"));
    OK_TRY(to.run("ANALYZE"));
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

}  // namespace ok
