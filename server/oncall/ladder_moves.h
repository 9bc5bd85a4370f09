// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// A move of a ladder becomes timers, rows of the outbox and one entry, in the transaction that it happens in: after a crash either all
// of it is there or nothing.
#pragma once
#include "server/oncall/ladder_people.h"
#include "shared/oncall/oncall_events.h"

namespace ok::oncall {

/// What a move was made for.
struct MoveCause {
    std::string why, key, reason;
    std::optional<LadderOrigin> origin = {};
    std::optional<Snooze> snoozed = {};
    std::optional<std::string> assignee = {};
    std::vector<ToSend> told = {};        ///< went with something else: counted, and not sent again
};

/// False: it was a duplicate, and nothing was written. `run` becomes what it is now.
bool carryOut(CommandContext& cx, const OncallPorts& ports, const approvals::Approval& frozen, LadderRun& run, LadderMove move, MoveCause cause);

/// `minor`, `major`, `critical`: what the request itself says it reaches, and its incidents as they are now.
[[nodiscard]] std::string severityOf(CommandContext& cx, const approvals::Approval& frozen);
/// Ids of the incidents among what it is about.
[[nodiscard]] std::vector<std::string> incidentsOf(CommandContext& cx, const approvals::Approval& frozen);

[[nodiscard]] std::string timerKey(ApprovalId approval, const std::string& key);
void setTimers(CommandContext& cx, ApprovalId approval, const std::vector<LadderTimer>& timers);

}  // namespace ok::oncall
