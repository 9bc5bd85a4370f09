// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// What earlier messages still tell the accounts of a new send: shown to whoever approves it, refused where two stories would remain,
// and stopped in the transaction in which the new one leaves (shared/comms/live_claims.h decides).
#pragma once
#include <map>
#include <span>

#include "server/gate/command.h"
#include "shared/approvals/snapshot.h"
#include "shared/comms/comms_events.h"
#include "shared/comms/live_claims.h"

namespace ok::comms {

/// For a capture and for a preview; changes nothing. `leg`: the broadcast with the channels that are meant.
[[nodiscard]] ClaimFindings supersededBy(CommandContext& cx, const Broadcast& leg, std::span<const QueuedMessage> messages);
[[nodiscard]] ClaimFindings supersededBy(CommandContext& cx, const Broadcast& leg, std::span<const approvals::FrozenRecipient> recipients);
/// For SnapshotContent::documents: section delivery, name `supersedes`. Says what changes for people, not how far messages have come, so
/// that it is the same from the request to the release unless another update comes between.
[[nodiscard]] approvals::ReviewDocument supersedesDocument(const ClaimFindings& findings);

/// Both for a request: what the new send supersedes stands in its snapshot; two stories are refused when they are asked for, unless it
/// leaves `later`: then what waits now may have left.
[[nodiscard]] Status showEarlierWords(CommandContext& cx, const Broadcast& leg, std::span<const QueuedMessage> messages, bool later, approvals::SnapshotContent& out);

/// Problem `contradicts_live_message`: the worst one in `details` (broadcast, incident, accounts, why, and in words what to do).
[[nodiscard]] Status tellsOneStory(const ClaimFindings& findings);

/// Older words that end with a send.
struct EarlierWords {
    ClaimFindings findings;
    struct Stopped {
        MessageId message;
        MessageState state = MessageState::queued;
    };
    std::vector<Stopped> stopped;   ///< not handed over: withheld; under way: not tried again
};
/// Before the first entry of a send: refuses as tellsOneStory does; where two people broke the glass nothing is refused, and what would
/// arrive after it is stopped, whatever outage it is about. What it answers goes to stopEarlierWords() after BroadcastSent.
[[nodiscard]] Result<EarlierWords> earlierWords(CommandContext& cx, const Broadcast& leg, std::span<const QueuedMessage> messages);
[[nodiscard]] Status stopEarlierWords(CommandContext& cx, const EarlierWords& earlier, BroadcastId newer);

/// A message under way when newer words left came back: they were believed meanwhile, it does not leave again.
[[nodiscard]] bool stoppedByNewer(Views& views, const Message& message);

}  // namespace ok::comms
