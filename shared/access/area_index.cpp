// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "shared/access/area_index.h"

#include <algorithm>
#include <cmath>

namespace ok::access {

void AreaIndex::add(const MultiPolygon& shape, std::vector<std::uint32_t> tags) {
    std::sort(tags.begin(), tags.end());
    tags.erase(std::unique(tags.begin(), tags.end()), tags.end());
    const std::uint32_t set = tagSetOf(std::move(tags));
    for (const Polygon& part : shape) {
        Piece piece;
        piece.tagSet = set;
        for (const Ring& ring : part.rings) {
            for (std::size_t i = 0, j = ring.size() - 1; i < ring.size(); j = i++) {
                piece.edges.push_back({ring[i], ring[j]});
                piece.box.include(ring[i]);
            }
        }
        if (piece.edges.empty()) continue;
        m_box.include(piece.box);
        m_pieces.push_back(std::move(piece));
    }
}

std::uint32_t AreaIndex::tagSetOf(AreaTags tags) {
    const auto [at, fresh] = m_known.emplace(std::move(tags), static_cast<std::uint32_t>(m_tagSets.size()));
    if (fresh) m_tagSets.push_back(at->first);
    return at->second;
}

std::uint32_t AreaIndex::rowOf(double lat) const {
    return static_cast<std::uint32_t>(std::clamp((lat - m_box.low.lat) * m_rows, 0.0, static_cast<double>(m_side - 1)));
}

std::uint32_t AreaIndex::columnOf(double lon) const {
    return static_cast<std::uint32_t>(std::clamp((lon - m_box.low.lon) * m_columns, 0.0, static_cast<double>(m_side - 1)));
}

void AreaIndex::build() {
    if (m_pieces.empty()) return;
    m_side = m_pieces.size() > 256 ? 512 : 256;
    // A hair wider than the shapes: a point on the outermost edge is inside.
    m_columns = m_side / std::max(1e-9, (m_box.high.lon - m_box.low.lon) * (1 + 1e-12));
    m_rows = m_side / std::max(1e-9, (m_box.high.lat - m_box.low.lat) * (1 + 1e-12));
    m_cells.assign(std::size_t{m_side} * m_side, {});
    for (std::uint32_t i = 0; i < m_pieces.size(); ++i) {
        sortEdges(m_pieces[i]);
        paint(i);
    }
}

void AreaIndex::sortEdges(Piece& piece) {
    piece.firstRow = rowOf(piece.box.low.lat);
    const std::uint32_t rows = rowOf(piece.box.high.lat) - piece.firstRow + 1;
    const auto span = [&](const Segment& s) {
        return std::pair(rowOf(std::min(s.a.lat, s.b.lat)) - piece.firstRow, rowOf(std::max(s.a.lat, s.b.lat)) - piece.firstRow);
    };
    piece.rowStart.assign(rows + 1, 0);
    for (const Segment& s : piece.edges) {
        const auto [low, high] = span(s);
        for (std::uint32_t r = low; r <= high; ++r) ++piece.rowStart[r + 1];
    }
    for (std::uint32_t r = 0; r < rows; ++r) piece.rowStart[r + 1] += piece.rowStart[r];
    piece.segments.resize(piece.rowStart[rows]);
    std::vector<std::uint32_t> next(piece.rowStart.begin(), piece.rowStart.end() - 1);
    for (const Segment& s : piece.edges) {
        const auto [low, high] = span(s);
        for (std::uint32_t r = low; r <= high; ++r) piece.segments[next[r]++] = s;
    }
    piece.edges = {};
}

// Cells that an edge may touch need a closer look; between two such cells of a row nothing changes, so one of them speaks
// for its whole run.
void AreaIndex::paint(std::uint32_t number) {
    const Piece& piece = m_pieces[number];
    const std::uint32_t left = columnOf(piece.box.low.lon), right = columnOf(piece.box.high.lon);
    const std::uint32_t last = rowOf(piece.box.high.lat);
    std::vector<char> edge(right - left + 1);
    for (std::uint32_t row = piece.firstRow; row <= last; ++row) {
        std::fill(edge.begin(), edge.end(), 0);
        const double low = m_box.low.lat + row / m_rows - 1e-9, high = m_box.low.lat + (row + 1) / m_rows + 1e-9;
        for (std::uint32_t s = piece.rowStart[row - piece.firstRow]; s < piece.rowStart[row - piece.firstRow + 1]; ++s) {
            const Segment& e = piece.segments[s];
            const auto lonAt = [&e](double lat) { return e.a.lon + (e.b.lon - e.a.lon) * (lat - e.a.lat) / (e.b.lat - e.a.lat); };
            double from = std::min(e.a.lon, e.b.lon), to = std::max(e.a.lon, e.b.lon);
            if (e.a.lat != e.b.lat) {
                const double x = lonAt(std::clamp(low, std::min(e.a.lat, e.b.lat), std::max(e.a.lat, e.b.lat)));
                const double y = lonAt(std::clamp(high, std::min(e.a.lat, e.b.lat), std::max(e.a.lat, e.b.lat)));
                from = std::max(from, std::min(x, y)), to = std::min(to, std::max(x, y));
            }
            // One cell more on each side: rounding must not decide who is a customer of whom.
            const std::uint32_t first = columnOf(from), second = columnOf(to);
            for (std::uint32_t c = first > left ? first - 1 : left; c <= std::min(right, second + 1); ++c) edge[c - left] = 1;
        }
        bool covered = false, known = false;
        for (std::uint32_t c = left; c <= right; ++c) {
            Cell& cell = m_cells[std::size_t{row} * m_side + c];
            if (edge[c - left] != 0) {
                cell.pieces.push_back(number);
                known = false;
                continue;
            }
            if (!known) covered = inside(piece, {m_box.low.lon + (c + 0.5) / m_columns, m_box.low.lat + (row + 0.5) / m_rows});
            known = true;
            if (!covered) continue;
            AreaTags all = m_tagSets[cell.tagSet];
            const AreaTags& more = m_tagSets[piece.tagSet];
            AreaTags both;
            std::set_union(all.begin(), all.end(), more.begin(), more.end(), std::back_inserter(both));
            cell.tagSet = tagSetOf(std::move(both));
        }
    }
}

// The same arithmetic as contains() in shared/base/geo.cpp, over the edges that can matter.
bool AreaIndex::inside(const Piece& piece, LonLat p) const {
    if (!piece.box.contains(p)) return false;
    const std::uint32_t row = rowOf(p.lat) - piece.firstRow;
    bool in = false;
    for (std::uint32_t s = piece.rowStart[row]; s < piece.rowStart[row + 1]; ++s) {
        const auto [a, b] = piece.segments[s];
        const double area = (b.lon - a.lon) * (p.lat - a.lat) - (b.lat - a.lat) * (p.lon - a.lon);
        if (std::abs(area) <= 1e-15 && p.lon >= std::min(a.lon, b.lon) && p.lon <= std::max(a.lon, b.lon) &&
            p.lat >= std::min(a.lat, b.lat) && p.lat <= std::max(a.lat, b.lat)) {
            return true;
        }
        if ((a.lat > p.lat) != (b.lat > p.lat) && p.lon < (b.lon - a.lon) * (p.lat - a.lat) / (b.lat - a.lat) + a.lon) in = !in;
    }
    return in;
}

AreaTags AreaIndex::tagsNear(const Cell& cell, LonLat p) const {
    AreaTags tags = m_tagSets[cell.tagSet];
    for (const std::uint32_t number : cell.pieces) {
        if (!inside(m_pieces[number], p)) continue;
        const AreaTags& more = m_tagSets[m_pieces[number].tagSet];
        tags.insert(tags.end(), more.begin(), more.end());
    }
    std::sort(tags.begin(), tags.end());
    tags.erase(std::unique(tags.begin(), tags.end()), tags.end());
    return tags;
}

AreaTags AreaIndex::at(LonLat p) const {
    if (m_pieces.empty() || !m_box.contains(p)) return {};
    return tagsNear(m_cells[std::size_t{rowOf(p.lat)} * m_side + columnOf(p.lon)], p);
}

std::map<AreaTags, AreaIndex::Counted> AreaIndex::counted(std::span<const LonLat> points) const {
    const auto add = [](Counted& at, LonLat p) {
        if (++at.points == 1) at.one = p;
    };
    std::vector<Counted> whole(m_tagSets.size());
    std::map<AreaTags, Counted> out;
    Counted* last = nullptr;   // neighbours lie in the same areas
    AreaTags lastTags;
    for (const LonLat p : points) {
        if (m_pieces.empty() || !m_box.contains(p)) {
            add(whole[0], p);
            continue;
        }
        const Cell& cell = m_cells[std::size_t{rowOf(p.lat)} * m_side + columnOf(p.lon)];
        if (cell.pieces.empty()) {
            add(whole[cell.tagSet], p);
            continue;
        }
        AreaTags tags = tagsNear(cell, p);
        if (last == nullptr || tags != lastTags) {
            lastTags = std::move(tags);
            last = &out[lastTags];
        }
        add(*last, p);
    }
    for (std::size_t i = 0; i < whole.size(); ++i) {
        if (whole[i].points == 0) continue;
        Counted& at = out[m_tagSets[i]];
        if (at.points == 0) at.one = whole[i].one;
        at.points += whole[i].points;
    }
    return out;
}

std::vector<AreaTags> AreaIndex::distinct(std::span<const LonLat> points) const {
    std::vector<AreaTags> out;
    for (const auto& [tags, count] : counted(points)) out.push_back(tags);
    return out;
}

}  // namespace ok::access
