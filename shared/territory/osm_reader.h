// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Reads OpenStreetMap XML (.osm; unpacking is the caller's): roads, houses with addresses, towns, water, land use, rails
// and power. What is broken (a way whose nodes are missing, a coordinate off the globe) is named in the report.
#pragma once
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "shared/base/result.h"
#include "shared/territory/address.h"
#include "shared/territory/import_report.h"
#include "shared/territory/map_tiles.h"

namespace ok::territory {

/// One thing to draw. A point has one position; a closed area has its ring without the repeated last point.
struct OsmFeature {
    MapLayer layer = MapLayer::area;
    MapKind kind = MapKind::plain;
    MapShape shape = MapShape::lines;
    std::string name;
    std::vector<LonLat> line;
};

struct OsmData {
    GeoBox bounds;
    std::vector<OsmFeature> features;
    std::vector<Street> streets;
    std::vector<AddressPoint> addresses;
    std::vector<Locality> localities;
    ImportReport report;
};

struct OsmLimits {
    std::size_t nodes = 50'000'000;
    std::size_t nodesPerWay = 4000;
    std::size_t tagsPerElement = 500;
    int depth = 8;
};

class OsmReader {
  public:
    explicit OsmReader(ImportWatcher watcher = {}, OsmLimits limits = {});
    ~OsmReader();
    OsmReader(const OsmReader&) = delete;
    OsmReader& operator=(const OsmReader&) = delete;

    /// Problems: `bad_xml` with the line, `not_osm`, `xml_entities` (a file that defines entities is refused), `too_deep`,
    /// `too_large`, `cancelled`.
    Status feed(std::string_view chunk);
    [[nodiscard]] Result<OsmData> finish();

  private:
    struct Room;
    std::unique_ptr<Room> m_room;
};

}  // namespace ok::territory
