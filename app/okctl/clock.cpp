// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "app/okctl/clock.h"

#include <sys/random.h>

#include <chrono>
#include <cstdlib>

namespace ok::okctl {

Instant systemNow() {
    return Instant::fromMicros(std::chrono::duration_cast<microseconds>(std::chrono::system_clock::now().time_since_epoch()).count());
}

void systemDice(std::span<std::uint8_t> out) {
    while (!out.empty()) {
        const auto got = getrandom(out.data(), out.size(), 0);
        if (got <= 0) std::abort();  // a key of zeros would be no key
        out = out.subspan(static_cast<std::size_t>(got));
    }
}

}  // namespace ok::okctl
