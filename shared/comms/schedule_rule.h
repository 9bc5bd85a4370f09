// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// May what was released for a later hour still leave as it was approved (F02.R2.A5)? Pure: whoever asks brings what is true now.
#pragma once
#include "shared/comms/message.h"

namespace ok::comms {

inline constexpr Duration latestAfter = hours(1);   ///< its hour: what was approved for then is not said at any other time

/// The world at that moment.
struct AtItsHour {
    std::string severity;          ///< of the incident
    Instant now;                   ///< the clock people live by
    bool sameEstimate = true;      ///< what was promised when it was written is promised still
    bool newerHasLeft = false;     ///< newer words about the incident
};

/// Problems, in this order: `scope_changed` (it became graver), `too_late`, `estimate_changed`, `superseded`.
[[nodiscard]] Status stillAsApproved(const BroadcastSchedule& schedule, const AtItsHour& world);

}  // namespace ok::comms
