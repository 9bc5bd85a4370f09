// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Events that move reports between incidents: merge, split, and taking either back. Each carries what its undoing needs.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "shared/incidents/incident.h"

namespace ok::incidents {

/// Where an incident reaches, and how many it takes in.
struct Extent {
    Polygon boundary;
    std::optional<LonLat> centre;
    int affectedAccounts = 0;
    bool operator==(const Extent&) const = default;
};
BOOST_DESCRIBE_STRUCT(Extent, (), (boundary, centre, affectedAccounts))

/// `absorbed` goes on as part of `incident`. Carries what is needed to undo it.
struct IncidentMerged {
    static constexpr std::string_view eventType = "incident.merged";
    std::string change;  ///< names it for undo
    IncidentId incident;
    IncidentId absorbed;
    IncidentStatus absorbedStatus = IncidentStatus::detected;
    std::vector<ReportId> reports;
    std::vector<ReportId> duplicates;  ///< of those: their account already counts in `incident`
    std::vector<FeedLink> feeds;
    Extent before;
    Extent after;
    bool drawnBefore = false;
    std::string reason;
};
BOOST_DESCRIBE_STRUCT(IncidentMerged, (), (change, incident, absorbed, absorbedStatus, reports, duplicates, feeds,
                                           before, after, drawnBefore, reason))

/// `part` (opened just before) takes these reports from `incident`.
struct IncidentSplit {
    static constexpr std::string_view eventType = "incident.split";
    std::string change;
    IncidentId incident;
    IncidentId part;
    std::vector<ReportId> reports;
    std::vector<ReportId> recounted;  ///< of those: they did not count in `incident`, but do in the part
    Extent before;
    Extent after;
    bool drawnBefore = false;
    std::string reason;
};
BOOST_DESCRIBE_STRUCT(IncidentSplit, (), (change, incident, part, reports, recounted, before, after, drawnBefore,
                                          reason))

enum class ChangeKind { merge = 1, split = 2, boundary = 3 };
BOOST_DESCRIBE_ENUM(ChangeKind, merge, split, boundary)

/// A merge, split or drawn boundary taken back: everything it moved goes home, what came since stays.
struct ChangeUndone {
    static constexpr std::string_view eventType = "incident.change_undone";
    std::string change;
    ChangeKind kind = ChangeKind::merge;
    IncidentId incident;            ///< as in the change
    IncidentId other;               ///< absorbed or part; unknown for a boundary
    IncidentStatus otherStatus = IncidentStatus::detected;
    std::vector<ReportId> reports;  ///< that go home: to `other` after a merge, to `incident` after a split
    std::vector<ReportId> flipped;  ///< of those: they count now if they did not, and the other way round
    std::vector<FeedLink> feeds;
    Extent extent;                  ///< of `incident`, afterwards
    Extent otherExtent;
    bool drawn = false;
    std::string reason;
};
BOOST_DESCRIBE_STRUCT(ChangeUndone, (), (change, kind, incident, other, otherStatus, reports, flipped, feeds,
                                         extent, otherExtent, drawn, reason))

}  // namespace ok::incidents
