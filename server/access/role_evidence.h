// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Who changed somebody's roles or scopes, from where, why and by whose approval (F02.R5.A2).
#pragma once
#include "server/gate/command.h"
#include "shared/access/role_change.h"
#include "shared/access/user.h"
#include "shared/policy/policy_events.h"

namespace ok::access {

/// What this command's context knows, added to a change.
[[nodiscard]] RoleChange asChangedBy(const CommandContext& cx, RoleChange change, std::string reason);
/// A person's whole roles.
[[nodiscard]] RolesGranted rolesGranted(const CommandContext& cx, const User& user, std::vector<std::string> after, const std::string& reason);
/// Around the publication of a roles matrix: whose assignments it changed is told beside it.
void aroundPublication(CommandContext& cx, const policy::PolicyPublished& event, const std::string& reason, const std::function<void()>& publish);

}  // namespace ok::access
