// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Randomness is an argument. main() passes the operating system's; tests pass a seeded one.
#pragma once
#include <cstdint>
#include <functional>
#include <span>

namespace ok {

using Dice = std::function<void(std::span<std::uint8_t>)>;

}  // namespace ok
