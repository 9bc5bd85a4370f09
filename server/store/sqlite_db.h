// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// A thin, owning layer over the SQLite C API: a connection, and prepared statements that are bound, stepped and reset
// in one expression's lifetime. Only server/store includes this.
#pragma once
#include <sqlite3.h>

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "server/store/sqlite_statements.h"
#include "shared/base/digest.h"
#include "shared/base/ids.h"
#include "shared/base/result.h"

namespace ok {

/// One use of a prepared statement. Bind in order, then step(); the destructor resets it for the next use.
class Use {
  public:
    explicit Use(sqlite3_stmt* statement) : m_statement(statement) {}
    ~Use() { sqlite3_reset(m_statement); }
    Use(const Use&) = delete;
    Use& operator=(const Use&) = delete;

    /// Bound values are not copied: they must outlive the last step().
    Use& bind(std::int64_t v) { sqlite3_bind_int64(m_statement, ++m_bound, v); return *this; }
    Use& text(std::string_view v);
    Use& blob(ByteView v);
    Use& blob(std::string_view v) { return blob(asBytes(v)); }

    /// SQLITE_ROW, SQLITE_DONE or an error.
    int step() { return sqlite3_step(m_statement); }
    [[nodiscard]] std::int64_t integer(int column) const { return sqlite3_column_int64(m_statement, column); }
    /// Valid until the next step().
    [[nodiscard]] std::string_view bytes(int column) const;
    [[nodiscard]] std::string string(int column) const { return std::string(bytes(column)); }

  private:
    sqlite3_stmt* m_statement;
    int m_bound = 0;
};

class SqliteDb {
  public:
    enum class Mode { writer, reader };
    static Result<std::unique_ptr<SqliteDb>> open(const std::string& path, Mode mode);
    ~SqliteDb();
    SqliteDb(const SqliteDb&) = delete;
    SqliteDb& operator=(const SqliteDb&) = delete;

    /// The prepared statement, made on first use. A statement that cannot be prepared answers every step with an error.
    [[nodiscard]] Use use(Sql which);
    /// Statements without results: pragmas, schema.
    Status execute(const std::string& sql);
    [[nodiscard]] Result<std::int64_t> integerOf(const std::string& sql);
    /// `store_failed` with SQLite's own words.
    [[nodiscard]] Problem failure(std::string_view doing) const;
    [[nodiscard]] sqlite3* handle() const { return m_db; }
    [[nodiscard]] std::int64_t changes() const { return sqlite3_changes64(m_db); }

  private:
    explicit SqliteDb(sqlite3* db) : m_db(db) {}
    sqlite3* m_db;
    std::array<sqlite3_stmt*, sqlCount> m_statements{};
};

}  // namespace ok
