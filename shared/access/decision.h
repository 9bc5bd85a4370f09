// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// May this context do this action? A pure function of (context, action, role grants). The answer always carries its
// reasons and a deterministic id (H2): SHA-256 over tenant, actor, action, policy version and outcome.
#pragma once
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "shared/access/security_context.h"

namespace ok {

/// Which role may do which actions; `*` at the end stands for every action with that prefix (`incidents.*`).
struct RoleGrants {
    std::string version = "builtin-1";
    std::map<std::string, std::vector<std::string>> actionsByRole;
};
BOOST_DESCRIBE_STRUCT(RoleGrants, (), (version, actionsByRole))

/// What a fresh installation starts with.
[[nodiscard]] const RoleGrants& builtinGrants();

struct AccessDecision {
    bool allowed = false;
    std::string rule;            ///< `role:operator incidents.*`, or the reason key of the refusal
    std::string decisionId;      ///< 32 hex digits
    std::vector<std::string> rolesThatMay;  ///< for a refusal: the smallest change that would allow it
    std::vector<std::string> scopesThatMay; ///< the same where a token's scopes stood in the way
};
BOOST_DESCRIBE_STRUCT(AccessDecision, (), (allowed, rule, decisionId, rolesThatMay, scopesThatMay))

/// Is a hardware key's assertion fresh? The server's own acts need none.
[[nodiscard]] bool assured(const SecurityContext& who, Instant now);

[[nodiscard]] AccessDecision decideAccess(const SecurityContext& who, std::string_view action, const RoleGrants& grants);

}  // namespace ok
