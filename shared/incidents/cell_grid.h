// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// The flat store under the clusterer: points in cells, cells in tiles. A cell is a square with side metres/sqrt(2) and
// as long in time as the window, so any two points of one cell are neighbours: a cell with enough weight needs no
// distance to be measured. A tile is 4 x 4 cells, so one probe of the hash table answers for up to 16 neighbours.
//
// INVARIANT: coordinates are whole tenths of a millimetre held in doubles. Differences and their squares within reach
// are below 2^53, so every comparison is exact and the same on every machine and in every order.
#pragma once
#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "shared/incidents/evidence.h"

namespace ok::incidents {

using Slot = std::int32_t;
using CellNo = std::int32_t;
using ClusterNo = std::int32_t;
inline constexpr std::int32_t nothing = -1;

/// The hot half of a point: all that a neighbour test reads, two to a cache line.
struct Spot {
    double x = 0;
    double y = 0;
    std::int64_t t = 0;    // µs, or 0 throughout when time is off
    Slot next = nothing;   // in its cell
    CellNo cell = nothing; // nothing: a free slot
};

struct Point {
    Instant at;
    EvidenceKey key = 0;
    std::uint32_t weight = 1;
    Slot previous = nothing;  // in its cell
    Slot anchor = nothing;    // the nearest core point of a border point
    Role role = Role::Noise;
};

struct Cell {
    std::int64_t ct = 0;
    std::int32_t cx = 0;
    std::int32_t cy = 0;
    std::uint64_t weight = 0;
    Slot head = nothing;
    std::int32_t count = 0;
    std::int32_t cores = 0;
    ClusterNo cluster = nothing;  // of its core points: they are all neighbours of each other
    CellNo nextInCluster = nothing;
    CellNo previousInCluster = nothing;
};

/// The cells within reach of a cell, itself first. At most 21 a time layer.
struct Reach {
    std::array<CellNo, 63> cells;
    int count = 0;
    [[nodiscard]] const CellNo* begin() const { return cells.data(); }
    [[nodiscard]] const CellNo* end() const { return cells.data() + count; }
};

class CellGrid {
  public:
    explicit CellGrid(const ClusterSettings& settings);

    std::vector<Spot> spots;
    std::vector<Point> points;  // same index as spots
    std::vector<Cell> cells;

    /// Starts afresh with this evidence (no key twice), in order of place: cells by place and points by cell, so that
    /// neighbours in space are neighbours in memory. Returns the slot of each.
    std::vector<Slot> fill(std::span<const Evidence> evidence);
    Slot add(const Evidence& evidence);  // into its cell; role Noise
    void unlink(Slot slot);              // out of its cell; the slot is free after release()
    void release(Slot slot);
    [[nodiscard]] Evidence evidenceAt(Slot slot) const;
    [[nodiscard]] std::size_t size() const { return spots.size() - m_free.size(); }
    [[nodiscard]] std::size_t emptyCells() const { return m_emptyCells; }
    [[nodiscard]] Reach reachOf(CellNo cell) const;
    /// Calls visit(cell, its reach) for every cell, right after fill(): neighbours are then found by walking
    /// along with the order instead of probing the table for each.
    template <class Visit>
    void sweep(Visit visit) const;
    [[nodiscard]] bool near(Slot a, Slot b) const { return near(spots[index(a)], spots[index(b)]); }
    [[nodiscard]] bool near(const Spot& a, const Spot& b) const {
        const std::int64_t dt = a.t > b.t ? a.t - b.t : b.t - a.t;
        return squared(a, b) <= m_reachSquared && dt <= m_window;
    }
    [[nodiscard]] static double squared(const Spot& a, const Spot& b) {
        const double dx = a.x - b.x;
        const double dy = a.y - b.y;
        return dx * dx + dy * dy;
    }
    /// True when some place of the cell is within reach of the spot.
    [[nodiscard]] bool mayReach(const Spot& from, const Cell& cell) const;
    [[nodiscard]] bool crowded(const Cell& cell) const { return cell.weight >= m_minWeight; }
    /// Weight within reach of the point, itself included; stops counting once `enough` is reached.
    [[nodiscard]] std::uint64_t weightAround(Slot slot, const Reach& reach, std::uint64_t enough) const;
    [[nodiscard]] bool isCore(Slot slot, const Reach& reach) const {
        return weightAround(slot, reach, m_minWeight) >= m_minWeight;
    }
    [[nodiscard]] bool reachesCoreOf(const Spot& from, const Cell& cell) const;
    [[nodiscard]] Slot nearestCore(Slot slot, const Reach& reach) const;
    /// The order among cores for a border point: nearer, then smaller key.
    [[nodiscard]] bool betterAnchor(Slot from, Slot candidate, Slot current) const;
    /// Some core of `a` is a neighbour of some core of `b`.
    [[nodiscard]] bool linked(CellNo a, CellNo b);

