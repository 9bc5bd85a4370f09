// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// What each event changes in an incident. The views, the console's cache and the server's memory all use this one fold.
#pragma once
#include <functional>
#include <vector>

#include "shared/incidents/incident_events.h"

namespace ok::incidents {

/// When and in what an event was recorded.
struct Recorded {
    Instant at;
    bool drill = false;
};

/// The incidents an event changes: one, or two for merge, split and their undoing.
[[nodiscard]] std::vector<IncidentId> incidentsOf(const IncidentEvent& event);

/// Applies the event to one of them. `links` tells which of the event's reports counted before.
using CountsOf = std::function<bool(ReportId)>;
void fold(Incident& incident, const IncidentEvent& event, Recorded when, const CountsOf& counted);

/// Applies the event to the links of its reports: visit(report, change) for each report that moves.
struct LinkChange {
    IncidentId incident;
    bool flip = false;  ///< the account's counting turns round
    std::string reason;
};
void eachMovedReport(const IncidentEvent& event, const std::function<void(ReportId, const LinkChange&)>& visit);

/// That this is one real incident: by the utility's feed, by a person, or by how many accounts say so.
[[nodiscard]] int confidenceOf(const Incident& incident);

/// A telephone counts once.
void addContact(Restoration& restoration, const std::string& contact);

}  // namespace ok::incidents
