// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Promised: clusters are exact DBSCAN in space and time and a function of the set of evidence alone (P06; main job 7).
// Cases are random sets on a small plane, compared with a direct reading of the definition (`Reference`), in any order,
// with removals. The plane has one metre a degree-millionth, so places read as metres.
#include <gtest/gtest.h>

#include <map>
#include <numeric>
#include <random>
#include <set>

#include "shared/incidents/clusterer.h"

namespace ok::incidents {
namespace {

ClusterSettings plane(Duration window = hours(2)) {
    return {.metres = 500, .window = window, .minWeight = 5, .metresPerDegreeLon = 1e6, .metresPerDegreeLat = 1e6};
}

Evidence at(EvidenceKey key, double x, double y, std::int64_t minute = 0, std::uint32_t weight = 1) {
    return {key, {x * 1e-6, y * 1e-6}, Instant::fromSeconds(1'700'000'000 + minute * 60), weight};
}

struct Answer {
    Role role = Role::Noise;
    ClusterName cluster;
    EvidenceKey anchor = 0;
    bool operator==(const Answer&) const = default;
};
using Answers = std::map<EvidenceKey, Answer>;

/// The definition, word by word, in quadratic time.
Answers reference(const std::vector<Evidence>& set, const ClusterSettings& settings) {
    const auto squared = [](const Evidence& a, const Evidence& b) {
        const double dx = std::round(a.place.lon * 1e10) - std::round(b.place.lon * 1e10);
        const double dy = std::round(a.place.lat * 1e10) - std::round(b.place.lat * 1e10);
        return dx * dx + dy * dy;
    };
    const auto near = [&](const Evidence& a, const Evidence& b) {
        const Duration apart = a.at > b.at ? a.at - b.at : b.at - a.at;
        return squared(a, b) <= settings.metres * settings.metres * 1e8 &&
               (settings.window.count() == 0 || apart <= settings.window);
    };
    const std::size_t n = set.size();
    std::vector<bool> core(n);
    std::vector<std::size_t> group(n);
    std::iota(group.begin(), group.end(), 0U);
    for (std::size_t i = 0; i < n; ++i) {
        std::uint64_t weight = 0;
        for (const Evidence& other : set) weight += near(set[i], other) ? other.weight : 0;
        core[i] = weight >= settings.minWeight;
    }
    for (bool again = true; again;) {
        again = false;
        for (std::size_t i = 0; i < n; ++i) {
            for (std::size_t j = 0; j < n; ++j) {
                if (!core[i] || !core[j] || group[j] <= group[i] || !near(set[i], set[j])) continue;
                group[j] = group[i];
                again = true;
            }
        }
    }
    std::map<std::size_t, ClusterName> names;
    for (std::size_t i = 0; i < n; ++i) {
        const ClusterName mine{set[i].at, set[i].key};
        if (core[i] && (!names.contains(group[i]) || mine < names[group[i]])) names[group[i]] = mine;
    }
    Answers answers;
    for (std::size_t i = 0; i < n; ++i) {
        Answer& answer = answers[set[i].key];
        if (core[i]) {
            answer = {Role::Core, names[group[i]], 0};
            continue;
        }
        std::size_t best = n;
        for (std::size_t j = 0; j < n; ++j) {
            if (!core[j] || !near(set[i], set[j])) continue;
            const auto rank = [&](std::size_t k) { return std::pair(squared(set[i], set[k]), set[k].key); };
            if (best == n || rank(j) < rank(best)) best = j;
        }
        if (best < n) answer = {Role::Border, names[group[best]], set[best].key};
    }
    return answers;
}

Answers answersOf(const Clusterer& clusterer, const std::vector<Evidence>& set) {
    Answers answers;
    for (const Evidence& e : set) {
        const Membership why = clusterer.explain(e.key);
        EXPECT_TRUE(why.known);
        EXPECT_EQ(why.role, clusterer.roleOf(e.key));
        EXPECT_EQ(why.role == Role::Noise ? std::nullopt : std::optional(why.cluster), clusterer.clusterOf(e.key));
        answers[e.key] = {why.role, why.cluster, why.anchor};
    }
    return answers;
}

/// The invariants that hold between the questions one can ask.
void expectConsistent(const Clusterer& clusterer, const Answers& answers) {
    std::map<ClusterName, std::vector<EvidenceKey>> byCluster;
    for (const auto& [key, answer] : answers) {
        if (answer.role != Role::Noise) byCluster[answer.cluster].push_back(key);
    }
    std::vector<ClusterName> names;
    for (const auto& [name, keys] : byCluster) {
        names.push_back(name);
        EXPECT_EQ(clusterer.members(name), keys);
    }
    EXPECT_EQ(clusterer.clusters(), names);
    EXPECT_EQ(clusterer.clusterCount(), names.size());
}

std::vector<Evidence> randomSet(std::mt19937_64& dice, std::size_t n, double extent, int minutes) {
    std::vector<Evidence> set;
    std::uniform_real_distribution<double> place(-extent, extent);
    for (std::size_t i = 0; i < n; ++i) {
        // Whole metres, so that exact distances and equal distances occur.
        const double x = std::round(place(dice)), y = std::round(place(dice));
        set.push_back(at(dice() % 100'000 * 1000 + i, x, y, minutes == 0 ? 0 : static_cast<std::int64_t>(dice() % static_cast<unsigned>(minutes)),
                         dice() % 10 == 0 ? 3 : 1));
    }
    return set;
}

/// Replays what the changes say onto the names before; must give the names after.
void followNames(std::set<ClusterName>& names, const ClusterChanges& changes) {
    for (const ClusterChange& change : changes.clusters) {
        switch (change.kind) {
            case ClusterChangeKind::Created: break;
            case ClusterChangeKind::Changed:
            case ClusterChangeKind::Merged:
                for (const ClusterName& other : change.others) EXPECT_EQ(names.erase(other), 1U);
                break;
            case ClusterChangeKind::Split:
            case ClusterChangeKind::Dissolved: EXPECT_EQ(names.erase(change.name), 1U); break;
        }
    }
    for (const ClusterChange& change : changes.clusters) {
        if (change.kind == ClusterChangeKind::Split) names.insert(change.others.begin(), change.others.end());
        if (change.kind != ClusterChangeKind::Split && change.kind != ClusterChangeKind::Dissolved) names.insert(change.name);
    }
}

struct Shape {
    const char* name;
    std::size_t points;
    double extent;
    int minutes;
    Duration window;
};
class ClustererSets : public testing::TestWithParam<Shape> {};

TEST_P(ClustererSets, AreClusteredAsTheDefinitionSaysInAnyOrderAndInBulk) {
    const Shape shape = GetParam();
    for (std::uint64_t seed = 1; seed <= 12; ++seed) {
        std::mt19937_64 dice(seed);
        auto set = randomSet(dice, shape.points, shape.extent, shape.minutes);
        const auto settings = plane(shape.window);
        const Answers expected = reference(set, settings);
        Clusterer bulk(settings);
        bulk.insertAll(set);
        ASSERT_EQ(answersOf(bulk, set), expected) << "seed " << seed;
        expectConsistent(bulk, expected);
        for (int order = 0; order < 3; ++order) {
            std::shuffle(set.begin(), set.end(), dice);
            Clusterer single(settings);
            std::set<ClusterName> names;
            for (const Evidence& e : set) followNames(names, single.insert(e));
            ASSERT_EQ(answersOf(single, set), expected) << "seed " << seed << " order " << order;
            const auto clusters = single.clusters();
            EXPECT_TRUE(std::equal(names.begin(), names.end(), clusters.begin(), clusters.end()));
        }
    }
}

TEST_P(ClustererSets, ForgetRemovedEvidenceAsIfItHadNeverCome) {
    const Shape shape = GetParam();
    for (std::uint64_t seed = 21; seed <= 28; ++seed) {
        std::mt19937_64 dice(seed);
        const auto settings = plane(shape.window);
        auto set = randomSet(dice, shape.points, shape.extent, shape.minutes);
        Clusterer clusterer(settings);
        clusterer.insertAll(set);
        const auto start = clusterer.clusters();
        std::set<ClusterName> names(start.begin(), start.end());
        std::shuffle(set.begin(), set.end(), dice);
        std::vector<Evidence> out;
        for (int round = 0; round < 120; ++round) {
            if (out.empty() || (dice() % 3 != 0 && !set.empty())) {
                followNames(names, clusterer.remove(set.back().key));
                out.push_back(set.back());
                set.pop_back();
            } else {
                followNames(names, clusterer.insert(out.back()));
                set.push_back(out.back());
                out.pop_back();
            }
            if (round % 20 != 19) continue;
            const Answers expected = reference(set, settings);
            ASSERT_EQ(answersOf(clusterer, set), expected) << "seed " << seed << " round " << round;
            expectConsistent(clusterer, expected);
            const auto clusters = clusterer.clusters();
            ASSERT_TRUE(std::equal(names.begin(), names.end(), clusters.begin(), clusters.end()));
        }
    }
}

INSTANTIATE_TEST_SUITE_P(Clusterer, ClustererSets,
                         testing::Values(Shape{"sparse", 300, 4000, 0, hours(2)}, Shape{"dense", 300, 1500, 0, hours(2)},
                                         Shape{"hotSpot", 300, 300, 0, hours(2)},
                                         Shape{"inTime", 300, 1500, 1200, hours(2)},
                                         Shape{"timeSwitchedOff", 300, 3500, 100'000, Duration(0)},
                                         Shape{"longChains", 300, 2600, 200, hours(2)}),
                         [](const auto& info) { return info.param.name; });

TEST(Clusterer, TakesNeighboursAtExactlyTheLimitAndNotBeyond) {
    const auto five = [](double lastX, std::int64_t lastMinute) {
        Clusterer clusterer(plane());
        for (EvidenceKey k = 1; k <= 4; ++k) clusterer.insert(at(k, 0, 0));
        clusterer.insert(at(5, lastX, 0, lastMinute));
        return clusterer.roleOf(5);
    };
    EXPECT_EQ(five(500, 120), Role::Core);
    EXPECT_EQ(five(500.001, 0), Role::Noise);
    EXPECT_EQ(five(0, 121), Role::Noise);
}

TEST(Clusterer, ExplainsCoreBorderAndNoise) {
    Clusterer clusterer(plane());
    for (EvidenceKey k = 1; k <= 5; ++k) clusterer.insert(at(k, static_cast<double>(k), 0, static_cast<std::int64_t>(k)));
    clusterer.insert(at(6, 503, 4, 30));
    clusterer.insert(at(7, 2000, 0));
    const Membership core = clusterer.explain(1);
    EXPECT_EQ(core.role, Role::Core);
    EXPECT_EQ(core.neighbourWeight, 5U);
    EXPECT_EQ(core.cluster.key, 1U);
    const Membership border = clusterer.explain(6);
    EXPECT_EQ(border.role, Role::Border);
    EXPECT_EQ(border.anchor, 5U);
    EXPECT_EQ(border.neighbourWeight, 3U);  // 4 and 5 and itself... and 3 is exactly 500.016 m away
    EXPECT_NEAR(border.metres, std::hypot(498, 4), 1e-3);
    EXPECT_EQ(border.apart, minutes(25));
    EXPECT_EQ(border.cluster, core.cluster);
    const Membership noise = clusterer.explain(7);
    EXPECT_EQ(noise.role, Role::Noise);
    EXPECT_EQ(noise.neighbourWeight, 1U);
    EXPECT_EQ(noise.neededWeight, 5U);
    EXPECT_FALSE(clusterer.explain(8).known);
}

TEST(Clusterer, TellsWhatHappenedToClusters) {
    Clusterer clusterer(plane());
    for (EvidenceKey k = 1; k <= 4; ++k) EXPECT_TRUE(clusterer.insert(at(k, 0, 0, 1)).clusters.empty());
    const ClusterName left{at(1, 0, 0, 1).at, 1};
    const auto created = clusterer.insert(at(5, 0, 0, 1));
    EXPECT_EQ(created.clusters, (std::vector<ClusterChange>{{ClusterChangeKind::Created, left, {}}}));
    EXPECT_EQ(created.points, (std::vector<EvidenceKey>{1, 2, 3, 4, 5}));
    for (EvidenceKey k = 11; k <= 15; ++k) clusterer.insert(at(k, 1000, 0, 2));
    const ClusterName right{at(11, 0, 0, 2).at, 11};
    EXPECT_EQ(clusterer.insert(at(20, 500, 0, 3)).clusters,
              (std::vector<ClusterChange>{{ClusterChangeKind::Merged, left, {left, right}}}));
    EXPECT_EQ(clusterer.clusterCount(), 1U);
    EXPECT_EQ(clusterer.remove(20).clusters,
              (std::vector<ClusterChange>{{ClusterChangeKind::Split, left, {left, right}}}));
    EXPECT_EQ(clusterer.insert(at(6, 0, 0, 0)).clusters,
              (std::vector<ClusterChange>{{ClusterChangeKind::Changed, {at(6, 0, 0, 0).at, 6}, {left}}}));
    EXPECT_EQ(clusterer.remove(11).clusters, (std::vector<ClusterChange>{{ClusterChangeKind::Dissolved, right, {}}}));
    EXPECT_EQ(clusterer.removeBefore(at(0, 0, 0, 1).at).clusters,
              (std::vector<ClusterChange>{{ClusterChangeKind::Changed, left, {{at(6, 0, 0, 0).at, 6}}}}));
}

TEST(Clusterer, IgnoresAKeyItHasAndOneItHasNot) {
    Clusterer clusterer(plane());
    for (EvidenceKey k = 1; k <= 5; ++k) clusterer.insert(at(k, 0, 0));
    EXPECT_TRUE(clusterer.insert(at(3, 9999, 0)).clusters.empty());
    EXPECT_TRUE(clusterer.remove(99).clusters.empty());
    EXPECT_TRUE(clusterer.insert({77, {std::nan(""), 0}, Instant::fromSeconds(1), 1}).points.empty());
    clusterer.insertAll(std::vector<Evidence>(300, {78, {1e300, 0}, Instant::fromSeconds(1), 1}));
    EXPECT_EQ(clusterer.size(), 5U);
    EXPECT_EQ(clusterer.roleOf(3), Role::Core);
}

TEST(Clusterer, DropsOldEvidenceOneByOneOrAllAtOnceWithTheSameResult) {
    std::mt19937_64 dice(5);
    const auto set = randomSet(dice, 3000, 6000, 600);
    Clusterer some(plane()), many(plane());
    some.insertAll(set);
    many.insertAll(set);
    const auto limit = [](int minute) { return Instant::fromSeconds(1'700'000'000 + minute * 60); };
    for (int minute = 5; minute <= 300; minute += 5) some.removeBefore(limit(minute));
    many.removeBefore(limit(300));
    std::vector<Evidence> left;
    for (const Evidence& e : set) {
        if (e.at >= limit(300)) left.push_back(e);
    }
    EXPECT_EQ(some.size(), left.size());
    EXPECT_EQ(answersOf(some, left), answersOf(many, left));
    EXPECT_EQ(answersOf(some, left), reference(left, plane()));
}

TEST(Clusterer, SeparatesTwoHotSpotsThatJustMissEachOther) {
    Clusterer clusterer(plane());
    std::vector<Evidence> set;
    for (int i = 0; i < 4000; ++i) {
        set.push_back(at(static_cast<EvidenceKey>(2 * i), i % 40, i / 40, i % 60));
        set.push_back(at(static_cast<EvidenceKey>(2 * i + 1), 540 + i % 40, i / 40, i % 60));
    }
    clusterer.insertAll(set);
    EXPECT_EQ(clusterer.clusterCount(), 2U);
    clusterer.insert(at(100'000, 539, 50));  // a metre nearer
    EXPECT_EQ(clusterer.clusterCount(), 1U);
    clusterer.remove(100'000);
    EXPECT_EQ(clusterer.clusterCount(), 2U);
}

TEST(Clusterer, ForgetsCellsOfLongAgo) {
    Clusterer clusterer(plane());
    for (EvidenceKey k = 0; k < 30'000; ++k) {
        clusterer.insert(at(k, static_cast<double>(k % 100) * 900, 0, static_cast<std::int64_t>(k)));
        if (k >= 5) clusterer.remove(k - 5);
    }
    EXPECT_EQ(clusterer.size(), 5U);
    EXPECT_EQ(clusterer.clusterCount(), 0U);
}

}  // namespace
}  // namespace ok::incidents
