// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// What the facts of an identity provider give one person (F02.R3). It stands beside the live matrix because it changes with
// the directory and not with a publication: whoever decides adds these assignments and groups to what the matrix says of
// the same person. A person who was deprovisioned has no such document.
#pragma once
#include "shared/access/roles_matrix.h"
#include "shared/base/ids.h"

namespace ok::access {

/// As the source of one of a principal's assignments: what that role allows does not count now, wherever it comes from (its
/// holder lacks the keys it asks for, key_standing.h). Made for a decision; no document holds it.
inline constexpr std::string_view withheldSource = "withheld";

/// Says so of `roles` in a person's assignments: what they allow does not count, what they forbid does.
inline void withhold(std::vector<Assignment>& of, const std::string& user, const std::vector<std::string>& roles) {
    for (const std::string& role : roles) {
        of.push_back({.id = {}, .kind = PrincipalKind::user, .principal = user, .role = role, .within = {}, .source = std::string(withheldSource), .until = {}});
    }
}

struct MappedAccess {
    static constexpr std::string_view viewKind = "mapped_access";
    UserId user;
    std::vector<std::string> groups;       ///< ids and names of the directory groups the matrix may name
    std::vector<Assignment> assignments;   ///< principal is the user's id; source `scim`, `ldap:<name>`, `oidc:<name>`, `saml:<name>`
    int rulesVersion = 0;                  ///< of the mapping rules that gave them
    bool operator==(const MappedAccess&) const = default;
    [[nodiscard]] std::string viewId() const { return user.str(); }
};
BOOST_DESCRIBE_STRUCT(MappedAccess, (), (user, groups, assignments, rulesVersion))

}  // namespace ok::access
