// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Evidence that somebody's roles or scopes changed (F02.R5.A2): what they held before and after, as hashes and field by field,
// why, by whose approval. Pure; server/access/role_evidence.h adds who asked and from where.
#pragma once
#include <string>
#include <vector>

#include "shared/access/roles_matrix.h"
#include "shared/base/digest.h"

namespace ok::access {

/// All that one principal holds in one of the places roles come from.
struct HeldAccess {
    std::vector<std::string> roles, groups;
    std::vector<Assignment> assignments;
    bool operator==(const HeldAccess&) const = default;
};
BOOST_DESCRIBE_STRUCT(HeldAccess, (), (roles, groups, assignments))

struct FieldChange {
    std::string field;                   ///< `roles`, `groups`, `assignments/<id>`
    RawJson before{"null"}, after{"null"};
};
BOOST_DESCRIBE_STRUCT(FieldChange, (), (field, before, after))

struct RoleChange {
    std::string actorId;
    std::string targetPrincipal, principalKind;   ///< `user` or `group`
    std::string changeType;                       ///< `add`, `remove`, `update`
    Digest beforeStateHash, afterStateHash;       ///< SHA-256 of the canonical HeldAccess
    std::vector<FieldChange> fieldLevelDiff;
    std::string changeReason;                     ///< never empty
    std::string approvalReference;                ///< of the request that was released; empty: none was needed
    std::string ipAddress, userAgent;
};
BOOST_DESCRIBE_STRUCT(RoleChange, (), (actorId, targetPrincipal, principalKind, changeType, beforeStateHash, afterStateHash, fieldLevelDiff,
                                       changeReason, approvalReference, ipAddress, userAgent))

[[nodiscard]] RoleChange roleChange(std::string principal, PrincipalKind kind, const HeldAccess& before, const HeldAccess& after);

/// Of each principal whose assignments differ between two matrices, in order of name.
[[nodiscard]] std::vector<RoleChange> assignmentChanges(const RolesMatrix& before, const RolesMatrix& after);

/// A published matrix gave or took: at most 100 principals an entry.
struct AssignmentsChanged {
    static constexpr std::string_view eventType = "access.assignments_changed";
    std::string policyVersion;
    std::vector<RoleChange> changes;
};
BOOST_DESCRIBE_STRUCT(AssignmentsChanged, (), (policyVersion, changes))

}  // namespace ok::access
