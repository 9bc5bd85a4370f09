// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// A time on somebody's wall clock, as a moment. Twice a year that is no plain question: an hour is missing, another comes twice. What
// was meant is decided in one way - a missing time moves forward, of a repeated one the first counts - and it is said that it was.
#pragma once
#include "shared/base/json.h"
#include "shared/base/time_zone.h"

namespace ok::oncall {

enum class Clarity { plain, ambiguous, nonexistent };
BOOST_DESCRIBE_ENUM(Clarity, plain, ambiguous, nonexistent)

struct LocalMoment {
    Instant at;
    Clarity clarity = Clarity::plain;
    bool operator==(const LocalMoment&) const = default;
};
BOOST_DESCRIBE_STRUCT(LocalMoment, (), (at, clarity))

/// Problem `unknown_time_zone`.
[[nodiscard]] Result<LocalMoment> momentAt(const CivilTime& civil, std::string_view zone);

/// Days since 1970-01-01 on the calendar; the civil date of one, at midnight.
[[nodiscard]] std::int64_t dayOf(const CivilTime& civil);
[[nodiscard]] CivilTime dateOf(std::int64_t day);
/// `2026-03-08`. Problem `bad_date`: not in that form, or no such day.
[[nodiscard]] Result<std::int64_t> parseDate(std::string_view text);
[[nodiscard]] std::string formatDate(std::int64_t day);

/// The day in `zone` at `minute` past midnight.
[[nodiscard]] Result<LocalMoment> momentOn(std::int64_t day, int minute, std::string_view zone);

}  // namespace ok::oncall
