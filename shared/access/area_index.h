// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// In which of many polygons does a point lie? Asked for 250,000 recipients before anything is sent. A grid over all shapes
// answers most points from their cell alone; near an edge only the edges of that row of the grid are looked at. The answer is
// exactly contains() of shared/base/geo.h: on an edge is inside.
#pragma once
#include <cstdint>
#include <map>
#include <span>
#include <vector>

#include "shared/base/geo.h"

namespace ok::access {

/// The tags of all shapes that hold a point, ascending, each once.
using AreaTags = std::vector<std::uint32_t>;

class AreaIndex {
  public:
    /// `tags`: what a point inside the shape is told, usually one.
    void add(const MultiPolygon& shape, std::vector<std::uint32_t> tags);
    /// After the last add().
    void build();

    [[nodiscard]] AreaTags at(LonLat p) const;
    /// Every different answer of at() among the points, in order: their number depends on how the areas overlap, not on the people.
    struct Counted {
        std::int64_t points = 0;
        LonLat one;                   ///< the first of them
    };
    [[nodiscard]] std::map<AreaTags, Counted> counted(std::span<const LonLat> points) const;
    [[nodiscard]] std::vector<AreaTags> distinct(std::span<const LonLat> points) const;
    [[nodiscard]] bool empty() const { return m_pieces.empty(); }

  private:
    struct Segment {
        LonLat a, b;
    };
    /// One polygon of a shape; its edges by row of the grid.
    struct Piece {
        GeoBox box;
        std::uint32_t tagSet = 0;
        std::uint32_t firstRow = 0;
        std::vector<std::uint32_t> rowStart;  // into segments; one more than rows
        std::vector<Segment> segments;
        std::vector<Segment> edges;           // until build()
    };
    struct Cell {
        std::uint32_t tagSet = 0;             // of the pieces that cover it whole
        std::vector<std::uint32_t> pieces;    // whose edges touch it
    };
    [[nodiscard]] std::uint32_t rowOf(double lat) const;
    [[nodiscard]] std::uint32_t columnOf(double lon) const;
    [[nodiscard]] bool inside(const Piece& piece, LonLat p) const;
    [[nodiscard]] std::uint32_t tagSetOf(AreaTags tags);
    void sortEdges(Piece& piece);
    void paint(std::uint32_t number);
    AreaTags tagsNear(const Cell& cell, LonLat p) const;

    std::vector<Piece> m_pieces;
    std::vector<AreaTags> m_tagSets{{}};
    std::map<AreaTags, std::uint32_t> m_known{{{}, 0}};
    GeoBox m_box;
    std::uint32_t m_side = 1;
    double m_columns = 0, m_rows = 0;   // cells a degree
    std::vector<Cell> m_cells;
};

}  // namespace ok::access
