// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// A broadcast that leaves in steps: its cohorts, the order and delays of its channels, and how each cohort fares (F05.R4). Beside the
// broadcast, not in it: that one is written anew with each batch of messages.
#pragma once
#include <map>
#include <string>
#include <vector>

#include "shared/base/json.h"
#include "shared/comms/channel.h"

namespace ok::comms {

/// Messages of one channel that leave together. Where a plan has more than mostCohorts batches, those of one step are one cohort.
struct SendCohort {
    std::string channel;
    int number = 0;                   ///< of its channel, from 1
    int step = 0;                     ///< of the plan, from 0
    std::int64_t messages = 0;        ///< as planned
    Instant due;                      ///< of its first message
    bool operator==(const SendCohort&) const = default;
};
BOOST_DESCRIBE_STRUCT(SendCohort, (), (channel, number, step, messages, due))
inline constexpr std::size_t mostCohorts = 1'000;

/// How a broadcast leaves now. Who changes it names the revision that they saw.
struct PaceStand {
    int revision = 0;
    bool paused = false;
    int perMinute = 0;                ///< 0: as released
    std::vector<std::string> order;   ///< of channels; empty: as released
    std::map<std::string, int> delaySeconds;   ///< added since, by channel
    std::map<std::string, Instant> lastDue;    ///< by channel, where a person moved it
    bool operator==(const PaceStand&) const = default;
};
BOOST_DESCRIBE_STRUCT(PaceStand, (), (revision, paused, perMinute, order, delaySeconds, lastDue))

/// One for each broadcast that leaves in steps or was touched on its way.
struct BroadcastPace {
    static constexpr std::string_view viewKind = "broadcast_pace";
    std::string broadcast;
    std::vector<SendCohort> cohorts;
    PaceStand stand;
    std::vector<std::string> late, failed;     ///< `sms/3`: cohorts that began late, that were given up
    [[nodiscard]] std::string viewId() const { return broadcast; }
    [[nodiscard]] static std::string nameOf(const std::string& channel, int cohort) { return channel + "/" + std::to_string(cohort); }
    bool operator==(const BroadcastPace&) const = default;
};
BOOST_DESCRIBE_STRUCT(BroadcastPace, (), (broadcast, cohorts, stand, late, failed))

/// The plan of what leaves now; the cohorts of an earlier leg stay.
struct CohortsPlanned {
    static constexpr std::string_view eventType = "comms.cohorts_planned";
    std::string broadcast, snapshotId;
    std::vector<SendCohort> cohorts;
};
BOOST_DESCRIBE_STRUCT(CohortsPlanned, (), (broadcast, snapshotId, cohorts))

}  // namespace ok::comms
