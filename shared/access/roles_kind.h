// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// The roles matrix as a kind of policy document: what makes a version invalid or dangerous, how its changes read, whom they
// touch, and what it would have said to what happened.
#pragma once
#include "shared/access/roles_matrix.h"
#include "shared/policy/kind.h"

namespace ok::access {

/// Capabilities one principal may gain by one publication, where the live matrix does not say (F02.R6.A7).
inline constexpr std::int64_t standardBlastRadius = 5'000;

[[nodiscard]] policy::Kind makeRolesKind();

/// Blocking: gaps for a geography and channel, a principal that gains too much. Warnings: overlapping scopes, high-risk gains.
[[nodiscard]] std::vector<policy::Finding> roleFindings(const RolesMatrix& before, const RolesMatrix& after, std::int64_t blastRadius);
[[nodiscard]] std::vector<policy::DiffRow> roleChanges(const RolesMatrix& before, const RolesMatrix& after);

}  // namespace ok::access
