// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Whom a request's step concerns: rows of the outbox for them, and the logins of those who are told.
#pragma once
#include "server/gate/command.h"
#include "shared/approvals/release.h"

namespace ok {

void tellOfRejection(CommandContext& cx, const approvals::Approval& frozen, const std::string& reason);
std::vector<std::string> tellOfPause(CommandContext& cx, const approvals::Approval& frozen, const std::vector<std::string>& approvers);
std::vector<std::string> tellOfOverride(CommandContext& cx, const approvals::Approval& frozen, const approvals::EmergencyOverride& asked,
                                        const std::vector<std::string>& approvers);
std::vector<std::string> tellOfEscalation(CommandContext& cx, const approvals::Approval& frozen, const approvals::ApprovalStep& step, Instant expiresAt);

}  // namespace ok
