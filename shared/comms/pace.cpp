// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "shared/comms/pace.h"

#include <algorithm>

namespace ok::comms {

std::vector<Instant> paced(std::vector<Instant> due, int perMinute) {
    if (perMinute <= 0) return due;
    Instant window;
    int used = 0;
    for (Instant& each : due) {
        each = std::max(each, window);
        if (!window.known() || each >= window + minutes(1)) {
            window = each;
            used = 0;
        } else if (used == perMinute) {
            window += minutes(1);
            each = std::max(each, window);
            used = 0;
        }
        ++used;
    }
    return due;
}

}  // namespace ok::comms
