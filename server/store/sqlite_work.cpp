// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Timers and the outbox.
#include "server/store/sqlite_store.h"

#include "server/store/raw_bytes.h"

namespace ok {
namespace {

OutboxRow readOutbox(const Use& use) {
    OutboxRow row;
    row.tenant = fromBytes<TenantId>(use.bytes(0));
    row.id = use.string(1);
    row.connector = use.string(2);
    row.orderKey = use.string(3);
    row.payload = use.string(4);
    row.state = static_cast<OutboxState>(use.integer(5));
    row.attempts = static_cast<int>(use.integer(6));
    row.due = Instant::fromMicros(use.integer(7));
    row.providerId = use.string(8);
    row.lastProblem = use.string(9);
    row.drill = use.integer(10) != 0;
    return row;
}

// The partial index and the ordering rule in sqlite_statements.cpp are written with these numbers.
static_assert(static_cast<int>(OutboxState::queued) == 0 && static_cast<int>(OutboxState::sending) == 1);

}  // namespace

Status SqliteStore::putTimer(const Timer& timer) {
    OK_ASSIGN(const std::int64_t number, numberForWrite(timer.tenant));
    Use use = m_db->use(Sql::timerPut);
    use.bind(number).text(timer.key).bind(timer.due.micros()).text(timer.command).blob(timer.body).bind(timer.drill ? 1 : 0);
    return done(use, "to set a timer");
}

Status SqliteStore::cancelTimer(TenantId tenant, std::string_view key) {
    OK_ASSIGN(const std::int64_t number, numberForWrite(tenant));
    Use use = m_db->use(Sql::timerCancel);
    use.bind(number).text(key);
    return done(use, "to cancel a timer");
}

Result<bool> SqliteStore::takeTimer(TenantId tenant, std::string_view key, Instant due) {
    OK_ASSIGN(const std::int64_t number, numberForWrite(tenant));
    Use use = m_db->use(Sql::timerCancelDue);
    use.bind(number).text(key).bind(due.micros());
    OK_TRY(done(use, "to take a timer off"));
    return m_db->changes() > 0;
}

std::vector<Timer> SqliteStore::dueTimers(Instant now, int limit) {
    std::vector<Timer> out;
    Use use = m_db->use(Sql::timersDue);
    use.bind(now.micros()).bind(limit);
    while (next(use, "to read timers")) {
        Timer timer;
        timer.tenant = fromBytes<TenantId>(use.bytes(0));
        timer.key = use.string(1);
        timer.due = Instant::fromMicros(use.integer(2));
        timer.command = use.string(3);
        timer.body = use.string(4);
        timer.drill = use.integer(5) != 0;
        out.push_back(std::move(timer));
    }
    return out;
}

std::optional<Instant> SqliteStore::nextTimer() {
    Use use = m_db->use(Sql::timerNext);
    if (!next(use, "to read timers") || use.bytes(0).data() == nullptr) return {};
    return Instant::fromMicros(use.integer(0));
}

Status SqliteStore::putOutbox(const OutboxRow& row) {
    OK_ASSIGN(const std::int64_t number, numberForWrite(row.tenant));
    Use use = m_db->use(Sql::outboxPut);
    use.bind(number).text(row.id).text(row.connector).text(row.orderKey).blob(row.payload)
        .bind(static_cast<int>(row.state)).bind(row.attempts).bind(row.due.micros()).text(row.providerId)
        .text(row.lastProblem).bind(row.drill ? 1 : 0);
    return done(use, "to queue a message");
}

Status SqliteStore::updateOutbox(const OutboxRow& row) {
    OK_ASSIGN(const std::int64_t number, numberForWrite(row.tenant));
    Use use = m_db->use(Sql::outboxUpdate);
    use.blob(row.payload).bind(static_cast<int>(row.state)).bind(row.attempts).bind(row.due.micros())
        .text(row.providerId).text(row.lastProblem).bind(number).text(row.id);
    OK_TRY(done(use, "to change a message"));
    if (m_db->changes() == 0) return problem("not_found", "there is no outgoing message `" + row.id + "`");
    return {};
}

std::optional<OutboxRow> SqliteStore::outboxRow(TenantId tenant, std::string_view id) {
    const std::int64_t number = numberOf(tenant);
    Use use = m_db->use(Sql::outboxRow);
    use.bind(number).text(id);
    if (!next(use, "to read a message")) return {};
    return readOutbox(use);
}

std::optional<OutboxRow> SqliteStore::outboxByProviderId(TenantId tenant, std::string_view providerId) {
    const std::int64_t number = numberOf(tenant);
    Use use = m_db->use(Sql::outboxByProvider);
    use.bind(number).text(providerId);
    if (!next(use, "to read a message")) return {};
    return readOutbox(use);
}

std::vector<OutboxRow> SqliteStore::dueOutbox(Instant now, int limit) {
    std::vector<OutboxRow> out;
    Use use = m_db->use(Sql::outboxDue);
    use.bind(now.micros()).bind(limit);
    while (next(use, "to read the outbox")) out.push_back(readOutbox(use));
    return out;
}

std::vector<OutboxRow> SqliteStore::dueOutboxOf(TenantId tenant, std::string_view connector, bool drill, Instant now, int limit) {
    std::vector<OutboxRow> out;
    const std::int64_t number = numberOf(tenant);
    Use use = m_db->use(Sql::outboxDueOf);
    use.bind(number).bind(now.micros()).text(connector).bind(drill ? 1 : 0).bind(limit);
    while (next(use, "to read the outbox")) out.push_back(readOutbox(use));
    return out;
}

std::vector<OutboxRow> SqliteStore::outboxInState(OutboxState state, int limit) {
    std::vector<OutboxRow> out;
    Use use = m_db->use(Sql::outboxInState);
    use.bind(static_cast<int>(state)).bind(limit);
    while (next(use, "to read the outbox")) out.push_back(readOutbox(use));
    return out;
}

}  // namespace ok
