// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// In which steps a broadcast leaves (F05.R4). What people do to it on its way: broadcast_steering.h.
#pragma once
#include "server/comms/broadcast_recipients.h"
#include "server/outbox/outbox_commands.h"
#include "shared/comms/comms_commands.h"

namespace ok::comms {

/// When each message leaves, by its place in the list; for those left out too. Fills the leg's plan, limit and last hour, and the cohorts. What the risk
/// of the request asked for decides; in an emergency nothing waits. Problems: `policy_rules_misconfigured`, those of scheduleOf().
[[nodiscard]] Result<std::vector<Instant>> hoursOf(CommandContext& cx, Leaving& leaving);

/// Half sent and paused, so that newer words may take its place.
[[nodiscard]] Status mayBeAmended(CommandContext& cx, BroadcastId broadcast, IncidentId incident);
/// The rest of what `by` takes the place of does not leave.
[[nodiscard]] Status endAmended(CommandContext& cx, const Broadcast& by);

/// Writes that nothing of it is under way, if that is so.
void completeIfDone(CommandContext& cx, const std::string& broadcast);

}  // namespace ok::comms
