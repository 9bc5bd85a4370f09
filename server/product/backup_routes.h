// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// GET /v1/backups, signed in with the action `ledger.read`: the catalogue of this utility's backups, how old
// the last verified one is, what the last drill took, and the durability and residency in force (R4).
#pragma once
#include "server/access/session_book.h"
#include "server/net/router.h"
#include "server/store/work_thread.h"

namespace ok {

struct BackupRouteParts {
    access::SessionBook& sessions;
    MatrixSource grants;
    WorkThread& reader;
    std::function<Instant()> clock;
    std::string region;
};
void addBackupRoutes(net::Router& router, BackupRouteParts parts);

}  // namespace ok
