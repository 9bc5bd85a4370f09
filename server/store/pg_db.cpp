// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "server/store/pg_db.h"

#include <poll.h>

#include <cstring>

namespace ok {
namespace {

// Answers pile up in the socket while nobody reads them: beyond this many the two sides could wait for each other.
constexpr int mostUnanswered = 512;

constexpr unsigned oidBytea = 17;

template <class Int>
void bigEndian(Int v, char* out) {
    for (int i = static_cast<int>(sizeof v) - 1; i >= 0; --i) {
        out[i] = static_cast<char>(v & 0xFF);
        v = static_cast<Int>(v >> 8);
    }
}

template <class Int>
void appendNumber(std::string& out, Int v) {
    char raw[sizeof v];
    bigEndian(v, raw);
    out.append(raw, sizeof v);
}

/// What people are told to look after, as for SQLite's errors; empty: no more than that the database refused.
std::string_view causeOf(std::string_view state) {
    if (state == "53100") return "disk_full";
    if (state == "58030") return "disk_error";
    if (state == "25006") return "disk_read_only";
    if (state == "XX001" || state == "XX002") return "database_damaged";
    if (state == "57014" || state == "55P03" || state == "40P01" || state == "40001" || state.starts_with("53")) return "database_busy";
    return {};
}

/// A name as SQL takes it in double quotes.
std::string quoted(std::string_view name) {
    std::string out = "\"";
    for (const char c : name) out.append(c == '"' ? 2 : 1, c);
    return out + '"';
}

}  // namespace

PgArgs& PgArgs::bytes(std::string_view v) {
    const auto i = static_cast<std::size_t>(m_count++);
    m_values[i] = v.data() == nullptr ? "" : v.data();  // a null pointer would be NULL
    m_lengths[i] = static_cast<int>(v.size());
    return *this;
}

PgArgs& PgArgs::int2(std::int64_t v) {
    const auto i = static_cast<std::size_t>(m_count);
    bigEndian(static_cast<std::uint16_t>(v), m_numbers[i].data());
    return bytes({m_numbers[i].data(), 2});
}

PgArgs& PgArgs::truth(bool v) {
    const auto i = static_cast<std::size_t>(m_count);
    m_numbers[i][0] = v ? 1 : 0;
    return bytes({m_numbers[i].data(), 1});
}

PgArgs& PgArgs::int4(std::int64_t v) {
    const auto i = static_cast<std::size_t>(m_count);
    bigEndian(static_cast<std::uint32_t>(v), m_numbers[i].data());
    return bytes({m_numbers[i].data(), 4});
}

PgArgs& PgArgs::int8(std::int64_t v) {
    const auto i = static_cast<std::size_t>(m_count);
    bigEndian(static_cast<std::uint64_t>(v), m_numbers[i].data());
    return bytes({m_numbers[i].data(), 8});
}

PgArgs& PgArgs::blobs(const std::vector<std::string_view>& v) {
    std::string& out = m_arrays[static_cast<std::size_t>(m_arrayCount++)];
    std::size_t size = 20;
    for (const std::string_view one : v) size += 4 + one.size();
    out.reserve(size);
    appendNumber<std::uint32_t>(out, v.empty() ? 0 : 1);  // dimensions
    appendNumber<std::uint32_t>(out, 0);                  // no nulls
    appendNumber<std::uint32_t>(out, oidBytea);
    if (!v.empty()) {
        appendNumber<std::uint32_t>(out, static_cast<std::uint32_t>(v.size()));
        appendNumber<std::uint32_t>(out, 1);
    }
    for (const std::string_view one : v) {
        appendNumber<std::uint32_t>(out, static_cast<std::uint32_t>(one.size()));
        out.append(one);
    }
    return bytes(out);
}

std::int64_t PgRows::integer(int row, int column) const {
    const std::string_view raw = bytes(row, column);
    std::int64_t out = !raw.empty() && (raw.front() & 0x80) != 0 && raw.size() > 1 ? -1 : 0;
    for (const char c : raw) out = static_cast<std::int64_t>(static_cast<std::uint64_t>(out) << 8) | static_cast<unsigned char>(c);
    return out;
}

std::string_view PgRows::bytes(int row, int column) const {
    return {PQgetvalue(m_result.get(), row, column), static_cast<std::size_t>(PQgetlength(m_result.get(), row, column))};
}

std::int64_t PgRows::changed() const { return m_result ? std::atoll(PQcmdTuples(m_result.get())) : 0; }

Result<std::unique_ptr<PgDb>> PgDb::open(const std::string& conninfo, const std::string& schema, bool reader) {
    std::unique_ptr<PgDb> out(new PgDb(conninfo, schema, reader));
    OK_TRY(out->reconnect());
    return out;
}

PgDb::~PgDb() { PQfinish(m_connection); }

Status PgDb::connect() {
    PQfinish(m_connection);
    // A line that is cut without a word must not hold the gate for minutes. What the address itself says comes later and wins.
    // A statement that never ends must not either. A commit may take as long as it takes (PgStore::commit): cut short while it
    // waits for a replica it would be acknowledged without one.
    const char* const patience = m_reader ? "-c statement_timeout=180s"
                                          : "-c statement_timeout=60s -c lock_timeout=10s -c idle_in_transaction_session_timeout=120s";
    const char* const names[] = {"connect_timeout", "tcp_user_timeout", "keepalives_idle", "keepalives_interval",
                                 "keepalives_count", "application_name", "options", "dbname", nullptr};
    const char* const values[] = {"5", "15000", "10", "5", "3", "outagekit", patience, m_conninfo.c_str(), nullptr};
    m_connection = PQconnectdbParams(names, values, 1);
    m_unanswered = 0;
    m_failure.reset();
    m_lost = PQstatus(m_connection) != CONNECTION_OK;
    if (m_lost) {
        // libpq's words name hosts and users, never the password.
        return problem("store_unavailable", "cannot reach the PostgreSQL database: look whether it runs and the address is right",
                       {{"postgresql", PQerrorMessage(m_connection)}});
    }
    PQsetNoticeProcessor(m_connection, [](void*, const char*) {}, nullptr);
    if (PQenterPipelineMode(m_connection) != 1) return problem("store_unavailable", "this libpq has no pipeline mode");
    OK_TRY(run("SET search_path TO " + quoted(m_schema) + ", pg_temp"));
    if (m_reader) OK_TRY(run("SET default_transaction_read_only = on"));
    return {};
}

Status PgDb::reconnect() {
    OK_TRY(connect());
    return prepareAll();
}

Status PgDb::prepareAll() {
    for (int i = 0; i < pgSqlCount; ++i) {
        const auto which = static_cast<PgSql>(i);
        const std::string name = std::to_string(i);
        if (!sendRaw(PQsendPrepare(m_connection, name.c_str(), std::string(pgText(which)).c_str(), 0, nullptr), "to prepare")) break;
    }
    wait();
    if (m_failure) return problem("store_unavailable", "the PostgreSQL database does not fit this program", m_failure->details);
    return {};
}

void PgDb::fail(std::string_view doing, const char* words, const char* state) {
    if (PQstatus(m_connection) == CONNECTION_BAD) m_lost = true;
    if (m_failure) return;
    std::map<std::string, std::string> details{{"postgresql", words == nullptr ? "" : words}};
    if (state != nullptr) details["sqlstate"] = state;
    if (const std::string_view cause = causeOf(state == nullptr ? "" : state); !cause.empty()) details["cause"] = std::string(cause);
    m_failure = problem("store_failed",
                        m_lost ? "the connection to the PostgreSQL database was lost " + std::string(doing)
                               : "the PostgreSQL database refused " + std::string(doing),
                        std::move(details));
}

bool PgDb::sendRaw(int sent, std::string_view doing) {
    if (sent == 1) {
        ++m_unanswered;
        return true;
    }
    fail(doing, PQerrorMessage(m_connection), nullptr);
    return false;
}

void PgDb::push(const char* name, const PgArgs& args) {
    if (m_failure) return;
    static constexpr std::array<int, PgArgs::most> binary{1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1};
    (void)sendRaw(PQsendQueryPrepared(m_connection, name, args.m_count, args.m_values.data(),
                                      args.m_lengths.data(), binary.data(), 1),
                  "to send a statement");
}

void PgDb::send(PgSql which, const PgArgs& args) {
    sendPrepared(std::to_string(static_cast<int>(which)).c_str(), args);
}

void PgDb::sendPrepared(const char* name, const PgArgs& args) {
    if (m_unanswered >= mostUnanswered) wait();
    push(name, args);
}

Status PgDb::prepare(const char* name, const char* sql) {
    (void)sendRaw(PQsendPrepare(m_connection, name, sql, 0, nullptr), "to prepare");
    wait();
    if (m_failure) return *m_failure;
    return {};
}

PgRows PgDb::askText(const char* sql) {
    if (m_failure) return {};
    (void)sendRaw(PQsendQueryParams(m_connection, sql, 0, nullptr, nullptr, nullptr, nullptr, 1), sql);
    return drain();
}

PgRows PgDb::ask(PgSql which, const PgArgs& args) {
    push(std::to_string(static_cast<int>(which)).c_str(), args);
    return m_failure ? PgRows() : drain();
}

void PgDb::wait() { (void)drain(); }

PgRows PgDb::drain() {
    PgRows last;
    if (m_lost) {
        if (!m_failure) fail("", PQerrorMessage(m_connection), nullptr);
        return last;
    }
    if (PQpipelineSync(m_connection) != 1) {
        fail("to flush", PQerrorMessage(m_connection), nullptr);
        return last;
    }
    int ends = 0;
    while (true) {
        PGresult* result = PQgetResult(m_connection);
        if (result == nullptr) {
            // One is the end of a statement's answers. Two in a row: nothing is coming any more, and the mark was lost.
            if (PQstatus(m_connection) != CONNECTION_BAD && ++ends < 2) continue;
            m_lost = true;
            fail("while waiting for an answer", PQerrorMessage(m_connection), nullptr);
            return {};
        }
        ends = 0;
        PgRows rows(result);
        switch (PQresultStatus(result)) {
            case PGRES_PIPELINE_SYNC: m_unanswered = 0; return last;
            case PGRES_TUPLES_OK:
            case PGRES_COMMAND_OK: last = std::move(rows); break;
            case PGRES_PIPELINE_ABORTED: break;
            default:
                fail("a statement", PQresultErrorMessage(result), PQresultErrorField(result, PG_DIAG_SQLSTATE));
                last = PgRows();
        }
    }
}

Status PgDb::run(std::string_view sql) {
    if (m_failure) return *m_failure;
    (void)sendRaw(PQsendQueryParams(m_connection, std::string(sql).c_str(), 0, nullptr, nullptr, nullptr, nullptr, 1), sql);
    wait();
    if (m_failure) return *m_failure;
    return {};
}

bool PgDb::awaitNotice(int milliseconds, std::vector<std::pair<std::string, std::string>>& notices) {
    const auto gather = [&] {
        while (PGnotify* notice = PQnotifies(m_connection)) {
            notices.emplace_back(notice->relname, notice->extra);
            PQfreemem(notice);
        }
    };
    if (m_lost) return false;
    gather();
    if (!notices.empty()) return true;
    pollfd wanted{PQsocket(m_connection), POLLIN, 0};
    if (poll(&wanted, 1, milliseconds) > 0 && PQconsumeInput(m_connection) != 1) m_lost = true;
    gather();
    return !m_lost;
}

}  // namespace ok
