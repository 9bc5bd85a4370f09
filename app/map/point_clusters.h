// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Grid clusters of points for one zoom level: points in the same cell of `cellPixels` are one mark with a count, at
// their mean. Pure and deterministic: the same points in any order give the same clusters.
#pragma once
#include <QPointF>
#include <cstdint>
#include <span>
#include <vector>

namespace ok::app {

struct PointCluster {
    QPointF world;      // mean position
    std::uint32_t count = 0;
    std::uint32_t first = 0;  // index of one member: the only one when count is 1
};

/// `zoom` is a whole level; from kNoClusterZoom on every point stands alone.
constexpr int kNoClusterZoom = 17;
[[nodiscard]] std::vector<PointCluster> clusterPoints(std::span<const QPointF> world, int zoom, double cellPixels = 56);

}  // namespace ok::app
