// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Wall-clock time where a customer lives. The zone rules come from ICU; nothing else of ICU leaks from here.
#pragma once
#include <string>
#include <string_view>

#include "shared/base/instant.h"

namespace ok {

struct LocalTime {
    CivilTime civil;
    int offsetMinutes = 0;     // east of UTC, daylight saving included
    std::string abbreviation;  // `EDT`, or `UTC-3` where English has no short name
};

/// `zone` is an IANA name such as `America/New_York`. An unknown name is the problem `unknown_time_zone`: ICU itself
/// would silently answer GMT, and a customer would be told a wrong hour.
[[nodiscard]] Result<LocalTime> localTime(Instant t, std::string_view zone);

/// The instant at which that zone's clocks show `civil`. A time skipped by daylight saving moves forward; of a repeated
/// one the first is meant.
[[nodiscard]] Result<Instant> fromLocal(const CivilTime& civil, std::string_view zone);

}  // namespace ok
