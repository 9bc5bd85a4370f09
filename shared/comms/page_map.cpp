// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "shared/comms/page_map.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numbers>

#include "shared/comms/email_html.h"

namespace ok::comms {
namespace {

constexpr double mapWidth = 800;
constexpr double leastHeight = 380;
constexpr double mostHeight = 620;
constexpr double margin = 24;
constexpr std::size_t numberedAreas = 25;

struct MapPoint {
    int x = 0, y = 0;
    bool operator==(const MapPoint&) const = default;
};

// Equirectangular around the middle latitude: what people know from road maps, and a multiplication a point.
class Projection {
  public:
    Projection(const GeoBox& box) : m_box(box) {
        const double squeeze = std::cos((box.low.lat + box.high.lat) / 2 * std::numbers::pi / 180);
        const double wide = std::max((box.high.lon - box.low.lon) * squeeze, 1e-4);
        const double tall = std::max(box.high.lat - box.low.lat, 1e-4);
        height = std::clamp((mapWidth - 2 * margin) * tall / wide + 2 * margin, leastHeight, mostHeight);
        m_scale = std::min((mapWidth - 2 * margin) / wide, (height - 2 * margin) / tall);
        m_scaleLon = m_scale * squeeze;
        m_left = (mapWidth - wide * m_scale) / 2;
        m_top = (height - tall * m_scale) / 2;
    }
    [[nodiscard]] MapPoint at(LonLat p, int grid) const {
        const auto snap = [grid](double v) { return static_cast<int>(std::lround(v / grid)) * grid; };
        return {snap(m_left + (p.lon - m_box.low.lon) * m_scaleLon), snap(m_top + (m_box.high.lat - p.lat) * m_scale)};
    }
    double height = leastHeight;

  private:
    GeoBox m_box;
    double m_scale = 1, m_scaleLon = 1, m_left = 0, m_top = 0;
};

bool straight(MapPoint a, MapPoint b, MapPoint c) { return (b.x - a.x) * (c.y - a.y) == (b.y - a.y) * (c.x - a.x); }

std::vector<MapPoint> simplified(const Ring& ring, const Projection& projection, int grid) {
    std::vector<MapPoint> out;
    for (const LonLat p : ring) {
        const MapPoint m = projection.at(p, grid);
        if (!out.empty() && out.back() == m) continue;
        while (out.size() >= 2 && straight(out[out.size() - 2], out.back(), m)) out.pop_back();
        out.push_back(m);
    }
    while (out.size() > 1 && out.back() == out.front()) out.pop_back();
    return out;
}

// Relative steps are the shortest way to write a path.
std::string pathOf(const Polygon& shape, const Projection& projection, int grid) {
    std::string out;
    for (const Ring& ring : shape.rings) {
        const auto points = simplified(ring, projection, grid);
        if (points.size() < 3) continue;
        out += fmt::format("M{} {}l", points[0].x, points[0].y);
        for (std::size_t i = 1; i < points.size(); ++i) {
            const int dx = points[i].x - points[i - 1].x;
            const int dy = points[i].y - points[i - 1].y;
            out += fmt::format("{}{}{}{}", i > 1 && dx >= 0 ? " " : "", dx, dy >= 0 ? " " : "", dy);
        }
        out += 'z';
    }
    return out;
}

GeoBox boundsOfModel(const PageModel& model) {
    GeoBox box;
    for (const Polygon& p : model.territory) box.include(boundsOf(p));
    if (!box.empty()) return box;
    for (const PageArea& a : model.areas) box.include(boundsOf(a.boundary));
    return box;
}

LonLat middleOf(const Polygon& shape) {
    const GeoBox b = boundsOf(shape);
    return {(b.low.lon + b.high.lon) / 2, (b.low.lat + b.high.lat) / 2};
}

class Drawing {
  public:
    Drawing(const PageModel& model, const MapBudget& budget, const GeoBox& box)
        : m_model(model), m_budget(budget), m_projection(box) {}

