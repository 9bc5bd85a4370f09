// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// How a utility lets messages leave (F01.R3.A3): its own quiet hours, by the clock of each customer, and how many texts a minute. Policy
// document `sending_rules`; an account's own quiet hours come before these. None published: quiet from 21:00 to 8:00, no limit.
#pragma once
#include "shared/policy/kind.h"
#include "shared/views/views.h"

namespace ok::comms {

inline constexpr std::string_view sendingKind = "sending_rules";

struct SendingRules {
    int quietFrom = 21 * 60, quietTo = 8 * 60;   ///< local minutes; equal: never quiet
    int textsPerMinute = 0;                      ///< at most; 0: as fast as the provider takes them
    bool operator==(const SendingRules&) const = default;
};
BOOST_DESCRIBE_STRUCT(SendingRules, (), (quietFrom, quietTo, textsPerMinute))

struct SendingNow {
    int version = 0;                             ///< 0: none was ever published
    SendingRules rules;
};
[[nodiscard]] SendingNow sendingNow(Views& views);

/// Problem `invalid_fields`.
[[nodiscard]] Status check(const SendingRules& rules);
[[nodiscard]] policy::Kind makeSendingKind();

}  // namespace ok::comms
