// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Merge, split, move, draw, and taking these back (P08). Nothing is lost: a merged incident keeps its number and comes
// back whole; an account counts once whichever way its reports travel.
#pragma once
#include <set>
#include <span>
#include <string>

#include "shared/base/result.h"
#include "shared/incidents/decision.h"

namespace ok::incidents {

/// The bare event, for incidents known to be mergeable. `added`: positions the boundary shall take in as well. `counted`:
/// accounts that already count in `into` through the same decision; those that count now are added.
[[nodiscard]] IncidentMerged mergeEvent(const IncidentBook& book, const Incident& into, const Incident& absorbed,
                                        std::span<const LonLat> added, const std::string& reason, const std::string& change,
                                        std::set<AccountId>& counted);

/// Problems: `incident_not_found`, `incident_over`, `same_incident`, `different_service`.
[[nodiscard]] Result<Decision> mergeIncidents(const IncidentBook& book, IncidentId into, IncidentId absorbed,
                                              const std::string& reason, const std::string& change);

/// The reports, with all others of the same accounts, become an incident of their own. Problems: `incident_not_found`,
/// `incident_over`, `nothing_to_split` (none, or everything there is).
struct SplitWish {
    IncidentId incident;
    std::vector<ReportId> reports;
    std::string reason;
    std::string change;
};
[[nodiscard]] Result<Decision> splitIncident(const IncidentBook& book, const SplitWish& wish, Instant now, const NewIncidentId& newId);

/// To another incident, or to none. Problems: `report_not_found`, `incident_not_found`, `incident_over`, `already_there`.
[[nodiscard]] Result<Decision> moveReport(const IncidentBook& book, ReportId report, IncidentId to);

/// Problems: `incident_not_found`, `incident_over`, `bad_boundary`.
[[nodiscard]] Result<Decision> drawBoundary(const IncidentBook& book, IncidentId incident, const Polygon& boundary);

/// Problems: `change_already_undone`, `incident_not_found`, `incident_over`.
[[nodiscard]] Result<Decision> undoChange(const IncidentBook& book, const IncidentChange& change, const std::string& reason);

/// An incident that a person created by mistake: its reports go back, it is cancelled. Problems: `incident_not_found`,
/// `incident_over`, `not_created_by_person`.
[[nodiscard]] Result<Decision> withdrawIncident(const IncidentBook& book, IncidentId incident, const std::string& reason);

/// Three corners or more, on the globe, at most 2,000 and not larger than 20,000 square kilometres.
[[nodiscard]] Status checkBoundary(const Polygon& boundary);

}  // namespace ok::incidents
