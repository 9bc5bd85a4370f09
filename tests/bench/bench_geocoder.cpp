// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// P05: 100,000 address points; exact lookups a second, the 95th percentile of misspelt ones, and the account grid.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <random>
#include <string>
#include <vector>

#include "shared/territory/account_index.h"
#include "shared/territory/geocoder.h"

using namespace ok;
using namespace ok::territory;

namespace {

bool report(const char* name, double figure, const char* unit, double bound, bool higherIsBetter) {
    const bool good = higherIsBetter ? figure >= bound : figure <= bound;
    const double ratio = higherIsBetter ? figure / bound : bound / std::max(figure, 1e-9);
    std::printf("bench %s: figure=%.3f unit=%s bound=%.3f ratio=%.2f %s\n", name, figure, unit, bound, ratio, good ? "ok" : "SLOW");
    return good;
}

double secondsSince(std::chrono::steady_clock::time_point start) {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

std::vector<std::string> streetNames(std::size_t count, std::mt19937& dice) {
    const char* parts[] = {"ash", "ber", "can", "dor", "el", "fair", "gran", "hol", "ing", "jas", "kent", "lin", "mar",
                           "nor", "oak", "pen", "quin", "ros", "sal", "tim", "ul", "ver", "wil", "york", "ton", "field",
                           "dale", "wood", "ville", "brook"};
    const char* types[] = {"Street", "Avenue", "Road", "Drive", "Lane", "Court"};
    std::vector<std::string> out;
    for (std::size_t i = 0; i < count; ++i) {
        std::string name;
        const std::size_t syllables = 2 + dice() % 3;
        for (std::size_t k = 0; k < syllables; ++k) name += parts[dice() % 30];
        name[0] = static_cast<char>(name[0] - 'a' + 'A');
        out.push_back(name + " " + types[dice() % 6]);
    }
    return out;
}

std::string slip(std::string text, std::mt19937& dice) {
    const std::size_t at = text.find(' ') + 2 + dice() % 3;
    if (at + 1 >= text.size()) return text;
    if (dice() % 2) std::swap(text[at], text[at + 1]);
    else text.erase(at, 1);
    return text;
}

bool benchGeocoder() {
    std::mt19937 dice(1);
    const auto names = streetNames(5000, dice);
    std::vector<AddressPoint> points;
    for (std::size_t s = 0; s < names.size(); ++s) {
        for (int n = 0; n < 20; ++n) {
            points.push_back({{std::to_string(100 + 2 * n + static_cast<int>(s % 2)), names[s], "",
                               "Town" + std::to_string(s % 40), "", "", ""},
                              {-85 + static_cast<double>(s % 100) * 0.01 + n * 1e-4, 37 + static_cast<double>(s) * 1e-4}});
        }
    }
    auto start = std::chrono::steady_clock::now();
    GeocoderBuilder builder;
    for (const AddressPoint& p : points) builder.add(p);
    const Geocoder geocoder = builder.build();
    bool good = report("geocoder_build_100k", secondsSince(start) * 1000, "ms", 1500, false);
    std::vector<std::string> asked;
    for (int i = 0; i < 40'000; ++i) asked.push_back(oneLine(points[dice() % points.size()].address));
    start = std::chrono::steady_clock::now();
    std::size_t found = 0;
    for (const std::string& text : asked) found += geocoder.find(text).found() ? 1 : 0;
    good = report("geocoder_exact", static_cast<double>(asked.size()) / secondsSince(start), "lookups/s", 20'000, true) && good;
    std::vector<double> took;
    for (int i = 0; i < 4000; ++i) {
        const std::string text = slip(asked[static_cast<std::size_t>(i)], dice);
        const auto began = std::chrono::steady_clock::now();
        found += geocoder.find(text).found() ? 1 : 0;
        took.push_back(secondsSince(began) * 1000);
    }
    std::sort(took.begin(), took.end());
    good = report("geocoder_fuzzy_p95", took[took.size() * 95 / 100], "ms", 2, false) && good;
    return report("geocoder_found", static_cast<double>(found) / 44'000, "share", 0.95, true) && good;
}

bool benchIndex() {
    std::mt19937 dice(2);
    std::normal_distribution<double> lon(-85, 0.8), lat(37.5, 0.5);
    std::vector<AccountPlace> places(500'000);
    for (std::size_t i = 0; i < places.size(); ++i) {
        for (std::size_t b = 0; b < 4; ++b) places[i].id.bytes[15 - b] = static_cast<std::uint8_t>(i >> (8 * b));
        places[i].position = {lon(dice), lat(dice)};
    }
    auto start = std::chrono::steady_clock::now();
    const AccountIndex index(places);
    bool good = report("account_index_build_500k", secondsSince(start) * 1000, "ms", 300, false);
    const std::vector<LonLat> around = {{-85.2, 37.3}, {-84.9, 37.3}, {-84.8, 37.6}, {-85.1, 37.7}};
    const MultiPolygon shape{hullAround(around, 2000)};
    std::size_t inside = 0;
    start = std::chrono::steady_clock::now();
    for (int i = 0; i < 20; ++i) inside += index.inside(shape).size();
    const double each = secondsSince(start) * 1000 / 20;
    std::printf("polygon holds %zu accounts\n", inside / 20);
    return report("account_index_polygon", each, "ms", 20, false) && good;  // F16.R1.A1: 500 ms for 10,000
}

}  // namespace

int main() {
    const bool geocoder = benchGeocoder();
    return benchIndex() && geocoder ? 0 : 1;
}
