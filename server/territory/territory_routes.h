// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// POST /v1/imports, GET /v1/imports/{id}, GET /v1/imports/{id}/rejected, POST /v1/imports/{id}/cancel, GET /v1/geocode.
// docs/territory.md describes them for programs.
#pragma once
#include "server/access/session_book.h"
#include "server/net/router.h"
#include "server/store/work_thread.h"
#include "server/territory/import_runner.h"
#include "shared/base/dice.h"

namespace ok::territory {

struct TerritoryRouteParts {
    access::SessionBook& sessions;
    MatrixSource grants;
    ImportRunner& runner;
    std::shared_ptr<TerritoryBoard> board;
    WorkThread& reader;
    Dice dice;
};

void addRoutes(net::Router& router, TerritoryRouteParts parts);

}  // namespace ok::territory
