// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "app/map/point_clusters.h"

#include <algorithm>
#include <cmath>

#include "app/map/mercator.h"

namespace ok::app {
namespace {

struct Keyed {
    std::uint64_t cell;
    std::uint32_t index;
};

std::uint64_t cellOf(QPointF world, double cells) {
    const auto x = static_cast<std::uint32_t>(std::clamp(std::floor(world.x() * cells), 0.0, 4294967295.0));
    const auto y = static_cast<std::uint32_t>(std::clamp(std::floor(world.y() * cells), 0.0, 4294967295.0));
    return (static_cast<std::uint64_t>(y) << 32) | x;
}

}  // namespace

std::vector<PointCluster> clusterPoints(std::span<const QPointF> world, int zoom, double cellPixels) {
    std::vector<Keyed> keyed;
    keyed.reserve(world.size());
    const double cells = worldPixels(zoom) / cellPixels;
    for (std::uint32_t i = 0; i < world.size(); ++i) {
        if (std::isnan(world[i].x())) continue;  // a free slot
        keyed.push_back({zoom >= kNoClusterZoom ? i : cellOf(world[i], cells), i});
    }
    std::sort(keyed.begin(), keyed.end(), [&](const Keyed& a, const Keyed& b) {
        if (a.cell != b.cell) return a.cell < b.cell;
        // By place, not by index: the sum below must not depend on the order of arrival.
        return std::pair(world[a.index].x(), world[a.index].y()) < std::pair(world[b.index].x(), world[b.index].y());
    });
    std::vector<PointCluster> clusters;
    for (std::size_t at = 0; at < keyed.size();) {
        PointCluster cluster;
        cluster.first = keyed[at].index;
        const auto cell = keyed[at].cell;
        QPointF sum;
        for (; at < keyed.size() && keyed[at].cell == cell; ++at, ++cluster.count) sum += world[keyed[at].index];
        cluster.world = sum / cluster.count;
        clusters.push_back(cluster);
    }
    return clusters;
}

}  // namespace ok::app
