// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Taking an address text apart: house number, street words, unit, city, postcode. A text can be read in more than one
// way ("Highway 60 1200"); every reading is returned, likeliest first, and the geocoder keeps the one that fits the map.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "shared/territory/address.h"

namespace ok::territory {

struct HouseNumber {
    std::int32_t value = -1;
    std::string suffix;  // "a", "1/2"
    [[nodiscard]] bool known() const { return value >= 0; }
    bool operator==(const HouseNumber&) const = default;
};
/// "1204", "264A", "264 a", "12-14" (the first), "12 1/2". Ordinals ("5th") are not house numbers.
[[nodiscard]] HouseNumber parseHouseNumber(std::string_view text);

struct AddressReading {
    HouseNumber number;
    std::vector<std::string> street;  // canonical words
    std::string unit;
    std::string city;  // folded; empty when the text has none that is set off by a comma
    std::string postcode;
    bool operator==(const AddressReading&) const = default;
};

/// Limits: 200 bytes of text and 24 words are read, the rest is ignored.
[[nodiscard]] std::vector<AddressReading> readAddress(std::string_view text);
/// From parts; falls back to `line` when there is no street.
[[nodiscard]] std::vector<AddressReading> readAddress(const AddressText& address);

}  // namespace ok::territory
