// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "shared/territory/map_build.h"

#include <algorithm>
#include <cmath>

#include "shared/territory/data_licence.h"
#include "shared/territory/map_geometry.h"

namespace ok::territory {
namespace {

// From which zoom on a thing is drawn. A thing that would be smaller than a pixel says nothing and costs every frame.
int firstZoom(const OsmFeature& f) {
    switch (f.kind) {
        case MapKind::motorway:
        case MapKind::primary:
        case MapKind::city:
        case MapKind::town: return 0;
        case MapKind::river:
        case MapKind::secondary:
        case MapKind::railway:
        case MapKind::powerLine:
        case MapKind::village: return 9;
        case MapKind::minor:
        case MapKind::stream:
        case MapKind::powerMinorLine:
        case MapKind::suburb:
        case MapKind::townLine: return 12;
        case MapKind::house:
        case MapKind::publicBuilding:
        case MapKind::service:
        case MapKind::track:
        case MapKind::path:
        case MapKind::powerTower:
        case MapKind::powerPole: return 14;
        default: return 0;
    }
}

void cutFeature(TileCutter& cutter, const OsmFeature& f, double leastArea) {
    MapFeature like{f.layer, f.kind, f.shape, f.name, {}};
    if (f.shape == MapShape::points) cutter.point(like, f.line.front());
    else if (f.shape == MapShape::lines) cutter.line(like, f.line);
    else cutter.polygon(like, Polygon{{f.line}}, leastArea);
}

bool hasPrefix(const std::string& id, const std::vector<std::string>& prefixes) {
    return std::any_of(prefixes.begin(), prefixes.end(), [&](const std::string& p) { return id.compare(0, p.size(), p) == 0; });
}

// The centre of the largest part's ring by area: names stand inside their county, not between two islands.
LonLat labelPoint(const MultiPolygon& shape) {
    const Polygon* largest = &shape.front();
    for (const Polygon& part : shape) {
        if (squareMetres(part) > squareMetres(*largest)) largest = &part;
    }
    const Ring& ring = largest->rings.front();
    double area = 0, x = 0, y = 0;
    for (std::size_t i = 0, j = ring.size() - 1; i < ring.size(); j = i++) {
        const double cross = ring[j].lon * ring[i].lat - ring[i].lon * ring[j].lat;
        area += cross;
        x += (ring[j].lon + ring[i].lon) * cross;
        y += (ring[j].lat + ring[i].lat) * cross;
    }
    return area == 0 ? ring.front() : LonLat{x / (3 * area), y / (3 * area)};
}

std::vector<std::string> splitCommas(std::string_view text) {
    std::vector<std::string> out;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find(','), text.size());
        if (end > 0) out.emplace_back(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return out;
}

std::string megabytes(std::size_t bytes) { return std::to_string((bytes + 512) / 1024) + " KiB"; }

}  // namespace

std::string mapFromOsm(const OsmData& data, MapBuildOptions options) {
    if (options.zooms.empty()) options.zooms = {10, 12, 14};
    MapFileWriter writer({options.name, options.attribution, options.licence, data.bounds, options.zooms});
    const int finest = options.zooms.back();
    for (const int zoom : options.zooms) {
        // A screen shows a tile at 512 pixels: eight units are a pixel. The finest level is enlarged further.
        const bool last = zoom == finest;
        TileCutter cutter(writer, zoom, last ? 1 : 6);
        for (const OsmFeature& f : data.features) {
            if (last || zoom >= firstZoom(f)) cutFeature(cutter, f, last ? 4 : 400);
        }
    }
    return writer.finish();
}

std::string mapFromCounties(const std::vector<TopoArea>& counties, const CountyChoice& choice, MapBuildOptions options) {
    if (options.zooms.empty()) options.zooms = {4, 6, 8};
    GeoBox bounds;
    for (const TopoArea& county : counties) {
        if (!hasPrefix(county.id, choice.home)) continue;
        for (const Polygon& part : county.shape) bounds.include(boundsOf(part));
    }
    MapFileWriter writer({options.name, options.attribution, options.licence, bounds, options.zooms});
    for (const int zoom : options.zooms) {
        // No simplification: neighbours share their border points, and each on its own would leave gaps. The grid
        // itself joins what falls together.
        TileCutter cutter(writer, zoom, 0);
        for (const TopoArea& county : counties) {
            const bool home = hasPrefix(county.id, choice.home);
            if (!home && !hasPrefix(county.id, choice.around)) continue;
            MapFeature land{MapLayer::area, home ? MapKind::homeCounty : MapKind::otherCounty, MapShape::polygons,
                            county.name, {}};
            for (const Polygon& part : county.shape) cutter.polygon(land, part, 1);
            if (home && zoom < 6) continue;
            if (!home && zoom < 8) continue;
            const MapFeature label{MapLayer::label, home ? MapKind::countyName : MapKind::otherCountyName,
                                   MapShape::points, county.name, {}};
            cutter.point(label, labelPoint(county.shape));
        }
    }
    return writer.finish();
}

Result<MapBuildOutcome> mapBuild(const MapBuildRequest& request) {
    MapBuildOutcome out;
    MapBuildOptions options = request.options;
    // H2: a map goes to every console and its shapes to the public page.
    if (!options.licence.empty()) OK_TRY(mayShare({options.licence, options.attribution.empty() && request.counties.empty() ? std::string(osmAttribution) : options.attribution}));
    if (!request.counties.empty()) {
        OK_ASSIGN(const auto counties, readTopology(request.source, request.object));
        const CountyChoice choice{splitCommas(request.counties), splitCommas(request.around)};
        out.bytes = mapFromCounties(counties, choice, options);
        out.summary.push_back(std::to_string(counties.size()) + " areas in the topology");
    } else {
        OsmReader reader(request.watcher);
        OK_TRY(reader.feed(request.source));
        OK_ASSIGN(const OsmData data, reader.finish());
        if (options.attribution.empty()) options.attribution = osmAttribution;
        if (options.licence.empty()) options.licence = osmLicence;
        out.bytes = mapFromOsm(data, options);
        out.report = data.report;
        out.summary.push_back(std::to_string(data.features.size()) + " features, " + std::to_string(data.streets.size()) +
                              " named road pieces, " + std::to_string(data.addresses.size()) + " addresses");
    }
    OK_ASSIGN(const MapFile file, MapFile::open(out.bytes));
    out.summary.push_back(std::to_string(file.tiles().size()) + " tiles, " + megabytes(out.bytes.size()));
    return out;
}

}  // namespace ok::territory
