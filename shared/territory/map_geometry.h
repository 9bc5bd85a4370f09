// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Cutting geometry into tiles: simplify in tile units, clip to a box, drop what is too small to see.
#pragma once
#include <span>
#include <vector>

#include "shared/territory/map_tiles.h"

namespace ok::territory {

/// World coordinates scaled so that one tile of the wanted zoom has the side 4096.
struct GridPoint {
    double x = 0;
    double y = 0;
};
struct GridBox {
    double left = 0, top = 0, right = 0, bottom = 0;
};

[[nodiscard]] std::vector<GridPoint> toGrid(std::span<const LonLat> line, int zoom);

/// Douglas and Peucker; the ends stay. `tolerance` in grid units.
[[nodiscard]] std::vector<GridPoint> simplified(std::span<const GridPoint> line, double tolerance);
/// A closed ring, cut at its two most distant corners so that no corner is favoured by being the first.
[[nodiscard]] std::vector<GridPoint> simplifiedRing(std::span<const GridPoint> ring, double tolerance);

/// The pieces of a line inside the box.
[[nodiscard]] std::vector<std::vector<GridPoint>> clipLine(std::span<const GridPoint> line, const GridBox& box);
/// Sutherland and Hodgman: a ring cut to the box; edges may run along the border.
[[nodiscard]] std::vector<GridPoint> clipRing(std::span<const GridPoint> ring, const GridBox& box);

[[nodiscard]] double ringArea(std::span<const GridPoint> ring);

/// Puts one feature into every tile of `zoom` that it touches.
class TileCutter {
  public:
    TileCutter(MapFileWriter& writer, int zoom, double tolerance) : m_writer(writer), m_zoom(zoom), m_tolerance(tolerance) {}
    void point(const MapFeature& like, LonLat p);
    void line(const MapFeature& like, std::span<const LonLat> line);
    /// Areas smaller than `leastArea` square units are left out.
    void polygon(const MapFeature& like, const Polygon& shape, double leastArea);

  private:
    template <class Each>
    void eachTile(const GridBox& reach, Each each);

    MapFileWriter& m_writer;
    int m_zoom;
    double m_tolerance;
};

}  // namespace ok::territory
