// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// What people do to a broadcast on its way: pause, go on, slower, a channel later, another order (F05.R4.A6, digest C20).
#pragma once
#include "server/gate/gate.h"
#include "shared/comms/comms_commands.h"
#include "shared/comms/comms_events.h"

namespace ok::comms {

/// Handlers and the facts of their scopes are added by addHandlers() and addScopeFacts().
void addSteering(Gate& gate);

/// A message and its row that nobody has handed over.
struct OpenRow {
    Message message;
    OutboxRow row;
};
/// By the hour they would leave.
[[nodiscard]] std::vector<OpenRow> openRows(CommandContext& cx, BroadcastId broadcast);

/// Something of it is on its way, and no newer words take its place. Problem `broadcast_not_sending`.
[[nodiscard]] Status onItsWay(const Broadcast& broadcast);

/// A message of a plan is handed over now: a cohort that begins more than five seconds late is told, once (F05.R2.A5).
void noteDeviation(CommandContext& cx, const Message& message, const Broadcast& broadcast, const OutboxRow& row);
/// It was tried as often as it may be: its cohort is marked and whoever watches is told, once a channel (F05.R4.A4).
void noteGivenUp(CommandContext& cx, const Message& message, const OutboxRow& row, const std::string& reason);

}  // namespace ok::comms
