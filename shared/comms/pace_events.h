// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// What happens to a broadcast on its way, until nothing of it is (F05.R4, F04.R6.A4).
#pragma once
#include "shared/comms/message.h"

namespace ok::comms {

/// Whoever has not been handed over waits. One person is enough, and nobody has to approve stopping (digest C20).
struct BroadcastPaused {
    static constexpr std::string_view eventType = "comms.broadcast_paused";
    BroadcastId broadcast;
    BroadcastPause pause;
    std::int64_t held = 0;             ///< messages that wait now
};
BOOST_DESCRIBE_STRUCT(BroadcastPaused, (), (broadcast, pause, held))

/// What waits leaves later by as long as nothing left.
struct BroadcastResumed {
    static constexpr std::string_view eventType = "comms.broadcast_resumed";
    BroadcastId broadcast;
    std::int64_t moved = 0, bySeconds = 0;
    std::string reason;
};
BOOST_DESCRIBE_STRUCT(BroadcastResumed, (), (broadcast, moved, bySeconds, reason))

struct BroadcastSlowed {
    static constexpr std::string_view eventType = "comms.broadcast_slowed";
    BroadcastId broadcast;
    int before = 0, perMinute = 0;     ///< messages a channel; before 0: no limit
    std::int64_t moved = 0;
    std::string reason;
};
BOOST_DESCRIBE_STRUCT(BroadcastSlowed, (), (broadcast, before, perMinute, moved, reason))

/// Nothing of it is under way any more (F04.R6.A4). Written anew when a message that had failed was sent after all.
struct BroadcastCompleted {
    static constexpr std::string_view eventType = "comms.broadcast_completed";
    BroadcastId broadcast;
    std::vector<BroadcastLeg> legs;
    std::map<std::string, std::map<std::string, int>> counts;   ///< by channel and state
    std::map<std::string, Digest> payloads;
    std::int64_t durationMs = 0;
};
BOOST_DESCRIBE_STRUCT(BroadcastCompleted, (), (broadcast, legs, counts, payloads, durationMs))

/// Newer words take its place: what had not left of it does not leave.
struct BroadcastAmended {
    static constexpr std::string_view eventType = "comms.broadcast_amended";
    BroadcastId broadcast, by;
    std::int64_t withheld = 0;
};
BOOST_DESCRIBE_STRUCT(BroadcastAmended, (), (broadcast, by, withheld))

}  // namespace ok::comms
