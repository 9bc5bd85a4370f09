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

/// The author. Of the others: the logins of those who are told.
void tellOfRejection(CommandContext& cx, const approvals::Approval& frozen, const std::string& reason);
/// Whoever wrote the version before or turned a key for it: their word does not count any more (F01.R1.A3).
void tellOfNewVersion(CommandContext& cx, const approvals::Approval& before, const approvals::Approval& next);
std::vector<std::string> tellOfPause(CommandContext& cx, const approvals::Approval& frozen, const std::vector<std::string>& approvers);
std::vector<std::string> tellOfOverride(CommandContext& cx, const approvals::Approval& frozen, const approvals::EmergencyOverride& asked, const std::vector<std::string>& approvers);
std::vector<std::string> tellOfEscalation(CommandContext& cx, const approvals::Approval& frozen, const approvals::ApprovalStep& step, Instant expiresAt);

}  // namespace ok
