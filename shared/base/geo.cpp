// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "shared/base/geo.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace ok {
namespace {

constexpr double earthRadius = 6371008.8;
constexpr double radians = std::numbers::pi / 180.0;

double cross(Metres o, Metres a, Metres b) { return (a.x - o.x) * (b.y - o.y) - (a.y - o.y) * (b.x - o.x); }

bool onSegment(LonLat a, LonLat b, LonLat p) {
    const double area = (b.lon - a.lon) * (p.lat - a.lat) - (b.lat - a.lat) * (p.lon - a.lon);
    if (std::abs(area) > 1e-15) return false;
    return p.lon >= std::min(a.lon, b.lon) && p.lon <= std::max(a.lon, b.lon) && p.lat >= std::min(a.lat, b.lat) &&
           p.lat <= std::max(a.lat, b.lat);
}

std::vector<Metres> convexHull(std::vector<Metres> points) {
    std::sort(points.begin(), points.end(), [](Metres a, Metres b) { return a.x != b.x ? a.x < b.x : a.y < b.y; });
    points.erase(std::unique(points.begin(), points.end(), [](Metres a, Metres b) { return a.x == b.x && a.y == b.y; }),
                 points.end());
    if (points.size() < 3) return points;
    std::vector<Metres> hull;
    const auto extend = [&hull](std::size_t floor, Metres p) {
        while (hull.size() >= floor + 2 && cross(hull[hull.size() - 2], hull.back(), p) <= 0) hull.pop_back();
        hull.push_back(p);
    };
    for (const Metres p : points) extend(0, p);
    const std::size_t lower = hull.size() - 1;
    for (auto it = points.rbegin() + 1; it != points.rend(); ++it) extend(lower, *it);
    hull.pop_back();
    return hull;
}

}  // namespace

bool isValid(LonLat p) {
    return std::isfinite(p.lon) && std::isfinite(p.lat) && std::abs(p.lon) <= 180 && std::abs(p.lat) <= 90;
}

double metresBetween(LonLat a, LonLat b) {
    const double dLat = (b.lat - a.lat) * radians / 2;
    const double dLon = (b.lon - a.lon) * radians / 2;
    const double h = std::sin(dLat) * std::sin(dLat) +
                     std::cos(a.lat * radians) * std::cos(b.lat * radians) * std::sin(dLon) * std::sin(dLon);
    return 2 * earthRadius * std::asin(std::min(1.0, std::sqrt(h)));
}

void GeoBox::include(LonLat p) {
    low.lon = std::min(low.lon, p.lon);
    low.lat = std::min(low.lat, p.lat);
    high.lon = std::max(high.lon, p.lon);
    high.lat = std::max(high.lat, p.lat);
}

void GeoBox::include(const GeoBox& o) {
    if (o.empty()) return;
    include(o.low);
    include(o.high);
}

GeoBox boundsOf(std::span<const LonLat> points) {
    GeoBox box;
    for (const LonLat p : points) box.include(p);
    return box;
}

GeoBox boundsOf(const Polygon& shape) { return shape.rings.empty() ? GeoBox{} : boundsOf(shape.rings.front()); }

bool contains(const Polygon& shape, LonLat p) {
    bool inside = false;
    for (const Ring& ring : shape.rings) {
        for (std::size_t i = 0, j = ring.size() - 1; i < ring.size(); j = i++) {
            const LonLat a = ring[i];
            const LonLat b = ring[j];
            if (onSegment(a, b, p)) return true;
            if ((a.lat > p.lat) != (b.lat > p.lat) &&
                p.lon < (b.lon - a.lon) * (p.lat - a.lat) / (b.lat - a.lat) + a.lon) {
                inside = !inside;
            }
        }
    }
    return inside;
}

bool contains(const MultiPolygon& shape, LonLat p) {
    return std::any_of(shape.begin(), shape.end(), [p](const Polygon& part) { return contains(part, p); });
}

double squareMetres(const Polygon& shape) {
    double total = 0;
    for (std::size_t r = 0; r < shape.rings.size(); ++r) {
        const Ring& ring = shape.rings[r];
        double sum = 0;
        for (std::size_t i = 0; i < ring.size(); ++i) {
            const LonLat a = ring[i];
            const LonLat b = ring[(i + 1) % ring.size()];
            sum += (b.lon - a.lon) * radians * (2 + std::sin(a.lat * radians) + std::sin(b.lat * radians));
        }
        const double area = std::abs(sum) * earthRadius * earthRadius / 2;
        total += r == 0 ? area : -area;
    }
    return std::max(0.0, total);
}

LocalPlane::LocalPlane(LonLat origin)
    : m_origin(origin),
      m_metresPerDegreeLon(earthRadius * radians * std::cos(origin.lat * radians)),
      m_metresPerDegreeLat(earthRadius * radians) {}

Metres LocalPlane::toMetres(LonLat p) const {
    return {(p.lon - m_origin.lon) * m_metresPerDegreeLon, (p.lat - m_origin.lat) * m_metresPerDegreeLat};
}

LonLat LocalPlane::toLonLat(Metres m) const {
    return {m_origin.lon + m.x / m_metresPerDegreeLon, m_origin.lat + m.y / m_metresPerDegreeLat};
}

Polygon hullAround(std::span<const LonLat> points, double margin) {
    if (points.empty()) return {};
    const GeoBox box = boundsOf(points);
    const LocalPlane plane({(box.low.lon + box.high.lon) / 2, (box.low.lat + box.high.lat) / 2});
    constexpr int corners = 8;
    const auto widen = [&](const std::vector<Metres>& from) {
        std::vector<Metres> out;
        out.reserve(from.size() * corners);
        for (const Metres m : from) {
            for (int k = 0; k < corners; ++k) {
                const double angle = 2 * std::numbers::pi * (k + 0.5) / corners;
                out.push_back({m.x + margin * std::cos(angle), m.y + margin * std::sin(angle)});
            }
        }
        return out;
    };
    std::vector<Metres> flat;
    flat.reserve(points.size());
    for (const LonLat p : points) flat.push_back(plane.toMetres(p));
    Polygon shape;
    Ring& ring = shape.rings.emplace_back();
    for (const Metres m : convexHull(widen(convexHull(std::move(flat))))) {
        // Seven decimals are a centimetre: enough for a boundary, and stable in canonical JSON.
        const LonLat p = plane.toLonLat(m);
        ring.push_back({std::round(p.lon * 1e7) / 1e7, std::round(p.lat * 1e7) / 1e7});
    }
    return shape;
}

}  // namespace ok
