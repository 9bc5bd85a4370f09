// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Messages and their outbox rows change together: queued in batches, stopped before they are handed over.
#pragma once
#include "server/gate/command.h"
#include "shared/comms/comms_events.h"

namespace ok::comms {

/// Messages that have their ids already.
void queueMessages(CommandContext& cx, BroadcastId broadcast, std::vector<QueuedMessage> messages, const std::vector<std::string>& subjects);

/// Those of them that nobody has claimed yet. `newer`: whose words replaced them; may be unknown.
[[nodiscard]] Status withholdMessages(CommandContext& cx, const std::vector<MessageId>& messages, const std::string& reason, BroadcastId newer);

}  // namespace ok::comms
