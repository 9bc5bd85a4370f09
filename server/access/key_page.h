// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// The page /sign-in: signing in with a security key, enrolling one, stepping up, in any browser. One HTML file, one script,
// one style sheet, all from this server; the policy sent with them lets nothing else in.
#pragma once
#include "server/net/router.h"

namespace ok::access {

void addKeyPage(net::Router& router);

}  // namespace ok::access
