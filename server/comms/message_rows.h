// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Messages and their outbox rows change together: queued in batches, stopped before they are handed over.
#pragma once
#include <set>

#include "server/gate/command.h"
#include "shared/comms/comms_events.h"

namespace ok::comms {

/// Messages that have their ids already.
void queueMessages(CommandContext& cx, BroadcastId broadcast, std::vector<QueuedMessage> messages, const std::vector<std::string>& subjects);

/// Those of them that nobody has claimed yet. `newer`: whose words replaced them; may be unknown.
[[nodiscard]] Status withholdMessages(CommandContext& cx, const std::vector<MessageId>& messages, const std::string& reason, BroadcastId newer);

/// The broadcast of a message, if messages of it are under way: asked before a change, so that completeIfDone() is asked once after it.
void noteOnItsWay(Views& views, const std::string& message, std::set<std::string>& out);

}  // namespace ok::comms