    [[nodiscard]] static constexpr std::size_t index(std::int32_t n) { return static_cast<std::size_t>(n); }
    [[nodiscard]] std::uint32_t minWeight() const { return m_minWeight; }

    struct CellPlace {
        std::int64_t ct = 0;
        std::int32_t cy = 0;
        std::int32_t cx = 0;
    };

  private:
    struct Tile {
        std::int64_t ct = 0;
        std::int32_t tx = 0;
        std::int32_t ty = 0;
        std::uint32_t filled = 0;  // bit per cell that exists
        std::array<CellNo, 16> cells;
    };
    /// The tiles around a tile: three layers of 3 x 3, its own in the middle; null where there is none.
    using Window = std::array<const Tile*, 27>;
    using Spots = std::vector<Spot>::iterator;

    [[nodiscard]] const Tile* tileAt(std::int32_t tx, std::int32_t ty, std::int64_t ct) const;
    Tile& makeTile(std::int32_t tx, std::int32_t ty, std::int64_t ct);
    [[nodiscard]] std::size_t home(std::int32_t tx, std::int32_t ty, std::int64_t ct) const;
    [[nodiscard]] Spot spotOf(const Evidence& evidence) const;
    [[nodiscard]] CellPlace placeOf(const Spot& spot) const;
    CellNo cellAt(const CellPlace& place);
    void startCell(const CellPlace& place, Slot head);
    void indexTiles();
    static void collect(const Window& window, int position, Reach& reach);
    void slide(const Tile& tile, std::array<std::size_t, 9>& cursors, Window& window) const;
    void gatherCores(const Cell& from, const Cell& towards, std::vector<Spot>& out) const;
    [[nodiscard]] bool anyPair(Spots a, Spots aEnd, Spots b, Spots bEnd) const;

    double m_lonScale;
    double m_latScale;
    double m_reachSquared;
    std::int64_t m_side;
    std::int64_t m_window;
    std::int64_t m_layer;  // length of a cell in time; 0: time is off
    std::uint32_t m_minWeight;
    std::vector<Tile> m_tiles;
    std::vector<std::int32_t> m_tileIndex;
    std::vector<Slot> m_free;
    std::size_t m_emptyCells = 0;
    std::vector<Spot> m_left;  // scratch of linked()
    std::vector<Spot> m_right;
};

template <class Visit>
void CellGrid::sweep(Visit visit) const {
    std::array<std::size_t, 9> cursors{};
    Window window{};
    for (const Tile& tile : m_tiles) {
        slide(tile, cursors, window);
        for (int position = 0; position < 16; ++position) {
            const CellNo cell = tile.cells[index(position)];
            if (cell == nothing) continue;
            Reach reach;
            reach.cells[0] = cell;
            reach.count = 1;
            collect(window, position, reach);
            visit(cell, reach);
        }
    }
}

}  // namespace ok::incidents
