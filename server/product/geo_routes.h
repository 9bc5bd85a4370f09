// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// GET /geo/points?bbox=west,south,east,north (also /v1/geo/points): the placed reports inside a box, in order of id, in
// pages (E36). The same question over the same reports has the same answer.
#pragma once
#include "server/access/session_book.h"
#include "server/net/router.h"
#include "server/store/work_thread.h"

namespace ok {

struct GeoRouteParts {
    access::SessionBook& sessions;
    MatrixSource grants;
    WorkThread& reader;
};

/// `?after=<id>&limit=<1..5000>`; needs `sync.follow`.
void addGeoRoutes(net::Router& router, GeoRouteParts parts);

}  // namespace ok
