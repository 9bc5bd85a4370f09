// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// A seeded sequence (splitmix64): the same seed gives the same storm on every machine.
#pragma once
#include <cmath>
#include <cstdint>
#include <numbers>

namespace ok::operations {

class Seeded {
  public:
    explicit Seeded(std::uint64_t seed) : m_state(seed) {}
    std::uint64_t next() {
        m_state += 0x9E3779B97F4A7C15ULL;
        std::uint64_t z = m_state;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ULL;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EBULL;
        return z ^ (z >> 31);
    }
    /// In [0, 1).
    double unit() { return static_cast<double>(next() >> 11) * 0x1.0p-53; }
    /// In [0, n).
    std::size_t below(std::size_t n) { return static_cast<std::size_t>(unit() * static_cast<double>(n)); }
    /// Standard normal (Box-Muller).
    double normal() {
        const double u = 1.0 - unit();
        return std::sqrt(-2.0 * std::log(u)) * std::cos(2.0 * std::numbers::pi * unit());
    }

  private:
    std::uint64_t m_state;
};

}  // namespace ok::operations
