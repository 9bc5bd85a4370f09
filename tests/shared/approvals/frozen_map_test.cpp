// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// The still picture of a snapshot (F04.R3.A4): whole numbers, so the same bytes everywhere.
#include <gtest/gtest.h>

#include "shared/approvals/frozen_map.h"

namespace ok::approvals {
namespace {

const Polygon boundary{{{{-82.60, 35.55}, {-82.56, 35.55}, {-82.54, 35.59}, {-82.60, 35.58}, {-82.60, 35.55}}}};

FrozenMap extent() {
    FrozenMap out;
    out.bounds = {{-82.62, 35.54}, {-82.53, 35.60}};
    out.zoom = 12;
    return out;
}

// F04.R3.A4: worked out by another program from the description alone; another machine has to come to the same.
TEST(FrozenMapTest, TheSameSnapshotIsTheSamePictureToTheLastByte) {
    const std::string svg = stillSvg(extent(), {{"7", "Riverside & Park", boundary}});
    EXPECT_NE(svg.find(R"(d="M212 287L385 287L471 73L212 127Z")"), std::string::npos) << svg;
    EXPECT_EQ(sha256(svg).hex(), "9512a63ab824d9e1b811c4f5918fbba848911d82b2b2de8ac9524c4093093319");
}

TEST(FrozenMapTest, TheExtentStandsAndOnlyTheFrozenOutlinesAreDrawn) {  // F04.R3.A4, F04.R1.A2
    SnapshotContent content;
    content.incidents = {{"9", "North", "confirmed", "UTC", 3, {}, {}, {}, false}, {"7", "Riverside", "confirmed", "UTC", 10, {}, boundary, {}, false}};
    fixMap(content);
    ASSERT_TRUE(content.map);
    EXPECT_EQ(content.map->bounds, boundsOf(boundary)) << "around what there is";
    EXPECT_GT(content.map->zoom, 5);
    EXPECT_EQ(content.map->style, stillStyle);
    const auto shapes = shapesOf(content);
    ASSERT_EQ(shapes.size(), 1U);
    EXPECT_EQ(shapes[0].id, "7");
    EXPECT_EQ(shapes[0].boundary, boundary);
    EXPECT_TRUE(stillFits(*content.map, shapes));
    FrozenMap given = extent();
    content.map = given;
    fixMap(content);
    EXPECT_EQ(content.map->bounds, given.bounds) << "an extent that was given stays";
    EXPECT_EQ(content.map->zoom, given.zoom);
    std::vector<FrozenShape> moved = shapes;
    moved[0].boundary.rings[0][2] = {-82.541, 35.589};
    EXPECT_FALSE(stillFits(*content.map, moved)) << "another outline is another picture";
    SnapshotContent without;
    fixMap(without);
    EXPECT_FALSE(without.map);
}

TEST(FrozenMapTest, WhatIsHugeOrTinyOrOutsideIsStillAPicture) {
    Polygon many;
    many.rings.emplace_back();
    for (int i = 0; i < 40'000; ++i) many.rings[0].push_back({-82.62 + 0.09 * (i % 317) / 317.0, 35.54 + 0.06 * (i % 211) / 211.0});
    EXPECT_LT(stillSvg(extent(), {{"1", "", many}}).size(), 14'000U) << "drawn coarser, not longer";
    const std::string tiny = stillSvg(extent(), {{"2", "<b>", {{{{-82.58, 35.57}, {-82.58, 35.57}, {-82.58, 35.57}}}}}});
    EXPECT_NE(tiny.find("<circle data-id=\"2\""), std::string::npos) << tiny;
    EXPECT_EQ(tiny.find("<b>"), std::string::npos) << "a name is text";
    const std::string outside = stillSvg(extent(), {{"3", "", {{{{-180, -90}, {180, -90}, {180, 90}, {-180, 90}}}}}});
    EXPECT_NE(outside.find("M0 360L640 360L640 0L0 0Z"), std::string::npos) << "it ends at the edge of the extent: " << outside;
    FrozenMap nowhere;
    EXPECT_FALSE(stillSvg(nowhere, {}).empty());
}

}  // namespace
}  // namespace ok::approvals
