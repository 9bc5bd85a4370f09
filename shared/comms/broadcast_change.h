// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// What changed about a broadcast, as a reviewer wants to read it (F07.R3.A6): how many people it goes to, and which words of
// which channel and language became which. No recipient is named: the set is known by its digest.
#pragma once
#include "shared/comms/message.h"

namespace ok::comms {

struct ContentChange {
    Channel channel = Channel::sms;
    Language language = Language::en;
    std::string subjectBefore, subjectAfter;
    std::string textBefore, textAfter;
    std::vector<std::string> placeholdersAdded, placeholdersRemoved;
    std::vector<std::string> placeholdersModified;   ///< of the same name, `{time 16:00} -> {time 18:00}`
    bool operator==(const ContentChange&) const = default;
};
BOOST_DESCRIBE_STRUCT(ContentChange, (), (channel, language, subjectBefore, subjectAfter, textBefore, textAfter, placeholdersAdded,
                                          placeholdersRemoved, placeholdersModified))

struct BroadcastChange {
    std::int64_t recipientCountBefore = 0, recipientCountAfter = 0, recipientCountDelta = 0;
    Digest recipientsBefore, recipientsAfter;   ///< over the sorted ids of the accounts; unknown before it was sent
    std::vector<ContentChange> content;
    bool operator==(const BroadcastChange&) const = default;
};
BOOST_DESCRIBE_STRUCT(BroadcastChange, (), (recipientCountBefore, recipientCountAfter, recipientCountDelta, recipientsBefore,
                                            recipientsAfter, content))

[[nodiscard]] BroadcastChange changeOf(const Broadcast& before, const Broadcast& after);

/// SHA-256 over the ids, sorted, each on a line of its own. Order and repetition do not count.
[[nodiscard]] Digest digestOfRecipients(std::vector<AccountId> accounts, std::int64_t& count);

}  // namespace ok::comms
