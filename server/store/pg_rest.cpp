// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Answers, vault, bulk rows, settings.
#include "server/store/pg_store.h"

#include "server/store/raw_bytes.h"

namespace ok {
namespace {

constexpr std::int64_t microsADay = 86'400'000'000;
constexpr int rowsAtOnce = 10'000;
std::int64_t dayOf(Instant t) { return t.micros() / microsADay; }

}  // namespace

void PgStore::expectAnswers(TenantId tenant, const std::vector<CommandId>& commands, Instant now) {
    if (!m_inTransaction || commands.empty()) return;
    const std::int64_t number = numberOf(tenant);
    std::vector<std::string_view> ids;
    for (const CommandId& command : commands) {
        if (m_answers.try_emplace({number, command}).second) ids.push_back(asText(command.bytes));
    }
    const PgRows rows = ask(number, PgSql::answersGet, PgArgs().int4(number).blobs(ids).int8(dayOf(now) - 1));
    for (int i = 0; i < rows.count(); ++i) m_answers[{number, fromBytes<CommandId>(rows.bytes(i, 0))}].text = rows.string(i, 1);
}

std::optional<std::string> PgStore::answer(TenantId tenant, CommandId command, Instant now) {
    const std::int64_t number = numberOf(tenant);
    if (const auto found = m_answers.find({number, command}); found != m_answers.end()) return found->second.text;
    const PgRows rows = ask(number, PgSql::answerGet, PgArgs().int4(number).blob(command.bytes).int8(dayOf(now) - 1));
    if (rows.empty()) return {};
    return rows.string(0, 0);
}

std::optional<std::string> PgStore::answer(TenantId tenant, CommandId command) {
    flushAnswers();
    const PgRows rows = ask(everyTenant, PgSql::answerLatest, PgArgs());
    return rows.empty() ? std::nullopt : answer(tenant, command, Instant::fromMicros(rows.integer(0, 0) * microsADay));
}

Status PgStore::putAnswer(TenantId tenant, CommandId command, std::string_view answer, Instant now) {
    OK_ASSIGN(const std::int64_t number, numberForWrite(tenant));
    if (!m_inTransaction || m_reader) return problem("store_failed", "nothing is written outside a transaction");
    m_answers[{number, command}] = {dayOf(now), std::string(answer), true};
    ++m_writes;
    return {};
}

void PgStore::flushAnswers() {
    // In the map's order: all answers of one tenant and day in one statement.
    for (auto it = m_answers.begin(); it != m_answers.end();) {
        const std::int64_t number = it->first.first;
        std::int64_t day = 0;
        std::vector<std::string_view> commands, answers;
        for (; it != m_answers.end() && it->first.first == number; ++it) {
            if (!it->second.fresh) continue;
            if (!commands.empty() && it->second.day != day) break;
            day = it->second.day;
            it->second.fresh = false;
            commands.push_back(asText(it->first.second.bytes));
            answers.push_back(*it->second.text);
        }
        if (!commands.empty()) (void)write(number, PgSql::answersPut, PgArgs().int4(number).int8(day).blobs(commands).blobs(answers));
    }
}

Status PgStore::forgetAnswersBefore(Instant limit) {
    flushAnswers();
    std::erase_if(m_answers, [&](const auto& one) { return one.second.text && one.second.day < dayOf(limit); });
    return write(everyTenant, PgSql::answersForget, PgArgs().int8(dayOf(limit)));
}

std::optional<Bytes> PgStore::sealedText(TenantId tenant, std::string_view token) {
    const std::int64_t number = numberOf(tenant);
    const PgRows rows = ask(number, PgSql::vaultGet, PgArgs().int4(number).text(token));
    if (rows.empty()) return {};
    const ByteView bytes = asBytes(rows.bytes(0, 0));
    return Bytes(bytes.begin(), bytes.end());
}

Status PgStore::putSealedText(TenantId tenant, std::string_view token, const Bytes& sealed) {
    OK_ASSIGN(const std::int64_t number, numberForWrite(tenant));
    return write(number, PgSql::vaultPut, PgArgs().int4(number).text(token).blob(sealed));
}

Result<bool> PgStore::removeSealedText(TenantId tenant, std::string_view token) {
    OK_ASSIGN(const std::int64_t number, numberForWrite(tenant));
    if (!m_inTransaction || m_reader) return problem("store_failed", "nothing is written outside a transaction");
    ++m_writes;
    const PgRows rows = ask(number, PgSql::vaultRemove, PgArgs().int4(number).text(token));
    if (const auto why = trouble()) return *why;
    return rows.changed() > 0;
}

std::vector<std::pair<std::string, Bytes>> PgStore::sealedAfter(TenantId tenant, std::string_view after, int limit) {
    const std::int64_t number = numberOf(tenant);
    const PgRows rows = ask(number, PgSql::vaultAfter, PgArgs().int4(number).text(after).int8(limit));
    std::vector<std::pair<std::string, Bytes>> out;
    for (int i = 0; i < rows.count(); ++i) {
        const ByteView bytes = asBytes(rows.bytes(i, 1));
        out.emplace_back(rows.string(i, 0), Bytes(bytes.begin(), bytes.end()));
    }
    return out;
}

Status PgStore::putRow(TenantId tenant, std::string_view table, const StoredRow& row) {
    OK_ASSIGN(const std::int64_t number, numberForWrite(tenant));
    return write(number, PgSql::rowPut, PgArgs().int4(number).text(table).text(row.id).blob(row.body));
}

Status PgStore::clearRows(TenantId tenant, std::string_view table) {
    OK_ASSIGN(const std::int64_t number, numberForWrite(tenant));
    return write(number, PgSql::rowsClear, PgArgs().int4(number).text(table));
}

void PgStore::eachRow(TenantId tenant, std::string_view table, const std::function<void(const StoredRow&)>& visit) {
    const std::int64_t number = numberOf(tenant);
    inSnapshot([&] {
        std::string after;
        while (true) {
            const PgRows rows = ask(number, PgSql::rowsAfter, PgArgs().int4(number).text(table).text(after).int8(rowsAtOnce));
            for (int i = 0; i < rows.count(); ++i) visit({rows.string(i, 0), rows.string(i, 1)});
            if (rows.count() < rowsAtOnce) return;
            after = rows.string(rows.count() - 1, 0);
        }
    });
}

std::optional<std::string> PgStore::rowBody(TenantId tenant, std::string_view table, std::string_view id) {
    const std::int64_t number = numberOf(tenant);
    const PgRows rows = ask(number, PgSql::rowGet, PgArgs().int4(number).text(table).text(id));
    if (rows.empty()) return {};
    return rows.string(0, 0);
}

std::optional<std::string> PgStore::setting(TenantId tenant, std::string_view name) {
    const std::int64_t number = numberOf(tenant);
    const PgRows rows = ask(number, PgSql::settingGet, PgArgs().int4(number).text(name));
    if (rows.empty()) return {};
    return rows.string(0, 0);
}

Status PgStore::putSetting(TenantId tenant, std::string_view name, std::string_view value) {
    OK_ASSIGN(const std::int64_t number, numberForWrite(tenant));
    m_seals.settingWritten(tenant, name);
    return write(number, PgSql::settingPut, PgArgs().int4(number).text(name).blob(value));
}

}  // namespace ok
