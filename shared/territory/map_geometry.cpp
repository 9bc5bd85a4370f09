// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "shared/territory/map_geometry.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace ok::territory {
namespace {

double distanceToLine(GridPoint p, GridPoint a, GridPoint b) {
    const double dx = b.x - a.x, dy = b.y - a.y, length = dx * dx + dy * dy;
    if (length <= 0) return std::hypot(p.x - a.x, p.y - a.y);
    const double t = std::clamp(((p.x - a.x) * dx + (p.y - a.y) * dy) / length, 0.0, 1.0);
    return std::hypot(p.x - a.x - t * dx, p.y - a.y - t * dy);
}

GridBox boxOf(std::span<const GridPoint> line) {
    GridBox box{1e300, 1e300, -1e300, -1e300};
    for (const GridPoint p : line) {
        box.left = std::min(box.left, p.x);
        box.right = std::max(box.right, p.x);
        box.top = std::min(box.top, p.y);
        box.bottom = std::max(box.bottom, p.y);
    }
    return box;
}

// One side of the box: `inside` and where a segment crosses it.
struct Side {
    bool vertical;
    double at;
    bool keepGreater;
    [[nodiscard]] bool inside(GridPoint p) const {
        const double v = vertical ? p.x : p.y;
        return keepGreater ? v >= at : v <= at;
    }
    [[nodiscard]] GridPoint cross(GridPoint a, GridPoint b) const {
        const double t = vertical ? (at - a.x) / (b.x - a.x) : (at - a.y) / (b.y - a.y);
        return vertical ? GridPoint{at, a.y + (b.y - a.y) * t} : GridPoint{a.x + (b.x - a.x) * t, at};
    }
};

std::array<Side, 4> sidesOf(const GridBox& box) {
    return {Side{true, box.left, true}, Side{true, box.right, false}, Side{false, box.top, true}, Side{false, box.bottom, false}};
}

bool clipSegment(GridPoint& a, GridPoint& b, const GridBox& box) {
    for (const Side& side : sidesOf(box)) {
        const bool aIn = side.inside(a), bIn = side.inside(b);
        if (!aIn && !bIn) return false;
        if (!aIn) a = side.cross(a, b);
        if (!bIn) b = side.cross(a, b);
    }
    return true;
}

std::vector<TilePoint> rounded(std::span<const GridPoint> line, TileId tile) {
    std::vector<TilePoint> out;
    for (const GridPoint p : line) {
        const TilePoint q{static_cast<std::int32_t>(std::lround(p.x - static_cast<double>(tile.x) * tileExtent)),
                          static_cast<std::int32_t>(std::lround(p.y - static_cast<double>(tile.y) * tileExtent))};
        if (out.empty() || out.back() != q) out.push_back(q);
    }
    return out;
}

}  // namespace

std::vector<GridPoint> toGrid(std::span<const LonLat> line, int zoom) {
    const double scale = std::ldexp(static_cast<double>(tileExtent), zoom);
    std::vector<GridPoint> out;
    out.reserve(line.size());
    for (const LonLat p : line) {
        const WorldPoint w = toWorld(p);
        out.push_back({w.x * scale, w.y * scale});
    }
    return out;
}

std::vector<GridPoint> simplified(std::span<const GridPoint> line, double tolerance) {
    if (line.size() < 3 || tolerance <= 0) return {line.begin(), line.end()};
    std::vector<std::uint8_t> keep(line.size());
    keep.front() = keep.back() = 1;
    std::vector<std::pair<std::size_t, std::size_t>> open{{0, line.size() - 1}};
    while (!open.empty()) {
        const auto [first, last] = open.back();
        open.pop_back();
        double farthest = tolerance;
        std::size_t at = 0;
        for (std::size_t i = first + 1; i < last; ++i) {
            const double d = distanceToLine(line[i], line[first], line[last]);
            if (d > farthest) farthest = d, at = i;
        }
        if (at == 0) continue;
        keep[at] = 1;
        open.emplace_back(first, at);
        open.emplace_back(at, last);
    }
    std::vector<GridPoint> out;
    for (std::size_t i = 0; i < line.size(); ++i) {
        if (keep[i]) out.push_back(line[i]);
    }
    return out;
}

std::vector<GridPoint> simplifiedRing(std::span<const GridPoint> ring, double tolerance) {
    if (ring.size() < 5 || tolerance <= 0) return {ring.begin(), ring.end()};
    std::size_t far = 0;
    double best = -1;
    for (std::size_t i = 1; i < ring.size(); ++i) {
        const double d = std::hypot(ring[i].x - ring[0].x, ring[i].y - ring[0].y);
        if (d > best) best = d, far = i;
    }
    std::vector<GridPoint> back(ring.begin() + static_cast<std::ptrdiff_t>(far), ring.end());
    back.push_back(ring.front());
    std::vector<GridPoint> out = simplified(ring.first(far + 1), tolerance);
    out.pop_back();
    const auto second = simplified(back, tolerance);
    out.insert(out.end(), second.begin(), second.end() - 1);
    return out;
}

