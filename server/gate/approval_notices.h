// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Whom a step of a request concerns: rows of the outbox, mail to staff (F02.R2.A4 to A6).
#pragma once
#include <set>

#include "server/gate/command.h"
#include "shared/approvals/drift.h"
#include "shared/approvals/release.h"

namespace ok {

/// Accounts that hold a role now: whole, by an assignment of the live matrix to them or to a group of theirs, or from the directory.
[[nodiscard]] std::set<std::string> holdersOf(CommandContext& cx, const std::string& role);

/// The author and whoever had approved it (F01.R5.A4). Of the others: the logins of those who are told.
void tellOfRejection(CommandContext& cx, const approvals::Approval& frozen, const std::string& reason);
/// Nobody decided in time: the author and whoever had turned a key (F01.R5.A1).
void tellOfExpiry(CommandContext& cx, const approvals::Approval& frozen);
/// Whoever wrote the version before or turned a key for it: their word does not count any more (F01.R1.A3).
void tellOfNewVersion(CommandContext& cx, const approvals::Approval& before, const approvals::Approval& next);
/// Who wrote it and who turned a key, once in ten minutes for a request (F04.R4.A6).
void tellOfDrift(CommandContext& cx, const approvals::Approval& frozen, const approvals::Drift& drift);
std::vector<std::string> tellOfPause(CommandContext& cx, const approvals::Approval& frozen, const std::vector<std::string>& approvers);
std::vector<std::string> tellOfOverride(CommandContext& cx, const approvals::Approval& frozen, const approvals::EmergencyOverride& asked, const std::vector<std::string>& approvers);
/// Compliance, of an override that nobody may ask for (F06.R5.A6).
std::vector<std::string> tellOfForbidden(CommandContext& cx, const approvals::Approval& frozen, const std::string& role, const std::string& justification);
/// Everybody concerned, that its keys count no more: `mismatch` or `lapsed`.
std::vector<std::string> tellOfClearedKeys(CommandContext& cx, const approvals::Approval& frozen, const std::string& about, const std::string& why);
/// Its author that it went out; of what was taken back, those who could have decided (F01.R1.A6, F01.R5.A5).
void tellOfRelease(CommandContext& cx, const approvals::Approval& frozen);
void tellOfCancel(CommandContext& cx, const approvals::Approval& frozen, const std::string& reason, const std::vector<std::string>& approvers);
/// Administrators, that somebody tried to change what is only added to (F01.R1.A7).
std::vector<std::string> tellOfAttempt(CommandContext& cx, const approvals::Approval& frozen, const std::string& method);
std::vector<std::string> tellOfEscalation(CommandContext& cx, const approvals::Approval& frozen, const approvals::ApprovalStep& step, Instant expiresAt);

}  // namespace ok
