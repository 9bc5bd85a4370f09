// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "server/clock.h"

#include <chrono>
#include <cstdio>
#include <cstdlib>

#include <sys/random.h>

namespace ok {

Instant systemNow() {
    const auto since = std::chrono::system_clock::now().time_since_epoch();
    return Instant::fromMicros(std::chrono::duration_cast<std::chrono::microseconds>(since).count());
}

void systemDice(std::span<std::uint8_t> out) {
    for (std::size_t at = 0; at < out.size();) {
        const ssize_t got = ::getrandom(out.data() + at, out.size() - at, 0);
        if (got <= 0) {
            std::fputs("the operating system gives no random bytes: stopping rather than guessing\n", stderr);
            std::abort();
        }
        at += static_cast<std::size_t>(got);
    }
}

}  // namespace ok
