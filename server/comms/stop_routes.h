// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// How customers end our messages without a text: the link of an email (a page that asks, and RFC 8058's one click), and the 9
// of a call. A link holds only for its own message; looking at it decides nothing, because mail scanners look at every link.
#pragma once
#include "server/access/tenant_directory.h"
#include "server/comms/letter_maker.h"
#include "server/gate/gate.h"
#include "server/net/router.h"

namespace ok::comms {

struct StopOptions {
    std::string publicBase, drillBase;   ///< as customers and providers reach us; a drill's on this machine
    Digest secret;                       ///< of the links
    std::function<std::string(const TenantProfile&)> signingToken;   ///< of the provider that makes the calls
};

/// `<base>/s/<utility>/<message>/<mark>` for an email, `<base>/webhooks/twilio/call-key/<utility>/<message>` for a call.
[[nodiscard]] StopLink stopLinks(const TenantDirectory& tenants, StopOptions options);
void addStopRoutes(net::Router& router, Gate& gate, const TenantDirectory& tenants, StopOptions options);

}  // namespace ok::comms
