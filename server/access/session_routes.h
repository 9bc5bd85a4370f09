// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// HTTP for sessions and for programs' credentials:
//
//     GET    /v1/whoami                       who the request is, as the gate sees it
//     GET    /v1/sessions                     one's own; ?user=ID or ?all=1 for administrators
//     DELETE /v1/sessions                     sign out everywhere; ?keep=this leaves this session
//     DELETE /v1/sessions/{session}           one's own, or another's for administrators (?reason=)
//     GET    /v1/scopes                       what a token can be narrowed to
//     GET    /v1/api-clients                  one's own tokens; ?all=1 for administrators
//     POST   /v1/api-tokens                   a token that acts as its maker; the secret is told once
//     POST   /v1/api-clients                  a client with roles of its own; the secret is told once
//     POST   /v1/api-clients/{client}/rotate  a new secret; the old one stays good for a while
//     DELETE /v1/api-clients/{client}
//     POST   /oauth/token, /v1/oauth/token    client credentials (RFC 6749 4.4)
#pragma once
#include <memory>
#include <mutex>

#include "server/access/access_routes.h"
#include "server/net/rate_limit.h"

namespace ok::access {

class SessionRoutes {
  public:
    SessionRoutes(RouteParts parts, std::unique_ptr<Store> reader, MatrixSource grants, PassKey passKey);
    ~SessionRoutes();
    void add(net::Router& router);

  private:
    struct Room;
    std::shared_ptr<Room> m_room;
};

/// Counts API clients' requests, each under the client's own limit; people are not counted.
[[nodiscard]] net::RateKeyOf clientRate(SessionBook& sessions);

}  // namespace ok::access