    [[nodiscard]] double height() const { return m_projection.height; }
    [[nodiscard]] std::string body() {
        std::string out;
        for (const Polygon& p : m_model.territory) {
            const std::string d = pathOf(p, m_projection, 2);
            if (!d.empty()) out += fmt::format("<path class=\"t\" d=\"{}\"/>", d);
        }
        std::string labels;
        std::size_t number = 0, drawn = 0;
        for (const PageArea* area : areasInOrder(m_model)) {
            ++number;
            if (area->boundary.rings.empty() || area->boundary.rings.front().empty() || drawn >= m_budget.dots) continue;
            out += shapeOf(*area, drawn < m_budget.shapes);
            ++drawn;
            if (number <= numberedAreas) labels += labelOf(*area, number);
        }
        return out + labels;
    }

  private:
    [[nodiscard]] std::string shapeOf(const PageArea& area, bool outline) const {
        const std::string_view css = area.status == PageStatus::restored ? "b" : classNames[sizeClass(area.customersOut) - 1];
        const std::string d = outline && !isSmall(area) ? pathOf(area.boundary, m_projection, m_budget.grid) : std::string();
        if (!d.empty()) return fmt::format("<path class=\"{}\" d=\"{}\"/>", css, d);
        const MapPoint at = m_projection.at(middleOf(area.boundary), 1);
        return fmt::format("<circle class=\"{}\" cx=\"{}\" cy=\"{}\" r=\"{}\"/>", css, at.x, at.y, 3 + 2 * sizeClass(area.customersOut));
    }
    // A shape of a few pixels would be overlooked: a dot keeps every area visible, its number stands above it.
    [[nodiscard]] bool isSmall(const PageArea& area) const {
        const GeoBox b = boundsOf(area.boundary);
        const MapPoint low = m_projection.at(b.low, 1), high = m_projection.at(b.high, 1);
        return high.x - low.x < 26 || low.y - high.y < 22;
    }
    // Later numbers stand aside when an earlier one is already there: a smaller area never hides a bigger one's number.
    std::string labelOf(const PageArea& area, std::size_t number) {
        MapPoint at = m_projection.at(middleOf(area.boundary), 1);
        if (isSmall(area)) at.y -= 10 + 2 * sizeClass(area.customersOut);
        const bool taken = std::any_of(m_labels.begin(), m_labels.end(), [at](MapPoint other) {
            return std::abs(other.x - at.x) < 24 && std::abs(other.y - at.y) < 20;
        });
        if (taken) return {};
        m_labels.push_back(at);
        return fmt::format("<text x=\"{}\" y=\"{}\">{}</text>", at.x, at.y + 5, number);
    }

    static constexpr std::string_view classNames[] = {"s1", "s2", "s3", "s4"};
    const PageModel& m_model;
    const MapBudget& m_budget;
    Projection m_projection;
    std::vector<MapPoint> m_labels;
};

}  // namespace

int sizeClass(int customersOut) { return customersOut <= 50 ? 1 : customersOut <= 500 ? 2 : customersOut <= 5000 ? 3 : 4; }

std::vector<const PageArea*> areasInOrder(const PageModel& model) {
    std::vector<const PageArea*> out;
    for (const PageArea& a : model.areas) out.push_back(&a);
    std::sort(out.begin(), out.end(), [](const PageArea* a, const PageArea* b) {
        const bool openA = a->status != PageStatus::restored, openB = b->status != PageStatus::restored;
        if (openA != openB) return openA;
        if (a->customersOut != b->customersOut) return a->customersOut > b->customersOut;
        return a->id < b->id;
    });
    return out;
}

std::string mapSvg(const PageModel& model, std::string_view title, std::string_view description, const MapBudget& budget) {
    const GeoBox box = boundsOfModel(model);
    if (box.empty()) return {};
    Drawing drawing(model, budget, box);
    const std::string body = drawing.body();
    return fmt::format("<svg viewBox=\"0 0 800 {}\" role=\"img\" aria-labelledby=\"mt md\"><title id=\"mt\">{}</title>"
                       "<desc id=\"md\">{}</desc>{}</svg>",
                       static_cast<int>(drawing.height()), escapeHtml(title), escapeHtml(description), body);
}

}  // namespace ok::comms
