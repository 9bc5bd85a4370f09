// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// HTTP for what waits for approval and what became of it:
//     GET /v1/approvals?state=pending&limit=50&cursor=...   newest first
//     GET /v1/approvals/{id}      with every step, and whether the deciding entry still fits its signature (F07.R2.A4, A5)
// Steps are never changed: PUT, PATCH and DELETE answer 405. Approving and refusing are commands.
#pragma once
#include "server/access/session_book.h"
#include "server/net/router.h"
#include "server/store/work_thread.h"

namespace ok::approvals {

struct ApprovalRouteParts {
    Gate& gate;
    access::SessionBook& sessions;
    MatrixSource grants;
    WorkThread& reader;
    std::function<Instant()> clock = {};   ///< of snapshots alone: a look that was refused is evidence
};
void addRoutes(net::Router& router, ApprovalRouteParts parts);

}  // namespace ok::approvals
