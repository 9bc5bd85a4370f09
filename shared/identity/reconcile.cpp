// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "shared/identity/reconcile.h"

#include <algorithm>
#include <unordered_map>
#include <unordered_set>

namespace ok::identity {

SyncPlan reconcile(const std::vector<MirroredPerson>& mirror, std::vector<DirectoryEntry> entries) {
    std::sort(entries.begin(), entries.end(), [](const DirectoryEntry& a, const DirectoryEntry& b) {
        return std::tie(a.externalId, a.userName) < std::tie(b.externalId, b.userName);
    });
    std::unordered_map<std::string, const MirroredPerson*> known;
    for (const MirroredPerson& person : mirror) known.emplace(person.externalId, &person);
    SyncPlan out;
    std::unordered_set<std::string> seen;
    for (DirectoryEntry& entry : entries) {
        if (!seen.insert(entry.externalId).second) continue;
        const auto found = known.find(entry.externalId);
        if (found == known.end()) {
            // Who is locked in the directory and never was here needs no account.
            if (entry.active) out.create.push_back(std::move(entry));
            else ++out.unchanged;
            continue;
        }
        const MirroredPerson& held = *found->second;
        const bool same = held.userName == entry.userName && held.facts == entry.facts && held.active == entry.active && held.name == entry.name;
        if (same) ++out.unchanged;
        else out.update.push_back(std::move(entry));
    }
    for (const MirroredPerson& person : mirror) {
        if (person.active && !seen.contains(person.externalId)) out.gone.push_back(person.id);
    }
    std::sort(out.gone.begin(), out.gone.end());
    return out;
}

bool tooManyGone(std::size_t gone, std::size_t mirrored, const GoneLimit& limit) {
    return gone > static_cast<std::size_t>(limit.least) && gone * 100 > mirrored * static_cast<std::size_t>(limit.percent);
}

}  // namespace ok::identity
