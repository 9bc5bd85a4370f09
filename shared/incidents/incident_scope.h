// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// An incident as the roles matrix sees it: how severe, and where. Severity follows from how many are without service and from
// danger to life; nobody sets it, so nobody can talk an incident into somebody's scope.
#pragma once
#include <string>
#include <vector>

#include "shared/incidents/incident.h"

namespace ok::incidents {

inline constexpr int majorFrom = 1'000, criticalFrom = 10'000;   ///< customers without service

/// `minor`, `major`, `critical`. A safety cause is critical whatever its size.
[[nodiscard]] std::string severityOf(const Incident& incident);

/// Positions along the rings, so close that an outline cannot leave an area between two of them unseen by more than
/// `outlineStep` metres; long edges get at most 64.
inline constexpr double outlineStep = 100;
[[nodiscard]] std::vector<LonLat> outlineOf(const Polygon& shape);
/// The outline, or the centre where there is none. Empty: its place is not known.
[[nodiscard]] std::vector<LonLat> placesOf(const Incident& incident);

}  // namespace ok::incidents
