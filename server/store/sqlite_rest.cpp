// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Answers, vault, bulk rows, settings.
#include "server/store/sqlite_store.h"

namespace ok {
namespace {

constexpr std::int64_t microsADay = 86'400'000'000;
std::int64_t dayOf(Instant t) { return t.micros() / microsADay; }

}  // namespace

std::optional<std::string> SqliteStore::answer(TenantId tenant, CommandId command, Instant now) {
    const std::int64_t number = numberOf(tenant);
    Use use = m_db->use(Sql::answerGet);
    use.bind(dayOf(now)).bind(dayOf(now) - 1).bind(number).blob(command.bytes);
    if (!next(use, "to look an answer up")) return {};
    return use.string(0);
}

std::optional<std::string> SqliteStore::answer(TenantId tenant, CommandId command) {
    const auto last = m_db->integerOf("SELECT coalesce(max(day), 0) FROM answers");
    return last.ok() ? answer(tenant, command, Instant::fromMicros(*last * microsADay)) : std::nullopt;
}

Status SqliteStore::putAnswer(TenantId tenant, CommandId command, std::string_view answer, Instant now) {
    OK_ASSIGN(const std::int64_t number, numberForWrite(tenant));
    Use use = m_db->use(Sql::answerPut);
    use.bind(dayOf(now)).bind(number).blob(command.bytes).blob(answer);
    return done(use, "to keep an answer");
}

Status SqliteStore::forgetAnswersBefore(Instant limit) {
    Use use = m_db->use(Sql::answersForget);
    use.bind(dayOf(limit));
    return done(use, "to forget old answers");
}

std::optional<Bytes> SqliteStore::sealedText(TenantId tenant, std::string_view token) {
    const std::int64_t number = numberOf(tenant);
    Use use = m_db->use(Sql::vaultGet);
    use.bind(number).text(token);
    if (!next(use, "to read the vault")) return {};
    const ByteView bytes = asBytes(use.bytes(0));
    return Bytes(bytes.begin(), bytes.end());
}

Status SqliteStore::putSealedText(TenantId tenant, std::string_view token, const Bytes& sealed) {
    OK_ASSIGN(const std::int64_t number, numberForWrite(tenant));
    Use use = m_db->use(Sql::vaultPut);
    use.bind(number).text(token).blob(sealed);
    return done(use, "to write the vault");
}

Result<bool> SqliteStore::removeSealedText(TenantId tenant, std::string_view token) {
    if (!sealedText(tenant, token)) return false;
    OK_ASSIGN(const std::int64_t number, numberForWrite(tenant));
    Use use = m_db->use(Sql::vaultRemove);
    use.bind(number).text(token);
    OK_TRY(done(use, "to erase from the vault"));
    return true;
}

std::vector<std::pair<std::string, Bytes>> SqliteStore::sealedAfter(TenantId tenant, std::string_view after, int limit) {
    const std::int64_t number = numberOf(tenant);
    Use use = m_db->use(Sql::vaultAfter);
    use.bind(number).text(after).bind(limit);
    std::vector<std::pair<std::string, Bytes>> out;
    while (next(use, "to read the vault")) {
        const ByteView bytes = asBytes(use.bytes(1));
        out.emplace_back(use.string(0), Bytes(bytes.begin(), bytes.end()));
    }
    return out;
}

Status SqliteStore::putRow(TenantId tenant, std::string_view table, const StoredRow& row) {
    OK_ASSIGN(const std::int64_t number, numberForWrite(tenant));
    Use use = m_db->use(Sql::rowPut);
    use.bind(number).text(table).text(row.id).blob(row.body);
    return done(use, "to write a row");
}

Status SqliteStore::clearRows(TenantId tenant, std::string_view table) {
    OK_ASSIGN(const std::int64_t number, numberForWrite(tenant));
    Use use = m_db->use(Sql::rowsClear);
    use.bind(number).text(table);
    return done(use, "to clear rows");
}

void SqliteStore::eachRow(TenantId tenant, std::string_view table, const std::function<void(const StoredRow&)>& visit) {
    // Streams: there can be a million accounts. The visitor must not read rows of a table itself.
    const std::int64_t number = numberOf(tenant);
    Use use = m_db->use(Sql::rowsAll);
    use.bind(number).text(table);
    StoredRow row;
    while (next(use, "to read rows")) {
        row.id = use.string(0);
        row.body = use.string(1);
        visit(row);
    }
}

std::optional<std::string> SqliteStore::rowBody(TenantId tenant, std::string_view table, std::string_view id) {
    const std::int64_t number = numberOf(tenant);
    Use use = m_db->use(Sql::rowGet);
    use.bind(number).text(table).text(id);
    if (!next(use, "to read a row")) return {};
    return use.string(0);
}

std::optional<std::string> SqliteStore::setting(TenantId tenant, std::string_view name) {
    const std::int64_t number = numberOf(tenant);
    Use use = m_db->use(Sql::settingGet);
    use.bind(number).text(name);
    if (!next(use, "to read a setting")) return {};
    return use.string(0);
}

Status SqliteStore::putSetting(TenantId tenant, std::string_view name, std::string_view value) {
    OK_ASSIGN(const std::int64_t number, numberForWrite(tenant));
    Use use = m_db->use(Sql::settingPut);
    use.bind(number).text(name).blob(value);
    m_seals.settingWritten(tenant, name);
    return done(use, "to write a setting");
}

}  // namespace ok
