// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// HTTP for security keys and codes. What goes to and comes from a browser is WebAuthn's own JSON; the specification's literal
// paths (/webauthn/registration/...) answer as well (decisions.md 10). The page that uses them: key_page.h.
#pragma once
#include "server/access/access_routes.h"
#include "server/access/second_factor.h"

namespace ok::access {

/// GET|POST /v1/keys[...], POST /v1/step-up[...], /v1/totp[...], /v1/recovery-codes, /v1/session/factor[...],
/// /v1/session/key[...], and the page /sign-in. `desk` outlives the router.
void addKeyRoutes(net::Router& router, RouteParts parts, FactorDesk& desk);

}  // namespace ok::access
