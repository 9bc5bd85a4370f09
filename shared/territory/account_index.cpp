// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "shared/territory/account_index.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>

namespace ok::territory {
namespace {

constexpr double accountsPerCell = 4;
constexpr std::int32_t maxSide = 2048;

}  // namespace

AccountIndex::AccountIndex(std::span<const AccountPlace> places) {
    std::vector<std::uint32_t> valid;
    valid.reserve(places.size());
    for (std::uint32_t i = 0; i < places.size(); ++i) {
        if (!isValid(places[i].position)) continue;
        valid.push_back(i);
        m_bounds.include(places[i].position);
    }
    if (valid.empty()) return;
    shapeGrid(valid.size());
    std::vector<std::uint32_t> cells(valid.size());
    m_starts.assign(static_cast<std::size_t>(m_columns) * static_cast<std::size_t>(m_rows) + 1, 0);
    for (std::size_t k = 0; k < valid.size(); ++k) {
        const LonLat p = places[valid[k]].position;
        cells[k] = static_cast<std::uint32_t>(cell(column(p.lon), row(p.lat)));
        ++m_starts[cells[k] + 1];
    }
    std::partial_sum(m_starts.begin(), m_starts.end(), m_starts.begin());
    std::vector<std::uint32_t> order(valid.size());
    std::vector<std::uint32_t> next(m_starts.begin(), m_starts.end() - 1);
    for (std::size_t k = 0; k < valid.size(); ++k) order[next[cells[k]]++] = valid[k];
    // By id within a cell: the answer must not depend on the order in which accounts were loaded.
    for (std::size_t c = 0; c + 1 < m_starts.size(); ++c) {
        std::sort(order.begin() + m_starts[c], order.begin() + m_starts[c + 1],
                  [&](std::uint32_t a, std::uint32_t b) { return places[a].id < places[b].id; });
    }
    m_ids.reserve(order.size());
    m_positions.reserve(order.size());
    for (const std::uint32_t i : order) {
        m_ids.push_back(places[i].id);
        m_positions.push_back(places[i].position);
    }
}

// Cells are about square on the ground, so that a circle touches as few of them as possible.
void AccountIndex::shapeGrid(std::size_t count) {
    const double middle = (m_bounds.low.lat + m_bounds.high.lat) / 2 * std::numbers::pi / 180;
    const double width = std::max(1e-6, (m_bounds.high.lon - m_bounds.low.lon) * std::max(0.05, std::cos(middle)));
    const double height = std::max(1e-6, m_bounds.high.lat - m_bounds.low.lat);
    const double wanted = std::max(1.0, static_cast<double>(count) / accountsPerCell);
    const auto side = [](double v) { return std::clamp(static_cast<std::int32_t>(v), 1, maxSide); };
    m_columns = side(std::sqrt(wanted * width / height));
    m_rows = side(wanted / m_columns);
    m_cellLon = std::max(1e-9, (m_bounds.high.lon - m_bounds.low.lon) / m_columns);
    m_cellLat = std::max(1e-9, (m_bounds.high.lat - m_bounds.low.lat) / m_rows);
}

std::int32_t AccountIndex::column(double lon) const {
    const double at = std::clamp((lon - m_bounds.low.lon) / m_cellLon, -1.0, static_cast<double>(m_columns));
    return std::clamp(static_cast<std::int32_t>(std::floor(at)), 0, m_columns - 1);
}

std::int32_t AccountIndex::row(double lat) const {
    const double at = std::clamp((lat - m_bounds.low.lat) / m_cellLat, -1.0, static_cast<double>(m_rows));
    return std::clamp(static_cast<std::int32_t>(std::floor(at)), 0, m_rows - 1);
}

AccountIndex::CellRange AccountIndex::cellsOf(const GeoBox& box) const {
    if (m_ids.empty() || box.empty() || !box.intersects(m_bounds)) return {};
    return {column(box.low.lon), row(box.low.lat), column(box.high.lon), row(box.high.lat)};
}

// Marks every cell that an edge may touch, one cell wider on each side: rounding must never make a border cell look
// like an inner one.
void AccountIndex::markEdges(const Polygon& part, const CellRange& range, std::vector<std::uint8_t>& marks) const {
    const std::int32_t width = range.x1 - range.x0 + 1;
    for (const Ring& ring : part.rings) {
        for (std::size_t i = 0, j = ring.size() - 1; i < ring.size(); j = i++) {
            const LonLat a = ring[i].lat <= ring[j].lat ? ring[i] : ring[j];
            const LonLat b = ring[i].lat <= ring[j].lat ? ring[j] : ring[i];
            const std::int32_t y0 = std::max(range.y0, row(a.lat) - 1);
            const std::int32_t y1 = std::min(range.y1, row(b.lat) + 1);
            for (std::int32_t y = y0; y <= y1; ++y) {
                const double bottom = m_bounds.low.lat + m_cellLat * (y - 0.5);
                const double top = m_bounds.low.lat + m_cellLat * (y + 1.5);
                const double rise = b.lat - a.lat;
                const double from = rise <= 0 ? 0 : std::clamp((bottom - a.lat) / rise, 0.0, 1.0);
                const double to = rise <= 0 ? 1 : std::clamp((top - a.lat) / rise, 0.0, 1.0);
                const double lonFrom = a.lon + (b.lon - a.lon) * from;
                const double lonTo = a.lon + (b.lon - a.lon) * to;
                const std::int32_t x0 = std::max(range.x0, column(std::min(lonFrom, lonTo)) - 1);
                const std::int32_t x1 = std::min(range.x1, column(std::max(lonFrom, lonTo)) + 1);
                for (std::int32_t x = x0; x <= x1; ++x) {
                    marks[static_cast<std::size_t>(y - range.y0) * static_cast<std::size_t>(width) +
                          static_cast<std::size_t>(x - range.x0)] = 1;
                }
            }
        }
    }
}

// Between two marked cells of a row nothing is crossed: one test decides for the whole run.
template <class Visit>
void AccountIndex::visitInside(const MultiPolygon& shape, Visit visit) const {
    GeoBox box;
    for (const Polygon& part : shape) box.include(boundsOf(part));
    const CellRange range = cellsOf(box);
    if (range.empty()) return;
    const std::int32_t width = range.x1 - range.x0 + 1;
    std::vector<std::uint8_t> marks(static_cast<std::size_t>(width) * static_cast<std::size_t>(range.y1 - range.y0 + 1));
    for (const Polygon& part : shape) {
        if (!part.rings.empty()) markEdges(part, range, marks);
    }
    std::size_t mark = 0;
    for (std::int32_t y = range.y0; y <= range.y1; ++y) {
        int run = -1;  // -1: not yet known
        for (std::int32_t x = range.x0; x <= range.x1; ++x, ++mark) {
            const std::size_t first = m_starts[cell(x, y)], last = m_starts[cell(x, y) + 1];
            if (marks[mark] != 0) {
                run = -1;
                for (std::size_t k = first; k < last; ++k) {
                    if (contains(shape, m_positions[k])) visit(k);
                }
                continue;
            }
            if (run < 0) {
                run = contains(shape, LonLat{m_bounds.low.lon + (x + 0.5) * m_cellLon,
                                             m_bounds.low.lat + (y + 0.5) * m_cellLat}) ? 1 : 0;
            }
            if (run == 0) continue;
            for (std::size_t k = first; k < last; ++k) visit(k);
        }
    }
}

template <class Visit>
void AccountIndex::visitBox(const GeoBox& box, Visit visit) const {
    const CellRange range = cellsOf(box);
    for (std::int32_t y = range.y0; y <= range.y1; ++y) {
        for (std::int32_t x = range.x0; x <= range.x1; ++x) {
            for (std::size_t k = m_starts[cell(x, y)]; k < m_starts[cell(x, y) + 1]; ++k) {
                if (box.contains(m_positions[k])) visit(k);
            }
        }
    }
}

std::vector<AccountPlace> AccountIndex::inside(const MultiPolygon& shape) const {
    std::vector<AccountPlace> out;
    visitInside(shape, [&](std::size_t k) { out.push_back({m_ids[k], m_positions[k]}); });
    return out;
}

std::size_t AccountIndex::countInside(const MultiPolygon& shape) const {
    std::size_t count = 0;
    visitInside(shape, [&](std::size_t) { ++count; });
    return count;
}

std::vector<AccountPlace> AccountIndex::inBox(const GeoBox& box, std::size_t skip, std::size_t limit) const {
    std::vector<AccountPlace> out;
    visitBox(box, [&](std::size_t k) {
        if (skip > 0) {
            --skip;
        } else if (out.size() < limit) {
            out.push_back({m_ids[k], m_positions[k]});
        }
    });
    return out;
}

std::size_t AccountIndex::countInBox(const GeoBox& box) const {
    std::size_t count = 0;
    visitBox(box, [&](std::size_t) { ++count; });
    return count;
}

std::vector<AccountDistance> AccountIndex::within(LonLat centre, double metres, std::size_t limit) const {
    std::vector<AccountDistance> out;
    if (!isValid(centre) || metres < 0) return out;
    const double latReach = metres / 111'000;
    const double lonReach = latReach / std::max(0.01, std::cos(centre.lat * std::numbers::pi / 180));
    const GeoBox box{{centre.lon - lonReach, centre.lat - latReach}, {centre.lon + lonReach, centre.lat + latReach}};
    visitBox(box, [&](std::size_t k) {
        const double distance = metresBetween(centre, m_positions[k]);
        if (distance <= metres) out.push_back({m_ids[k], m_positions[k], distance});
    });
    const auto nearer = [](const AccountDistance& a, const AccountDistance& b) {
        return a.metres != b.metres ? a.metres < b.metres : a.id < b.id;
    };
    const std::size_t kept = std::min(limit, out.size());
    std::partial_sort(out.begin(), out.begin() + static_cast<std::ptrdiff_t>(kept), out.end(), nearer);
    out.resize(kept);
    return out;
}

}  // namespace ok::territory
