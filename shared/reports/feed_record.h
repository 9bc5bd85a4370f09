// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// FeedRecord: what a utility's own outage feed says about one outage, whatever the feed's dialect. Adapters make it
// (feed_adapters.h); the view `feed_outage` is what the feed says now.
//
// INVARIANT: leaving a feed is not restoration (decisions.md 13). `listed` turns false; nothing here says "restored".
#pragma once
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <boost/describe.hpp>

#include "shared/base/digest.h"
#include "shared/base/geo.h"
#include "shared/base/instant.h"
#include "shared/reports/words.h"

namespace ok::reports {

enum class FeedOp { seen = 1, changed = 2, gone = 3 };
BOOST_DESCRIBE_ENUM(FeedOp, seen, changed, gone)

/// What an estimate rests on; without one, why there is none.
enum class EtrBasis {
    none = 0,       ///< no estimate and no reason given
    unstated = 1,   ///< an estimate without a reason
    typical = 2,    ///< how long such outages usually take
    assessed = 3,   ///< people looked at it
    area = 4,       ///< one time for everybody in the area
    assessing = 5,  ///< promised as soon as possible
    overloaded = 6, ///< too many outages to say
    expired = 7,    ///< the last one passed and was withdrawn
};
BOOST_DESCRIBE_ENUM(EtrBasis, none, unstated, typical, assessed, area, assessing, overloaded, expired)

enum class FeedCause {
    unknown = 0, investigating = 1, weather = 2, trees = 3, equipment = 4, planned = 5, animal = 6, vehicle = 7,
    safety_shutoff = 8, emergency = 9, other = 10,
};
BOOST_DESCRIBE_ENUM(FeedCause, unknown, investigating, weather, trees, equipment, planned, animal, vehicle,
                    safety_shutoff, emergency, other)

enum class CrewStage { unknown = 0, assigned = 1, assessor_en_route = 2, assessing = 3, repair_en_route = 4, repairing = 5, blocked = 6 };
BOOST_DESCRIBE_ENUM(CrewStage, unknown, assigned, assessor_en_route, assessing, repair_en_route, repairing, blocked)

struct FeedRecord {
    std::string adapter;   ///< `lgeku`, `pge2019`
    std::string outageId;  ///< the feed's own; unique within the adapter
    FeedOp op = FeedOp::seen;
    Instant seenAt;        ///< when the snapshot was taken
    std::optional<LonLat> position;
    std::vector<LonLat> devices;  ///< points under the outage; they thin out as parts come back
    std::optional<Instant> startedAt;
    std::optional<Instant> etr;
    EtrBasis etrBasis = EtrBasis::none;
    FeedCause cause = FeedCause::unknown;
    std::string causeText;
    std::optional<int> customersOut;
    CrewStage crew = CrewStage::unknown;
    std::string crewText;
    std::optional<Instant> crewEta;
    std::string region;
    bool cluster = false;  ///< the feed's map put several outages into one mark; the id is not an outage's
    Service service = Service::electric;
    Digest raw;            ///< SHA-256 of the record as it came
    bool operator==(const FeedRecord&) const = default;
};
BOOST_DESCRIBE_STRUCT(FeedRecord, (), (adapter, outageId, op, seenAt, position, devices, startedAt, etr, etrBasis, cause,
                                       causeText, customersOut, crew, crewText, crewEta, region, cluster, service, raw))

[[nodiscard]] inline std::string feedOutageId(std::string_view adapter, std::string_view outageId) {
    return std::string(adapter) + ":" + std::string(outageId);
}

/// View `feed_outage`.
struct FeedOutage {
    static constexpr std::string_view viewKind = "feed_outage";
    FeedRecord now;            ///< the last full record
    bool listed = false;       ///< in the feed's last snapshot
    Instant firstSeen;
    Instant lastSeen;
    Instant leftAt;            ///< when it was last missed; unknown while listed
    int returns = 0;           ///< came back from the dead
    int moves = 0;
    int etrChanges = 0;
    bool drill = false;
    [[nodiscard]] std::string viewId() const { return feedOutageId(now.adapter, now.outageId); }
    [[nodiscard]] std::vector<std::pair<std::string, std::string>> viewKeys() const {
        return {{"adapter", now.adapter}, {"listed", listed ? "yes" : "no"}};
    }
    bool operator==(const FeedOutage&) const = default;
};
BOOST_DESCRIBE_STRUCT(FeedOutage, (), (now, listed, firstSeen, lastSeen, leftAt, returns, moves, etrChanges, drill))

/// The outage after one more record. Any order of operations is taken: a `changed` for an unknown outage lists it.
[[nodiscard]] FeedOutage applied(FeedOutage outage, const FeedRecord& record, bool drill);

/// One snapshot of a feed: what its header claims.
struct FeedSnapshot {
    std::string adapter;
    Instant takenAt;
    bool readable = true;                 ///< the utility served something that was no feed
    int outages = 0;
    std::int64_t customers = 0;
    bool suspect = false;                 ///< so much left at once that the snapshot is probably partial
    std::map<std::string, int> problems;  ///< counted by code
    bool operator==(const FeedSnapshot&) const = default;
};
BOOST_DESCRIBE_STRUCT(FeedSnapshot, (), (adapter, takenAt, readable, outages, customers, suspect, problems))

/// View `feed_status`: the last snapshot of each adapter.
struct FeedStatus {
    static constexpr std::string_view viewKind = "feed_status";
    FeedSnapshot snapshot;
    [[nodiscard]] std::string viewId() const { return snapshot.adapter; }
    bool operator==(const FeedStatus&) const = default;
};
BOOST_DESCRIBE_STRUCT(FeedStatus, (), (snapshot))

struct FeedOutageSeen {
    static constexpr std::string_view eventType = "feed.outage_seen";
    FeedRecord record;
};
BOOST_DESCRIBE_STRUCT(FeedOutageSeen, (), (record))

struct FeedSnapshotTaken {
    static constexpr std::string_view eventType = "feed.snapshot_taken";
    FeedSnapshot snapshot;
};
BOOST_DESCRIBE_STRUCT(FeedSnapshotTaken, (), (snapshot))

}  // namespace ok::reports
