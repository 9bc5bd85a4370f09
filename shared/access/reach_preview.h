// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Before anything is sent: whom would it reach, where, and what stands in the way (F02.R4). Made of decide() and the same index of
// areas as the gate's own decision, so a preview cannot promise what the gate then refuses.
#pragma once
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "shared/access/decision.h"

namespace ok::access {

/// Recipients that lie in the same areas, and whether they lie where this person may reach them.
struct PlaceReach {
    std::vector<std::string> territories, areas;   ///< both empty: outside every known one
    std::int64_t recipients = 0;
    bool allowed = false;
    bool operator==(const PlaceReach&) const = default;
};
BOOST_DESCRIBE_STRUCT(PlaceReach, (), (territories, areas, recipients, allowed))

/// Of one channel: how many messages would leave.
struct ChannelCount {
    std::string channel;
    std::int64_t recipients = 0;
    bool allowed = false;
    bool operator==(const ChannelCount&) const = default;
};
BOOST_DESCRIBE_STRUCT(ChannelCount, (), (channel, recipients, allowed))

/// A dimension in which the question lies outside: what was asked, and what this person may at most.
struct ScopeGap {
    Dimension dimension = Dimension::channel;
    std::vector<std::string> requested, permitted;
    bool operator==(const ScopeGap&) const = default;
};
BOOST_DESCRIBE_STRUCT(ScopeGap, (), (dimension, requested, permitted))

/// A threshold that the question passes, with the number that passes it.
struct PassedLimit {
    std::string id;
    LimitKind kind = LimitKind::soft;
    std::string metric;
    std::int64_t most = 0, value = 0;
    bool operator==(const PassedLimit&) const = default;
};
BOOST_DESCRIBE_STRUCT(PassedLimit, (), (id, kind, metric, most, value))

/// One row for each combination of areas that occurs among `points`, some of the question's; most recipients first.
[[nodiscard]] std::vector<PlaceReach> placesReached(const CompiledMatrix& matrix, const Principal& who, const AccessQuestion& question,
                                                    std::span<const LonLat> points);
/// One point for each combination of areas: whoever judges them judges all of them, however many people there are.
[[nodiscard]] std::vector<LonLat> oneOfEachPlace(const CompiledMatrix& matrix, std::span<const LonLat> points);
/// Says of each channel whether it alone would be allowed.
void judgeChannels(const CompiledMatrix& matrix, const Principal& who, const AccessQuestion& question, std::vector<ChannelCount>& channels);
[[nodiscard]] std::vector<ScopeGap> scopeGaps(const CompiledMatrix& matrix, const Principal& who, const AccessQuestion& question,
                                              const AccessDecision& decision, const std::vector<PlaceReach>& places);
[[nodiscard]] std::vector<PassedLimit> passedLimits(const CompiledMatrix& matrix, const AccessQuestion& question, const AccessDecision& decision,
                                                    const std::vector<PlaceReach>& places);

}  // namespace ok::access
