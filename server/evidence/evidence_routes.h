// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// HTTP for evidence (F04.R1.A6, F04.R6.A5):
//     POST /v1/incidents/{id}/evidence?title=..&note=..&name=..   the file as body, its type as Content-Type; or JSON {url, title, note, fetched_at}
//     GET  /v1/incidents/{id}/evidence                            what is attached
//     GET  /v1/incidents/{id}/evidence/{evidence}/file            its bytes, hashed anew; 422 `evidence_integrity_mismatch` when they are others
//     POST /v1/incidents/{id}/evidence/{evidence}/availability    {available, status}: what somebody saw who asked for it
//     GET  /v1/snapshots/{id}/evidence/{evidence}                 the very bytes a snapshot pinned; of a link what was known of it
// Nothing is replaced or removed: PUT, PATCH and DELETE answer 403. Who reads what is an entry (`evidence.opened`).
#pragma once
#include "server/access/session_book.h"
#include "server/net/router.h"
#include "server/store/work_thread.h"

namespace ok::evidence {

struct EvidenceRouteParts {
    Gate& gate;
    access::SessionBook& sessions;
    WorkThread& files;               ///< hashes and opens, off the io threads
    Dice dice;
};

void addRoutes(net::Router& router, EvidenceRouteParts parts);

}  // namespace ok::evidence
