// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// The offline map file (P07, issue piece "main job 8"; docs/map-format.md): what is written is read back, geometry is cut
// at tile borders without losing area, and a damaged file is refused instead of believed.
#include "shared/territory/map_tiles.h"

#include <gtest/gtest.h>

#include <cmath>
#include <fstream>
#include <random>
#include <sstream>

#include "shared/territory/map_build.h"
#include "shared/territory/map_geometry.h"

namespace ok::territory {
namespace {

std::string resource(const std::string& name) {
    std::ifstream in(std::string(OK_SOURCE_DIR) + "/resources/" + name, std::ios::binary);
    std::stringstream text;
    text << in.rdbuf();
    return text.str();
}

MapFeature road(std::string name) { return {MapLayer::road, MapKind::minor, MapShape::lines, std::move(name), {}}; }

std::string smallMap() {
    MapFileWriter writer({"Small", "none", "", {{-85, 37}, {-84, 38}}, {10, 12}});
    const std::vector<LonLat> line = {{-84.9, 37.1}, {-84.5, 37.4}, {-84.2, 37.9}};
    const Polygon lake{{{{-84.8, 37.2}, {-84.3, 37.2}, {-84.3, 37.7}, {-84.8, 37.7}},
                        {{-84.6, 37.4}, {-84.5, 37.4}, {-84.5, 37.5}, {-84.6, 37.5}}}};
    for (const int zoom : {10, 12}) {
        TileCutter cutter(writer, zoom, 1);
        cutter.line(road("Old Frankfort Pike"), line);
        cutter.polygon({MapLayer::water, MapKind::lake, MapShape::polygons, "", {}}, lake, 4);
        cutter.point({MapLayer::label, MapKind::town, MapShape::points, "Berea", {}}, {-84.3, 37.57});
    }
    return writer.finish();
}

TEST(MapFile, WhatIsWrittenIsReadBack) {  // P07
    MapFileWriter writer({"Two", "\xC2\xA9 someone", "ODbL-1.0", {{1, 2}, {3, 4}}, {3}});
    const MapFeature a{MapLayer::road, MapKind::primary, MapShape::lines, "Main", {{{-64, 7}, {4160, 4096}}, {{0, 0}, {1, 1}}}};
    const MapFeature b{MapLayer::area, MapKind::forest, MapShape::polygons, "", {{{0, 0}, {9, 0}, {9, 9}}}};
    writer.add({3, 2, 5}, a);
    writer.add({3, 2, 5}, b);
    const std::string bytes = writer.finish();
    const auto file = MapFile::open(bytes);
    ASSERT_TRUE(file.ok());
    EXPECT_EQ(file->header().attribution, "\xC2\xA9 someone");
    EXPECT_EQ(file->tiles(), (std::vector<TileId>{{3, 2, 5}}));
    const auto tile = file->tile({3, 2, 5});
    ASSERT_TRUE(tile.ok());
    EXPECT_EQ(tile->features, (std::vector<MapFeature>{b, a})) << "lower layers come first";
    EXPECT_TRUE(file->tile({3, 0, 0})->features.empty());
}

TEST(MapFile, CuttingLosesNoArea) {
    const std::string bytes = smallMap();
    const auto file = MapFile::open(bytes);
    ASSERT_TRUE(file.ok());
    double area = 0;
    const GridBox inner{0, 0, tileExtent, tileExtent};
    for (const TileId id : file->tiles()) {
        if (id.zoom != 12) continue;
        const auto tile = file->tile(id);
        ASSERT_TRUE(tile.ok());
        for (const MapFeature& f : tile->features) {
            if (f.layer != MapLayer::water) continue;
            for (const auto& part : f.parts) {
                std::vector<GridPoint> ring;
                for (const TilePoint p : part) ring.push_back({static_cast<double>(p.x), static_cast<double>(p.y)});
                const auto cut = clipRing(ring, inner);
                if (cut.size() >= 3) area += ringArea(cut);
            }
        }
    }
    const auto size = [](double west, double south, double east, double north) {
        return std::abs(ringArea(toGrid(std::vector<LonLat>{{west, south}, {east, south}, {east, north}, {west, north}}, 12)));
    };
    const double wanted = size(-84.8, 37.2, -84.3, 37.7) - size(-84.6, 37.4, -84.5, 37.5);
    EXPECT_NEAR(area / wanted, 1, 1e-3);
}

TEST(MapFile, LevelsAndCoverage) {
    const std::string bytes = smallMap();
    const auto file = MapFile::open(bytes);
    ASSERT_TRUE(file.ok());
    EXPECT_EQ(file->levelFor(4), 10);
    EXPECT_EQ(file->levelFor(11.9), 10);
    EXPECT_EQ(file->levelFor(17), 12);
    const auto tiles = file->covering({{-84.3, 37.57}, {-84.3, 37.57}}, 12);
    ASSERT_EQ(tiles.size(), 1u);
    EXPECT_TRUE(boundsOf(tiles[0]).contains({-84.3, 37.57}));
    const LonLat back = toLonLat(toWorld({-84.3, 37.57}));
    EXPECT_NEAR(back.lon, -84.3, 1e-9);
    EXPECT_NEAR(back.lat, 37.57, 1e-9);
}

TEST(MapFile, TheSameFeaturesGiveTheSameBytes) { EXPECT_EQ(smallMap(), smallMap()); }

TEST(MapFile, DamagedFilesAreRefusedOrReadButNeverBelieved) {  // E39
    const std::string good = smallMap();
    EXPECT_EQ(MapFile::open("GIF89a").problem().code, "not_a_map");
    std::string newer = good;
    newer[6] = 9;
    EXPECT_EQ(MapFile::open(newer).problem().code, "map_version");
    EXPECT_FALSE(MapFile::open(good.substr(0, good.size() - 3)).ok());
    std::mt19937 dice(3);
    for (int round = 0; round < 4000; ++round) {
        std::string bad = good;
        for (int k = 0; k < 3; ++k) bad[8 + dice() % (bad.size() - 8)] = static_cast<char>(dice());
        if (round % 4 == 0) bad.resize(dice() % bad.size());
        const auto file = MapFile::open(bad);
        if (!file.ok()) continue;
        for (const TileId id : file->tiles()) static_cast<void>(file->tile(id).ok());
    }
}

TEST(MapFile, TheShippedMapsAreWhole) {  // P07
    const std::pair<const char*, LonLat> maps[] = {{"map/bayreuth.okmap", {11.6, 49.98}}, {"map/kentucky.okmap", {-84.5, 38.04}}};
    for (const auto& [name, inside] : maps) {
        const std::string bytes = resource(name);
        EXPECT_LT(bytes.size(), 1'500'000u);
        const auto file = MapFile::open(bytes);
        ASSERT_TRUE(file.ok()) << name;
        EXPECT_FALSE(file->header().attribution.empty());
        std::size_t features = 0;
        for (const TileId id : file->tiles()) {
            const auto tile = file->tile(id);
            ASSERT_TRUE(tile.ok());
            features += tile->features.size();
        }
        EXPECT_GT(features, 1000u);
        for (const int level : file->header().zooms) EXPECT_FALSE(file->covering({inside, inside}, level).empty());
    }
}

TEST(MapGeometry, SimplifyingKeepsTheEndsAndStaysWithinTheTolerance) {
    std::vector<GridPoint> wave;
    for (int i = 0; i <= 400; ++i) wave.push_back({static_cast<double>(i), 20 * std::sin(i * 0.05)});
    const auto thin = simplified(wave, 1);
    EXPECT_LT(thin.size(), wave.size() / 4);
    EXPECT_EQ(thin.front().x, 0);
    EXPECT_EQ(thin.back().x, 400);
    for (const GridPoint p : wave) {
        double best = 1e9;
        for (std::size_t i = 1; i < thin.size(); ++i) {
            const double t = std::clamp((p.x - thin[i - 1].x) / (thin[i].x - thin[i - 1].x), 0.0, 1.0);
            best = std::min(best, std::hypot(p.x - thin[i - 1].x - t * (thin[i].x - thin[i - 1].x),
                                             p.y - thin[i - 1].y - t * (thin[i].y - thin[i - 1].y)));
        }
        EXPECT_LE(best, 1.42);  // measured upright, on slopes up to 1
    }
}

TEST(MapGeometry, ALineThatLeavesAndReturnsIsTwoPieces) {
    const std::vector<GridPoint> line = {{1, 1}, {20, 1}, {20, 5}, {1, 5}};
    const auto pieces = clipLine(line, {0, 0, 10, 10});
    ASSERT_EQ(pieces.size(), 2u);
    EXPECT_EQ(pieces[0].back().x, 10);
    EXPECT_EQ(pieces[1].front().x, 10);
}

constexpr const char* smallOsm = R"(<?xml version="1.0" encoding="UTF-8"?>
<osm version="0.6">
 <node id="1" lat="49.98" lon="11.60"/><node id="2" lat="49.98" lon="11.61"/><node id="3" lat="49.981" lon="11.61"/>
 <node id="4" lat="49.981" lon="11.60"/><node id="5" lat="95" lon="11.60"/>
 <node id="6" lat="49.9805" lon="11.605"><tag k="place" v="village"/><tag k="name" v="Bindlach"/></node>
 <node id="7" lat="49.9802" lon="11.604"><tag k="addr:housenumber" v="12a"/><tag k="addr:street" v="Hauptstraße"/><tag k="addr:city" v="Bindlach"/></node>
 <way id="10"><nd ref="1"/><nd ref="2"/><tag k="highway" v="residential"/><tag k="name" v="Hauptstraße"/></way>
 <way id="11"><nd ref="1"/><nd ref="2"/><nd ref="3"/><nd ref="4"/><nd ref="1"/><tag k="building" v="yes"/></way>
 <way id="12"><nd ref="1"/><nd ref="999"/><tag k="highway" v="track"/></way>
 <way id="13"><nd ref="1"/><nd ref="3"/><nd ref="999"/><tag k="power" v="minor_line"/></way>
 <relation id="20"><member type="way" ref="11" role="outer"/></relation>
</osm>)";

Result<OsmData> readOsm(const std::string& text, std::size_t chunk) {
    OsmReader reader;
    for (std::size_t at = 0; at < text.size(); at += chunk) OK_TRY(reader.feed(std::string_view(text).substr(at, chunk)));
    return reader.finish();
}

TEST(Osm, RoadsHousesTownsAndPowerAreRead) {  // main job 5
    for (const std::size_t chunk : {1u, 100u, 100000u}) {
        const auto data = readOsm(smallOsm, chunk);
        ASSERT_TRUE(data.ok());
        ASSERT_EQ(data->streets.size(), 1u);
        EXPECT_EQ(data->streets[0].city, "Bindlach") << "taken from the nearest house";
        ASSERT_EQ(data->addresses.size(), 1u);
        EXPECT_EQ(data->addresses[0].address.houseNumber, "12a");
        ASSERT_EQ(data->localities.size(), 1u);
        EXPECT_EQ(data->features.size(), 4u);
        EXPECT_EQ(data->report.rowsRead, 11u);
        EXPECT_EQ(data->report.keptAside, 2u);
        EXPECT_EQ(data->report.issueCounts.at("out_of_range"), 1u);
        EXPECT_EQ(data->report.issueCounts.at("missing_nodes"), 2u);
    }
}

TEST(Osm, HostileFilesAreRefusedByName) {
    EXPECT_EQ(readOsm("<osm><node", 64).problem().code, "bad_xml");
    EXPECT_EQ(readOsm("<html></html>", 64).problem().code, "not_osm");
    EXPECT_EQ(readOsm("hello", 64).problem().code, "bad_xml");
    EXPECT_EQ(readOsm("<!DOCTYPE osm [<!ENTITY a \"x\"><!ENTITY b \"&a;&a;&a;\">]><osm>&b;</osm>", 64).problem().code, "xml_entities");
    EXPECT_EQ(readOsm("<osm><a><a><a><a><a><a><a><a><a>", 64).problem().code, "too_deep");
}

TEST(TopoJson, ArcsAreJoinedForwardsAndBackwards) {
    const std::string text = R"({"type":"Topology","transform":{"scale":[0.5,0.5],"translate":[-85,37]},
        "arcs":[[[0,0],[2,0]],[[2,0],[0,2],[-2,0],[0,-2]],[[2,0],[2,0],[0,2],[-2,0]]],
        "objects":{"counties":{"type":"GeometryCollection","geometries":[
          {"type":"Polygon","arcs":[[0,1]],"id":"21001","properties":{"name":"West"}},
          {"type":"MultiPolygon","arcs":[[[2,-2]],[[0,-1]]],"id":"21002"}]}}})";
    const auto areas = readTopology(text, "counties");
    ASSERT_TRUE(areas.ok());
    ASSERT_EQ(areas->size(), 2u);
    EXPECT_EQ((*areas)[0].shape[0].rings[0], (Ring{{-85, 37}, {-84, 37}, {-84, 38}, {-85, 38}}));
    EXPECT_EQ(readTopology(text, "states").problem().code, "unknown_object");
    EXPECT_EQ(readTopology("{", "counties").problem().code, "bad_json");
    EXPECT_EQ(readTopology(R"({"objects":{"c":{"geometries":[{"type":"Polygon","arcs":[[7]]}]}},"arcs":[]})", "c").problem().code,
              "bad_topology");
}

}  // namespace
}  // namespace ok::territory
