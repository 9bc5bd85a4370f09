// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// What happens to a broadcast on its way, until nothing of it is (F05.R4, F04.R6.A4).
#pragma once
#include "shared/comms/cohorts.h"
#include "shared/comms/message.h"

namespace ok::comms {

/// Whoever has not been handed over waits. One person is enough, and nobody has to approve stopping (digest C20).
struct BroadcastPaused {
    static constexpr std::string_view eventType = "comms.broadcast_paused";
    BroadcastId broadcast;
    BroadcastPause pause;
    std::int64_t held = 0;             ///< messages that wait now
    PaceStand was, is;                 ///< before and after (F05.R4.A6)
};
BOOST_DESCRIBE_STRUCT(BroadcastPaused, (), (broadcast, pause, held, was, is))

/// What waits leaves later by as long as nothing left.
struct BroadcastResumed {
    static constexpr std::string_view eventType = "comms.broadcast_resumed";
    BroadcastId broadcast;
    std::int64_t moved = 0, bySeconds = 0;
    std::string reason;
    PaceStand was, is;
};
BOOST_DESCRIBE_STRUCT(BroadcastResumed, (), (broadcast, moved, bySeconds, reason, was, is))

struct BroadcastSlowed {
    static constexpr std::string_view eventType = "comms.broadcast_slowed";
    BroadcastId broadcast;
    int before = 0, perMinute = 0;     ///< messages a channel; before 0: no limit
    std::int64_t moved = 0;
    std::string reason;
    PaceStand was, is;
};
BOOST_DESCRIBE_STRUCT(BroadcastSlowed, (), (broadcast, before, perMinute, moved, reason, was, is))

/// What waits of one channel leaves later (F05.R4.A6). One person is enough: nothing leaves earlier than it was released.
struct ChannelDelayed {
    static constexpr std::string_view eventType = "comms.channel_delayed";
    BroadcastId broadcast;
    Channel channel = Channel::sms;
    int seconds = 0;
    std::int64_t moved = 0;
    std::string reason;
    PaceStand was, is;
};
BOOST_DESCRIBE_STRUCT(ChannelDelayed, (), (broadcast, channel, seconds, moved, reason, was, is))

/// The rest leaves channel by channel in another order, as two people released it (C20).
struct ChannelsReordered {
    static constexpr std::string_view eventType = "comms.channels_reordered";
    BroadcastId broadcast;
    std::vector<Channel> order;
    int holdSeconds = 0;
    std::int64_t moved = 0;
    std::string reason, approval;
    PaceStand was, is;
};
BOOST_DESCRIBE_STRUCT(ChannelsReordered, (), (broadcast, order, holdSeconds, moved, reason, approval, was, is))

/// A cohort began more than five seconds after its hour (F05.R2.A5). Once for each cohort.
struct StaggerDeviated {
    static constexpr std::string_view eventType = "comms.stagger_deviated";
    BroadcastId broadcast;
    std::string snapshotId;
    Channel channel = Channel::sms;
    int cohort = 0;
    Instant planned, dispatched;
    std::int64_t lateMs = 0;
};
BOOST_DESCRIBE_STRUCT(StaggerDeviated, (), (broadcast, snapshotId, channel, cohort, planned, dispatched, lateMs))

/// Tried as often as it may be, and it did not leave: the cohort is marked, and somebody of the utility is told (F05.R4.A4).
struct CohortFailed {
    static constexpr std::string_view eventType = "comms.cohort_failed";
    BroadcastId broadcast;
    Channel channel = Channel::sms;
    int cohort = 0;
    std::string reason;                ///< `provider_http_503`, of the first message that was given up
    int attempts = 0;
};
BOOST_DESCRIBE_STRUCT(CohortFailed, (), (broadcast, channel, cohort, reason, attempts))

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
