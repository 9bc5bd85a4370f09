// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// The one place of the server that asks the machine what time it is and for random bytes.
#pragma once
#include <cstdint>
#include <span>

#include "shared/base/instant.h"

namespace ok {

[[nodiscard]] Instant systemNow();
/// Fills with bytes of the operating system's generator; ends the process when there is none.
void systemDice(std::span<std::uint8_t> out);

}  // namespace ok
