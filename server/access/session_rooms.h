// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Internal. What the routes of sessions and API clients share. session_routes.cpp: people; api_client_routes.cpp: programs.
#pragma once
#include "server/access/session_routes.h"

namespace ok::access {

struct SessionRoutes::Room {
    Room(RouteParts p, std::unique_ptr<Store> r, MatrixSource g, PassKey k)
        : parts(std::move(p)), reader(std::move(r)), grants(std::move(g)), passKey(k), limiter(parts.clock) {}

    net::HttpResponse sessions(const net::HttpRequest& request);
    void endOne(const net::HttpRequest& request, net::Responder respond);
    void submitAs(SecurityContext who, std::string_view command, std::string body, net::Responder respond,
                  std::function<net::HttpResponse(const CommandAnswer&)> answer = {});

    void addClientRoutes(net::Router& router);
    net::HttpResponse clients(const net::HttpRequest& request);
    void createToken(const net::HttpRequest& request, net::Responder respond);
    void createClient(const net::HttpRequest& request, net::Responder respond);
    void rotate(const net::HttpRequest& request, net::Responder respond);
    void revoke(const net::HttpRequest& request, net::Responder respond);
    void oauthToken(const net::HttpRequest& request, net::Responder respond);

    RouteParts parts;
    std::mutex mutex;  // guards the reader
    std::unique_ptr<Store> reader;
    MatrixSource grants;
    PassKey passKey;
    net::RateLimiter limiter;
};

/// Of who may: problem `purpose_not_allowed` where what they say it is for is no purpose (access_routes.cpp).
[[nodiscard]] Status knownPurpose(const SecurityContext& who, std::string_view action, const std::string& decisionId);
/// `access_denied` with the smallest change that would allow it.
[[nodiscard]] Problem accessDenied(const AccessDecision& decision);

}  // namespace ok::access
