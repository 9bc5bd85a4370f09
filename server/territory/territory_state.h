// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// One tenant's accounts in memory on the gate's thread: by id, by number, by phone token, by place, and the geocoder made
// from them. Read anew after each finished import.
#pragma once
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "server/gate/gate.h"
#include "shared/territory/account.h"
#include "shared/territory/account_index.h"
#include "shared/territory/geocoder.h"

namespace ok::territory {

class TerritoryState final : public TenantState {
  public:
    TerritoryState(TenantId tenant, Store& store) : m_tenant(tenant) { reload(store); }

    void reload(Store& store);
    [[nodiscard]] const Account* byId(AccountId id) const;
    [[nodiscard]] const Account* byNumber(const std::string& number) const;
    /// Ordered by account number.
    [[nodiscard]] std::vector<const Account*> byPhone(const std::string& token) const;
    [[nodiscard]] const AccountIndex& index() const { return m_index; }
    [[nodiscard]] const Geocoder& geocoder() const { return m_geocoder; }
    [[nodiscard]] std::size_t size() const { return m_accounts.size(); }

  private:
    TenantId m_tenant;
    std::vector<Account> m_accounts;  // ordered by id
    std::unordered_map<AccountId, std::size_t> m_byId;
    std::unordered_map<std::string, std::size_t> m_byNumber;
    std::unordered_multimap<std::string, std::size_t> m_byPhone;
    AccountIndex m_index;
    Geocoder m_geocoder;
};

/// The account's id follows from tenant, service and number: importing a file twice changes nothing.
[[nodiscard]] AccountId accountIdOf(TenantId tenant, Service service, const std::string& number);

void addHandlers(Gate& gate);

}  // namespace ok::territory
