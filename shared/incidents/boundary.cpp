// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "shared/incidents/boundary.h"

#include <algorithm>
#include <cmath>
#include <tuple>

namespace ok::incidents {
namespace {

bool turnsLeft(LonLat o, LonLat a, LonLat b) {
    return (a.lon - o.lon) * (b.lat - o.lat) - (a.lat - o.lat) * (b.lon - o.lon) > 0;
}

}  // namespace

std::vector<LonLat> convexHull(std::span<const LonLat> points) {
    std::vector<LonLat> sorted(points.begin(), points.end());
    std::sort(sorted.begin(), sorted.end(), [](LonLat a, LonLat b) { return std::tie(a.lon, a.lat) < std::tie(b.lon, b.lat); });
    sorted.erase(std::unique(sorted.begin(), sorted.end()), sorted.end());
    if (sorted.size() < 3) return sorted;
    std::vector<LonLat> hull;
    const auto extend = [&hull](std::size_t floor, LonLat p) {
        while (hull.size() >= floor + 2 && !turnsLeft(hull[hull.size() - 2], hull.back(), p)) hull.pop_back();
        hull.push_back(p);
    };
    for (const LonLat p : sorted) extend(0, p);
    const std::size_t lower = hull.size() - 1;
    for (auto it = sorted.rbegin() + 1; it != sorted.rend(); ++it) extend(lower, *it);
    hull.pop_back();
    return hull;
}

double feedMargin(int customers) { return std::clamp(40 * std::sqrt(std::max(customers, 0)), 150.0, 1500.0); }

Polygon boundaryAround(std::span<const LonLat> reports, std::span<const FeedLink> feeds, double reportMargin) {
    std::vector<LonLat> corners;
    const auto add = [&corners](std::span<const LonLat> points, double margin) {
        for (const Ring& ring : hullAround(points, margin).rings) corners.insert(corners.end(), ring.begin(), ring.end());
    };
    add(reports, reportMargin);
    for (const FeedLink& feed : feeds) add(feed.points, feedMargin(feed.customersOut));
    Polygon boundary;
    if (!corners.empty()) boundary.rings.push_back(convexHull(corners));
    return boundary;
}

Extent extentOf(Polygon boundary, const territory::AccountsNear* accounts) {
    Extent extent;
    if (!boundary.rings.empty()) {
        const GeoBox box = boundsOf(boundary);
        const auto middle = [](double a, double b) { return std::round((a + b) / 2 * 1e7) / 1e7; };
        extent.centre = LonLat{middle(box.low.lon, box.high.lon), middle(box.low.lat, box.high.lat)};
        if (accounts != nullptr) extent.affectedAccounts = static_cast<int>(accounts->countInside({boundary}));
    }
    extent.boundary = std::move(boundary);
    return extent;
}

}  // namespace ok::incidents
