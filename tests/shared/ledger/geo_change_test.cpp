// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// A changed shape in a reviewer's words (F07.R3.A2), the same every time (F07.R3.A4).
#include <gtest/gtest.h>

#include <cmath>

#include "shared/ledger/geo_change.h"

namespace ok::ledger {
namespace {

Polygon square(double half) { return {{{{-84.5 - half, 38 - half}, {-84.5 + half, 38 - half}, {-84.5 + half, 38 + half}, {-84.5 - half, 38 + half}}}}; }

struct Place {
    std::string name;
    Polygon boundary;
    std::vector<Polygon> parts;
};
BOOST_DESCRIBE_STRUCT(Place, (), (name, boundary, parts))

std::vector<GeoChange> changesBetween(const Place& before, const Place& after, std::vector<JsonDifference>& rest) {
    const auto a = parseJson(toJson(before)), b = parseJson(toJson(after));
    rest = differences(a->root(), b->root());
    return takeGeoChanges(a->root(), b->root(), rest);
}

TEST(GeoChangeTest, AreaCornersRingsAndExtentBeforeAndAfter) {  // F07.R3.A2
    Polygon after = square(0.02);
    after.rings.push_back({{-84.5, 38}, {-84.499, 38}, {-84.499, 38.001}});
    const GeoSummary summary = summarise(square(0.01), after);
    EXPECT_NEAR(summary.areaBeforeSqkm, 3.90, 0.03);
    EXPECT_NEAR(summary.areaAfterSqkm, 15.59, 0.1);
    EXPECT_DOUBLE_EQ(summary.areaDeltaSqkm, std::round((summary.areaAfterSqkm - summary.areaBeforeSqkm) * 100) / 100);
    EXPECT_DOUBLE_EQ(summary.areaBeforeSqkm * 100, std::round(summary.areaBeforeSqkm * 100)) << "to a hundredth";
    EXPECT_EQ(summary.vertexCountBefore, 4);
    EXPECT_EQ(summary.vertexCountAfter, 7);
    EXPECT_EQ(summary.vertexCountDelta, 3);
    EXPECT_EQ(summary.ringCountBefore, 1);
    EXPECT_EQ(summary.ringCountAfter, 2);
    EXPECT_EQ(summary.boundingBoxBefore.low, (LonLat{-84.51, 37.99}));
    EXPECT_EQ(summary.boundingBoxAfter.high, (LonLat{-84.48, 38.02}));
}

TEST(GeoChangeTest, ShapesAreNamedByTheirPlaceAndOtherFieldsStayFields) {
    Place before{"old", square(0.01), {square(0.03)}}, after{"new", square(0.02), {square(0.03), square(0.04)}};
    std::vector<JsonDifference> rest;
    const auto changes = changesBetween(before, after, rest);
    ASSERT_EQ(rest.size(), 2U) << "the name, and a part that came whole";
    EXPECT_EQ(rest[0].path, "/name");
    ASSERT_EQ(changes.size(), 1U);
    EXPECT_EQ(changes[0].geometry, "/boundary");
    EXPECT_EQ(changes[0].operation, GeoOperation::moved);
    EXPECT_NE(changes[0].before, changes[0].after);
    EXPECT_EQ(changesBetween({"x", {}, {}}, {"x", square(0.01), {}}, rest)[0].operation, GeoOperation::added);
    const auto gone = changesBetween({"x", square(0.01), {}}, {"x", {}, {}}, rest);
    EXPECT_EQ(gone[0].operation, GeoOperation::removed);
    EXPECT_FALSE(gone[0].after.known());
    EXPECT_TRUE(changesBetween(before, before, rest).empty());
}

TEST(GeoChangeTest, TheSameShapesSayTheSameBytesAndASmallerStepSaysOthers) {  // F07.R3.A2, F07.R3.A4
    std::vector<JsonDifference> rest;
    const Place before{"x", square(0.01), {}};
    const std::string first = toJson(changesBetween(before, {"x", square(0.02), {}}, rest));
    for (int i = 0; i < 3; ++i) EXPECT_EQ(toJson(changesBetween(before, {"x", square(0.02), {}}, rest)), first);
    EXPECT_NE(toJson(changesBetween(before, {"x", square(0.020001), {}}, rest)), first);
    // Another order of members and other spellings of numbers are the same shape.
    const auto spelled = parseJson(R"({"boundary":{"rings":[[{"lat":37.990,"lon":-84.51},{"lat":3.799e1,"lon":-84.490},{"lon":-84.49,"lat":38.01},{"lon":-84.51,"lat":38.01}]]},"name":"x","parts":[]})");
    ASSERT_TRUE(spelled.ok());
    const auto plain = parseJson(toJson(before));
    EXPECT_TRUE(differences(spelled->root(), plain->root()).empty());
}

}  // namespace
}  // namespace ok::ledger
