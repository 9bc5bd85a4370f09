// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Which accounts an update that has left was meant for. Such a list never changes, only the states of its messages do: it is read once, so that
// a send about another place does not read through a town's messages while they are on their way.
#pragma once
#include <unordered_map>

#include "server/gate/command.h"
#include "shared/comms/live_claims.h"

namespace ok::comms {

class ToldLists final : public TenantState {
  public:
    /// Sorted; null: not read yet, or more has left since.
    [[nodiscard]] const std::vector<AccountId>* find(const Broadcast& broadcast) const;
    void keep(const Broadcast& broadcast, std::vector<AccountId> accounts);

  private:
    struct List {
        std::vector<Digest> released;      ///< snapshots of its legs
        std::int64_t messages = 0;
        std::vector<AccountId> accounts;
    };
    static constexpr std::size_t mostAccounts = 4'000'000;
    std::unordered_map<BroadcastId, List> m_lists;
    std::size_t m_accounts = 0;
};

/// Is any of these among the first `first` numbers?
[[nodiscard]] bool anyOf(const std::vector<AccountId>& sorted, const AccountNumbers& numbers, std::uint32_t first);

}  // namespace ok::comms
