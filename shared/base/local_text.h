// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// A time as somebody reads it: in their zone and the manner of their locale, with the zone said in full. ICU knows how.
#pragma once
#include <string>
#include <string_view>

#include "shared/base/time_zone.h"

namespace ok {

/// `Sep 26, 2024, 2:07 PM EDT (UTC-04:00)`. `locale` is a BCP 47 tag such as `fr-CA`; one that nobody knows reads as `en-US`.
[[nodiscard]] Result<std::string> localText(Instant t, std::string_view zone, std::string_view locale);

/// `UTC-04:00`, `UTC+05:30`.
[[nodiscard]] std::string offsetText(int offsetMinutes);

}  // namespace ok
