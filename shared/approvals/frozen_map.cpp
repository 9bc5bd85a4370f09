// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "shared/approvals/frozen_map.h"

#include <algorithm>
#include <cmath>

#include "shared/reports/twiml.h"

namespace ok::approvals {
namespace {

using reports::twiml::escaped;

constexpr std::int64_t width = 640, height = 360, margin = 20;
constexpr std::size_t largestPaths = 12'000;   // bytes; beyond them outlines are drawn on a coarser grid
constexpr std::int64_t unitsADegree = 10'000'000;

struct Units {
    std::int64_t x = 0, y = 0;
    bool operator==(const Units&) const = default;
};

// One multiplication and a rounding: the same on every machine. From here on there are whole numbers only.
std::int64_t unitsOf(double degrees) { return std::llround(std::clamp(degrees, -360.0, 360.0) * static_cast<double>(unitsADegree)); }

/// Bhaskara's cosine of whole units, in millionths: within 0.2 % of the true one, and the same everywhere.
std::int64_t millionthsOfCosine(std::int64_t latitude) {
    const std::int64_t x = std::min<std::int64_t>(std::abs(latitude) / 1'000, 85 * unitsADegree / 1'000);   // ten-thousandths of a degree
    const std::int64_t square = x * x / 10'000;                                                             // of the degree, in ten-thousandths
    return (32'400 * 10'000 - 4 * square) * 100 / ((32'400 * 10'000 + square) / 10'000);
}

class Frame {
  public:
    explicit Frame(const GeoBox& box) {
        m_left = unitsOf(box.low.lon);
        m_top = unitsOf(box.high.lat);
        const std::int64_t right = unitsOf(box.high.lon), bottom = unitsOf(box.low.lat);
        m_squeeze = std::max<std::int64_t>(millionthsOfCosine((m_top + bottom) / 2), 50'000);
        m_wide = std::max<std::int64_t>(1'000, (right - m_left) / 1'000 * m_squeeze / 1'000);
        m_tall = std::max<std::int64_t>(1'000, m_top - bottom);
        // The smaller of the two scales, as a fraction: pixels for units.
        const bool byWidth = (width - 2 * margin) * (m_tall / 1'000) <= (height - 2 * margin) * (m_wide / 1'000);
        m_pixels = byWidth ? width - 2 * margin : height - 2 * margin;
        m_units = byWidth ? m_wide : m_tall;
        m_x = (width - m_wide * m_pixels / m_units) / 2;
        m_y = (height - m_tall * m_pixels / m_units) / 2;
    }
    [[nodiscard]] Units at(LonLat p, std::int64_t grid) const {
        const std::int64_t east = (unitsOf(p.lon) - m_left) * m_squeeze / 1'000'000, south = m_top - unitsOf(p.lat);
        return {onGrid(m_x + scaled(east), grid, width), onGrid(m_y + scaled(south), grid, height)};
    }

  private:
    [[nodiscard]] std::int64_t scaled(std::int64_t units) const { return (units * m_pixels + (units >= 0 ? m_units / 2 : -m_units / 2)) / m_units; }
    // What lies outside the extent ends at its edge: the view is fixed.
    static std::int64_t onGrid(std::int64_t pixel, std::int64_t grid, std::int64_t most) { return std::clamp<std::int64_t>((std::max<std::int64_t>(pixel, 0) + grid / 2) / grid * grid, 0, most); }
    std::int64_t m_left = 0, m_top = 0, m_squeeze = 0, m_wide = 1, m_tall = 1, m_pixels = 1, m_units = 1, m_x = 0, m_y = 0;
};

std::string pathOf(const Polygon& shape, const Frame& frame, std::int64_t grid) {
    std::string out;
    for (const Ring& ring : shape.rings) {
        std::vector<Units> points;
        for (const LonLat p : ring) {
            const Units at = frame.at(p, grid);
            if (points.empty() || points.back() != at) points.push_back(at);
        }
        while (points.size() > 1 && points.front() == points.back()) points.pop_back();
        if (points.size() < 2) continue;
        for (std::size_t i = 0; i < points.size(); ++i) out += (i == 0 ? "M" : "L") + std::to_string(points[i].x) + " " + std::to_string(points[i].y);
        out += "Z";
    }
    return out;
}

LonLat middleOf(const Polygon& shape) {
    const GeoBox box = boundsOf(shape);
    return {(box.low.lon + box.high.lon) / 2, (box.low.lat + box.high.lat) / 2};
}

Polygon boxOf(const Polygon& shape) {
    if (shape.rings.empty() || shape.rings.front().empty()) return {};
    const GeoBox box = boundsOf(shape);
    return {{{box.low, {box.high.lon, box.low.lat}, box.high, {box.low.lon, box.high.lat}}}};
}

std::string oneOf(const FrozenShape& shape, const Frame& frame, std::int64_t grid) {
    std::string path = pathOf(shape.boundary, frame, grid);
    const std::string name = "<title>" + escaped(shape.name.empty() ? shape.id : shape.name) + "</title>";
    if (!path.empty()) return "<path data-id=\"" + escaped(shape.id) + "\" d=\"" + path + "\">" + name + "</path>";
    if (shape.boundary.rings.empty() || shape.boundary.rings.front().empty()) return {};
    const Units at = frame.at(middleOf(shape.boundary), 1);   // too small for an outline, and still to be seen
    return "<circle data-id=\"" + escaped(shape.id) + "\" cx=\"" + std::to_string(at.x) + "\" cy=\"" + std::to_string(at.y) + "\" r=\"6\">" + name + "</circle>";
}

std::string inside(const FrozenMap& map, const std::vector<FrozenShape>& shapes) {
    const Frame frame(map.bounds);
    std::string out;
    for (const std::int64_t grid : {1, 2, 4, 8, 16}) {
        out.clear();
        for (const FrozenShape& shape : shapes) out += oneOf(shape, frame, grid);
        if (out.size() <= largestPaths) break;
    }
    if (out.size() > largestPaths) {   // a scribble on the coarsest grid: the box around each outline says where it is
        out.clear();
        for (const FrozenShape& shape : shapes) out += oneOf({shape.id, shape.name, boxOf(shape.boundary)}, frame, 1);
    }
    return "<rect width=\"640\" height=\"360\" fill=\"#f4f1ea\"/><rect x=\"1\" y=\"1\" width=\"638\" height=\"358\" fill=\"none\" stroke=\"#5b6470\"/>"
           "<g fill=\"#b00020\" fill-opacity=\".25\" fill-rule=\"evenodd\" stroke=\"#8a0019\" stroke-width=\"2\" stroke-linejoin=\"round\">" +
           out + "</g>";
}

}  // namespace

std::vector<FrozenShape> shapesOf(const SnapshotContent& content) {
    std::vector<FrozenShape> out;
    for (const FrozenIncident& incident : content.incidents) {
        if (!incident.boundary.rings.empty()) out.push_back({incident.id, incident.name, incident.boundary});
    }
    std::sort(out.begin(), out.end(), [](const FrozenShape& a, const FrozenShape& b) { return a.id < b.id; });
    return out;
}

void fixMap(SnapshotContent& content) {
    const std::vector<FrozenShape> shapes = shapesOf(content);
    if (shapes.empty()) return;
    if (!content.map) {
        FrozenMap map;
        for (const FrozenShape& shape : shapes) map.bounds.include(boundsOf(shape.boundary));
        // The zoom at which 640 points hold its width: whole levels, counted and not computed.
        std::int64_t span = 360 * unitsADegree * 5 / 2;
        const std::int64_t wide = std::max<std::int64_t>(unitsOf(map.bounds.high.lon) - unitsOf(map.bounds.low.lon), 5'000);
        while (map.zoom < 19 && span / 2 >= wide) span /= 2, ++map.zoom;
        content.map = map;
    }
    content.map->style = stillStyle;
    content.map->tiles = sha256(stillSvg(*content.map, shapes));
}

std::string stillSvg(const FrozenMap& map, const std::vector<FrozenShape>& shapes) {
    return "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 640 360\" width=\"640\" height=\"360\" role=\"img\" aria-label=\"Read-only map snapshot\">" + inside(map, shapes) + "</svg>\n";
}

std::string stillInline(const FrozenMap& map, const std::vector<FrozenShape>& shapes, std::string_view label) {
    return "<svg viewBox=\"0 0 640 360\" width=\"100%\" role=\"img\" aria-label=\"" + escaped(label) + "\" data-style=\"" + escaped(map.style) + "\" data-sha256=\"" + map.tiles.hex() + "\">" +
           inside(map, shapes) + "</svg>";
}

bool stillFits(const FrozenMap& map, const std::vector<FrozenShape>& shapes) { return map.style == stillStyle && map.tiles == sha256(stillSvg(map, shapes)); }

}  // namespace ok::approvals
