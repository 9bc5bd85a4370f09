// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// The offline map file `.okmap` (docs/map-format.md): vector tiles in one file, generalised for each zoom level, small
// enough to ship and quick to read. Writer and reader work on bytes in memory; opening files is the caller's.
#pragma once
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include <boost/describe.hpp>

#include "shared/base/geo.h"
#include "shared/base/result.h"

namespace ok::territory {

/// Numbers stand in files. Drawn in this order, lowest first.
enum class MapLayer : std::uint8_t {
    area = 1, water = 2, waterway = 3, building = 4, boundary = 5, rail = 6, road = 7, power = 8, label = 9
};

/// What a feature is within its layer. Numbers stand in files; a reader skips what it does not know.
enum class MapKind : std::uint8_t {
    plain = 0,
    forest = 10, farmland = 11, residential = 12, industrial = 13, park = 14, homeCounty = 15, otherCounty = 16,
    lake = 20, river = 21, stream = 22,
    house = 30, publicBuilding = 31,
    countyLine = 40, stateLine = 41, townLine = 42,
    railway = 50,
    motorway = 60, primary = 61, secondary = 62, minor = 63, service = 64, track = 65, path = 66,
    powerLine = 70, powerMinorLine = 71, powerTower = 72, powerPole = 73, substation = 74,
    city = 80, town = 81, village = 82, suburb = 83, countyName = 84, stateName = 85, otherCountyName = 86
};

enum class MapShape : std::uint8_t { points = 1, lines = 2, polygons = 3 };

/// In units of 1/4096 of the tile's side, x to the east, y to the south; a little beyond the edges at the borders.
struct TilePoint {
    std::int32_t x = 0;
    std::int32_t y = 0;
    bool operator==(const TilePoint&) const = default;
};

/// Polygons are rings (outer ones clockwise on the screen, holes the other way), without the repeated last point.
struct MapFeature {
    MapLayer layer = MapLayer::area;
    MapKind kind = MapKind::plain;
    MapShape shape = MapShape::points;
    std::string name;
    std::vector<std::vector<TilePoint>> parts;
    bool operator==(const MapFeature&) const = default;
};

/// As in web maps: zoom 0 is the world, x from the antimeridian eastwards, y from 85.05 degrees north southwards.
struct TileId {
    std::uint8_t zoom = 0;
    std::uint32_t x = 0;
    std::uint32_t y = 0;
    auto operator<=>(const TileId&) const = default;
};

struct MapTile {
    TileId id;
    std::vector<MapFeature> features;
};

struct MapHeader {
    std::string name;
    /// Must be shown wherever the map is shown.
    std::string attribution;
    std::string licence;
    GeoBox bounds;
    /// The zoom levels that have tiles, ascending; levels between them are drawn from the next lower one.
    std::vector<int> zooms;
    bool operator==(const MapHeader&) const = default;
};
BOOST_DESCRIBE_STRUCT(MapHeader, (), (name, attribution, licence, bounds, zooms))

constexpr std::int32_t tileExtent = 4096;
/// Geometry reaches this far over the edges, so that outlines join without seams.
constexpr std::int32_t tileMargin = 64;

/// Fractional web-mercator world coordinates in 0..1; latitudes beyond +-85.0511 are cut off there.
struct WorldPoint {
    double x = 0;
    double y = 0;
};
[[nodiscard]] WorldPoint toWorld(LonLat p);
[[nodiscard]] LonLat toLonLat(WorldPoint w);
[[nodiscard]] LonLat toLonLat(TileId tile, TilePoint p);
[[nodiscard]] GeoBox boundsOf(TileId tile);

class MapFileWriter {
  public:
    explicit MapFileWriter(MapHeader header) : m_header(std::move(header)) {}
    /// Adding to a tile twice appends. The order of features within a layer is kept.
    void add(TileId tile, MapFeature feature);
    /// The same features give the same bytes.
    [[nodiscard]] std::string finish() const;

  private:
    MapHeader m_header;
    std::map<TileId, std::vector<MapFeature>> m_tiles;
};

/// Reads a file that may come from anywhere: every length is checked before it is believed. The bytes must outlive it.
class MapFile {
  public:
    /// Problems: `not_a_map`, `map_version`, `map_truncated`, `map_damaged`.
    static Result<MapFile> open(std::string_view bytes);
    [[nodiscard]] const MapHeader& header() const { return m_header; }
    [[nodiscard]] std::vector<TileId> tiles() const;
    /// An empty tile when the file has none there; `map_damaged` when its bytes make no sense.
    [[nodiscard]] Result<MapTile> tile(TileId id) const;
    /// The level to draw at a fractional display zoom: the highest stored one that is not above it, else the lowest.
    [[nodiscard]] int levelFor(double displayZoom) const;
    /// The stored tiles of a level that touch a box.
    [[nodiscard]] std::vector<TileId> covering(const GeoBox& box, int level) const;

  private:
    struct Place {
        std::uint64_t offset = 0;
        std::uint64_t length = 0;
    };
    MapHeader m_header;
    std::string_view m_bytes;
    std::map<TileId, Place> m_index;
};

}  // namespace ok::territory
