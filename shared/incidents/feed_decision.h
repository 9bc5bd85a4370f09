// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// What a record of the utility's own outage feed does to incidents. Each feed outage anchors one incident:
//   new:     adopted by the nearest open incident of reports within reach that has no feed outage yet, else a new one
//   changed: position, customers, cause, crew and estimate follow; what a person set is not overwritten
//   gone:    marked silent, nothing else. Leaving the feed is not restoration (decisions.md 13)
//   back:    the same incident speaks again; a closed one is reopened. Never a second incident
#pragma once
#include "shared/incidents/decision.h"
#include "shared/reports/feed_record.h"

namespace ok::incidents {

[[nodiscard]] Decision applyFeedRecord(const IncidentBook& book, const reports::FeedRecord& record, Instant now,
                                       const NewIncidentId& newId);

}  // namespace ok::incidents
