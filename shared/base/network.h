// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Networks as people write them: `10.4.0.0/16`, `2001:db8::/32`, one address alone. An IPv4 address inside an IPv6 one
// (`::ffff:10.4.0.1`) is that IPv4 address. Pure.
#pragma once
#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

namespace ok {

using AddressBytes = std::array<std::uint8_t, 16>;   ///< IPv4 lies in its mapped form

struct Network {
    AddressBytes base{};
    int bits = 128;          ///< of those 16 bytes: an IPv4 /16 has 112
    [[nodiscard]] bool holds(const AddressBytes& address) const;
};

[[nodiscard]] std::optional<AddressBytes> parseAddress(std::string_view text);
/// Nothing also when bits are set beyond the mask: a slip of whoever wrote it.
[[nodiscard]] std::optional<Network> parseNetwork(std::string_view text);

}  // namespace ok
