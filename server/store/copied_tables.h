// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// The tables of a store as they are copied row by row, from SQLite to PostgreSQL and back: one list for both directions, and
// one hash, so that "the same on both sides" means the same thing whichever way something went. Only server/store includes this.
#pragma once
#include <functional>
#include <span>

#include "server/store/move_to_pg.h"
#include "server/store/pg_db.h"
#include "server/store/sqlite_db.h"

namespace ok {

/// The SELECTs list the same columns in the same order, all rows in one order. `kinds` says what they are: 2, 4, 8 for integers of
/// so many bytes, t for text, b for bytes, ? for truth. Texts are bytes in PostgreSQL; SQLite tells the two apart.
struct CopiedTable {
    const char* name;
    const char* kinds;
    const char* fromSqlite;
    const char* intoSqlite;   ///< INSERT, its values numbered
    const char* fromPg;
    const char* intoPg;
};
[[nodiscard]] std::span<const CopiedTable> copiedTables();

/// One value of a row, as the table's kinds say. Bytes are valid until the next row.
struct Cell {
    std::int64_t number = 0;
    std::string_view bytes;
};
using Cells = std::span<const Cell>;
using RowSink = std::function<Status(Cells)>;

/// Every row in order; stops at the sink's first problem.
[[nodiscard]] Status eachCopiedRow(SqliteDb& db, const CopiedTable& table, const RowSink& sink);
[[nodiscard]] Status eachCopiedRow(PgDb& db, const CopiedTable& table, const RowSink& sink);  ///< inside a transaction

/// Rows as bytes with their lengths in front: no two different tables give the same text.
class RowHash {
  public:
    explicit RowHash(const CopiedTable& table) : m_kinds(table.kinds) {}
    void add(Cells row);
    [[nodiscard]] std::int64_t rows() const { return m_rows; }
    [[nodiscard]] Digest finish();

  private:
    void bytes(std::string_view v);
    void fold();
    const char* m_kinds;
    std::string m_text;
    Digest m_digest;
    std::int64_t m_rows = 0;
};

/// Copies one table and reads it back. `into` takes a row; `settle` waits until all of them are written.
template <class From, class To>
Result<MovedTable> copyAndCompare(From& from, To& to, const CopiedTable& table, const RowSink& into, const std::function<Status()>& settle) {
    MovedTable out;
    out.name = table.name;
    RowHash there(table), here(table);
    OK_TRY(eachCopiedRow(from, table, [&](Cells row) -> Status {
        there.add(row);
        return into(row);
    }));
    OK_TRY(settle());
    OK_TRY(eachCopiedRow(to, table, [&here](Cells row) -> Status {
        here.add(row);
        return {};
    }));
    out.rows = there.rows();
    out.rowsAfter = here.rows();
    out.before = there.finish();
    out.after = here.finish();
    return out;
}

}  // namespace ok
