// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "server/store/sqlite_store.h"

#include "server/store/raw_bytes.h"
#include "server/store/sqlite_documents.h"

namespace ok {
namespace {

constexpr int applicationId = 0x4F4B4954;  // "OKIT"

Status migrate(SqliteDb& db, const std::string& path) {
    OK_ASSIGN(const std::int64_t version, db.integerOf("PRAGMA user_version"));
    OK_ASSIGN(const std::int64_t application, db.integerOf("PRAGMA application_id"));
    if ((version != 0 || application != 0) && application != applicationId) {
        return problem("store_unavailable", "`" + path + "` is a database of another program");
    }
    if (version > schemaVersion) {
        return problem("store_unavailable", "`" + path + "` was written by a newer version of this program",
                       {{"found", std::to_string(version)}, {"known", std::to_string(schemaVersion)}});
    }
    for (int step = static_cast<int>(version) + 1; step <= schemaVersion; ++step) {
        OK_TRY(db.execute("BEGIN IMMEDIATE;" + std::string(schemaStep(step)) +
                          "PRAGMA application_id=" + std::to_string(applicationId) +
                          ";PRAGMA user_version=" + std::to_string(step) + ";COMMIT"));
    }
    return {};
}

}  // namespace

SqliteStore::SqliteStore(std::unique_ptr<SqliteDb> db, std::string path, SqliteDb::Mode mode)
    : m_db(std::move(db)), m_path(std::move(path)), m_mode(mode) {}

SqliteStore::~SqliteStore() = default;

Status SqliteStore::begin() {
    if (m_inTransaction) return problem("store_failed", "a transaction is already open");
    m_trouble.reset();
    Use use = m_db->use(m_mode == SqliteDb::Mode::writer ? Sql::begin : Sql::beginRead);
    if (use.step() != SQLITE_DONE) return m_db->failure("to begin a transaction");
    m_inTransaction = true;
    return {};
}

Status SqliteStore::commit() {
    if (!m_inTransaction) return problem("store_failed", "no transaction is open");
    flushEntries();
    if (m_trouble) {
        Problem why = *m_trouble;
        rollback();
        return why;
    }
    int rc = SQLITE_OK;
    {
        Use use = m_db->use(Sql::commit);
        rc = use.step();
    }
    if (rc != SQLITE_DONE) {
        Problem why = m_db->failure("to commit");
        rollback();
        return why;
    }
    m_inTransaction = false;
    m_seals.committed();
    return {};
}

void SqliteStore::rollback() {
    if (!m_inTransaction) return;
    m_hand.finish([](SealingHand::Job&) {});
    m_seals.rolledBack();
    // Some failures (a full disk) have rolled back already; a second ROLLBACK would only be an error.
    if (sqlite3_get_autocommit(m_db->handle()) == 0) m_db->use(Sql::rollback).step();
    m_inTransaction = false;
    m_trouble.reset();
    m_numbers.clear();  // a tenant added in this transaction is gone
}

Problem SqliteStore::trouble(Problem why) {
    if (!m_trouble) m_trouble = why;
    return why;
}

Status SqliteStore::done(Use& use, std::string_view doing) {
    if (!m_inTransaction) return problem("store_failed", "nothing is written outside a transaction");
    // SQLite takes some failures (of the disk) as the end of the transaction: what is written after one would be committed
    // on the spot, by itself. So after the first failure nothing is written any more.
    if (m_trouble) return *m_trouble;
    if (sqlite3_get_autocommit(m_db->handle()) != 0) return trouble(m_db->failure(doing));
    ++m_writes;
    if (use.step() != SQLITE_DONE) return trouble(m_db->failure(doing));
    return {};
}

bool SqliteStore::next(Use& use, std::string_view doing) {
    const int rc = use.step();
    if (rc == SQLITE_ROW) return true;
    if (rc != SQLITE_DONE) trouble(m_db->failure(doing));
    return false;
}

std::int64_t SqliteStore::numberOf(TenantId tenant) {
    if (!tenant.known()) return 0;
    if (const auto found = m_numbers.find(tenant); found != m_numbers.end()) return found->second;
    Use use = m_db->use(Sql::tenantNumber);
    use.blob(tenant.bytes);
    if (!next(use, "to find a tenant")) return noTenant;
    return m_numbers[tenant] = use.integer(0);
}

Result<std::int64_t> SqliteStore::numberForWrite(TenantId tenant) {
    const std::int64_t number = numberOf(tenant);
    if (number == noTenant) {
        return trouble(problem("unknown_tenant", "there is no tenant `" + tenant.str() + "`"));
    }
    return number;
}

std::vector<TenantId> SqliteStore::tenants() {
    std::vector<TenantId> out;
    Use use = m_db->use(Sql::tenantAll);
    while (next(use, "to list tenants")) out.push_back(fromBytes<TenantId>(use.bytes(0)));
    return out;
}

Status SqliteStore::addTenant(TenantId tenant, std::string_view slug) {
    if (!tenant.known() || slug.empty()) return problem("bad_tenant", "a tenant needs an id and a short name");
    const auto holder = tenantBySlug(slug);
    if (holder && *holder != tenant) {
        return problem("slug_taken", "another tenant is already called `" + std::string(slug) + "`");
    }
    Use use = m_db->use(Sql::tenantAdd);
    use.blob(tenant.bytes).text(slug);
    return done(use, "to add a tenant");
}

std::optional<TenantId> SqliteStore::tenantBySlug(std::string_view slug) {
    Use use = m_db->use(Sql::tenantBySlug);
    use.text(slug);
    if (!next(use, "to find a tenant")) return {};
    return fromBytes<TenantId>(use.bytes(0));
}

std::string SqliteStore::slugOf(TenantId tenant) {
    Use use = m_db->use(Sql::tenantSlug);
    use.blob(tenant.bytes);
    return next(use, "to find a tenant") ? use.string(0) : std::string();
}

Result<std::unique_ptr<Store>> SqliteStore::openReader() const {
    OK_ASSIGN(auto reader, openSqliteReader(m_path));
    if (const auto& master = m_seals.master()) reader->unlock(*master);
    return reader;
}

Result<std::unique_ptr<Store>> openSqliteReader(const std::string& path) {
    OK_ASSIGN(auto db, SqliteDb::open(path, SqliteDb::Mode::reader));
    return std::unique_ptr<Store>(std::make_unique<SqliteStore>(std::move(db), path, SqliteDb::Mode::reader));
}

Result<std::unique_ptr<Store>> openSqliteStore(const std::string& path) {
    OK_ASSIGN(auto lock, WriterLock::take(path));
    OK_ASSIGN(auto db, SqliteDb::open(path, SqliteDb::Mode::writer));
    OK_TRY(migrate(*db, path));
    auto store = std::make_unique<SqliteStore>(std::move(db), path, SqliteDb::Mode::writer);
    store->hold(std::move(lock));
    return std::unique_ptr<Store>(std::move(store));
}

}  // namespace ok
