// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include <mutex>

#include "server/store/once.h"
#include "server/store/pg_db.h"

namespace ok {
namespace {

constexpr Duration sweepEvery = minutes(1);

class PgOnceBook final : public OnceBook {
  public:
    PgOnceBook(std::unique_ptr<PgDb> db, std::string schema) : m_db(std::move(db)), m_schema(std::move(schema)) {}

    /// Two servers may start at once: one makes the table, the other waits and finds it.
    Status prepare() {
        OK_TRY(m_db->run("BEGIN"));
        OK_TRY(m_db->run("SELECT pg_advisory_xact_lock(hashtext('outagekit schema " + m_schema + "'))"));
        OK_TRY(m_db->run("CREATE UNLOGGED TABLE IF NOT EXISTS used_once(what bytea PRIMARY KEY, until int8 NOT NULL)"));
        OK_TRY(m_db->run("COMMIT"));
        return m_db->run("SET synchronous_commit = off");
    }

    Result<bool> first(const Digest& what, Instant until, Instant now) override {
        const std::lock_guard lock(m_mutex);
        OK_TRY(ready());
        if (now >= m_nextSweep) {
            m_nextSweep = now + sweepEvery;
            (void)m_db->askText(("DELETE FROM used_once WHERE until < " + std::to_string(now.micros())).c_str());
        }
        const std::string sql = "INSERT INTO used_once(what, until) VALUES('\\x" + what.hex() + "', " + std::to_string(until.micros()) + ") ON CONFLICT DO NOTHING RETURNING 1";
        const PgRows rows = m_db->askText(sql.c_str());
        if (const auto why = m_db->failure()) return *why;
        return !rows.empty();
    }

  private:
    Status ready() {
        m_db->clearFailure();
        return m_db->lost() ? m_db->reconnect() : Status();
    }
    std::unique_ptr<PgDb> m_db;
    std::string m_schema;
    std::mutex m_mutex;
    Instant m_nextSweep;
};

}  // namespace

Result<std::shared_ptr<OnceBook>> openPgOnceBook(const PgAddress& address) {
    OK_ASSIGN(auto db, PgDb::open(address.conninfo, address.schema, false));
    auto out = std::make_shared<PgOnceBook>(std::move(db), address.schema);
    OK_TRY(out->prepare());
    return std::shared_ptr<OnceBook>(std::move(out));
}

}  // namespace ok
