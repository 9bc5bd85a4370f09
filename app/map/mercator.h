// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Web Mercator as the map uses it. World: the unit square, y down. Local: pixels at zoom 16 from an origin in the middle
// of the data, so that 32-bit floats stay exact to a fraction of a pixel over a whole state.
#pragma once
#include <QPointF>
#include <algorithm>
#include <cmath>
#include <numbers>

#include "shared/base/geo.h"

namespace ok::app {

constexpr double kTile = 256;
constexpr double kLocalZoom = 16;
constexpr double kMaxLat = 85.0511287798;

[[nodiscard]] inline QPointF toWorld(LonLat p) {
    const double lat = std::clamp(p.lat, -kMaxLat, kMaxLat) * std::numbers::pi / 180;
    return {p.lon / 360 + 0.5, 0.5 - std::asinh(std::tan(lat)) / (2 * std::numbers::pi)};
}

[[nodiscard]] inline LonLat toLonLat(QPointF world) {
    return {(world.x() - 0.5) * 360,
            std::atan(std::sinh((0.5 - world.y()) * 2 * std::numbers::pi)) * 180 / std::numbers::pi};
}

/// Screen pixels a world unit spans at `zoom`.
[[nodiscard]] inline double worldPixels(double zoom) { return kTile * std::exp2(zoom); }

class LocalFrame {
  public:
    LocalFrame() = default;
    explicit LocalFrame(LonLat origin) : m_origin(toWorld(origin)) {}
    [[nodiscard]] QPointF origin() const { return m_origin; }
    [[nodiscard]] QPointF local(LonLat p) const { return (toWorld(p) - m_origin) * worldPixels(kLocalZoom); }
    [[nodiscard]] QPointF local(QPointF world) const { return (world - m_origin) * worldPixels(kLocalZoom); }

  private:
    QPointF m_origin{0.5, 0.5};
};

}  // namespace ok::app
