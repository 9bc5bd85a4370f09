// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "server/store/copied_tables.h"

namespace ok {
namespace {

#define OK_PLACE "(place >> 40) / 4, (place >> 40) % 4, place & 1099511627775"
#define OK_PLACE_OF "(((?1 * 4 + ?2) << 40) | ?3)"

constexpr CopiedTable tables[] = {
    {"tenants", "4bt", "SELECT number, id, slug FROM tenants ORDER BY number", "INSERT INTO tenants(number, id, slug) VALUES(?1, ?2, ?3)",
     "SELECT number, id, slug FROM tenants ORDER BY number",
     "INSERT INTO tenants(number, id, slug) OVERRIDING SYSTEM VALUE VALUES($1, $2, $3)"},
    {"entries", "428bbb", "SELECT " OK_PLACE ", header, payload, hash FROM entries ORDER BY place",
     "INSERT INTO entries(place, header, payload, hash) VALUES(" OK_PLACE_OF ", ?4, ?5, ?6)",
     "SELECT tenant, stream, sequence, header, payload, hash FROM entries ORDER BY tenant, stream, sequence",
     "INSERT INTO entries(tenant, stream, sequence, header, payload, hash) VALUES($1, $2, $3, $4, $5, $6)"},
    {"checkpoints", "428b", "SELECT " OK_PLACE ", body FROM checkpoints ORDER BY place",
     "INSERT INTO checkpoints(place, body) VALUES(" OK_PLACE_OF ", ?4)",
     "SELECT tenant, stream, size, body FROM checkpoints ORDER BY tenant, stream, size",
     "INSERT INTO checkpoints(tenant, stream, size, body) VALUES($1, $2, $3, $4)"},
    {"views", "4ttbb", "SELECT tenant, kind, id, keys, body FROM views ORDER BY tenant, kind, id",
     "INSERT INTO views(tenant, kind, id, keys, body) VALUES(?1, ?2, ?3, ?4, ?5)",
     "SELECT tenant, kind, id, keys, body FROM views ORDER BY tenant, kind, id",
     "INSERT INTO views(tenant, kind, id, keys, body) VALUES($1, $2, $3, $4, $5)"},
    {"view_keys", "4tttt", "SELECT tenant, kind, name, value, id FROM view_keys ORDER BY tenant, kind, name, value, id",
     "INSERT INTO view_keys(tenant, kind, name, value, id) VALUES(?1, ?2, ?3, ?4, ?5)",
     "SELECT tenant, kind, name, value, id FROM view_keys ORDER BY tenant, kind, name, value, id",
     "INSERT INTO view_keys(tenant, kind, name, value, id) VALUES($1, $2, $3, $4, $5)"},
    {"answers", "4b8b", "SELECT tenant, command, day, answer FROM answers ORDER BY tenant, command, day",
     "INSERT INTO answers(tenant, command, day, answer) VALUES(?1, ?2, ?3, ?4)",
     "SELECT tenant, command, day, answer FROM answers ORDER BY tenant, command, day",
     "INSERT INTO answers(tenant, command, day, answer) VALUES($1, $2, $3, $4)"},
    {"timers", "4t8tb?", "SELECT tenant, key, due, command, body, drill FROM timers ORDER BY tenant, key",
     "INSERT INTO timers(tenant, key, due, command, body, drill) VALUES(?1, ?2, ?3, ?4, ?5, ?6)",
     "SELECT tenant, key, due, command, body, drill FROM timers ORDER BY tenant, key",
     "INSERT INTO timers(tenant, key, due, command, body, drill) VALUES($1, $2, $3, $4, $5, $6)"},
    {"outbox", "84tttb248tt?",
     "SELECT number, tenant, id, connector, order_key, payload, state, attempts, due, provider_id, last_problem, drill "
     "FROM outbox ORDER BY number",
     "INSERT INTO outbox(number, tenant, id, connector, order_key, payload, state, attempts, due, provider_id, last_problem, "
     "drill) VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)",
     "SELECT number, tenant, id, connector, order_key, payload, state, attempts, due, provider_id, last_problem, drill "
     "FROM outbox ORDER BY number",
     "INSERT INTO outbox(number, tenant, id, connector, order_key, payload, state, attempts, due, provider_id, last_problem, "
     "drill) OVERRIDING SYSTEM VALUE VALUES($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)"},
    {"vault", "4tb", "SELECT tenant, token, sealed FROM vault ORDER BY tenant, token",
     "INSERT INTO vault(tenant, token, sealed) VALUES(?1, ?2, ?3)",
     "SELECT tenant, token, sealed FROM vault ORDER BY tenant, token",
     "INSERT INTO vault(tenant, token, sealed) VALUES($1, $2, $3)"},
    {"rows", "4ttb", "SELECT tenant, kind, id, body FROM rows ORDER BY tenant, kind, id",
     "INSERT INTO rows(tenant, kind, id, body) VALUES(?1, ?2, ?3, ?4)",
     "SELECT tenant, kind, id, body FROM rows ORDER BY tenant, kind, id",
     "INSERT INTO rows(tenant, kind, id, body) VALUES($1, $2, $3, $4)"},
    {"settings", "4tb", "SELECT tenant, name, value FROM settings ORDER BY tenant, name",
     "INSERT INTO settings(tenant, name, value) VALUES(?1, ?2, ?3)",
     "SELECT tenant, name, value FROM settings ORDER BY tenant, name",
     "INSERT INTO settings(tenant, name, value) VALUES($1, $2, $3)"},
};

constexpr std::size_t mostColumns = 12;
bool isBytes(char kind) { return kind == 'b' || kind == 't'; }

}  // namespace

std::span<const CopiedTable> copiedTables() { return tables; }

void RowHash::bytes(std::string_view v) {
    m_text.append(std::to_string(v.size())).append(1, ':').append(v);
    if (m_text.size() > (1U << 20)) fold();
}

void RowHash::fold() {
    m_digest = sha256Of({m_digest.bytes, asBytes(m_text)});
    m_text.clear();
}

void RowHash::add(Cells row) {
    ++m_rows;
    for (std::size_t i = 0; i < row.size(); ++i) bytes(isBytes(m_kinds[i]) ? row[i].bytes : std::string_view(std::to_string(row[i].number)));
}

Digest RowHash::finish() {
    fold();
    return m_digest;
}

Status eachCopiedRow(SqliteDb& db, const CopiedTable& table, const RowSink& sink) {
    sqlite3_stmt* raw = nullptr;
    if (sqlite3_prepare_v2(db.handle(), table.fromSqlite, -1, &raw, nullptr) != SQLITE_OK) return db.failure("to read a table");
    const std::unique_ptr<sqlite3_stmt, int (*)(sqlite3_stmt*)> statement(raw, sqlite3_finalize);
    std::array<Cell, mostColumns> row;
    int rc = SQLITE_ROW;
    while ((rc = sqlite3_step(raw)) == SQLITE_ROW) {
        int columns = 0;
        for (; table.kinds[columns] != 0; ++columns) {
            Cell& cell = row[static_cast<std::size_t>(columns)];
            if (isBytes(table.kinds[columns])) {
                const auto* bytes = static_cast<const char*>(sqlite3_column_blob(raw, columns));
                cell.bytes = {bytes, bytes == nullptr ? 0 : static_cast<std::size_t>(sqlite3_column_bytes(raw, columns))};
            } else {
                cell.number = sqlite3_column_int64(raw, columns);
            }
        }
        OK_TRY(sink(Cells(row.data(), static_cast<std::size_t>(columns))));
    }
    return rc == SQLITE_DONE ? Status() : db.failure("to read a table");
}

Status eachCopiedRow(PgDb& db, const CopiedTable& table, const RowSink& sink) {
    OK_TRY(db.run("DECLARE copied NO SCROLL CURSOR FOR " + std::string(table.fromPg)));
    std::array<Cell, mostColumns> row;
    while (true) {
        const PgRows rows = db.askText("FETCH 5000 FROM copied");
        if (const auto why = db.failure()) return *why;
        for (int i = 0; i < rows.count(); ++i) {
            int columns = 0;
            for (; table.kinds[columns] != 0; ++columns) {
                Cell& cell = row[static_cast<std::size_t>(columns)];
                if (isBytes(table.kinds[columns])) cell.bytes = rows.bytes(i, columns);
                else cell.number = rows.integer(i, columns);
            }
            OK_TRY(sink(Cells(row.data(), static_cast<std::size_t>(columns))));
        }
        if (rows.empty()) return db.run("CLOSE copied");
    }
}

}  // namespace ok
