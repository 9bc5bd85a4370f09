// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "server/store/sqlite_db.h"

#include <mutex>

namespace ok {
namespace {

Problem unavailable(const std::string& path, std::string_view why) {
    return problem("store_unavailable", "the database `" + path + "` cannot be opened",
                   {{"path", path}, {"sqlite", std::string(why)}});
}

/// What a person can do something about.
std::string_view causeOf(int extended) {
    switch (extended & 0xFF) {
        case SQLITE_FULL: return "disk_full";
        case SQLITE_READONLY: return "disk_read_only";
        case SQLITE_CANTOPEN: case SQLITE_IOERR: return "disk_error";
        case SQLITE_CORRUPT: case SQLITE_NOTADB: return "database_damaged";
        case SQLITE_BUSY: case SQLITE_LOCKED: return "database_busy";
        case SQLITE_NOMEM: return "memory_full";
        default: return "database_error";
    }
}

/// SQLite's memory statistics take a process-wide lock at every allocation; nobody reads them.
void configureOnce() {
    static std::once_flag once;
    std::call_once(once, [] { sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0); });
}

}  // namespace

Use& Use::text(std::string_view v) {
    sqlite3_bind_text64(m_statement, ++m_bound, v.data() == nullptr ? "" : v.data(), v.size(), SQLITE_STATIC, SQLITE_UTF8);
    return *this;
}

Use& Use::blob(ByteView v) {
    // A null pointer would bind NULL instead of an empty blob.
    sqlite3_bind_blob64(m_statement, ++m_bound, v.data() == nullptr ? reinterpret_cast<const std::uint8_t*>("") : v.data(),
                        v.size(), SQLITE_STATIC);
    return *this;
}

std::string_view Use::bytes(int column) const {
    const void* data = sqlite3_column_blob(m_statement, column);
    const auto size = static_cast<std::size_t>(sqlite3_column_bytes(m_statement, column));
    return data == nullptr ? std::string_view() : std::string_view(static_cast<const char*>(data), size);
}

Result<std::unique_ptr<SqliteDb>> SqliteDb::open(const std::string& path, Mode mode) {
    configureOnce();
    sqlite3* raw = nullptr;
    const int flags = (mode == Mode::writer ? SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE : SQLITE_OPEN_READONLY) |
                      SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
    const int rc = sqlite3_open_v2(path.c_str(), &raw, flags, nullptr);
    std::unique_ptr<SqliteDb> db(new SqliteDb(raw));
    if (rc != SQLITE_OK) return unavailable(path, raw != nullptr ? sqlite3_errmsg(raw) : "out of memory");
    sqlite3_busy_timeout(raw, 5000);
    const char* pragmas = mode == Mode::writer
        ? "PRAGMA page_size=8192; PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-131072;"
          "PRAGMA temp_store=MEMORY; PRAGMA wal_autocheckpoint=4000; PRAGMA trusted_schema=OFF;"
        : "PRAGMA query_only=ON; PRAGMA cache_size=-16384; PRAGMA temp_store=MEMORY; PRAGMA trusted_schema=OFF;";
    if (const auto set = db->execute(pragmas); !set.ok()) {
        return unavailable(path, set.problem().details.at("sqlite"));
    }
    return db;
}

SqliteDb::~SqliteDb() {
    for (sqlite3_stmt* statement : m_statements) sqlite3_finalize(statement);
    sqlite3_close(m_db);
}

Use SqliteDb::use(Sql which) {
    sqlite3_stmt*& statement = m_statements[static_cast<std::size_t>(which)];
    if (statement == nullptr) {
        const std::string_view sql = sqlText(which);
        sqlite3_prepare_v3(m_db, sql.data(), static_cast<int>(sql.size()), SQLITE_PREPARE_PERSISTENT, &statement, nullptr);
    }
    return Use(statement);
}

Status SqliteDb::execute(const std::string& sql) {
    if (sqlite3_exec(m_db, sql.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK) return failure("a statement");
    return {};
}

Result<std::int64_t> SqliteDb::integerOf(const std::string& sql) {
    sqlite3_stmt* statement = nullptr;
    if (sqlite3_prepare_v2(m_db, sql.c_str(), -1, &statement, nullptr) != SQLITE_OK) return failure("a query");
    const bool row = sqlite3_step(statement) == SQLITE_ROW;
    const std::int64_t value = row ? sqlite3_column_int64(statement, 0) : 0;
    sqlite3_finalize(statement);
    if (!row) return failure("a query");
    return value;
}

Problem SqliteDb::failure(std::string_view doing) const {
    const int code = sqlite3_extended_errcode(m_db);
    return problem("store_failed", "the database refused " + std::string(doing),
                   {{"sqlite", sqlite3_errmsg(m_db)}, {"sqlite_code", std::to_string(code)}, {"cause", std::string(causeOf(code))}});
}

}  // namespace ok
