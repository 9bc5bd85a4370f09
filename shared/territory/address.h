// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Where people live, as words and as points: address texts, address points, streets, localities and the places a
// utility has put right by hand. Plain values; the geocoder is built from them.
#pragma once
#include <string>
#include <vector>

#include <boost/describe.hpp>

#include "shared/base/geo.h"

namespace ok::territory {

/// The parts of a postal address as the source wrote them. Any part may be empty; `line` is for sources that only have
/// one line ("1204 Main St Apt 4").
struct AddressText {
    std::string houseNumber;
    std::string street;
    std::string unit;
    std::string city;
    std::string region;
    std::string postcode;
    std::string line;
    [[nodiscard]] bool empty() const { return street.empty() && line.empty(); }
    bool operator==(const AddressText&) const = default;
};
BOOST_DESCRIBE_STRUCT(AddressText, (), (houseNumber, street, unit, city, region, postcode, line))

/// "1204 Main St Apt 4, Kodiak AK 99615" from the parts that are there.
[[nodiscard]] std::string oneLine(const AddressText& a);

struct AddressPoint {
    AddressText address;
    LonLat position;
    bool operator==(const AddressPoint&) const = default;
};
BOOST_DESCRIBE_STRUCT(AddressPoint, (), (address, position))

/// One drawn piece of a named street. Pieces of one street (same name, same city) are joined by the geocoder.
struct Street {
    std::string name;
    std::string city;
    std::vector<LonLat> line;
    bool operator==(const Street&) const = default;
};
BOOST_DESCRIBE_STRUCT(Street, (), (name, city, line))

/// A town, village or quarter: the coarsest answer that a geocoder may give.
struct Locality {
    std::string name;
    LonLat position;
    double radiusMetres = 0;
    bool operator==(const Locality&) const = default;
};
BOOST_DESCRIBE_STRUCT(Locality, (), (name, position, radiusMetres))

/// A place the utility knows better than any file: an address that files get wrong ("88 Mill Rd is behind the dam") or
/// a name that no file has ("old mill trailer park"). Overrides win over every other source.
struct AddressOverride {
    std::string text;
    LonLat position;
    double precisionMetres = 10;
    std::string note;
    bool operator==(const AddressOverride&) const = default;
};
BOOST_DESCRIBE_STRUCT(AddressOverride, (), (text, position, precisionMetres, note))

}  // namespace ok::territory
