// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Which parts of two sequences are the same, in order: the shortest edit (Myers 1986, in linear space) within a budget of steps.
// What a person pastes is not chosen by us, so the work is bounded: beyond the budget the tokens that stand exactly once on both
// sides hold the rest together (patience), and what lies between is said to be replaced. The answer is right then too, only coarser.
#pragma once
#include <cstdint>
#include <span>
#include <vector>

namespace ok::approvals {

/// a[a .. a+length) equals b[b .. b+length). In order, never touching each other.
struct Match {
    std::uint32_t a = 0, b = 0, length = 0;
    bool operator==(const Match&) const = default;
};

struct Alignment {
    std::vector<Match> matches;
    bool coarse = false;          ///< the budget was reached: there may be more in common than is said
};

/// About 8 ns a step: a fifth of what a diff may take.
inline constexpr std::size_t standardSteps = 400'000;

/// Takes what it used from `left`: several comparisons share one budget.
[[nodiscard]] Alignment align(std::span<const std::uint32_t> a, std::span<const std::uint32_t> b, std::size_t& left);

}  // namespace ok::approvals
