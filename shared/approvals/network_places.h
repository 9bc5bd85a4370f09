// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Where an address is, as the utility's own list says (F06.R4.A4, F06.R4.A7): no database of places is shipped. CSV with a header,
// `prefix,country,kind,asn,place`: `203.0.113.0/24,US,,AS64500,Lexington` or `198.51.100.0/24,DE,hosting,AS64501,`. Pure.
#pragma once
#include <map>
#include <string>
#include <vector>

#include "shared/base/json.h"
#include "shared/base/network.h"

namespace ok::approvals {

/// All empty: the list does not know the address.
struct NetworkPlace {
    std::string country;      ///< `US`
    std::string kind;         ///< empty, `office`, `mobile`, `hosting`, `vpn` or `tor`
    std::string asn;          ///< `AS64500`
    std::string place;        ///< as coarse as the list has it: a town, a region
    bool operator==(const NetworkPlace&) const = default;
};
BOOST_DESCRIBE_STRUCT(NetworkPlace, (), (country, kind, asn, place))

class NetworkPlaces {
  public:
    static constexpr std::size_t mostLines = 500'000;
    /// Problem `networks_invalid` with the line and what is wrong.
    [[nodiscard]] static Result<NetworkPlaces> read(std::string_view csv);
    /// Of the narrowest prefix that holds it.
    [[nodiscard]] NetworkPlace of(std::string_view address) const;
    [[nodiscard]] std::size_t size() const { return m_size; }

  private:
    std::map<int, std::map<AddressBytes, NetworkPlace>, std::greater<>> m_byBits;
    std::size_t m_size = 0;
};

/// Networks that people seldom tap from, and programs often do.
[[nodiscard]] bool isHosting(const NetworkPlace& place);

}  // namespace ok::approvals
