// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// HTTP for people and programs that act as people: sign-in, sign-out, and any command by POST /v1/commands.
#pragma once
#include "server/access/session_book.h"
#include "server/access/sign_in.h"
#include "server/net/router.h"

namespace ok::access {

struct RouteParts {
    Gate& gate;
    SessionBook& sessions;
    SignInDesk& desk;
    Dice dice;
};

/// POST /v1/session, DELETE /v1/session, POST /v1/commands {id?, name, body}.
void addRoutes(net::Router& router, RouteParts parts);

/// The context behind `Authorization: Bearer <token>`; problem `not_signed_in`.
[[nodiscard]] Result<SecurityContext> contextOf(const net::HttpRequest& request, SessionBook& sessions);

/// The HTTP status that fits a problem's code.
[[nodiscard]] int statusOf(const Problem& why);

}  // namespace ok::access
