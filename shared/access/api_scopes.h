// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// What an API token or an OAuth client may be narrowed to. A scope is a name for some of the actions that the one decision
// engine knows. It never allows anything: a token's request is allowed when the roles behind it allow the action and one
// of its scopes covers it. No scope covers approvals or signing in: a program is no second key.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "shared/access/security_context.h"

namespace ok {

struct ApiScope {
    std::string name;
    std::vector<std::string> actions;   ///< `*` at the end stands for every action with that prefix
    std::string says;                   ///< in plain words, for lists
};
BOOST_DESCRIBE_STRUCT(ApiScope, (), (name, actions, says))

/// Every scope there is, in order of name.
[[nodiscard]] const std::vector<ApiScope>& apiScopes();
[[nodiscard]] bool isApiScope(std::string_view name);
[[nodiscard]] bool scopesCover(const std::vector<std::string>& scopes, std::string_view action);
[[nodiscard]] std::vector<std::string> scopesFor(std::string_view action);

/// Everybody may see and end their own sessions and tokens: actions that begin with `self.`, by a signed-in person.
[[nodiscard]] bool isOwnAffair(const SecurityContext& who, std::string_view action);

/// OAuth's `scope` parameter (RFC 6749 3.3): words of visible ASCII between single spaces, at most 40 and each known.
/// Problem `invalid_scope`.
[[nodiscard]] Result<std::vector<std::string>> parseScopes(std::string_view text);
[[nodiscard]] std::string joinScopes(const std::vector<std::string>& scopes);

}  // namespace ok
