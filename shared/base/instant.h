// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Instant: a point in time, microseconds since 1970-01-01T00:00:00Z. Durations are std::chrono. Nothing below the
// clock port of the server reads a clock: `now` is an argument.
#pragma once
#include <chrono>
#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

#include "shared/base/result.h"

namespace ok {

using Duration = std::chrono::microseconds;
using std::chrono::hours;
using std::chrono::microseconds;
using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;

class Instant {
  public:
    constexpr Instant() = default;
    static constexpr Instant fromMicros(std::int64_t us) { Instant t; t.m_us = us; return t; }
    static constexpr Instant fromSeconds(std::int64_t s) { return fromMicros(s * 1'000'000); }
    [[nodiscard]] constexpr std::int64_t micros() const { return m_us; }
    [[nodiscard]] constexpr std::int64_t millis() const { return m_us / 1000; }
    [[nodiscard]] constexpr std::int64_t wholeSeconds() const { return m_us / 1'000'000; }
    /// The zero instant stands for "not known" in views; commands use std::optional.
    [[nodiscard]] constexpr bool known() const { return m_us != 0; }

    constexpr auto operator<=>(const Instant&) const = default;
    constexpr Instant operator+(Duration d) const { return fromMicros(m_us + d.count()); }
    constexpr Instant operator-(Duration d) const { return fromMicros(m_us - d.count()); }
    constexpr Duration operator-(Instant o) const { return Duration(m_us - o.m_us); }
    constexpr Instant& operator+=(Duration d) { m_us += d.count(); return *this; }

  private:
    std::int64_t m_us = 0;
};

/// `2024-09-26T18:07:22.000000Z`, always six decimals and Z (decisions.md 4).
[[nodiscard]] std::string toIso(Instant t);

/// Reads RFC 3339 with `Z` or an offset, 0 to 9 decimals (beyond microseconds cut off). Years 1970 to 9999.
[[nodiscard]] Result<Instant> parseIso(std::string_view text);

/// Civil calendar of an instant in UTC.
struct CivilTime {
    int year = 1970, month = 1, day = 1, hour = 0, minute = 0, second = 0, weekday = 4;  // weekday 0 = Sunday
};
[[nodiscard]] CivilTime toCivil(Instant t);
[[nodiscard]] Instant fromCivil(const CivilTime& c);

}  // namespace ok
