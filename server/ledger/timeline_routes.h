// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// GET /v1/audit/timeline/{incident}: every update of one incident from its draft to its messages, step by step, with what each
// changed (F02.R5.A3). Needs `ledger.read`. A chain that lacks a step is told, and written down as an alert, once a day.
#pragma once
#include "server/ledger/audit_routes.h"

namespace ok::ledger {

/// Sent by the route as `system`.
struct ReportGap {
    static constexpr CommandCard card{.name = "audit.report_gap", .action = "audit.desk", .purpose = "audit"};
    std::string incident, correlation;
    std::vector<std::string> missing;
    std::int64_t damagedEntries = 0;
};
BOOST_DESCRIBE_STRUCT(ReportGap, (), (incident, correlation, missing, damagedEntries))

/// The alert: an incident's chain of evidence lacks a step.
struct TimelineIncomplete {
    static constexpr std::string_view eventType = "audit.timeline_incomplete";
    std::string incidentId, correlation;
    std::vector<std::string> missing;
    std::int64_t damagedEntries = 0;
};
BOOST_DESCRIBE_STRUCT(TimelineIncomplete, (), (incidentId, correlation, missing, damagedEntries))

void addTimelineHandlers(Gate& gate);
void addTimelineRoute(net::Router& router, const AuditRouteParts& parts);

}  // namespace ok::ledger
