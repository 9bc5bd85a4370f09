// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// HTTP for people and programs that act as people: sign-in, refresh, sign-out, and any command by POST /v1/commands. Lists
// of sessions, API clients and /oauth/token: session_routes.h.
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
    std::function<Instant()> clock;
};

/// POST /v1/session, POST /v1/session/refresh, DELETE /v1/session, GET /v1/commands, POST /v1/commands {id?, name, body}.
void addRoutes(net::Router& router, RouteParts parts);

/// The context behind `Authorization: Bearer <token>`, and `X-OK-Proof` where the session is bound to a device. Any method
/// but GET and HEAD counts as activity of the session. Problems: `not_signed_in` and those of SessionBook::resolve.
/// `lookOnly`: before the body is read; the handler asks again.
[[nodiscard]] Result<SecurityContext> contextOf(const net::HttpRequest& request, SessionBook& sessions, bool lookOnly = false);

/// May this person read what `action` names, for what they say it is for? Problems `access_refused` (with the decision and the
/// role that is missing), `purpose_not_allowed`.
[[nodiscard]] Status mayRead(const SecurityContext& who, std::string_view action, const MatrixSource& grants, const std::string& refusal);
/// Signed in, and what `mayRead` says is ok; answers 401 or 403 otherwise. Without `mayRead` signed in is enough: what changes something is
/// refused by the gate, which writes it down.
[[nodiscard]] std::optional<SecurityContext> admitted(const net::HttpRequest& request, SessionBook& sessions, net::Responder& respond,
                                                      const std::function<Status(const SecurityContext&)>& mayRead = {});
/// Hands the gate what a route refused already, as the same person: it refuses too, and its refusal is evidence.
void noteRefused(Gate& gate, const SecurityContext& who, Instant at, std::string_view command, std::string body);

/// A command of the signed-in person who sent the request, with its answer as the response.
void submitFor(const RouteParts& parts, const net::HttpRequest& request, std::string_view command, std::string body, net::Responder respond,
               std::function<net::HttpResponse(const CommandAnswer&)> answer = {});
/// `WWW-Authenticate` on each 401, and on each 403 a token's scopes are the reason of (RFC 6750 3). For Router::wrapHandlers.
[[nodiscard]] net::HttpHandler withBearerHints(net::HttpHandler handler);
/// Requests that are answered once more beyond the limit of their caller: commands and snapshots with an idempotency key (F04.R7.A7).
[[nodiscard]] bool answersFromMemory(const net::HttpRequest& request);
[[nodiscard]] CommandId freshCommandId(const Dice& dice);

/// The HTTP status that fits a problem's code.
[[nodiscard]] int statusOf(const Problem& why);

}  // namespace ok::access
