// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "shared/incidents/cell_grid.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>
#include <numbers>
#include <numeric>
#include <tuple>

namespace ok::incidents {
namespace {

constexpr double unitsPerMetre = 10'000;
// Above this, squares in units would leave the range in which doubles are exact.
constexpr double maxReachMetres = 5'000;
constexpr std::int64_t allTime = std::numeric_limits<std::int64_t>::max();

std::int64_t floorDivide(std::int64_t a, std::int64_t b) {
    const std::int64_t q = a / b;
    return q - (a % b < 0 ? 1 : 0);
}

int positionInTile(std::int32_t cx, std::int32_t cy) { return (cy & 3) << 2 | (cx & 3); }

struct ReachPart {
    int tile = 0;  // of the 3 x 3 tiles around
    std::uint32_t mask = 0;
};

/// For a cell at a position of its tile: which cells lie within two cells of it; they fall into 2 x 2 of the 3 x 3 tiles
/// around. The four corners are left out, they are always beyond reach: 2 (side + 1)^2 > reach^2.
constexpr std::array<std::array<ReachPart, 4>, 16> makeReachParts() {
    std::array<std::array<ReachPart, 4>, 16> parts{};
    for (int position = 0; position < 16; ++position) {
        for (int dy = -2; dy <= 2; ++dy) {
            for (int dx = -2; dx <= 2; ++dx) {
                const int x = position % 4 + dx + 4;
                const int y = position / 4 + dy + 4;
                const bool corner = (dx == -2 || dx == 2) && (dy == -2 || dy == 2);
                const bool right = x / 4 > (position % 4 + 2) / 4;
                const bool upper = y / 4 > (position / 4 + 2) / 4;
                ReachPart& part = parts[CellGrid::index(position)][(upper ? 2U : 0U) + (right ? 1U : 0U)];
                part.tile = y / 4 * 3 + x / 4;
                if (!corner) part.mask |= 1U << (y % 4 * 4 + x % 4);
            }
        }
    }
    return parts;
}
constexpr auto reachParts = makeReachParts();

int bitsFor(std::uint64_t highest) { return 64 - std::countl_zero(highest); }

/// Indices in order of (layer, tile row, tile column, cell in tile), equal ones as they came. Radix sort: a comparison
/// sort, or a hash probe for each point, would take longer than all the rest of a batch.
std::vector<std::uint32_t> orderByPlace(std::span<const CellGrid::CellPlace> places) {
    std::vector<std::uint32_t> order(places.size());
    std::iota(order.begin(), order.end(), 0U);
    if (places.empty()) return order;
    CellGrid::CellPlace low = places[0], high = places[0];
    for (const CellGrid::CellPlace& p : places) {
        low = {std::min(low.ct, p.ct), std::min(low.cy, p.cy), std::min(low.cx, p.cx)};
        high = {std::max(high.ct, p.ct), std::max(high.cy, p.cy), std::max(high.cx, p.cx)};
    }
    const auto span = [](std::int64_t a, std::int64_t b) { return static_cast<std::uint64_t>(b) - static_cast<std::uint64_t>(a); };
    const int columnBits = bitsFor(span(low.cx >> 2, high.cx >> 2));
    const int rowBits = bitsFor(span(low.cy >> 2, high.cy >> 2));
    const int bits = 4 + columnBits + rowBits + bitsFor(span(low.ct, high.ct));
    if (bits > 64) {  // evidence spread over centuries: rare enough to be slow
        const auto rank = [&](std::uint32_t i) {
            const CellGrid::CellPlace& p = places[i];
            return std::make_tuple(p.ct, p.cy >> 2, p.cx >> 2, positionInTile(p.cx, p.cy), i);
        };
        std::sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) { return rank(a) < rank(b); });
        return order;
    }
    struct Row { std::uint64_t rank; std::uint32_t from; };
    std::vector<Row> rows(places.size()), sorted(places.size());
    for (std::uint32_t i = 0; i < rows.size(); ++i) {
        const CellGrid::CellPlace& p = places[i];
        std::uint64_t rank = bitsFor(span(low.ct, high.ct)) == 0 ? 0 : span(low.ct, p.ct);
        rank = rank << rowBits | span(low.cy >> 2, p.cy >> 2);
        rank = rank << columnBits | span(low.cx >> 2, p.cx >> 2);
        rows[i] = {rank << 4 | static_cast<std::uint64_t>(positionInTile(p.cx, p.cy)), i};
    }
    constexpr int digit = 11;
    for (int shift = 0; shift < bits; shift += digit) {
        std::array<std::uint32_t, 1U << digit> start{};
        const auto bucket = [shift](const Row& r) { return r.rank >> shift & ((1U << digit) - 1); };
        for (const Row& r : rows) ++start[bucket(r)];
        std::exclusive_scan(start.begin(), start.end(), start.begin(), 0U);
        for (const Row& r : rows) sorted[start[bucket(r)]++] = r;
        rows.swap(sorted);
    }
    for (std::size_t i = 0; i < rows.size(); ++i) order[i] = rows[i].from;
    return order;
}

