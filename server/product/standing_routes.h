// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// How this installation stands for a utility, signed in with the action `ledger.read`:
//   GET /v1/backups    the catalogue of its backups, how old the last verified one is, what the last drill took, and the
//                      durability and residency in force (R4)
//   GET /v1/security   the security centre (R3): each topic with what is wrong and where it is mended
#pragma once
#include "server/access/session_book.h"
#include "server/net/router.h"
#include "server/store/work_thread.h"

namespace ok {

struct StandingRouteParts {
    access::SessionBook& sessions;
    MatrixSource grants;
    WorkThread& reader;
    std::function<Instant()> clock;
    std::string region;
};
void addStandingRoutes(net::Router& router, StandingRouteParts parts);

}  // namespace ok
