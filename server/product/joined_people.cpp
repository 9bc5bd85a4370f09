// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "server/product/joined_people.h"

#include <set>

#include "shared/identity/directory_events.h"
#include "shared/identity/mapping.h"

namespace ok {
namespace {

constexpr std::size_t mostAccounts = 50;   // of one person; more is no person

std::string personOf(CommandContext& cx, const std::string& account) {
    std::set<std::string> joined{account};
    std::vector<std::string> left{account};
    const auto meet = [&](const std::vector<identity::DirectoryUser>& others) {
        for (const identity::DirectoryUser& other : others) {
            if (joined.size() < mostAccounts && joined.insert(other.id.str()).second) left.push_back(other.id.str());
        }
    };
    const auto also = [&](UserId other) {
        if (joined.size() < mostAccounts && joined.insert(other.str()).second) left.push_back(other.str());
    };
    while (!left.empty()) {
        const std::string next = left.back();
        left.pop_back();
        if (const auto merged = cx.views().find<identity::MergedAccount>(next)) also(merged->into);
        for (const identity::MergedAccount& merged : cx.views().byKey<identity::MergedAccount>("into", next)) also(merged.local);
        const auto user = cx.views().find<identity::DirectoryUser>(next);
        if (!user || user->removed) continue;
        if (!user->userName.empty()) meet(cx.views().byKey<identity::DirectoryUser>("user_name", identity::comparable(user->userName)));
        for (const identity::Link& link : user->links) meet(cx.views().byKey<identity::DirectoryUser>("link", link.key()));
    }
    return *joined.begin();
}

}  // namespace

Gate::People joinedPeople() { return {personOf, {}}; }

}  // namespace ok
