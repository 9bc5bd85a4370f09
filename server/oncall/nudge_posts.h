// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// What people are told of a request, as rows of the outbox: nudges, reminders, several in one, and how it ended.
#pragma once
#include "server/oncall/ladder_people.h"

namespace ok::oncall {

/// The nudges of a move, those that go together with what `joined` names. In the transaction of the move, after its entry.
void sendNudges(CommandContext& cx, const OncallPorts& ports, const approvals::Approval& frozen, const LadderRun& run, const std::vector<ToSend>& all, const std::vector<JoinedNudge>& joined);
/// Of which other requests these nudges speak too: those about the same incident that this person was asked for within the policy's
/// `joinSeconds` and has not answered (F06.R3.A7).
[[nodiscard]] std::vector<JoinedNudge> joinedBy(CommandContext& cx, const LadderRun& run, const std::vector<ToSend>& all);

/// Whoever was asked in vain hears that nobody is waited for any more (F06.R2.A7), or that others decide it now (F01.R5.A3).
void sendEndings(CommandContext& cx, const approvals::Approval& frozen, const LadderRun& run, const char* about, const std::vector<std::string>& only = {});
void tellExceeded(CommandContext& cx, const LadderRun& run);
/// Who asked hears that a nudge does not leave now, why, and when it can; what is held for one person goes as one message then.
void tellThrottled(CommandContext& cx, const LadderRun& run, const std::vector<LadderNote>& notes);
/// All that is held for this person in one message (F06.R3.A7).
Status sendDigest(CommandContext& cx, const OncallPorts& ports, const std::string& person);
/// Rejected or expired: who asked for it and who had approved hear it as a text, the reason with it (F01.R5.A1, F01.R5.A4).
void tellOutcome(CommandContext& cx, const OncallPorts& ports, const approvals::Approval& frozen);

/// A request was taken to its next level, by the clock of its rule or by its author: whoever holds that role and has the duty now, else
/// everybody who holds it, gets a text, or a call where no text reaches them, beside the gate's mail (F02.R2.A4). Quiet hours hold nobody
/// back: it is late already.
void callNextLevel(CommandContext& cx, const OncallPorts& ports, const approvals::Approval& frozen);

/// Tells those whom a comment mentions.
Status tellMentioned(CommandContext& cx, const OncallPorts& ports, ApprovalId approval, const std::string& comment);

}  // namespace ok::oncall
