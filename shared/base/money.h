// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Money in minor units with its currency (ISO 4217). Rounding is half-even, once, at the end (decisions.md 12).
#pragma once
#include <cstdint>
#include <string>

namespace ok {

struct Money {
    std::int64_t minor = 0;  ///< cents, for a currency with two decimals
    std::string currency = "USD";
    bool operator==(const Money&) const = default;
};

/// numerator / denominator rounded half to even; the denominator is positive.
[[nodiscard]] constexpr std::int64_t divideHalfEven(std::int64_t numerator, std::int64_t denominator) {
    std::int64_t quotient = numerator / denominator;
    std::int64_t rest = numerator % denominator;
    if (rest < 0) {
        rest += denominator;
        --quotient;
    }
    const std::int64_t twice = rest * 2;
    if (twice > denominator || (twice == denominator && quotient % 2 != 0)) ++quotient;
    return quotient;
}

}  // namespace ok
