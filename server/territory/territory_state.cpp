// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "server/territory/territory_state.h"

#include <algorithm>

#include "shared/base/derived_ids.h"
#include "shared/territory/territory_views.h"

namespace ok::territory {
namespace {

constexpr std::size_t maxPortion = 2000;

Status putAccounts(CommandContext& cx, const PutAccounts& command) {
    if (command.accounts.size() + command.aside.size() > maxPortion) {
        return problem("portion_too_large", "a portion has at most 2000 rows");
    }
    for (const AccountRow& row : command.accounts) {
        Account account = row.account;
        account.id = accountIdOf(cx.tenant(), account.service, account.number);
        OK_ASSIGN(const auto name, cx.vault().put(cx.tenant(), row.name));
        OK_ASSIGN(const auto phone, cx.vault().put(cx.tenant(), row.phone));
        OK_ASSIGN(const auto email, cx.vault().put(cx.tenant(), row.email));
        account.contacts = {name.token, phone.token, email.token};
        OK_TRY(cx.store().putRow(cx.tenant(), accountTable, {account.id.str(), toJson(account)}));
    }
    for (const AsideRow& row : command.aside) {
        // Kept aside, not dropped: the row waits under its import and number, its text in the vault.
        OK_ASSIGN(const auto text, cx.vault().put(cx.tenant(), row.text));
        const std::string id = command.import.str() + ":" + std::to_string(row.issue.row) + ":" + row.issue.code;
        OK_TRY(cx.store().putRow(cx.tenant(), asideTable,
                                 {id, "{\"issue\":" + toJson(row.issue) + ",\"text\":" + toJson(text) + "}"}));
    }
    return {};
}

Status finishImport(CommandContext& cx, const FinishImport& command) {
    ImportDone record = command.record;
    record.finishedAt = cx.now();
    cx.emit(ImportFinished{record}, {.subjects = {record.id.str()}});
    cx.state<TerritoryState>().reload(cx.store());
    cx.reply(record);
    return {};
}

Status setAreas(CommandContext& cx, const SetAreas& command) {
    for (const TerritoryArea& area : command.areas) {
        if (area.areaId.empty()) return problem("area_without_id", "every area needs an id");
    }
    for (const TerritoryArea& area : command.areas) cx.emit(AreaSet{area}, {.subjects = {area.areaId}});
    return {};
}

}  // namespace

AccountId accountIdOf(TenantId tenant, Service service, const std::string& number) {
    return AccountId{derivedUuid(tenant.str() + "|account|" + std::string(nameOf(service)) + "|" + number)};
}

void TerritoryState::reload(Store& store) {
    m_accounts.clear();
    store.eachRow(m_tenant, accountTable, [this](const StoredRow& row) {
        if (auto account = fromJson<Account>(row.body); account.ok()) m_accounts.push_back(std::move(*account));
    });
    std::sort(m_accounts.begin(), m_accounts.end(), [](const Account& a, const Account& b) { return a.id < b.id; });
    m_byId.clear();
    m_byNumber.clear();
    m_byPhone.clear();
    std::vector<AccountPlace> places;
    GeocoderBuilder builder;
    for (std::size_t i = 0; i < m_accounts.size(); ++i) {
        const Account& account = m_accounts[i];
        m_byId.emplace(account.id, i);
        m_byNumber.emplace(account.number, i);
        if (!account.contacts.phone.empty()) m_byPhone.emplace(account.contacts.phone, i);
        if (account.placed()) places.push_back({account.id, account.position});
        builder.add(account);
    }
    m_index = AccountIndex(places);
    m_geocoder = builder.build();
}

const Account* TerritoryState::byId(AccountId id) const {
    const auto found = m_byId.find(id);
    return found == m_byId.end() ? nullptr : &m_accounts[found->second];
}

const Account* TerritoryState::byNumber(const std::string& number) const {
    const auto found = m_byNumber.find(number);
    return found == m_byNumber.end() ? nullptr : &m_accounts[found->second];
}

std::vector<const Account*> TerritoryState::byPhone(const std::string& token) const {
    std::vector<const Account*> out;
    const auto [first, last] = m_byPhone.equal_range(token);
    for (auto it = first; it != last; ++it) out.push_back(&m_accounts[it->second]);
    std::sort(out.begin(), out.end(), [](const Account* a, const Account* b) { return a->number < b->number; });
    return out;
}

void addHandlers(Gate& gate) {
    gate.addState<TerritoryState>([](TenantId tenant, Store& store, Views&) {
        return std::make_unique<TerritoryState>(tenant, store);
    });
    gate.handle<PutAccounts>([](const Right&, CommandContext& cx, const PutAccounts& c) { return putAccounts(cx, c); });
    gate.handle<FinishImport>([](const Right&, CommandContext& cx, const FinishImport& c) { return finishImport(cx, c); });
    gate.handle<SetAreas>([](const Right&, CommandContext& cx, const SetAreas& c) { return setAreas(cx, c); });
}

}  // namespace ok::territory
