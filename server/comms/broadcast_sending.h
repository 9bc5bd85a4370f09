// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// A broadcast leaves: when it is released, or at the hour it was released for; from its snapshot alone (F04.R5).
#pragma once
#include "server/comms/comms_ports.h"
#include "shared/comms/comms_commands.h"

namespace ok::comms {

[[nodiscard]] Result<std::shared_ptr<const Broadcast>> loadBroadcast(CommandContext& cx, BroadcastId id);
[[nodiscard]] Problem notADraft(const Broadcast& broadcast);
/// What was released for a later hour leaves as it was read, or is cancelled: it is not changed.
[[nodiscard]] Status notScheduled(const Broadcast& broadcast);

/// Those of its channels that a command means.
[[nodiscard]] std::vector<Channel> channelsOf(const Broadcast& broadcast, const SendBroadcast& command);

/// What refuses it now whoever releases it: asked before anybody is called for a key that would open nothing.
[[nodiscard]] Status couldLeave(CommandContext& cx, const CommsPorts& ports, const Broadcast& broadcast, const SendBroadcast& command);
[[nodiscard]] Status sendBroadcast(CommandContext& cx, const CommsPorts& ports, const SendBroadcast& command);
[[nodiscard]] Status publishScheduled(CommandContext& cx, const CommsPorts& ports, const PublishScheduled& command);

}  // namespace ok::comms
