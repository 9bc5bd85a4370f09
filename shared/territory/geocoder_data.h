// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// What a geocoder knows, laid out flat: streets, the house numbers on them in order, and the indexes by key and by pair
// of letters. Private to geocoder*.cpp.
#pragma once
#include <cstdint>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include "shared/territory/address_query.h"
#include "shared/territory/geocoder.h"
#include "shared/territory/street_text.h"

namespace ok::territory {

/// One known house. Sorted by street, number, suffix, unit, then best method first.
struct KnownHouse {
    std::uint32_t street = 0;
    std::int32_t number = -1;
    std::uint32_t suffix = 0, unit = 0, postcode = 0;  // interned texts, 0 = none
    GeocodeMethod method = GeocodeMethod::addressPoint;
    float precision = 10;
    LonLat position;
    std::uint32_t account = 0;  // 0 = none, else index + 1
};

struct KnownStreet {
    std::string name;
    std::string city;     // as shown
    std::string cityKey;  // folded words
    StreetKey key;
    std::uint32_t core = 0;
    std::uint32_t firstHouse = 0, lastHouse = 0;
    std::vector<std::vector<LonLat>> lines;
    GeoBox box;
    /// A named place without house numbers that the utility has pinned.
    bool pinned = false;
    LonLat pin;
    double pinPrecision = 0;
};

struct KnownLocality {
    std::string name;
    LonLat position;
    double radius = 0;
};

struct GeocoderData {
    std::vector<KnownStreet> streets;
    std::vector<KnownHouse> houses;
    std::vector<AccountId> accounts;
    std::vector<std::string> texts{""};
    std::unordered_map<std::string, std::uint32_t> textIds;
    std::unordered_map<std::string, std::uint32_t> streetIds;  // full key + city
    std::unordered_map<std::string, std::uint32_t> rawStreetIds;  // as written, to fold each spelling once
    std::vector<std::string> cores;                                // compact
    std::unordered_map<std::string, std::uint32_t> coreIds;
    std::vector<std::vector<std::uint32_t>> coreStreets;
    std::unordered_map<std::string, KnownLocality> localities;  // by city key
    std::vector<std::string> localityKeys;                      // sorted
    std::unordered_map<std::string, AddressOverride> overrides;  // by canonical words of the whole text
    std::vector<std::vector<std::uint32_t>> pairs;               // letter pair -> cores
    std::vector<std::uint16_t> pairCounts;                       // distinct pairs of each core

    [[nodiscard]] std::uint32_t textId(const std::string& text);
    [[nodiscard]] std::uint32_t findText(const std::string& text) const;
    [[nodiscard]] std::uint32_t streetOf(const std::string& name, const std::string& city);
    [[nodiscard]] std::span<const KnownHouse> housesOf(const KnownStreet& s) const {
        return std::span(houses).subspan(s.firstHouse, s.lastHouse - s.firstHouse);
    }
    void index();
};

/// The distinct letter pairs of a compact core, with its ends marked; each below 38 * 38.
[[nodiscard]] std::vector<std::uint16_t> letterPairs(std::string_view compact);
constexpr std::size_t pairSpace = 38 * 38;

[[nodiscard]] std::string joinWords(std::span<const std::string> words);

/// A street that may be meant, with how well its name fits.
struct StreetGuess {
    std::uint32_t street = 0;
    double score = 0;
};
/// Best first, at most 12; `city` is a folded city or empty. The exact spelling is looked up before any guessing.
[[nodiscard]] std::vector<StreetGuess> guessStreets(const GeocoderData& data, std::span<const std::string> words,
                                                    const std::string& city);

/// Where on the street a reading points to.
struct HouseGuess {
    GeocodeMethod method = GeocodeMethod::none;
    LonLat position;
    double precision = 0;
    double score = 1;
    bool exactNumber = false;
    std::string houseText;
    AccountId account;
};
[[nodiscard]] HouseGuess guessHouse(const GeocoderData& data, const KnownStreet& street, const AddressReading& reading);

}  // namespace ok::territory
