// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// How the log's integrity stands, signed in with the action `ledger.read`:
//   GET  /v1/ledger/verification/status      (also /api/v1/...) F07.R6.A4
//   GET  /v1/ledger/forensics/{anomaly}      (also /api/v1/...) the bundle that was kept
//   GET  /v1/ledger/daily-roots/{day}        the signed roots of a finished day, with their time stamps
//   GET  /v1/ledger/anomalies/{anomaly}/playbook   what can be done, what must hold first, what it will touch
//   POST /v1/ledger/verification/run         checks the whole log now; action `integrity.remediate`
//   PUT, PATCH, DELETE /v1/ledger/{stream}/entries/{sequence}   refused and written down: 405, in quarantine 409,
//        DELETE of what is under a legal hold 403 (F02.R5.A7)
#pragma once
#include "server/access/session_book.h"
#include "server/integrity/log_watch.h"
#include "server/net/router.h"
#include "server/store/work_thread.h"
#include "shared/integrity/clock_health.h"
#include "shared/base/dice.h"

namespace ok::integrity {

struct IntegrityRouteParts {
    Gate& gate;
    access::SessionBook& sessions;
    MatrixSource grants;
    WorkThread& reader;
    LogWatch& watch;
    std::function<Instant()> clock;
    Dice dice;
    std::function<std::optional<ClockSample>()> lastClockSample;   ///< may be empty: nobody looks at the clock
};

void addRoutes(net::Router& router, IntegrityRouteParts parts);

}  // namespace ok::integrity
