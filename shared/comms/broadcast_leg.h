// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// How a broadcast left: from which snapshot, in which steps; and that somebody stopped it on its way.
#pragma once
#include <string>
#include <vector>

#include "shared/base/json.h"
#include "shared/comms/channel.h"

namespace ok::comms {

/// One part of it left, or is leaving, as it was frozen: a broadcast whose channels are released one by one has several.
struct BroadcastLeg {
    std::string approval, snapshotId;
    Digest snapshotHash;
    std::vector<Channel> channels;
    Instant startedAt;
    std::string plan;                 ///< by which it leaves in steps (F05.R4); empty: at once
    int perMinute = 0;                ///< texts at most; 0: as fast as the provider takes them
    Instant lastDue;                  ///< of its last batch, as planned when it left
    bool operator==(const BroadcastLeg&) const = default;
};
BOOST_DESCRIBE_STRUCT(BroadcastLeg, (), (approval, snapshotId, snapshotHash, channels, startedAt, plan, perMinute, lastDue))

/// Nothing more of it leaves until somebody lets it go on.
struct BroadcastPause {
    Instant at;                       ///< on the clock, in a rehearsal too
    std::string by, reason;
    bool operator==(const BroadcastPause&) const = default;
};
BOOST_DESCRIBE_STRUCT(BroadcastPause, (), (at, by, reason))

}  // namespace ok::comms
