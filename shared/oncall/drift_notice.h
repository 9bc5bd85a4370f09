// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Who hears that the world is another than the one that was frozen (F04.R4.A6): its author, who turned a key, who watches. At once, then
// at most once in ten minutes for a request: what comes in between is told together. In the product, and by text or mail as each likes.
#pragma once
#include <map>
#include <string>
#include <vector>

#include "shared/access/command_card.h"
#include "shared/approvals/drift.h"
#include "shared/base/ids.h"
#include "shared/views/projections.h"

namespace ok::oncall {

inline constexpr Duration driftWindow = minutes(10);

/// One a request: who watches it, and what they were told last.
struct DriftNotice {
    static constexpr std::string_view viewKind = "drift_notice";
    ApprovalId approval;
    std::vector<std::string> watchers;     ///< account ids, besides those whom it concerns anyway
    std::vector<std::string> people;       ///< who was told last
    std::map<std::string, std::int64_t> changes;   ///< kind of difference → how many, as told last
    std::string level, snapshotId;
    Instant toldAt, windowEnds;
    bool waits = false;                    ///< more has come since: told when the window ends
    std::map<std::string, std::int64_t> waiting;   ///< the last of it
    std::string waitingLevel, waitingSnapshot;
    [[nodiscard]] std::string viewId() const { return approval.str(); }
};
BOOST_DESCRIBE_STRUCT(DriftNotice, (), (approval, watchers, people, changes, level, snapshotId, toldAt, windowEnds, waits, waiting, waitingLevel, waitingSnapshot))

/// Be told, or not any more.
struct WatchRequest {
    static constexpr CommandCard card{.name = "approvals.watch", .action = "approvals.comment", .refusalIsEvidence = true};
    ApprovalId approval;
    bool on = true;
};
BOOST_DESCRIBE_STRUCT(WatchRequest, (), (approval, on))

/// Sent by the timer at the end of a window in which more has come.
struct TellDrift {
    static constexpr CommandCard card{.name = "oncall.tell_drift", .action = "oncall.clock"};
    ApprovalId approval;
};
BOOST_DESCRIBE_STRUCT(TellDrift, (), (approval))

struct RequestWatched {
    static constexpr std::string_view eventType = "approval.watched";
    ApprovalId approval;
    std::string person;
    bool on = true;
};
BOOST_DESCRIBE_STRUCT(RequestWatched, (), (approval, person, on))

/// More has come within the window.
struct DriftWaits {
    static constexpr std::string_view eventType = "approval.drift_waits";
    ApprovalId approval;
    std::string snapshotId, level;
    std::map<std::string, std::int64_t> changes;
};
BOOST_DESCRIBE_STRUCT(DriftWaits, (), (approval, snapshotId, level, changes))

struct DriftTold {
    static constexpr std::string_view eventType = "approval.drift_told";
    ApprovalId approval;
    std::string snapshotId, level;
    std::map<std::string, std::int64_t> changes;
    std::vector<std::string> people;       ///< in the product
    std::map<std::string, std::string> by; ///< person → `sms` or `email`, for whom a row left
    Instant windowEnds;
};
BOOST_DESCRIBE_STRUCT(DriftTold, (), (approval, snapshotId, level, changes, people, by, windowEnds))

/// `recipients 12, time 1`: kinds and numbers, nobody's name.
[[nodiscard]] std::string summaryOf(const std::map<std::string, std::int64_t>& changes);
[[nodiscard]] std::map<std::string, std::int64_t> changesOf(const std::vector<approvals::DriftItem>& items);

void addDriftProjections(Projections& projections);

}  // namespace ok::oncall
