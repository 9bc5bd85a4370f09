// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// From accounts to the frozen audience of a broadcast: flat rows for shared/comms/audience.h, and back to messages.
#pragma once
#include "server/comms/comms_ports.h"
#include "shared/comms/audience.h"
#include "shared/comms/comms_events.h"

namespace ok::comms {

struct FrozenAudience {
    std::vector<ChannelReach> reach;
    std::vector<QueuedMessage> messages;  ///< without ids
};

[[nodiscard]] FrozenAudience freezeAudience(CommandContext& cx, const CommsPorts& ports, const Broadcast& broadcast,
                                            const std::vector<territory::Account>& accounts);

/// STOP by text holds for every channel, a choice made in an email or a call for that one.
[[nodiscard]] bool isStopped(CommandContext& cx, const CommsPorts& ports, const std::string& contact, Channel channel);

}  // namespace ok::comms
