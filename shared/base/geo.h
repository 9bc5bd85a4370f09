// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// WGS 84 positions and shapes, longitude first as in GeoJSON (RFC 7946). Distances in metres.
#pragma once
#include <optional>
#include <span>
#include <vector>

#include <boost/describe.hpp>

namespace ok {

struct LonLat {
    double lon = 0;
    double lat = 0;
    bool operator==(const LonLat&) const = default;
};
BOOST_DESCRIBE_STRUCT(LonLat, (), (lon, lat))

[[nodiscard]] bool isValid(LonLat p);

/// Great-circle distance on the mean sphere (R = 6,371,008.8 m); within 0.6 % of the ellipsoid.
[[nodiscard]] double metresBetween(LonLat a, LonLat b);

struct GeoBox {
    LonLat low{180, 90};
    LonLat high{-180, -90};
    [[nodiscard]] bool empty() const { return low.lon > high.lon || low.lat > high.lat; }
    [[nodiscard]] bool contains(LonLat p) const {
        return p.lon >= low.lon && p.lon <= high.lon && p.lat >= low.lat && p.lat <= high.lat;
    }
    [[nodiscard]] bool intersects(const GeoBox& o) const {
        return !(o.low.lon > high.lon || o.high.lon < low.lon || o.low.lat > high.lat || o.high.lat < low.lat);
    }
    void include(LonLat p);
    void include(const GeoBox& o);
    bool operator==(const GeoBox&) const = default;
};
BOOST_DESCRIBE_STRUCT(GeoBox, (), (low, high))

/// A closed ring without the repeated last point.
using Ring = std::vector<LonLat>;

/// rings[0] is the outer ring, the others are holes.
struct Polygon {
    std::vector<Ring> rings;
    bool operator==(const Polygon&) const = default;
};
BOOST_DESCRIBE_STRUCT(Polygon, (), (rings))
using MultiPolygon = std::vector<Polygon>;

[[nodiscard]] GeoBox boundsOf(std::span<const LonLat> points);
[[nodiscard]] GeoBox boundsOf(const Polygon& shape);
/// Even-odd rule; a point exactly on an edge counts as inside.
[[nodiscard]] bool contains(const Polygon& shape, LonLat p);
[[nodiscard]] bool contains(const MultiPolygon& shape, LonLat p);
/// Area in square metres (spherical excess by the trapezoid rule), holes subtracted.
[[nodiscard]] double squareMetres(const Polygon& shape);

/// A flat plane around `origin`, metres east and north. Good to 0.1 % within 100 km.
struct Metres {
    double x = 0;
    double y = 0;
};
class LocalPlane {
  public:
    explicit LocalPlane(LonLat origin);
    [[nodiscard]] Metres toMetres(LonLat p) const;
    [[nodiscard]] LonLat toLonLat(Metres m) const;

  private:
    LonLat m_origin;
    double m_metresPerDegreeLon;
    double m_metresPerDegreeLat;
};

/// Convex hull of `points` widened by `margin` metres (at least a small octagon around a single point).
[[nodiscard]] Polygon hullAround(std::span<const LonLat> points, double margin);

}  // namespace ok
