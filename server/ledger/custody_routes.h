// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// GET /v1/audit/incidents/{incident}/chain | /audit/incidents/{incident}/chain: the chain of custody of one incident (F04.R6.A6, A7).
//     format=json|csv   page_size=1..1000 (200)   cursor=...
// Needs `ledger.read`. The console and okctl save these very bytes: an export from a screen is the export of the API.
#pragma once
#include "server/ledger/audit_routes.h"

namespace ok::ledger {

void addCustodyRoutes(net::Router& router, const AuditRouteParts& parts);

}  // namespace ok::ledger
