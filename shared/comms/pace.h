// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// When the messages of one channel leave that may not all leave at once (F05.R2.A5, F05.R4). Pure.
#pragma once
#include <vector>

#include "shared/base/instant.h"

namespace ok::comms {

/// Later than `due` where needed, never earlier: no minute that begins with a message has more than `perMinute` of them.
/// `due` ascends; 0: no limit.
[[nodiscard]] std::vector<Instant> paced(std::vector<Instant> due, int perMinute);

/// What a pause adds to the hour of a message that waits: so far off that no server comes to it, and the hour can be had again.
inline constexpr Duration pausedBy = hours(24 * 36'500);
[[nodiscard]] inline bool isPutOff(Instant due, Instant now) { return due > now + pausedBy / 2; }

}  // namespace ok::comms
