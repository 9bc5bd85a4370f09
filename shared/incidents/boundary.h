// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Where an incident reaches: the convex hull of its evidence and its feed points, widened by what each says about its
// surroundings. A function of the set of points alone.
#pragma once
#include <span>
#include <vector>

#include "shared/incidents/incident_events.h"
#include "shared/territory/accounts_near.h"

namespace ok::incidents {

/// Corners of the convex hull, counter-clockwise from the westernmost; all points when there are fewer than three.
[[nodiscard]] std::vector<LonLat> convexHull(std::span<const LonLat> points);

/// How far an outage of so many customers reaches around its device: 40 m a square root of them, 150 to 1,500 m. A feed
/// names the device, not its reach; a guess that grows with the customers beats one that does not.
[[nodiscard]] double feedMargin(int customers);

[[nodiscard]] Polygon boundaryAround(std::span<const LonLat> reports, std::span<const FeedLink> feeds, double reportMargin);

/// The boundary with its centre and the accounts inside; `accounts` may be null (none known).
[[nodiscard]] Extent extentOf(Polygon boundary, const territory::AccountsNear* accounts);

}  // namespace ok::incidents
