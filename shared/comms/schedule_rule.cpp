// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "shared/comms/schedule_rule.h"

namespace ok::comms {
namespace {

int rankOf(const std::string& severity) { return severity == "critical" ? 2 : severity == "major" ? 1 : 0; }

}  // namespace

Status stillAsApproved(const BroadcastSchedule& schedule, const AtItsHour& world) {
    if (rankOf(world.severity) > rankOf(schedule.severity)) {
        return problem("scope_changed", "the incident is `" + world.severity + "` by now, it was approved as `" + schedule.severity + "`");
    }
    if (world.now - schedule.due > latestAfter) return problem("too_late", "its hour is long over: the server did not work then");
    if (!world.sameEstimate) return problem("estimate_changed", "the estimate is another one since this update was written");
    if (world.newerHasLeft) return problem("superseded", "newer words about this incident have left already");
    return {};
}

}  // namespace ok::comms
