// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// What was wrong and taken back (issue piece "Pre-armed retraction"): part of the documents `broadcast` and `message`, and the event.
#pragma once
#include <string>
#include <vector>

#include "shared/base/json.h"
#include "shared/comms/channel.h"

namespace ok::comms {

/// The wrong message that a correction answers.
struct Corrected {
    MessageId message;
    Instant saidAt;                   ///< when it was handed over
    bool operator==(const Corrected&) const = default;
};
BOOST_DESCRIBE_STRUCT(Corrected, (), (message, saidAt))

/// It was wrong and was taken back with the correction that was approved with it.
struct Retraction {
    BroadcastId correction;           ///< the update that says so
    Instant at;
    std::string by, reason;
    std::int64_t secondsSinceSent = 0;
    std::int64_t reached = 0;         ///< messages that had been handed over
    std::int64_t withheld = 0;        ///< that had not
    std::int64_t handedOver = 0;      ///< corrections that are with their provider by now
    Instant lastHandedOver;
    bool operator==(const Retraction&) const = default;
};
BOOST_DESCRIBE_STRUCT(Retraction, (), (correction, at, by, reason, secondsSinceSent, reached, withheld, handedOver, lastHandedOver))

/// It was wrong. Its messages that had left are answered by `correction`, a broadcast of its own whose messages follow in MessagesQueued;
/// those that had not are withheld. `secondsSinceSent`: how long people could act on it. Told again when more of them had left.
struct BroadcastRetracted {
    static constexpr std::string_view eventType = "comms.broadcast_retracted";
    BroadcastId broadcast, correction;
    std::string reason;
    Digest draftsDigest;               ///< of what was released: the correction was part of it
    std::vector<Channel> channels;     ///< that people got it by
    Instant sentAt, retractedAt;
    std::int64_t secondsSinceSent = 0;
    std::int64_t reached = 0, withheld = 0;
    std::int64_t recipientCount = 0;   ///< accounts that get the correction
    Digest recipients;                 ///< SHA-256 over their sorted ids
};
BOOST_DESCRIBE_STRUCT(BroadcastRetracted, (), (broadcast, correction, reason, draftsDigest, channels, sentAt, retractedAt, secondsSinceSent, reached, withheld, recipientCount, recipients))

}  // namespace ok::comms
