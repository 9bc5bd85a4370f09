// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Which street is meant, and where on it.
#include <algorithm>
#include <cmath>

#include "shared/territory/geocoder_data.h"

namespace ok::territory {
namespace {

constexpr std::size_t maxGuesses = 12;
constexpr double goodName = 0.9;
constexpr double leastName = 0.66;

double cityCost(const std::string& asked, const std::string& known) {
    if (asked.empty() || asked == known) return 0;
    if (known.empty()) return 0.01;
    if (editDistance(asked, known, 2) <= std::min(2, slipsAllowed(asked.size()))) return 0.02;
    return 0.15;
}

void keepBest(std::vector<StreetGuess>& guesses) {
    std::sort(guesses.begin(), guesses.end(), [](const StreetGuess& a, const StreetGuess& b) {
        return a.score != b.score ? a.score > b.score : a.street < b.street;
    });
    std::vector<StreetGuess> kept;
    for (const StreetGuess& guess : guesses) {
        const bool seen = std::any_of(kept.begin(), kept.end(), [&](const StreetGuess& k) { return k.street == guess.street; });
        if (!seen && guess.score >= leastName) kept.push_back(guess);
        if (kept.size() == maxGuesses) break;
    }
    guesses = std::move(kept);
}

void scoreStreets(const GeocoderData& data, std::uint32_t core, const StreetKey& key, const std::string& city,
                  double factor, std::vector<StreetGuess>& out) {
    for (const std::uint32_t id : data.coreStreets[core]) {
        const KnownStreet& street = data.streets[id];
        const double name = similarity(key, street.key);
        if (name > 0) out.push_back({id, name * factor - cityCost(city, street.cityKey)});
    }
}

// The longest run of leading words that is a known name. What is left over must be a town or follow a street type, so
// that "main creek rd" is never read as "main".
void exactNames(const GeocoderData& data, std::span<const std::string> words, const std::string& city,
                std::vector<StreetGuess>& out) {
    for (std::size_t len = words.size(); len >= 1; --len) {
        const auto name = words.first(len);
        const auto rest = words.subspan(len);
        const StreetKey key = streetKey(std::vector<std::string>(name.begin(), name.end()));
        const auto found = data.coreIds.find(key.compact());
        if (found == data.coreIds.end()) continue;
        if (rest.empty()) {
            scoreStreets(data, found->second, key, city, 1, out);
        } else if (const std::string town = joinWords(rest); data.localities.contains(town)) {
            scoreStreets(data, found->second, key, town, 1, out);
        } else if (!key.type.empty()) {
            scoreStreets(data, found->second, key, city, 0.97, out);
        } else {
            continue;
        }
        for (const StreetGuess& guess : out) {
            if (guess.score >= goodName) return;
        }
    }
}

// Cores that share many letter pairs with the asked one (Dice), best 48.
std::vector<std::uint32_t> similarCores(const GeocoderData& data, const std::string& compact) {
    thread_local std::vector<std::uint16_t> counts;
    thread_local std::vector<std::uint32_t> touched;
    if (counts.size() < data.cores.size()) counts.resize(data.cores.size());
    touched.clear();
    const auto asked = letterPairs(compact);
    for (const std::uint16_t pair : asked) {
        for (const std::uint32_t core : data.pairs[pair]) {
            if (counts[core]++ == 0) touched.push_back(core);
        }
    }
    constexpr std::size_t wanted = 48;
    constexpr double leastShare = 0.3;
    std::vector<std::pair<double, std::uint32_t>> ranked;
    for (const std::uint32_t core : touched) {
        const double share = 2.0 * counts[core] / static_cast<double>(asked.size() + data.pairCounts[core]);
        const bool begins = data.cores[core].size() > compact.size() && data.cores[core].substr(0, compact.size()) == compact;
        if (share >= leastShare || begins) ranked.emplace_back(-share - (begins ? 0.3 : 0), core);
        counts[core] = 0;
    }
    const std::size_t kept = std::min(wanted, ranked.size());
    std::partial_sort(ranked.begin(), ranked.begin() + static_cast<std::ptrdiff_t>(kept), ranked.end());
    std::vector<std::uint32_t> out;
    for (std::size_t i = 0; i < kept; ++i) out.push_back(ranked[i].second);
    return out;
}

void fuzzyNames(const GeocoderData& data, std::span<const std::string> words, const std::string& city,
                std::vector<StreetGuess>& out) {
    if (words.empty()) return;
    const StreetKey key = streetKey(std::vector<std::string>(words.begin(), words.end()));
    for (const std::uint32_t core : similarCores(data, key.compact())) scoreStreets(data, core, key, city, 1, out);
    // A type run together or misspelt ("mainst", "main stret") is still part of the core: compare whole names too.
    if (key.type.empty() && words.size() > 1) {
        StreetKey without = streetKey(std::vector<std::string>(words.begin(), words.end() - 1));
        for (const std::uint32_t core : similarCores(data, without.compact())) {
            scoreStreets(data, core, without, city, 0.93, out);
        }
    }
}

LonLat between(LonLat a, LonLat b, double t) { return {a.lon + (b.lon - a.lon) * t, a.lat + (b.lat - a.lat) * t}; }

// The nearest point of the street's drawn line, if it is near enough to be this street.
std::optional<LonLat> onLine(const KnownStreet& street, LonLat p) {
    constexpr double farthest = 120;
    const LocalPlane plane(p);
    double best = farthest;
    std::optional<LonLat> out;
    for (const auto& line : street.lines) {
        for (std::size_t i = 1; i < line.size(); ++i) {
            const Metres a = plane.toMetres(line[i - 1]), b = plane.toMetres(line[i]);
            const double dx = b.x - a.x, dy = b.y - a.y, length = dx * dx + dy * dy;
            const double t = length <= 0 ? 0 : std::clamp(-(a.x * dx + a.y * dy) / length, 0.0, 1.0);
            const double reach = std::hypot(a.x + dx * t, a.y + dy * t);
            if (reach >= best) continue;
            best = reach;
            out = plane.toLonLat({a.x + dx * t, a.y + dy * t});
        }
    }
    return out;
}

// Between two houses along a drawn street: on the line, then aside by as much as its neighbours stand aside.
LonLat betweenHouses(const KnownStreet& street, LonLat a, LonLat b, double t) {
    const LonLat straight = between(a, b, t);
    const auto at = onLine(street, straight), atA = onLine(street, a), atB = onLine(street, b);
    if (!at || !atA || !atB) return straight;
    const LonLat aside = between({a.lon - atA->lon, a.lat - atA->lat}, {b.lon - atB->lon, b.lat - atB->lat}, t);
    return {at->lon + aside.lon, at->lat + aside.lat};
}

double halfWidth(const KnownStreet& street) {
    return street.box.empty() ? 1000 : std::max(30.0, metresBetween(street.box.low, street.box.high) / 2);
}

HouseGuess wholeStreet(const GeocoderData& data, const KnownStreet& street, double score) {
    HouseGuess guess;
    guess.score = score;
    if (street.pinned) {
        guess.method = GeocodeMethod::override_;
        guess.position = street.pin;
        guess.precision = street.pinPrecision;
        return guess;
    }
    guess.method = GeocodeMethod::street;
    guess.precision = halfWidth(street);
    const auto houses = data.housesOf(street);
    if (!houses.empty()) {
        guess.position = houses[houses.size() / 2].position;
    } else if (!street.lines.empty()) {
        const auto longest = std::max_element(street.lines.begin(), street.lines.end(),
                                              [](const auto& a, const auto& b) { return a.size() < b.size(); });
        guess.position = (*longest)[longest->size() / 2];
    } else {
        guess.method = GeocodeMethod::none;
    }
    return guess;
}

HouseGuess knownHouse(const GeocoderData& data, std::span<const KnownHouse> same, const AddressReading& asked) {
    std::vector<const KnownHouse*> fits;
    for (const KnownHouse& house : same) fits.push_back(&house);
    HouseGuess guess;
    // Narrow down as long as something is left: suffix, unit, postcode.
    const auto narrow = [&fits](auto matches) {
        std::vector<const KnownHouse*> kept;
        std::copy_if(fits.begin(), fits.end(), std::back_inserter(kept), matches);
        if (!kept.empty()) fits = kept;
        return !kept.empty();
    };
    const std::uint32_t suffix = data.findText(asked.number.suffix);
    const bool suffixKnown = asked.number.suffix.empty() || suffix != 0;
    if (!suffixKnown || !narrow([&](const KnownHouse* h) { return h->suffix == suffix; })) guess.score = 0.97;
    if (!asked.unit.empty()) narrow([unit = data.findText(asked.unit)](const KnownHouse* h) { return unit != 0 && h->unit == unit; });
    if (!asked.postcode.empty() &&
        !narrow([code = data.findText(asked.postcode)](const KnownHouse* h) { return h->postcode == 0 || h->postcode == code; })) {
        guess.score -= 0.05;
    }
    const KnownHouse* best = *std::min_element(fits.begin(), fits.end(), [](const KnownHouse* a, const KnownHouse* b) {
        return a->method < b->method;
    });
    double spread = 0;
    bool oneAccount = best->account != 0;
    for (const KnownHouse* house : fits) {
        if (house->method == best->method) spread = std::max(spread, metresBetween(best->position, house->position));
        oneAccount = oneAccount && (house->account == 0 || house->account == best->account);
    }
    if (spread > 500) guess.score -= 0.2;  // the same number on streets of one name in two places
    guess.method = best->method;
    guess.position = best->position;
    guess.precision = std::max<double>(best->precision, spread);
    guess.exactNumber = true;
    guess.houseText = std::to_string(best->number) + data.texts[best->suffix];
    if (oneAccount) guess.account = data.accounts[best->account - 1];
    return guess;
}

HouseGuess besideHouse(const KnownStreet& street, const KnownHouse& end, std::int32_t asked) {
    HouseGuess guess;
    const int gap = std::abs(asked - end.number);
    guess.method = gap <= 20 ? GeocodeMethod::interpolated : GeocodeMethod::street;
    guess.score = gap <= 20 ? 0.75 : 0.62;
    guess.position = end.position;
    guess.precision = gap <= 20 ? std::max(40.0, gap * 8.0) : std::max(halfWidth(street), gap * 2.0);
    guess.houseText = std::to_string(asked);
    return guess;
}

// Odd and even numbers face each other: the neighbours on the asked side decide if there are any.
HouseGuess amongHouses(const KnownStreet& street, std::span<const KnownHouse> houses, std::int32_t asked) {
    const KnownHouse *below = nullptr, *above = nullptr, *anyBelow = nullptr, *anyAbove = nullptr;
    for (const KnownHouse& house : houses) {
        const bool sameSide = ((house.number ^ asked) & 1) == 0;
        if (house.number < asked) {
            anyBelow = &house;
            if (sameSide) below = &house;
        } else {
            if (!anyAbove) anyAbove = &house;
            if (sameSide && !above) above = &house;
        }
    }
    const bool bothSides = below && above;
    if (!bothSides) below = anyBelow, above = anyAbove;
    if (!below || !above) return besideHouse(street, below ? *below : *above, asked);
    HouseGuess guess;
    const double t = static_cast<double>(asked - below->number) / (above->number - below->number);
    const double gap = metresBetween(below->position, above->position);
    guess.method = GeocodeMethod::interpolated;
    guess.position = betweenHouses(street, below->position, above->position, t);
    guess.precision = std::max(bothSides ? 30.0 : 45.0, gap * 0.6);
    guess.score = bothSides ? 0.86 : 0.84;
    guess.houseText = std::to_string(asked);
    return guess;
}

}  // namespace

std::vector<StreetGuess> guessStreets(const GeocoderData& data, std::span<const std::string> words,
                                      const std::string& city) {
    std::vector<StreetGuess> out;
    exactNames(data, words, city, out);
    keepBest(out);
    if (!out.empty() && out.front().score >= goodName) return out;
    for (std::size_t tail = 1; tail <= 3 && tail < words.size(); ++tail) {
        const std::string town = joinWords(words.last(tail));
        if (data.localities.contains(town)) fuzzyNames(data, words.first(words.size() - tail), town, out);
    }
    fuzzyNames(data, words, city, out);
    keepBest(out);
    return out;
}

HouseGuess guessHouse(const GeocoderData& data, const KnownStreet& street, const AddressReading& reading) {
    if (!reading.number.known()) return wholeStreet(data, street, 1);
    const auto houses = data.housesOf(street);
    if (houses.empty()) return wholeStreet(data, street, 0.7);
    const auto byNumber = [](const KnownHouse& h, std::int32_t n) { return h.number < n; };
    const auto first = std::lower_bound(houses.begin(), houses.end(), reading.number.value, byNumber);
    const auto last = std::lower_bound(first, houses.end(), reading.number.value + 1, byNumber);
    if (first != last) {
        return knownHouse(data, houses.subspan(static_cast<std::size_t>(first - houses.begin()),
                                               static_cast<std::size_t>(last - first)), reading);
    }
    return amongHouses(street, houses, reading.number.value);
}

}  // namespace ok::territory