struct Extent {
    double lowX, highX, lowY, highY;
    std::int64_t lowT, highT;
};

template <class Iterator>
Extent extentOf(Iterator from, Iterator to) {
    Extent e{from->x, from->x, from->y, from->y, from->t, from->t};
    for (++from; from != to; ++from) {
        e.lowX = std::min(e.lowX, from->x);
        e.highX = std::max(e.highX, from->x);
        e.lowY = std::min(e.lowY, from->y);
        e.highY = std::max(e.highY, from->y);
        e.lowT = std::min(e.lowT, from->t);
        e.highT = std::max(e.highT, from->t);
    }
    return e;
}

}  // namespace

ClusterSettings settingsAround(LonLat centre, ClusterSettings base) {
    constexpr double metresPerDegree = 6371008.8 * std::numbers::pi / 180.0;
    base.metresPerDegreeLat = metresPerDegree;
    base.metresPerDegreeLon = metresPerDegree * std::cos(centre.lat * std::numbers::pi / 180.0);
    return base;
}

CellGrid::CellGrid(const ClusterSettings& settings) {
    const double reach = std::round(std::clamp(settings.metres, 1.0, maxReachMetres) * unitsPerMetre);
    m_lonScale = settings.metresPerDegreeLon * unitsPerMetre;
    m_latScale = settings.metresPerDegreeLat * unitsPerMetre;
    m_reachSquared = reach * reach;
    m_side = static_cast<std::int64_t>(std::floor(reach / std::numbers::sqrt2));
    const bool timed = settings.window.count() > 0;
    // A minute at least: shorter layers would make cells of single points, and no outage is that sharp.
    m_window = timed ? std::max<std::int64_t>(settings.window.count(), 60'000'000) : allTime;
    m_layer = timed ? m_window + 1 : 0;
    m_minWeight = std::clamp<std::uint32_t>(settings.minWeight, 1, 1'000);
    m_tileIndex.assign(64, nothing);
}

std::size_t CellGrid::home(std::int32_t tx, std::int32_t ty, std::int64_t ct) const {
    std::uint64_t h = static_cast<std::uint64_t>(static_cast<std::uint32_t>(tx)) << 32 | static_cast<std::uint32_t>(ty);
    h = (h ^ static_cast<std::uint64_t>(ct) * 0xD6E8FEB86659FD93ULL) * 0x9E3779B97F4A7C15ULL;
    return static_cast<std::size_t>(h ^ h >> 32) & (m_tileIndex.size() - 1);
}

const CellGrid::Tile* CellGrid::tileAt(std::int32_t tx, std::int32_t ty, std::int64_t ct) const {
    for (std::size_t i = home(tx, ty, ct);; i = (i + 1) & (m_tileIndex.size() - 1)) {
        if (m_tileIndex[i] == nothing) return nullptr;
        const Tile& tile = m_tiles[index(m_tileIndex[i])];
        if (tile.tx == tx && tile.ty == ty && tile.ct == ct) return &tile;
    }
}

CellGrid::Tile& CellGrid::makeTile(std::int32_t tx, std::int32_t ty, std::int64_t ct) {
    Tile& tile = m_tiles.emplace_back();
    tile.tx = tx;
    tile.ty = ty;
    tile.ct = ct;
    tile.cells.fill(nothing);
    if (m_tiles.size() * 2 > m_tileIndex.size()) {
        m_tileIndex.resize(m_tileIndex.size() * 2);
        indexTiles();
    } else {
        std::size_t i = home(tx, ty, ct);
        while (m_tileIndex[i] != nothing) i = (i + 1) & (m_tileIndex.size() - 1);
        m_tileIndex[i] = static_cast<std::int32_t>(m_tiles.size() - 1);
    }
    return tile;
}

void CellGrid::indexTiles() {
    std::fill(m_tileIndex.begin(), m_tileIndex.end(), nothing);
    for (std::size_t n = 0; n < m_tiles.size(); ++n) {
        std::size_t i = home(m_tiles[n].tx, m_tiles[n].ty, m_tiles[n].ct);
        while (m_tileIndex[i] != nothing) i = (i + 1) & (m_tileIndex.size() - 1);
        m_tileIndex[i] = static_cast<std::int32_t>(n);
    }
}

Spot CellGrid::spotOf(const Evidence& evidence) const {
    return {std::round(evidence.place.lon * m_lonScale), std::round(evidence.place.lat * m_latScale),
            m_layer == 0 ? 0 : evidence.at.micros()};
}

CellGrid::CellPlace CellGrid::placeOf(const Spot& spot) const {
    return {m_layer == 0 ? 0 : floorDivide(spot.t, m_layer),
            static_cast<std::int32_t>(floorDivide(static_cast<std::int64_t>(spot.y), m_side)),
            static_cast<std::int32_t>(floorDivide(static_cast<std::int64_t>(spot.x), m_side))};
}

CellNo CellGrid::cellAt(const CellPlace& place) {
    Tile* tile = const_cast<Tile*>(tileAt(place.cx >> 2, place.cy >> 2, place.ct));
    if (tile == nullptr) tile = &makeTile(place.cx >> 2, place.cy >> 2, place.ct);
    CellNo& cell = tile->cells[index(positionInTile(place.cx, place.cy))];
    if (cell == nothing) {
        tile->filled |= 1U << positionInTile(place.cx, place.cy);
        cell = static_cast<CellNo>(cells.size());
        cells.push_back(Cell{.ct = place.ct, .cx = place.cx, .cy = place.cy});
        ++m_emptyCells;
    }
    return cell;
}

Slot CellGrid::add(const Evidence& evidence) {
    Slot slot = nothing;
    if (m_free.empty()) {
        slot = static_cast<Slot>(spots.size());
        spots.emplace_back();
        points.emplace_back();
    } else {
        slot = m_free.back();
        m_free.pop_back();
    }
    Spot& spot = spots[index(slot)];
    spot = spotOf(evidence);
    spot.cell = cellAt(placeOf(spot));
    Cell& cell = cells[index(spot.cell)];
    spot.next = cell.head;
    if (cell.head != nothing) points[index(cell.head)].previous = slot;
    cell.head = slot;
    if (cell.count++ == 0) --m_emptyCells;
    const std::uint32_t weight = std::max<std::uint32_t>(evidence.weight, 1);
    cell.weight += weight;
    points[index(slot)] = Point{evidence.at, evidence.key, weight, nothing, nothing, Role::Noise};
    return slot;
}

void CellGrid::unlink(Slot slot) {
    Spot& spot = spots[index(slot)];
    Point& point = points[index(slot)];
    Cell& cell = cells[index(spot.cell)];
    (point.previous == nothing ? cell.head : spots[index(point.previous)].next) = spot.next;
    if (spot.next != nothing) points[index(spot.next)].previous = point.previous;
    cell.weight -= point.weight;
    if (--cell.count == 0) ++m_emptyCells;
    if (point.role == Role::Core) --cell.cores;
    point.role = Role::Noise;
}

void CellGrid::release(Slot slot) {
    spots[index(slot)].cell = nothing;
    m_free.push_back(slot);
}

Evidence CellGrid::evidenceAt(Slot slot) const {
    const Spot& spot = spots[index(slot)];
    const Point& point = points[index(slot)];
    // Dividing and multiplying again is off by far less than the half unit that rounding forgives.
    return {point.key, {spot.x / m_lonScale, spot.y / m_latScale}, point.at, point.weight};
}

std::vector<Slot> CellGrid::fill(std::span<const Evidence> evidence) {
    cells.clear();
    m_tiles.clear();
    m_free.clear();
    std::vector<Spot> unsorted;
    unsorted.reserve(evidence.size());
    for (const Evidence& e : evidence) unsorted.push_back(spotOf(e));
    std::vector<CellPlace> places;
    places.reserve(evidence.size());
    for (const Spot& spot : unsorted) places.push_back(placeOf(spot));
    const std::vector<std::uint32_t> order = orderByPlace(places);

    spots.assign(evidence.size(), {});
    points.assign(evidence.size(), {});
    std::vector<Slot> slots(evidence.size());
    for (std::size_t at = 0; at < order.size(); ++at) {
        const std::uint32_t from = order[at];
        const auto slot = static_cast<Slot>(at);
        const CellPlace& place = places[from];
        const bool sameCell = !cells.empty() && cells.back().cx == place.cx && cells.back().cy == place.cy &&
                              cells.back().ct == place.ct;
        if (!sameCell) startCell(place, slot);
        Cell& cell = cells.back();
        Spot& spot = spots[at] = unsorted[from];
        spot.cell = static_cast<CellNo>(cells.size() - 1);
        if (cell.count++ > 0) spots[at - 1].next = slot;
        const std::uint32_t weight = std::max<std::uint32_t>(evidence[from].weight, 1);
        cell.weight += weight;
        points[at] = {evidence[from].at, evidence[from].key, weight, cell.count > 1 ? slot - 1 : nothing, nothing, Role::Noise};
        slots[from] = slot;
    }
    m_emptyCells = 0;
    m_tileIndex.assign(std::bit_ceil(m_tiles.size() * 2 + 64), nothing);
    indexTiles();
    return slots;
}

void CellGrid::startCell(const CellPlace& place, Slot head) {
    cells.push_back(Cell{.ct = place.ct, .cx = place.cx, .cy = place.cy, .head = head});
    const std::int32_t tx = place.cx >> 2, ty = place.cy >> 2;
    if (m_tiles.empty() || m_tiles.back().tx != tx || m_tiles.back().ty != ty || m_tiles.back().ct != place.ct) {
        m_tiles.push_back({place.ct, tx, ty, 0, {}});
        m_tiles.back().cells.fill(nothing);
    }
    m_tiles.back().filled |= 1U << positionInTile(place.cx, place.cy);
    m_tiles.back().cells[index(positionInTile(place.cx, place.cy))] = static_cast<CellNo>(cells.size() - 1);
}

Reach CellGrid::reachOf(CellNo number) const {
    const Cell& cell = cells[index(number)];
    const int layers = m_layer == 0 ? 0 : 1;
    Reach reach;
    reach.cells[0] = number;
    reach.count = 1;
    Window window{};
    for (int layer = -layers; layer <= layers; ++layer) {
        for (std::int32_t ty = (cell.cy - 2) >> 2; ty <= (cell.cy + 2) >> 2; ++ty) {
            for (std::int32_t tx = (cell.cx - 2) >> 2; tx <= (cell.cx + 2) >> 2; ++tx) {
                const int place = (layer + 1) * 9 + (ty - (cell.cy >> 2) + 1) * 3 + tx - (cell.cx >> 2) + 1;
                window[index(place)] = tileAt(tx, ty, cell.ct + layer);
            }
        }
    }
    collect(window, positionInTile(cell.cx, cell.cy), reach);
    return reach;
}

void CellGrid::collect(const Window& window, int position, Reach& reach) {
    const ReachPart* parts = reachParts[index(position)].data();
    for (int layer = 0; layer < 3; ++layer) {
        for (int i = 0; i < 4; ++i) {
            const int place = layer * 9 + parts[i].tile;
            const Tile* tile = window[index(place)];
            if (tile == nullptr) continue;
            std::uint32_t found = tile->filled & parts[i].mask;
            if (place == 13) found &= ~(1U << position);  // itself stands first already
            for (; found != 0; found &= found - 1) {
                reach.cells[index(reach.count++)] = tile->cells[index(std::countr_zero(found))];
            }
        }
    }
}

void CellGrid::slide(const Tile& tile, std::array<std::size_t, 9>& cursors, Window& window) const {
    window.fill(nullptr);
    for (int row = m_layer == 0 ? 3 : 0; row < (m_layer == 0 ? 6 : 9); ++row) {
        const std::int64_t ct = tile.ct + row / 3 - 1;
        const std::int32_t ty = tile.ty + row % 3 - 1;
        std::size_t& cursor = cursors[index(row)];
        const auto before = [&](const Tile& t) {
            return std::tie(t.ct, t.ty, t.tx) < std::make_tuple(ct, ty, tile.tx - 1);
        };
        while (cursor < m_tiles.size() && before(m_tiles[cursor])) ++cursor;
        for (std::size_t i = cursor; i < m_tiles.size() && i < cursor + 3; ++i) {
            const Tile& t = m_tiles[i];
            if (t.ct != ct || t.ty != ty || t.tx > tile.tx + 1) break;
            window[index(row * 3 + t.tx - tile.tx + 1)] = &t;
        }
    }
}

bool CellGrid::mayReach(const Spot& from, const Cell& cell) const {
    const auto side = static_cast<double>(m_side);
    const double lowX = cell.cx * side;
    const double lowY = cell.cy * side;
    const double dx = std::max({lowX - from.x, from.x - (lowX + side - 1), 0.0});
    const double dy = std::max({lowY - from.y, from.y - (lowY + side - 1), 0.0});
    return dx * dx + dy * dy <= m_reachSquared;
}

std::uint64_t CellGrid::weightAround(Slot slot, const Reach& reach, std::uint64_t enough) const {
    const Spot& spot = spots[index(slot)];
    std::uint64_t sum = cells[index(spot.cell)].weight;  // all of its own cell is near
    for (int i = 1; i < reach.count && sum < enough; ++i) {
        const Cell& cell = cells[index(reach.cells[index(i)])];
        if (!mayReach(spot, cell)) continue;
        for (Slot s = cell.head; s != nothing && sum < enough; s = spots[index(s)].next) {
            if (near(spot, spots[index(s)])) sum += points[index(s)].weight;
        }
    }
    return sum;
}

bool CellGrid::reachesCoreOf(const Spot& from, const Cell& cell) const {
    if (cell.cores == 0 || !mayReach(from, cell)) return false;
    const bool all = cell.cores == cell.count;
    for (Slot s = cell.head; s != nothing; s = spots[index(s)].next) {
        if (near(from, spots[index(s)]) && (all || points[index(s)].role == Role::Core)) return true;
    }
    return false;
}

bool CellGrid::betterAnchor(Slot from, Slot candidate, Slot current) const {
    if (current == nothing) return true;
    const double a = squared(spots[index(from)], spots[index(candidate)]);
    const double b = squared(spots[index(from)], spots[index(current)]);
    return a != b ? a < b : points[index(candidate)].key < points[index(current)].key;
}

Slot CellGrid::nearestCore(Slot slot, const Reach& reach) const {
    const Spot& spot = spots[index(slot)];
    Slot best = nothing;
    for (const CellNo number : reach) {
        const Cell& cell = cells[index(number)];
        if (cell.cores == 0 || !mayReach(spot, cell)) continue;
        for (Slot s = cell.head; s != nothing; s = spots[index(s)].next) {
            if (points[index(s)].role == Role::Core && near(spot, spots[index(s)]) && betterAnchor(slot, s, best)) best = s;
        }
    }
    return best;
}

void CellGrid::gatherCores(const Cell& from, const Cell& towards, std::vector<Spot>& out) const {
    out.clear();
    for (Slot s = from.head; s != nothing; s = spots[index(s)].next) {
        if (points[index(s)].role == Role::Core && mayReach(spots[index(s)], towards)) out.push_back(spots[index(s)]);
    }
}

bool CellGrid::linked(CellNo a, CellNo b) {
    const Cell& left = cells[index(a)];
    const Cell& right = cells[index(b)];
    if (left.cores == 0 || right.cores == 0) return false;
    constexpr std::int64_t small = 1024;
    if (static_cast<std::int64_t>(left.count) * right.count <= small) {
        for (Slot s = left.head; s != nothing; s = spots[index(s)].next) {
            if (points[index(s)].role == Role::Core && reachesCoreOf(spots[index(s)], right)) return true;
        }
        return false;
    }
    gatherCores(left, right, m_left);
    gatherCores(right, left, m_right);
    return anyPair(m_left.begin(), m_left.end(), m_right.begin(), m_right.end());
}

// Two hot spots of n points that just miss each other would cost n * n distances; boxes around halves settle that in
// about n log n, and a hit is found as soon as two boxes lie wholly within reach.
bool CellGrid::anyPair(Spots a, Spots aEnd, Spots b, Spots bEnd) const {
    if (a == aEnd || b == bEnd) return false;
    const Extent p = extentOf(a, aEnd);
    const Extent q = extentOf(b, bEnd);
    const double gapX = std::max({p.lowX - q.highX, q.lowX - p.highX, 0.0});
    const double gapY = std::max({p.lowY - q.highY, q.lowY - p.highY, 0.0});
    const std::int64_t gapT = std::max({p.lowT - q.highT, q.lowT - p.highT, std::int64_t{0}});
    if (gapX * gapX + gapY * gapY > m_reachSquared || gapT > m_window) return false;
    if (near(*a, *b)) return true;
    if ((aEnd - a) * (bEnd - b) <= 64) {
        for (; a != aEnd; ++a) {
            if (std::any_of(b, bEnd, [&](const Spot& s) { return near(*a, s); })) return true;
        }
        return false;
    }
    if (aEnd - a < bEnd - b) return anyPair(b, bEnd, a, aEnd);
    const Spots middle = a + (aEnd - a) / 2;
    const bool alongT = static_cast<double>(p.highT - p.lowT) / static_cast<double>(m_window) >
                        std::max(p.highX - p.lowX, p.highY - p.lowY) / static_cast<double>(m_side);
    const bool alongX = p.highX - p.lowX > p.highY - p.lowY;
    std::nth_element(a, middle, aEnd, [alongT, alongX](const Spot& s, const Spot& t) {
        return alongT ? s.t < t.t : alongX ? s.x < t.x : s.y < t.y;
    });
    return anyPair(a, middle, b, bEnd) || anyPair(middle, aEnd, b, bEnd);
}

}  // namespace ok::incidents