std::vector<std::vector<GridPoint>> clipLine(std::span<const GridPoint> line, const GridBox& box) {
    std::vector<std::vector<GridPoint>> out;
    bool open = false;
    for (std::size_t i = 1; i < line.size(); ++i) {
        GridPoint a = line[i - 1], b = line[i];
        if (!clipSegment(a, b, box)) {
            open = false;
            continue;
        }
        if (!open) out.push_back({a});
        out.back().push_back(b);
        open = b.x == line[i].x && b.y == line[i].y;  // cut at its end: the next piece starts anew
    }
    return out;
}

std::vector<GridPoint> clipRing(std::span<const GridPoint> ring, const GridBox& box) {
    std::vector<GridPoint> out(ring.begin(), ring.end());
    for (const Side& side : sidesOf(box)) {
        std::vector<GridPoint> next;
        for (std::size_t i = 0; i < out.size(); ++i) {
            const GridPoint a = out[(i + out.size() - 1) % out.size()], b = out[i];
            const bool aIn = side.inside(a), bIn = side.inside(b);
            if (aIn != bIn) next.push_back(side.cross(a, b));
            if (bIn) next.push_back(b);
        }
        out = std::move(next);
    }
    return out;
}

double ringArea(std::span<const GridPoint> ring) {
    double sum = 0;
    for (std::size_t i = 0, j = ring.size() - 1; i < ring.size(); j = i++) sum += ring[j].x * ring[i].y - ring[i].x * ring[j].y;
    return sum / 2;
}

template <class Each>
void TileCutter::eachTile(const GridBox& reach, Each each) {
    const double last = std::ldexp(1.0, m_zoom) - 1;
    const auto index = [last](double v) { return static_cast<std::uint32_t>(std::clamp(std::floor(v / tileExtent), 0.0, last)); };
    const std::uint32_t x1 = index(reach.right + tileMargin), y1 = index(reach.bottom + tileMargin);
    for (std::uint32_t y = index(reach.top - tileMargin); y <= y1; ++y) {
        for (std::uint32_t x = index(reach.left - tileMargin); x <= x1; ++x) {
            const double left = static_cast<double>(x) * tileExtent, top = static_cast<double>(y) * tileExtent;
            each(TileId{static_cast<std::uint8_t>(m_zoom), x, y},
                 GridBox{left - tileMargin, top - tileMargin, left + tileExtent + tileMargin, top + tileExtent + tileMargin});
        }
    }
}

void TileCutter::point(const MapFeature& like, LonLat p) {
    const auto at = toGrid(std::span(&p, 1), m_zoom);
    MapFeature feature = like;
    feature.shape = MapShape::points;
    const double last = std::ldexp(1.0, m_zoom) - 1;
    const auto index = [last](double v) { return static_cast<std::uint32_t>(std::clamp(std::floor(v / tileExtent), 0.0, last)); };
    const TileId tile{static_cast<std::uint8_t>(m_zoom), index(at[0].x), index(at[0].y)};
    feature.parts = {rounded(at, tile)};
    m_writer.add(tile, std::move(feature));
}

void TileCutter::line(const MapFeature& like, std::span<const LonLat> line) {
    const auto grid = simplified(toGrid(line, m_zoom), m_tolerance);
    if (grid.size() < 2) return;
    eachTile(boxOf(grid), [&](TileId tile, const GridBox& box) {
        MapFeature feature = like;
        feature.shape = MapShape::lines;
        feature.parts.clear();
        for (const auto& piece : clipLine(grid, box)) {
            auto part = rounded(piece, tile);
            if (part.size() >= 2) feature.parts.push_back(std::move(part));
        }
        if (!feature.parts.empty()) m_writer.add(tile, std::move(feature));
    });
}

void TileCutter::polygon(const MapFeature& like, const Polygon& shape, double leastArea) {
    std::vector<std::vector<GridPoint>> rings;
    for (const Ring& ring : shape.rings) {
        auto grid = simplifiedRing(toGrid(ring, m_zoom), m_tolerance);
        const double area = ringArea(grid);
        if (grid.size() < 3 || std::abs(area) < leastArea) {
            if (rings.empty()) return;
            continue;
        }
        // Grid y runs south: positive area is clockwise on the screen, which outer rings are.
        if ((area > 0) != rings.empty()) std::reverse(grid.begin(), grid.end());
        rings.push_back(std::move(grid));
    }
    if (rings.empty()) return;
    eachTile(boxOf(rings.front()), [&](TileId tile, const GridBox& box) {
        MapFeature feature = like;
        feature.shape = MapShape::polygons;
        feature.parts.clear();
        for (const auto& ring : rings) {
            auto part = rounded(clipRing(ring, box), tile);
            if (part.size() > 1 && part.front() == part.back()) part.pop_back();
            if (part.size() >= 3) feature.parts.push_back(std::move(part));
            else if (feature.parts.empty()) return;
        }
        m_writer.add(tile, std::move(feature));
    });
}

}  // namespace ok::territory
