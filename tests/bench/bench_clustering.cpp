// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Clustering: a million reports in one batch, single inserts and removals beside them, and a hot spot (P06, main job 7).
//   bench_clustering [points.csv]     (id,lon,lat,customers; without a file the points come from the generator below)
#include <chrono>
#include <cmath>
#include <cstdio>
#include <ctime>
#include <cstdlib>
#include <fstream>
#include <numbers>
#include <string>
#include <vector>

#include "shared/incidents/clusterer.h"

using namespace ok;
using namespace ok::incidents;

namespace {

using Clock = std::chrono::steady_clock;
double secondsSince(Clock::time_point from) { return std::chrono::duration<double>(Clock::now() - from).count(); }

/// The kernel runs on one thread, so a batch is timed by what that thread used: neighbours on the machine do not count.
double processSeconds() { return static_cast<double>(std::clock()) / CLOCKS_PER_SEC; }

void report(const char* name, double figure, const char* unit, double bound) {
    std::printf("bench %s: figure=%.4g unit=%s bound=%.4g ratio=%.3f %s\n", name, figure, unit, bound, figure / bound,
                figure <= bound ? "ok" : "SLOW");
    std::fflush(stdout);
}

/// splitmix64: the same points on every machine.
class Dice {
  public:
    explicit Dice(std::uint64_t seed) : m_state(seed) {}
    std::uint64_t next() {
        std::uint64_t z = (m_state += 0x9E3779B97F4A7C15ULL);
        z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9ULL;
        z = (z ^ z >> 27) * 0x94D049BB133111EBULL;
        return z ^ z >> 31;
    }
    double unit() { return static_cast<double>(next() >> 11) * 0x1p-53; }
    double normal() { return std::sqrt(-2 * std::log(1 - unit())) * std::cos(2 * std::numbers::pi * unit()); }

  private:
    std::uint64_t m_state;
};

/// Two hundred towns of Zipf sizes in a territory of 5 by 4.5 degrees, a tenth of the reports from the country.
std::vector<Evidence> generate(std::size_t count, Duration storm) {
    Dice dice(42);
    struct Town { LonLat at; double spread; double upTo; };
    std::vector<Town> towns;
    double total = 0;
    for (int i = 0; i < 200; ++i) {
        const double share = std::pow(i + 1, -0.8);
        total += share;
        const LonLat at{-98.5 + dice.unit() * 5, 29 + dice.unit() * 4.5};
        towns.push_back({at, 0.01 + 0.06 * std::sqrt(share) * (0.5 + dice.unit()), total});
    }
    std::vector<Evidence> all;
    for (std::size_t i = 0; i < count; ++i) {
        LonLat at{-98.5 + dice.unit() * 5, 29 + dice.unit() * 4.5};
        if (dice.unit() < 0.9) {
            const double wish = dice.unit() * total;
            std::size_t t = 0;
            while (towns[t].upTo < wish) ++t;
            at = {towns[t].at.lon + dice.normal() * towns[t].spread, towns[t].at.lat + dice.normal() * towns[t].spread * 0.85};
        }
        const auto when = static_cast<std::int64_t>(dice.unit() * static_cast<double>(storm.count()));
        all.push_back({dice.next(), at, Instant::fromSeconds(1'727'300'000) + Duration(when), 1});
    }
    return all;
}

std::vector<Evidence> readPoints(const char* path) {
    std::vector<Evidence> all;
    std::ifstream in(path);
    std::string line;
    std::getline(in, line);
    while (std::getline(in, line)) {
        char* rest = nullptr;
        const auto id = std::strtoull(line.c_str(), &rest, 10);
        const double lon = std::strtod(rest + 1, &rest);
        const double lat = std::strtod(rest + 1, &rest);
        all.push_back({id, {lon, lat}, Instant::fromSeconds(1'727'300'000), 1});
    }
    return all;
}

double batch(const std::vector<Evidence>& points, const ClusterSettings& settings, const char* what) {
    double best = 1e9;
    for (int round = 0; round < 3; ++round) {
        Clusterer clusterer(settings);
        const double start = processSeconds();
        clusterer.insertAll(points);
        best = std::min(best, processSeconds() - start);
        if (round > 0) continue;
        std::size_t noise = 0;
        for (const Evidence& p : points) noise += clusterer.roleOf(p.key) == Role::Noise;
        std::printf("# %s: %zu points, %zu clusters, %zu noise\n", what, clusterer.size(), clusterer.clusterCount(), noise);
    }
    return best;
}

double percentile(std::vector<double>& all, double p) {
    std::sort(all.begin(), all.end());
    return all[static_cast<std::size_t>(p * static_cast<double>(all.size() - 1))];
}

void single(const std::vector<Evidence>& points, const ClusterSettings& settings) {
    const std::size_t before = points.size() - std::min<std::size_t>(points.size() / 2, 100'000);
    Clusterer clusterer(settings);
    clusterer.insertAll(std::span(points).first(before));
    std::vector<double> inserts, removals;
    for (std::size_t i = before; i < points.size(); ++i) {
        const auto start = Clock::now();
        clusterer.insert(points[i]);
        inserts.push_back(secondsSince(start) * 1e6);
    }
    Clusterer whole(settings);
    whole.insertAll(points);
    const bool same = whole.clusters() == clusterer.clusters();
    for (std::size_t i = before; i < points.size(); ++i) {
        const auto start = Clock::now();
        clusterer.remove(points[i].key);
        removals.push_back(secondsSince(start) * 1e6);
    }
    const double median = percentile(inserts, 0.5);
    std::printf("# single: insert p50 %.1f us, p99.9 %.1f us, max %.0f us; remove p50 %.1f us, max %.0f us; batch %s\n",
                median, percentile(inserts, 0.999), inserts.back(), percentile(removals, 0.5), removals.back(),
                same ? "agrees" : "DIFFERS");
    report("clustering_insert_p99", percentile(inserts, 0.99), "us", 1000);
    report("clustering_remove_p99", percentile(removals, 0.99), "us", 1000);
    if (!same) std::exit(1);
}

/// A whole town block geocoded to one spot, and a second block just out of reach of it.
void hotSpot(const ClusterSettings& settings) {
    Dice dice(7);
    std::vector<Evidence> points;
    for (int block = 0; block < 2; ++block) {
        for (int i = 0; i < 10'000; ++i) {
            const LonLat at{-95 + block * 0.00632 + dice.unit() * 0.001, 30 + dice.unit() * 0.003};
            points.push_back({dice.next(), at, Instant::fromSeconds(1'727'300'000 + i / 4), 1});
        }
    }
    report("clustering_hot_spot_batch", batch(points, settings, "hot spot") * 1e3, "ms", 100);
    Clusterer clusterer(settings);
    std::vector<double> inserts;
    for (const Evidence& p : points) {
        const auto start = Clock::now();
        clusterer.insert(p);
        inserts.push_back(secondsSince(start) * 1e6);
    }
    report("clustering_hot_spot_insert_p99", percentile(inserts, 0.99), "us", 1000);
}

}  // namespace

int main(int argc, char** argv) {
    ClusterSettings timed;
    ClusterSettings flat = timed;
    flat.window = Duration(0);
    const std::vector<Evidence> points = argc > 1 ? readPoints(argv[1]) : generate(1'000'000, hours(48));
    report("clustering_batch_flat", batch(points, flat, "flat"), "s", 2);
    if (argc == 1) {
        report("clustering_batch", batch(points, timed, "space and time"), "s", 2);
        single(points, timed);
    } else {
        single(points, flat);
    }
    hotSpot(timed);
}
