// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// What the report intake calls inside its own command, after it has emitted its own events: the report or feed record
// finds its incident in the same transaction. Never refuses.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "server/gate/command.h"
#include "shared/incidents/incident_book.h"
#include "shared/reports/feed_record.h"
#include "shared/reports/report.h"

namespace ok::incidents {

struct Placed {
    IncidentId incident;               ///< unknown: alone so far
    std::vector<std::string> reasons;  ///< as placeReport gives them
};

/// A placed report (or one whose account is known to an incident). Call it again when an operator places it later.
Placed takeReport(CommandContext& cx, const reports::Report& report);
/// The report was discarded: it is no evidence and belongs to nothing.
void dropReport(CommandContext& cx, ReportId report);
Placed takeFeedRecord(CommandContext& cx, const reports::FeedRecord& record);
/// The incident to tell a caller about: the account's, else the nearest that covers the place (P01, P03).
[[nodiscard]] std::optional<Incident> incidentFor(CommandContext& cx, AccountId account, std::optional<LonLat> place,
                                                  Service service);

/// Nothing for a report without a place.
[[nodiscard]] std::optional<Witness> witnessOf(const reports::Report& report);

}  // namespace ok::incidents
