// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Which incident a placed report belongs to. The rules, in order (docs/incidents.md gives the reasons):
//   1. it says that service is back: evidence of restoration for its account's incident;
//   2. its account is already in an incident that takes reports: joins it without counting again (P04, F16.R4);
//   3. it lies within the reach of an outage of the utility's feed: joins the nearest;
//   4. it is in a cluster: joins the cluster's incident, or opens one for the cluster;
//   5. it lies inside the boundary of an incident: joins the nearest;
//   6. else it stays alone, as evidence for what may come.
// A report that joins a restored incident says "still out"; enough accounts reopen it.
#pragma once
#include "shared/incidents/decision.h"

namespace ok::incidents {

/// `sighting` is what book.witness(witness) answered.
[[nodiscard]] Decision placeReport(const IncidentBook& book, const Witness& witness, const Sighting& sighting, Instant now,
                                   const NewIncidentId& newId);

/// The link of a report to an incident, and what follows from it: boundary, confirmation, reopening.
void joinIncident(const IncidentBook& book, const Incident& incident, const Witness& witness, IncidentReport link,
                  Instant now, Decision& decision);

}  // namespace ok::incidents
