// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// HTTP for rosters (F06.R1.A4), under /v1/roster and /api/roster alike:
//     GET, POST /teams               GET, PUT, DELETE /teams/{id}            GET /on-call              GET /sources
//     GET, POST /teams/{id}/shifts   PATCH, DELETE /shifts/{id}              GET /teams/{id}/timetable
// A team has an ETag, which its shifts share; If-Match with another one answers 409. Webhooks of schedulers:
//     POST /webhooks/on-call/{utility}/{source}
// And GET /v1/approvals/{id}/ladder: who was called, who is next and why. How fast requests are decided (F06.R7), sla_routes.cpp:
//     GET /v1/oncall/metrics, /v1/oncall/metrics/events, /v1/oncall/metrics/export
#pragma once
#include "server/access/session_book.h"
#include "server/net/router.h"
#include "server/oncall/roster_sync.h"
#include "server/store/work_thread.h"
#include "shared/base/dice.h"

namespace ok::oncall {

struct OncallRouteParts {
    Gate& gate;
    access::SessionBook& sessions;
    MatrixSource matrices;
    WorkThread& reader;
    RosterSync& sync;
    std::function<Instant()> clock;
    Dice dice;
};
void addRoutes(net::Router& router, OncallRouteParts parts);
/// Called by addRoutes().
void addSlaRoutes(net::Router& router, const std::shared_ptr<const OncallRouteParts>& parts);

}  // namespace ok::oncall
