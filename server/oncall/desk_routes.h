// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// What a console needs beside the log to speak of people and to look at the queue as somebody likes to:
//     GET /v1/roster/people   who has an account: id, login, whether it is active, roles. Accounts are written into a stream whose contents
//                             stay at the server, and what the log says names people by their ids.
//     GET /v1/queue-views     one's own saved views (oncall.save_queue_views)
#pragma once
#include "server/access/session_book.h"
#include "server/gate/gate.h"
#include "server/net/router.h"
#include "server/store/work_thread.h"

namespace ok::oncall {

struct DeskRouteParts {
    access::SessionBook& sessions;
    MatrixSource matrices;
    WorkThread& reader;
};
void addDeskRoutes(net::Router& router, DeskRouteParts parts);

/// Before the gate starts.
void addDeskHandlers(Gate& gate);

}  // namespace ok::oncall
