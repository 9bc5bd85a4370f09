// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Makes `.okmap` files: from OpenStreetMap data and from a topology of counties. `okctl map build` is a thin shell
// around mapBuild(); nothing here opens a file.
#pragma once
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "shared/territory/map_tiles.h"
#include "shared/territory/osm_reader.h"
#include "shared/territory/topojson.h"

namespace ok::territory {

struct MapBuildOptions {
    std::string name;
    std::string attribution;
    std::string licence;
    /// Ascending. Empty: 10, 12, 14 for OpenStreetMap, 4, 6, 8 for counties.
    std::vector<int> zooms;
};

[[nodiscard]] std::string mapFromOsm(const OsmData& data, MapBuildOptions options);

struct CountyChoice {
    /// Prefixes of the ids (FIPS): these states are drawn strongly, with their names.
    std::vector<std::string> home;
    /// Drawn faintly around them.
    std::vector<std::string> around;
};
[[nodiscard]] std::string mapFromCounties(const std::vector<TopoArea>& counties, const CountyChoice& choice,
                                          MapBuildOptions options);

/// The whole of `okctl map build`: source text in, map bytes out, with a summary for the person at the terminal.
struct MapBuildRequest {
    std::string_view source;          // the bytes of an .osm (unpacked) or .topojson file
    std::string counties;             // set: a topology; the home states' ids separated by commas, "21"
    std::string around;               // likewise
    std::string object = "counties";
    MapBuildOptions options;
    ImportWatcher watcher;
};
struct MapBuildOutcome {
    std::string bytes;
    std::vector<std::string> summary;
    ImportReport report;
};
[[nodiscard]] Result<MapBuildOutcome> mapBuild(const MapBuildRequest& request);

/// The attribution that the licence of OpenStreetMap asks for.
constexpr std::string_view osmAttribution = "\xC2\xA9 OpenStreetMap contributors";
constexpr std::string_view osmLicence = "ODbL-1.0";

}  // namespace ok::territory
