// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// What became of a broadcast's messages, counted (F04.R5.A3, F05.R4.A5, F04.R7.A6):
//     GET /v1/broadcasts/{id}/report              per channel, cohort and state, tied to snapshots and approvals; ?format=csv
//     GET /v1/broadcasts/{id}/progress            the same
//     GET /v1/snapshots/{id}/outcomes             the decision about a snapshot, and what left of it
#pragma once
#include "server/approvals/snapshot_routes.h"
#include "shared/comms/cohorts.h"
#include "shared/comms/frozen_broadcast.h"

namespace ok::comms {

/// Counted from the plan on: scheduled = waiting + dispatched + cancelled; what is delivered or failed was dispatched.
struct CohortCounts {
    std::int64_t scheduled = 0, waiting = 0, dispatched = 0, delivered = 0, failed = 0, cancelled = 0;
    double dispatchedPercent = 0, deliveredPercent = 0, failedPercent = 0, cancelledPercent = 0;   ///< of those scheduled
};
BOOST_DESCRIBE_STRUCT(CohortCounts, (), (scheduled, waiting, dispatched, delivered, failed, cancelled, dispatchedPercent, deliveredPercent, failedPercent, cancelledPercent))

struct CohortReport {
    int number = 0, step = 0;             ///< of its channel, from 1; of the plan, from 0
    Instant due;                          ///< as planned; unknown: at once
    CohortCounts counts;
    bool late = false, givenUp = false;
};
BOOST_DESCRIBE_STRUCT(CohortReport, (), (number, step, due, counts, late, givenUp))

struct ChannelReport {
    std::string channel;
    BroadcastProgress progress;           ///< planned = waiting + held + sent + withheld + failed
    std::map<std::string, int> states, reasons;
    std::int64_t attempts = 0;            ///< hand-overs, each counted
    std::int64_t retries = 0;             ///< of them those that were not the first
    double percentDone = 0;
    Instant plannedUntil;                 ///< of the plan by which it leaves; unknown: as fast as it goes
    CohortCounts counts;
    std::vector<CohortReport> cohorts;
    Instant expectedDone;                 ///< unknown: it is done, paused, or has not begun
};
BOOST_DESCRIBE_STRUCT(ChannelReport, (), (channel, progress, states, reasons, attempts, retries, percentDone, plannedUntil, counts, cohorts, expectedDone))

struct DeliveryReport {
    std::string broadcast, state;
    std::vector<BroadcastLeg> executions; ///< one for each snapshot that was released
    BroadcastProgress totals;
    std::vector<ChannelReport> channels;
    std::int64_t attempts = 0, retries = 0;
    Instant startedAt, completedAt, lastUpdated;
    std::int64_t durationMs = 0;          ///< until now where it goes on
    bool paused = false;
    PaceStand stand;                      ///< its revision is what a word about it names
    Instant readAt;                       ///< when this was counted
};
BOOST_DESCRIBE_STRUCT(DeliveryReport, (), (broadcast, state, executions, totals, channels, attempts, retries, startedAt, completedAt, lastUpdated, durationMs, paused, stand, readAt))

/// `snapshot`: of its messages only; empty: of all.
[[nodiscard]] DeliveryReport reportOf(Views& views, const Broadcast& broadcast, const std::string& snapshot, Instant now);
[[nodiscard]] std::string csvOf(const DeliveryReport& report);

struct ReportRouteParts {
    approvals::ApprovalRouteParts approvals;
    std::function<Instant()> clock;
};
void addReportRoutes(net::Router& router, ReportRouteParts parts);

}  // namespace ok::comms
