// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// The grid must answer exactly as testing every account would (F16.R1.A1, P06), whatever the shape.
#include "shared/territory/account_index.h"

#include <gtest/gtest.h>

#include <cmath>
#include <random>

namespace ok::territory {
namespace {

AccountId idOf(std::uint32_t n) {
    AccountId id;
    for (std::size_t i = 0; i < 4; ++i) id.bytes[15 - i] = static_cast<std::uint8_t>(n >> (8 * i));
    id.bytes[0] = 1;
    return id;
}

std::vector<AccountPlace> scattered(std::size_t count, unsigned seed) {
    std::mt19937 dice(seed);
    std::uniform_real_distribution<double> lon(-85.5, -84.0), lat(37.0, 38.2);
    std::vector<AccountPlace> out;
    for (std::uint32_t i = 0; i < count; ++i) out.push_back({idOf(i + 1), {lon(dice), lat(dice)}});
    return out;
}

Polygon star(LonLat centre, double reach, int spikes) {
    Polygon shape;
    Ring& ring = shape.rings.emplace_back();
    for (int i = 0; i < spikes * 2; ++i) {
        const double angle = 3.14159265358979 * i / spikes;
        const double r = i % 2 == 0 ? reach : reach * 0.35;
        ring.push_back({centre.lon + r * std::cos(angle), centre.lat + r * std::sin(angle)});
    }
    return shape;
}

TEST(AccountIndex, APolygonQueryFindsExactlyTheAccountsThatAFullScanFinds) {  // F16.R1.A1
    const auto places = scattered(20'000, 7);
    const AccountIndex index(places);
    std::mt19937 dice(11);
    std::uniform_real_distribution<double> lon(-85.8, -83.8), lat(36.8, 38.4), reach(0.01, 0.9);
    for (int round = 0; round < 60; ++round) {
        const LonLat centre{lon(dice), lat(dice)};
        const double size = reach(dice);
        MultiPolygon shape{star(centre, size, 3 + round % 9)};
        if (round % 3 == 0) shape.push_back(star({lon(dice), lat(dice)}, reach(dice), 5));
        if (round % 4 == 0) shape[0].rings.push_back(star(centre, size * 0.2, 4).rings[0]);
        std::size_t wanted = 0;
        for (const AccountPlace& p : places) wanted += contains(shape, p.position) ? 1 : 0;
        ASSERT_EQ(index.countInside(shape), wanted) << "round " << round;
        ASSERT_EQ(index.inside(shape).size(), wanted);
    }
}

TEST(AccountIndex, AnAccountOnTheBoundaryIsInside) {  // F16.R1.A1
    const std::vector<AccountPlace> places = {{idOf(1), {1, 1}}, {idOf(2), {2, 1.5}}, {idOf(3), {2.000001, 1.5}}};
    const AccountIndex index(places);
    const MultiPolygon square{Polygon{{{{1, 1}, {2, 1}, {2, 2}, {1, 2}}}}};
    const auto found = index.inside(square);
    ASSERT_EQ(found.size(), 2u);
    EXPECT_EQ(index.countInside(square), 2u);
}

TEST(AccountIndex, TheAnswerDoesNotDependOnTheLoadingOrder) {  // E36
    auto places = scattered(3000, 3);
    const AccountIndex forward(places);
    std::reverse(places.begin(), places.end());
    const AccountIndex backward(places);
    const GeoBox box{{-85.2, 37.2}, {-84.3, 38.0}};
    EXPECT_EQ(forward.inBox(box, 0, 10'000), backward.inBox(box, 0, 10'000));
    EXPECT_EQ(forward.within({-84.7, 37.6}, 20'000, 50), backward.within({-84.7, 37.6}, 20'000, 50));
}

TEST(AccountIndex, PagesOfABoxJoinToTheWhole) {  // E36
    const AccountIndex index(scattered(5000, 5));
    const GeoBox box{{-85.0, 37.1}, {-84.2, 38.0}};
    std::vector<AccountPlace> joined;
    for (std::size_t skip = 0;; skip += 700) {
        const auto page = index.inBox(box, skip, 700);
        joined.insert(joined.end(), page.begin(), page.end());
        if (page.size() < 700) break;
    }
    EXPECT_EQ(joined, index.inBox(box, 0, 100'000));
    EXPECT_EQ(joined.size(), index.countInBox(box));
}

TEST(AccountIndex, ARadiusQueryAnswersNearestFirst) {
    const auto places = scattered(4000, 9);
    const AccountIndex index(places);
    const LonLat centre{-84.9, 37.4};
    const auto found = index.within(centre, 12'000, 100'000);
    std::size_t wanted = 0;
    for (const AccountPlace& p : places) wanted += metresBetween(centre, p.position) <= 12'000 ? 1 : 0;
    EXPECT_EQ(found.size(), wanted);
    for (std::size_t i = 1; i < found.size(); ++i) EXPECT_LE(found[i - 1].metres, found[i].metres);
    EXPECT_EQ(index.within(centre, 12'000, 3).size(), 3u);
}

TEST(AccountIndex, AnEmptyIndexAndPlacesOffTheGlobeAreHarmless) {
    const AccountIndex none;
    EXPECT_EQ(none.countInside({star({0, 0}, 1, 5)}), 0u);
    EXPECT_TRUE(none.within({0, 0}, 1e6, 5).empty());
    const std::vector<AccountPlace> odd = {{idOf(1), {std::nan(""), 3}}, {idOf(2), {500, 3}}, {idOf(3), {5, 5}}};
    const AccountIndex one(odd);
    EXPECT_EQ(one.size(), 1u);
    EXPECT_EQ(one.countInBox({{-180, -90}, {180, 90}}), 1u);
}

}  // namespace
}  // namespace ok::territory
