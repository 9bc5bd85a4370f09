// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// From the accounts of an incident to the audience of a broadcast: a slice of the book (shared/comms/audience_book.h), what its
// contacts said, the routing rules in force; counted for a preview, or frozen as messages.
#pragma once
#include "server/comms/comms_ports.h"
#include "shared/comms/audience.h"
#include "shared/comms/comms_events.h"
#include "shared/comms/routing_rules.h"

namespace ok::comms {

struct FrozenAudience {
    std::vector<ChannelReach> reach;
    std::vector<QueuedMessage> messages;  ///< without ids
    int routingVersion = 0;               ///< of the rules by which they were chosen; 0: none were published
    std::vector<std::string> stopped;     ///< of those affected: `sms <token>`
    std::map<std::string, std::map<std::string, std::int64_t>> people;   ///< accounts told, by dimension and value (F01.R3.A1)
};

/// `at`: when it is to leave, for quiet hours; unknown: now.
[[nodiscard]] FrozenAudience freezeAudience(CommandContext& cx, const CommsPorts& ports, const Broadcast& broadcast, const Affected& affected, Instant at = {});

/// The same numbers without the messages.
[[nodiscard]] std::vector<ChannelReach> countAudience(CommandContext& cx, const CommsPorts& ports, const Broadcast& broadcast, const Affected& affected);
/// And people, each once in a slice, as freezeAudience() counts them.
[[nodiscard]] FrozenAudience countedAudience(CommandContext& cx, const CommsPorts& ports, const Broadcast& broadcast, const Affected& affected);

/// Of these accounts, with what their contacts chose.
[[nodiscard]] AudienceSlice sliceOf(CommandContext& cx, const CommsPorts& ports, const Affected& affected);

[[nodiscard]] RoutingRules routingNow(Views& views);

/// STOP by text holds for every channel, a choice made in an email or a call for that one.
[[nodiscard]] bool isStopped(CommandContext& cx, const CommsPorts& ports, const std::string& contact, Channel channel);

}  // namespace ok::comms
