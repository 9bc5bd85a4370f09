// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// A thin, owning layer over libpq in pipeline mode: writes are sent and not waited for, a read waits for everything sent
// before it. With a round trip a statement PostgreSQL takes a tenth of what it takes this way. Only server/store
// includes this.
//
// INVARIANT: the first failure of anything sent is kept by `failure()` until clearFailure(); after it nothing is sent.
#pragma once
#include <libpq-fe.h>

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "server/store/pg_statements.h"
#include "shared/base/digest.h"
#include "shared/base/ids.h"
#include "shared/base/result.h"

namespace ok {

/// The values of one statement, in PostgreSQL's binary format. Texts and blobs are not copied: they must outlive send().
class PgArgs {
  public:
    PgArgs& int2(std::int64_t v);
    PgArgs& int4(std::int64_t v);
    PgArgs& int8(std::int64_t v);
    PgArgs& truth(bool v);
    PgArgs& text(std::string_view v) { return bytes(v); }
    PgArgs& blob(ByteView v) { return bytes(asText(v)); }
    PgArgs& blob(std::string_view v) { return bytes(v); }
    /// bytea[]
    PgArgs& blobs(const std::vector<std::string_view>& v);

  private:
    friend class PgDb;
    static constexpr int most = 12;
    PgArgs& bytes(std::string_view v);
    std::array<const char*, most> m_values{};
    std::array<int, most> m_lengths{};
    std::array<std::array<char, 8>, most> m_numbers{};
    std::array<std::string, 3> m_arrays;
    int m_arrayCount = 0;
    int m_count = 0;
};

/// Rows of one answer, in binary.
class PgRows {
  public:
    PgRows() = default;
    explicit PgRows(PGresult* result) : m_result(result, PQclear) {}
    [[nodiscard]] int count() const { return m_result ? PQntuples(m_result.get()) : 0; }
    [[nodiscard]] bool empty() const { return count() == 0; }
    [[nodiscard]] bool null(int row, int column) const { return PQgetisnull(m_result.get(), row, column) != 0; }
    /// int2, int4, int8 and bool.
    [[nodiscard]] std::int64_t integer(int row, int column) const;
    [[nodiscard]] std::string_view bytes(int row, int column) const;
    [[nodiscard]] std::string string(int row, int column) const { return std::string(bytes(row, column)); }
    /// Rows that an INSERT, UPDATE or DELETE changed.
    [[nodiscard]] std::int64_t changed() const;

  private:
    std::unique_ptr<PGresult, void (*)(PGresult*)> m_result{nullptr, PQclear};
};

class PgDb {
  public:
    /// `conninfo` as libpq takes it (URI or key=value; several hosts for a cluster). Problem `store_unavailable`.
    static Result<std::unique_ptr<PgDb>> open(const std::string& conninfo, const std::string& schema, bool reader);
    ~PgDb();
    PgDb(const PgDb&) = delete;
    PgDb& operator=(const PgDb&) = delete;

    /// Makes or brings up to date the schema. Problem `store_unavailable`: not reachable, a newer program's, or a superuser.
    static Status migrate(const std::string& conninfo, const std::string& schema);
    /// Connects anew after the connection was lost; what the session held (locks, settings) is gone.
    Status reconnect();
    [[nodiscard]] bool lost() const { return m_lost; }

    /// Sends a statement without waiting. Its failure shows at the next wait().
    void send(PgSql which, const PgArgs& args);
    /// Sends it and waits for everything.
    PgRows ask(PgSql which, const PgArgs& args);
    /// Waits until all that was sent is answered.
    void wait();
    /// Statements without values, run by themselves (schema, BEGIN): waits.
    Status run(std::string_view sql);

    /// A statement of the caller's own, by a name of its own.
    Status prepare(const char* name, const char* sql);
    void sendPrepared(const char* name, const PgArgs& args);
    PgRows askText(const char* sql);

    [[nodiscard]] const std::optional<Problem>& failure() const { return m_failure; }
    void clearFailure() { m_failure.reset(); }
    /// For LISTEN: waits until a notification is there or the time is over; false when the connection is lost.
    bool awaitNotice(int milliseconds, std::vector<std::pair<std::string, std::string>>& notices);

  private:
    PgDb(std::string conninfo, std::string schema, bool reader)
        : m_conninfo(std::move(conninfo)), m_schema(std::move(schema)), m_reader(reader) {}
    Status connect();
    Status prepareAll();
    void fail(std::string_view doing, const char* words, const char* state);
    bool sendRaw(int sent, std::string_view doing);
    void push(const char* name, const PgArgs& args);
    /// Reads answers until the sync mark; keeps the last rows.
    PgRows drain();

    std::string m_conninfo, m_schema;
    bool m_reader;
    PGconn* m_connection = nullptr;
    int m_unanswered = 0;
    bool m_lost = false;
    std::optional<Problem> m_failure;
};

}  // namespace ok
