// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "server/comms/told_lists.h"

#include <algorithm>

namespace ok::comms {
namespace {

std::vector<Digest> releasedOf(const Broadcast& broadcast) {
    std::vector<Digest> out;
    for (const BroadcastLeg& leg : broadcast.legs) out.push_back(leg.snapshotHash);
    return out;
}

std::int64_t messagesOf(const Broadcast& broadcast) {
    std::int64_t out = 0;
    for (const auto& [state, count] : broadcast.messages) out += count;
    return out;
}

}  // namespace

const std::vector<AccountId>* ToldLists::find(const Broadcast& broadcast) const {
    const auto found = m_lists.find(broadcast.id);
    if (found == m_lists.end() || found->second.messages != messagesOf(broadcast) || found->second.released != releasedOf(broadcast)) return nullptr;
    return &found->second.accounts;
}

void ToldLists::keep(const Broadcast& broadcast, std::vector<AccountId> accounts) {
    std::sort(accounts.begin(), accounts.end());
    accounts.erase(std::unique(accounts.begin(), accounts.end()), accounts.end());
    if (m_accounts + accounts.size() > mostAccounts) {
        m_lists.clear();
        m_accounts = 0;
    }
    List& list = m_lists[broadcast.id];
    m_accounts += accounts.size() - list.accounts.size();
    list = {releasedOf(broadcast), messagesOf(broadcast), std::move(accounts)};
}

bool anyOf(const std::vector<AccountId>& sorted, const AccountNumbers& numbers, std::uint32_t first) {
    constexpr std::size_t stepsOfASearch = 20;
    if (first * stepsOfASearch < sorted.size()) {
        for (std::uint32_t i = 0; i < first; ++i) {
            if (std::binary_search(sorted.begin(), sorted.end(), numbers.id(i))) return true;
        }
        return false;
    }
    return std::any_of(sorted.begin(), sorted.end(), [&](const AccountId& account) { return numbers.find(account) < first; });
}

}  // namespace ok::comms
