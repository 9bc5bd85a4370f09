// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "shared/comms/broadcast_change.h"

#include <algorithm>
#include <map>
#include <set>

namespace ok::comms {
namespace {

std::set<std::string> placeholdersOf(const Draft& draft) {
    std::set<std::string> out;
    for (const std::string* text : {&draft.subject, &draft.text}) {
        for (std::size_t at = text->find('{'); at != std::string::npos; at = text->find('{', at + 1)) {
            const std::size_t end = text->find('}', at);
            if (end != std::string::npos) out.insert(text->substr(at, end - at + 1));
        }
    }
    return out;
}

std::vector<std::string> without(const std::set<std::string>& all, const std::set<std::string>& gone) {
    std::vector<std::string> out;
    std::set_difference(all.begin(), all.end(), gone.begin(), gone.end(), std::back_inserter(out));
    return out;
}

std::string nameOf(const std::string& placeholder) { return placeholder.substr(0, placeholder.find_first_of(" }")); }

/// What is gone and what came under the same name is one thing that changed.
void pairUp(ContentChange& change) {
    for (auto gone = change.placeholdersRemoved.begin(); gone != change.placeholdersRemoved.end();) {
        const auto came = std::find_if(change.placeholdersAdded.begin(), change.placeholdersAdded.end(), [&](const std::string& each) { return nameOf(each) == nameOf(*gone); });
        if (came == change.placeholdersAdded.end()) {
            ++gone;
            continue;
        }
        change.placeholdersModified.push_back(*gone + " -> " + *came);
        change.placeholdersAdded.erase(came);
        gone = change.placeholdersRemoved.erase(gone);
    }
}

}  // namespace

BroadcastChange changeOf(const Broadcast& before, const Broadcast& after) {
    BroadcastChange out;
    out.recipientCountBefore = before.recipientCount;
    out.recipientCountAfter = after.recipientCount;
    out.recipientCountDelta = after.recipientCount - before.recipientCount;
    out.recipientsBefore = before.recipients;
    out.recipientsAfter = after.recipients;
    std::map<std::pair<Channel, Language>, std::pair<Draft, Draft>> drafts;
    for (const Draft& draft : before.drafts) drafts[{draft.channel, draft.language}].first = draft;
    for (const Draft& draft : after.drafts) drafts[{draft.channel, draft.language}].second = draft;
    for (const auto& [place, both] : drafts) {
        const auto& [old, now] = both;
        if (old.subject == now.subject && old.text == now.text) continue;
        const auto hadOnes = placeholdersOf(old), hasOnes = placeholdersOf(now);
        out.content.push_back({place.first, place.second, old.subject, now.subject, old.text, now.text, without(hasOnes, hadOnes), without(hadOnes, hasOnes), {}});
        pairUp(out.content.back());
    }
    return out;
}

Digest digestOfRecipients(std::vector<AccountId> accounts, std::int64_t& count) {
    std::sort(accounts.begin(), accounts.end());
    accounts.erase(std::unique(accounts.begin(), accounts.end()), accounts.end());
    count = static_cast<std::int64_t>(accounts.size());
    if (accounts.empty()) return {};
    std::string lines;
    lines.reserve(accounts.size() * 37);
    for (const AccountId& account : accounts) lines.append(account.str()).append(1, '\n');
    return sha256(lines);
}

}  // namespace ok::comms
