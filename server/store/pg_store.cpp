// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "server/store/pg_store.h"

#include "server/store/pg_documents.h"
#include "server/store/raw_bytes.h"

namespace ok {

PgStore::PgStore(std::unique_ptr<PgDb> db, PgAddress address, bool reader)
    : m_db(std::move(db)), m_address(std::move(address)), m_reader(reader) {}

PgStore::~PgStore() = default;

Problem PgStore::keep(Problem why) {
    if (!m_trouble) m_trouble = why;
    return why;
}

std::optional<Problem> PgStore::trouble() const { return m_trouble ? m_trouble : m_db->failure(); }

void PgStore::clearTrouble() {
    if (m_inTransaction) return;
    m_trouble.reset();
    m_db->clearFailure();
}

void PgStore::ensureConnected() {
    if (m_inTransaction) return;
    m_db->clearFailure();
    if (!m_db->lost()) return;
    m_numbers.clear();
    m_actingFor.reset();
    m_seals.forgetAll();  // others may have rotated keys meanwhile
    if (m_db->reconnect().ok()) ++m_connections;
}

void PgStore::wake() {
    if (m_inTransaction) return;
    ensureConnected();
    m_db->wait();
    ensureConnected();
}

void PgStore::forgetTransaction() {
    m_inTransaction = false;
    m_trouble.reset();
    m_tails.clear();
    m_moves.clear();
    m_answers.clear();
    m_writes = 0;
    m_outboxRead.clear();
}

Status PgStore::begin() {
    if (m_inTransaction) return problem("store_failed", "a transaction is already open");
    forgetTransaction();
    for (int attempt = 0; attempt < 2; ++attempt) {
        ensureConnected();
        (void)m_db->ask(m_reader ? PgSql::beginRead : PgSql::begin, PgArgs());
        if (!m_db->failure()) break;
    }
    if (const auto why = m_db->failure()) return *why;
    m_inTransaction = true;
    return {};
}

Status PgStore::commit() {
    if (!m_inTransaction) return problem("store_failed", "no transaction is open");
    if (!trouble()) {
        flushEntries();
        flushAnswers();
        for (const auto& [place, move] : m_moves) {
            (void)write(place.first, PgSql::headMove,
                        PgArgs().int4(place.first).int2(static_cast<int>(place.second)).int8(move.first).int8(move.second));
        }
        m_db->wait();
        if (m_beforeCommit) m_beforeCommit(*m_db);
    }
    if (const auto why = trouble()) {
        Problem out = *why;
        rollback();
        return out;
    }
    m_db->send(PgSql::unhurried, PgArgs());
    (void)m_db->ask(PgSql::commit, PgArgs());
    if (const auto why = m_db->failure()) {
        Problem out = *why;
        if (m_db->lost()) {
            out = problem("commit_unknown", "the connection was lost before the database said whether it kept this: ask again",
                          out.details);
        }
        rollback();
        return out;
    }
    const bool moved = !m_moves.empty();
    m_seals.committed();
    forgetTransaction();
    // Told outside the transaction: inside, all commits of all servers would wait for one lock. Whoever misses it looks by itself.
    if (moved) {
        (void)m_db->ask(PgSql::bell, PgArgs().text("outagekit_" + m_address.schema).text(m_address.node));
        m_db->clearFailure();
    }
    return {};
}

void PgStore::rollback() {
    if (!m_inTransaction) return;
    m_seals.rolledBack();
    forgetTransaction();
    m_db->clearFailure();
    if (!m_db->lost()) (void)m_db->ask(PgSql::rollback, PgArgs());
    m_numbers.clear();  // a tenant added in this transaction is gone
    m_actingFor.reset();
}

void PgStore::actFor(std::int64_t number) {
    if (m_actingFor == number) return;
    const std::string text = std::to_string(number);
    m_db->send(PgSql::actFor, PgArgs().text(text));
    m_actingFor = number;
}

PgRows PgStore::ask(std::int64_t tenant, PgSql which, const PgArgs& args) {
    ensureConnected();
    actFor(tenant);
    PgRows rows = m_db->ask(which, args);
    if (const auto why = m_db->failure()) {
        m_actingFor.reset();
        if (m_inTransaction) keep(*why);
    }
    return rows;
}

Status PgStore::write(std::int64_t tenant, PgSql which, const PgArgs& args) {
    if (!m_inTransaction || m_reader) return problem("store_failed", "nothing is written outside a transaction");
    actFor(tenant);
    m_db->send(which, args);
    if (which != PgSql::viewWrite && which != PgSql::viewErase) ++m_writes;
    if (const auto why = m_db->failure()) return keep(*why);
    return {};
}

std::int64_t PgStore::numberOf(TenantId tenant) {
    if (!tenant.known()) return 0;
    if (const auto found = m_numbers.find(tenant); found != m_numbers.end()) return found->second;
    ensureConnected();
    const PgRows rows = m_db->ask(PgSql::tenantNumber, PgArgs().blob(tenant.bytes));
    if (rows.empty()) return noTenant;
    return m_numbers[tenant] = rows.integer(0, 0);
}

Result<std::int64_t> PgStore::numberForWrite(TenantId tenant) {
    const std::int64_t number = numberOf(tenant);
    if (number == noTenant) return keep(problem("unknown_tenant", "there is no tenant `" + tenant.str() + "`"));
    return number;
}

std::vector<TenantId> PgStore::tenants() {
    std::vector<TenantId> out;
    const PgRows rows = ask(everyTenant, PgSql::tenantAll, PgArgs());
    for (int i = 0; i < rows.count(); ++i) out.push_back(fromBytes<TenantId>(rows.bytes(i, 0)));
    return out;
}

Status PgStore::addTenant(TenantId tenant, std::string_view slug) {
    if (!tenant.known() || slug.empty()) return problem("bad_tenant", "a tenant needs an id and a short name");
    const auto holder = tenantBySlug(slug);
    if (holder && *holder != tenant) {
        return problem("slug_taken", "another tenant is already called `" + std::string(slug) + "`");
    }
    return write(everyTenant, PgSql::tenantAdd, PgArgs().blob(tenant.bytes).text(slug));
}

std::optional<TenantId> PgStore::tenantBySlug(std::string_view slug) {
    const PgRows rows = ask(everyTenant, PgSql::tenantBySlug, PgArgs().text(slug));
    if (rows.empty()) return {};
    return fromBytes<TenantId>(rows.bytes(0, 0));
}

std::string PgStore::slugOf(TenantId tenant) {
    const PgRows rows = ask(everyTenant, PgSql::tenantSlug, PgArgs().blob(tenant.bytes));
    return rows.empty() ? std::string() : rows.string(0, 0);
}

void PgStore::inSnapshot(const std::function<void()>& read) {
    const bool own = !m_inTransaction;
    if (own) {
        ensureConnected();
        (void)m_db->ask(PgSql::beginRead, PgArgs());
    }
    read();
    if (own) {
        m_db->clearFailure();
        if (!m_db->lost()) (void)m_db->ask(PgSql::rollback, PgArgs());
        m_actingFor.reset();
    }
}

Result<std::unique_ptr<Store>> PgStore::openReader() const {
    OK_ASSIGN(auto reader, openPgReader(m_address));
    if (const auto& master = m_seals.master()) reader->unlock(*master);
    return reader;
}

Result<std::unique_ptr<Store>> openPgReader(const PgAddress& address) {
    OK_ASSIGN(auto db, PgDb::open(address.conninfo, address.schema, true));
    return std::unique_ptr<Store>(std::make_unique<PgStore>(std::move(db), address, true));
}

Result<std::unique_ptr<Store>> openPgStore(const PgAddress& address) {
    OK_TRY(PgDb::migrate(address.conninfo, address.schema));
    OK_ASSIGN(auto db, PgDb::open(address.conninfo, address.schema, false));
    return std::unique_ptr<Store>(std::make_unique<PgStore>(std::move(db), address, false));
}

}  // namespace ok
