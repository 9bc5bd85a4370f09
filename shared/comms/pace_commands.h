// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// What people do to a broadcast on its way (F05.R4.A6). Stopping and slowing need one person; leaving earlier than it was released needs two.
// `revision` is PaceStand::revision as it was seen, 0: whatever it is now. Problem `revision_conflict` names the one that stands.
#pragma once
#include "shared/access/command_card.h"
#include "shared/base/json.h"
#include "shared/comms/channel.h"

namespace ok::comms {

/// What has not been handed over waits.
struct PauseBroadcast {
    static constexpr CommandCard card{.name = "comms.pause_broadcast", .action = "comms.cancel", .refusalIsEvidence = true};
    BroadcastId broadcast;
    std::string reason;
    int revision = 0;
};
BOOST_DESCRIBE_STRUCT(PauseBroadcast, (), (broadcast, reason, revision))

/// It goes on as it was released. Problem `broadcast_amended`: newer words take its place.
struct ResumeBroadcast {
    static constexpr CommandCard card{.name = "comms.resume_broadcast", .action = "comms.cancel", .refusalIsEvidence = true};
    BroadcastId broadcast;
    std::string reason;
    int revision = 0;
};
BOOST_DESCRIBE_STRUCT(ResumeBroadcast, (), (broadcast, reason, revision))

/// Of each channel at most so many a minute from now on. Never faster than it was planned: that would need approval.
struct SlowBroadcast {
    static constexpr CommandCard card{.name = "comms.slow_broadcast", .action = "comms.cancel", .refusalIsEvidence = true};
    BroadcastId broadcast;
    int perMinute = 0;                 ///< 1 to 100,000
    std::string reason;
    int revision = 0;
};
BOOST_DESCRIBE_STRUCT(SlowBroadcast, (), (broadcast, perMinute, reason, revision))

/// What waits of one channel leaves later by so many seconds.
struct DelayChannel {
    static constexpr CommandCard card{.name = "comms.delay_channel", .action = "comms.cancel", .refusalIsEvidence = true};
    BroadcastId broadcast;
    Channel channel = Channel::sms;
    int seconds = 0;                   ///< 1 to 86,400
    std::string reason;
    int revision = 0;
};
BOOST_DESCRIBE_STRUCT(DelayChannel, (), (broadcast, channel, seconds, reason, revision))

/// What waits leaves channel after channel in this order, each as closely as it was planned, `holdSeconds` between two of them. It is paused
/// first, so that nothing goes on in the old order while the new one is read (C20). Problems `broadcast_not_paused`, `revision_conflict`.
struct ReorderChannels {
    static constexpr CommandCard card{.name = "comms.reorder_channels", .action = "comms.send", .risk = RiskClass::high, .refusalIsEvidence = true};
    BroadcastId broadcast;
    std::vector<Channel> order;        ///< of all channels that have something waiting
    int holdSeconds = 0;               ///< 0 to 86,400
    std::string reason;
    int revision = 0;                  ///< as it was seen; it has to be the one that stands when it is released
    [[nodiscard]] std::vector<std::string> approvalSubjects() const { return {broadcast.str()}; }
};
BOOST_DESCRIBE_STRUCT(ReorderChannels, (), (broadcast, order, holdSeconds, reason, revision))

}  // namespace ok::comms
