// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Timers and the outbox.
#include "server/store/pg_store.h"

#include "server/store/raw_bytes.h"

namespace ok {
namespace {

// The partial index and the ordering rule in pg_statements.cpp are written with these numbers.
static_assert(static_cast<int>(OutboxState::queued) == 0 && static_cast<int>(OutboxState::sending) == 1);

}  // namespace

Status PgStore::putTimer(const Timer& timer) {
    OK_ASSIGN(const std::int64_t number, numberForWrite(timer.tenant));
    return write(number, PgSql::timerPut,
                 PgArgs().int4(number).text(timer.key).int8(timer.due.micros()).text(timer.command).blob(timer.body)
                     .int4(timer.drill ? 1 : 0));
}

Status PgStore::cancelTimer(TenantId tenant, std::string_view key) {
    OK_ASSIGN(const std::int64_t number, numberForWrite(tenant));
    return write(number, PgSql::timerCancel, PgArgs().int4(number).text(key));
}

Result<bool> PgStore::takeTimer(TenantId tenant, std::string_view key, Instant due) {
    OK_ASSIGN(const std::int64_t number, numberForWrite(tenant));
    if (!m_inTransaction || m_reader) return problem("store_failed", "nothing is written outside a transaction");
    ++m_writes;
    const PgRows rows = ask(number, PgSql::timerCancelDue, PgArgs().int4(number).text(key).int8(due.micros()));
    if (const auto why = trouble()) return *why;
    return rows.changed() > 0;
}

std::vector<Timer> PgStore::dueTimers(Instant now, int limit) {
    std::vector<Timer> out;
    const PgRows rows = ask(everyTenant, PgSql::timersDue, PgArgs().int8(now.micros()).int8(limit));
    for (int i = 0; i < rows.count(); ++i) {
        Timer timer;
        timer.tenant = fromBytes<TenantId>(rows.bytes(i, 0));
        timer.key = rows.string(i, 1);
        timer.due = Instant::fromMicros(rows.integer(i, 2));
        timer.command = rows.string(i, 3);
        timer.body = rows.string(i, 4);
        timer.drill = rows.integer(i, 5) != 0;
        out.push_back(std::move(timer));
    }
    return out;
}

std::optional<Instant> PgStore::nextTimer() {
    const PgRows rows = ask(everyTenant, PgSql::timerNext, PgArgs());
    if (rows.empty() || rows.null(0, 0)) return {};
    return Instant::fromMicros(rows.integer(0, 0));
}

Status PgStore::putOutbox(const OutboxRow& row) {
    OK_ASSIGN(const std::int64_t number, numberForWrite(row.tenant));
    return write(number, PgSql::outboxPut,
                 PgArgs().int4(number).text(row.id).text(row.connector).text(row.orderKey).blob(row.payload)
                     .int4(static_cast<int>(row.state)).int4(row.attempts).int8(row.due.micros()).text(row.providerId)
                     .text(row.lastProblem).int4(row.drill ? 1 : 0));
}

Status PgStore::updateOutbox(const OutboxRow& row) {
    OK_ASSIGN(const std::int64_t number, numberForWrite(row.tenant));
    PgArgs args;   // holds its numbers itself: never copied
    args.int4(number).text(row.id).blob(row.payload).int4(static_cast<int>(row.state)).int4(row.attempts).int8(row.due.micros()).text(row.providerId).text(row.lastProblem);
    // A pause changes the rows of a town: none of them is waited for that this transaction has seen, and nobody else changes a tenant's.
    if (m_outboxRead.contains(row.id)) return write(number, PgSql::outboxUpdate, args);
    if (!m_inTransaction || m_reader) return problem("store_failed", "nothing is written outside a transaction");
    ++m_writes;
    const PgRows rows = ask(number, PgSql::outboxUpdate, args);
    if (const auto why = trouble()) return *why;
    if (rows.changed() == 0) return problem("not_found", "there is no outgoing message `" + row.id + "`");
    return {};
}

std::vector<OutboxRow> PgStore::readOutbox(const PgRows& rows) {
    std::vector<OutboxRow> out;
    for (int i = 0; i < rows.count(); ++i) {
        OutboxRow row;
        row.tenant = fromBytes<TenantId>(rows.bytes(i, 0));
        row.id = rows.string(i, 1);
        row.connector = rows.string(i, 2);
        row.orderKey = rows.string(i, 3);
        row.payload = rows.string(i, 4);
        row.state = static_cast<OutboxState>(rows.integer(i, 5));
        row.attempts = static_cast<int>(rows.integer(i, 6));
        row.due = Instant::fromMicros(rows.integer(i, 7));
        row.providerId = rows.string(i, 8);
        row.lastProblem = rows.string(i, 9);
        row.drill = rows.integer(i, 10) != 0;
        if (m_inTransaction && !m_reader) m_outboxRead.insert(row.id);
        out.push_back(std::move(row));
    }
    return out;
}

std::optional<OutboxRow> PgStore::outboxRow(TenantId tenant, std::string_view id) {
    const std::int64_t number = numberOf(tenant);
    auto rows = readOutbox(ask(number, PgSql::outboxRow, PgArgs().int4(number).text(id)));
    if (rows.empty()) return {};
    return std::move(rows.front());
}

std::optional<OutboxRow> PgStore::outboxByProviderId(TenantId tenant, std::string_view providerId) {
    const std::int64_t number = numberOf(tenant);
    auto rows = readOutbox(ask(number, PgSql::outboxByProvider, PgArgs().int4(number).text(providerId)));
    if (rows.empty()) return {};
    return std::move(rows.front());
}

std::vector<std::string_view> PgStore::deskIds() const {
    std::vector<std::string_view> out;
    if (m_desks) {
        for (const TenantId& tenant : *m_desks) out.push_back(asText(tenant.bytes));
    }
    return out;
}

std::vector<OutboxRow> PgStore::dueOutbox(Instant now, int limit) {
    return readOutbox(ask(everyTenant, PgSql::outboxDue,
                          PgArgs().int8(now.micros()).int8(limit).int4(m_desks ? 0 : 1).blobs(deskIds())));
}

std::vector<OutboxRow> PgStore::dueOutboxOf(TenantId tenant, std::string_view connector, bool drill, Instant now, int limit) {
    const std::int64_t number = numberOf(tenant);
    return readOutbox(ask(number, PgSql::outboxDueOf,
                          PgArgs().int8(now.micros()).int8(limit).int4(number).text(connector).int4(drill ? 1 : 0)));
}

std::vector<TenantId> PgStore::tenantsOwedMessages(Instant limit) {
    std::vector<TenantId> out;
    const PgRows rows = ask(everyTenant, PgSql::outboxOwners, PgArgs().int8(limit.micros()));
    for (int i = 0; i < rows.count(); ++i) out.push_back(fromBytes<TenantId>(rows.bytes(i, 0)));
    return out;
}

std::vector<OutboxRow> PgStore::outboxInState(OutboxState state, int limit) {
    return readOutbox(ask(everyTenant, PgSql::outboxInState, PgArgs().int4(static_cast<int>(state)).int8(limit)));
}

}  // namespace ok
