// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// A move of a ladder becomes timers, rows of the outbox and one entry, in the transaction that it happens in: after a crash either all
// of it is there or nothing.
#pragma once
#include "server/oncall/ladder_people.h"

namespace ok::oncall {

/// What a move was made for.
struct MoveCause {
    std::string why, key, reason;
    std::optional<LadderOrigin> origin = {};
    std::optional<Snooze> snoozed = {};
    std::optional<std::string> assignee = {};
};

/// False: it was a duplicate, and nothing was written. `run` becomes what it is now.
bool carryOut(CommandContext& cx, const OncallPorts& ports, const approvals::Approval& frozen, LadderRun& run, LadderMove move, MoveCause cause);

/// `minor`, `major`, `critical`: what the request itself says it reaches, and its incidents as they are now.
[[nodiscard]] std::string severityOf(CommandContext& cx, const approvals::Approval& frozen);
/// Ids of the incidents among what it is about.
[[nodiscard]] std::vector<std::string> incidentsOf(CommandContext& cx, const approvals::Approval& frozen);

/// A request was taken to its next level, by the clock of its rule or by its author: whoever holds that role and has the duty now, else
/// everybody who holds it, gets a text, or a call where no text reaches them, beside the gate's mail (F02.R2.A4). Quiet hours hold nobody
/// back: it is late already.
void callNextLevel(CommandContext& cx, const OncallPorts& ports, const approvals::Approval& frozen);

/// Tells those whom a comment mentions.
Status tellMentioned(CommandContext& cx, const OncallPorts& ports, ApprovalId approval, const std::string& comment);

[[nodiscard]] std::string timerKey(ApprovalId approval, const std::string& key);
void setTimers(CommandContext& cx, ApprovalId approval, const std::vector<LadderTimer>& timers);

}  // namespace ok::oncall
