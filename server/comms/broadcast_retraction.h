// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// One press takes back what was wrong, with the words that were released together with it (issue piece "Pre-armed retraction").
#pragma once
#include <span>

#include "server/gate/command.h"
#include "shared/comms/comms_commands.h"
#include "shared/ledger/entry.h"

namespace ok::comms {

/// Its correction, by an id that follows from the broadcast: however often it is pressed, there is one.
[[nodiscard]] BroadcastId correctionOf(BroadcastId wrong);

[[nodiscard]] Status retractBroadcast(CommandContext& cx, const RetractBroadcast& command);

/// A message that corrects one which, as is known by now, nobody got.
[[nodiscard]] bool neverReached(Views& views, const Message& message);

/// What it corrects is under way: whether anybody gets that is known in a moment. For a minute after the press at most.
[[nodiscard]] std::optional<Instant> untilItIsKnown(CommandContext& cx, const Message& message, const Broadcast& correction);

/// Counts what was taken back, and after how long: `ok_retractions_total`, `ok_retraction_age_seconds`.
void countRetractions(std::span<const Entry> entries);

}  // namespace ok::comms
