// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// The actions of the house and which dimensions of a scope each has. A merge has no channel, so a policy for texts only does
// not stand in its way; a broadcast has all five, and one that is not stated counts as outside every scope that names it.
#pragma once
#include <cstdint>
#include <span>
#include <string_view>

#include <boost/describe.hpp>

namespace ok::access {

enum class Dimension : std::uint8_t { channel, geography, severity, content_type, audience };
BOOST_DESCRIBE_ENUM(Dimension, channel, geography, severity, content_type, audience)
inline constexpr int dimensionCount = 5;

using DimensionSet = std::uint8_t;
[[nodiscard]] constexpr DimensionSet setOf(Dimension d) { return static_cast<DimensionSet>(1U << static_cast<unsigned>(d)); }
inline constexpr DimensionSet noDimensions = 0, everyDimension = 31;

struct ActionInfo {
    std::string_view name;       ///< as on the card of its commands
    DimensionSet dimensions = noDimensions;
    std::string_view word = {};  ///< how F02 calls it: initiate, approve, edit_etr, publish, cancel
};

[[nodiscard]] std::span<const ActionInfo> knownActions();
/// Of an action that is not known: every dimension, so that nothing is let through by being new.
[[nodiscard]] DimensionSet dimensionsOf(std::string_view action);

}  // namespace ok::access
