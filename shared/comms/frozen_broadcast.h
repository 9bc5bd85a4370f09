// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// A broadcast in the words of a snapshot: what its second person reads is what leaves (F04.R1, F01.R3.A7). Pure.
#pragma once
#include "shared/approvals/snapshot.h"
#include "shared/comms/audience_baseline.h"
#include "shared/comms/message.h"

namespace ok::comms {

/// When the messages of a channel can be with their provider. Told so that it is the same whenever it is asked: a moment only where
/// somebody's night ends.
// A provider takes a message in a second, as measured over the internet; a lane has at most so many under way (server/outbox/dispatcher.h).
inline constexpr int handOversAtATime = 8, handOversAMinute = handOversAtATime * 60;

struct DeliveryWindow {
    Channel channel = Channel::sms;
    int messages = 0, held = 0;
    Instant heldUntil;                    ///< the latest end of quiet hours among them; unknown: nobody is held
    int concurrency = 0;                  ///< hand-overs at a time
    int minutes = 0;                      ///< at least, from the moment in which it may leave
    int perMinute = 0;                    ///< messages, by the provider's pace and the utility's limit
    bool operator==(const DeliveryWindow&) const = default;
};
BOOST_DESCRIBE_STRUCT(DeliveryWindow, (), (channel, messages, held, heldUntil, concurrency, minutes, perMinute))

/// How it leaves, as it was counted when it was frozen; `delivery` of a snapshot.
struct FrozenDelivery {
    Instant publishAt;                    ///< unknown: as soon as it is released
    bool emergency = false;               ///< quiet hours do not hold it back
    int quietFrom = 0, quietTo = 0;       ///< of the utility, local minutes; accounts may have their own
    int routingVersion = 0;
    std::string severity, contentType;
    std::vector<ChannelReach> reach;      ///< with those who are not told, by reason, and those whom quiet hours would hold
    std::string amends;                   ///< the broadcast whose place it takes
    std::int64_t alreadyReached = 0;      ///< accounts left out because that one had reached them
    std::vector<DeliveryWindow> windows;
    AudienceBaseline baseline;            ///< whether so many are unusual (F01.R3.A4)
    bool operator==(const FrozenDelivery&) const = default;
};
BOOST_DESCRIBE_STRUCT(FrozenDelivery, (), (publishAt, emergency, quietFrom, quietTo, routingVersion, severity, contentType, reach, amends, alreadyReached, windows, baseline))

/// The words by channel and language. What is the same for everybody is filled in, a time in the utility's zone; an address and the link
/// that ends the messages stay as they are written. `pattern` is the draft itself.
[[nodiscard]] std::vector<approvals::ReviewText> textsOf(const Broadcast& broadcast, const std::vector<Channel>& channels, const std::string& zone);
/// Only the words of this text, as they are handed to the letter: nothing when the snapshot has none.
[[nodiscard]] std::optional<Draft> draftOf(const approvals::SnapshotContent& content, Channel channel, Language language);
/// Ids of evidence that its messages lead to (`{evidence <id>}`): those can be seen by whoever was told, once it is released.
[[nodiscard]] std::vector<std::string> evidenceNamedIn(const approvals::SnapshotContent& content);
/// By channel: SHA-256 of what it says in all languages, before anything is filled in.
[[nodiscard]] std::map<std::string, Digest> payloadsOf(const std::vector<Draft>& drafts, const std::vector<Channel>& channels);
/// What a broadcast that left has told, for one of a time before snapshots.
[[nodiscard]] approvals::ReviewSide sideOf(const Broadcast& told, const std::string& zone);

/// A message's id: one contact has one message on a channel of one content, however often it is executed (F04.R5.A4).
[[nodiscard]] MessageId messageIdOf(const Digest& contentHash, std::string_view channel, std::string_view contact);

/// On its way, in few numbers: planned = waiting + held + sent + withheld + failed.
struct BroadcastProgress {
    int planned = 0, waiting = 0, held = 0, sent = 0, withheld = 0, failed = 0;
    bool operator==(const BroadcastProgress&) const = default;
};
BOOST_DESCRIBE_STRUCT(BroadcastProgress, (), (planned, waiting, held, sent, withheld, failed))
[[nodiscard]] BroadcastProgress progressOf(const std::map<std::string, int>& states, bool paused);

}  // namespace ok::comms
