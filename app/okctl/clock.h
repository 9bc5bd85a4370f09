// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// The one place of okctl that asks the machine what time it is and for random bytes.
#pragma once
#include <cstdint>
#include <span>

#include "shared/base/instant.h"

namespace ok::okctl {

[[nodiscard]] Instant systemNow();
void systemDice(std::span<std::uint8_t> out);

}  // namespace ok::okctl
