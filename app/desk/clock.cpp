// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "app/desk/clock.h"

#include <chrono>

namespace ok::app {

Instant systemNow() {
    const auto since = std::chrono::system_clock::now().time_since_epoch();
    return Instant::fromMicros(std::chrono::duration_cast<std::chrono::microseconds>(since).count());
}

}  // namespace ok::app
