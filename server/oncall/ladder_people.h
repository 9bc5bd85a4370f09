// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Whom a ladder's target means now, how they can be reached, and why somebody would be asked in vain (F06.R5.A7): the roster as it is
// at this moment, roles, preferences, and the quorum's own rules.
#pragma once
#include <functional>
#include <memory>
#include <vector>

#include "server/gate/gate.h"
#include "shared/oncall/nudge_words.h"
#include "shared/oncall/oncall_views.h"

namespace ok::oncall {

struct OncallPorts {
    /// Does the installation know how to reach this login on `sms`, `voice` or `email`? Not asked in a rehearsal.
    std::function<bool(TenantId, const std::string& login, const std::string& channel)> reachable;
    MatrixSource matrices;
    /// With what this person decides this request with one tap. Asked once for each nudge that leaves.
    std::function<TapLink(CommandContext&, ApprovalId, const std::string& person, const std::string& channel)> linkFor;
    /// One id a human being over all their accounts; empty: the account is a person of its own.
    std::function<std::string(CommandContext&, const std::string& account)> personOf;
};

/// What a move of this request's ladder looks at. Lives no longer than `cx`.
[[nodiscard]] LadderFacts factsFor(CommandContext& cx, const OncallPorts& ports, const approvals::Approval& frozen);

/// The steps from the one that comes next on, with who would be asked: at most 40.
[[nodiscard]] std::vector<NextUp> nextOf(const LadderPolicy& policy, const Ladder& ladder, const LadderFacts& facts);

/// Has somebody else taken this request over from this account (F01.R5.A3)?
[[nodiscard]] bool barred(CommandContext& cx, ApprovalId approval, const std::string& account);
/// The teams whose rosters name this account.
[[nodiscard]] std::vector<std::string> teamsOf(CommandContext& cx, const std::string& account);
[[nodiscard]] Preferences preferencesOf(CommandContext& cx, const std::string& person);
/// Accounts in the team that cannot be asked any more.
[[nodiscard]] Inactive inactiveIn(Views& views, const Team& team);

}  // namespace ok::oncall
