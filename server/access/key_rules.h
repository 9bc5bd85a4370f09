// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// The rules around security keys on the gate: who lacks which, renewals and their reminders, places, alarms (F09.R4, F09.R6).
#pragma once
#include "server/access/key_room.h"
#include "shared/access/key_rule_commands.h"
#include "shared/access/key_rule_events.h"
#include "shared/access/key_standing.h"

namespace ok::access {

[[nodiscard]] KeyStanding standingOf(Views& views, const User& user, const RoleBook& roles, Instant now);
/// Writes down what a person's roles lack, if that changed.
void noteStanding(CommandContext& cx, UserId user);
void noteStanding(CommandContext& cx, UserId user, const RoleBook& roles);
/// The same for everybody, and the timer for the next look.
void noteEverybody(CommandContext& cx);
void planReview(CommandContext& cx);

/// Problem `person_lacks_keys` for a role whose holders need keys that this person has not.
[[nodiscard]] Status mayHold(CommandContext& cx, const User& user, const std::vector<std::string>& roles);

/// Fills in region, environment, device and policy version.
void placeFacts(CommandContext& cx, const KeyPolicy& policy, KeyFacts& facts);
/// What the policy says about where this is; a lift that is in force is noted in the facts instead.
[[nodiscard]] Status checkPlace(CommandContext& cx, const KeyPolicy& policy, KeyFacts& facts);
/// A use from a region that is new for this person is an alarm; an open alarm about failures is over.
void afterUse(CommandContext& cx, const KeyPolicy& policy, const KeyFacts& facts);

/// To the administrators, by the connectors alerts use; and to one person's own mail.
void tellStaff(CommandContext& cx, const std::string& subject, const std::string& text, const std::string& key, bool settled = false);
void tellPerson(CommandContext& cx, const std::string& login, const std::string& subject, const std::string& text);

void addKeyRuleHandlers(Gate& gate);

}  // namespace ok::access
