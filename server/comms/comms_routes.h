// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Receipts: POST /webhooks/twilio/status/{tenant}/{message}, signed by the provider.
#pragma once
#include <functional>
#include <memory>
#include <string>

#include "server/access/tenant_directory.h"
#include "server/gate/gate.h"
#include "server/net/router.h"

namespace ok::comms {

struct ReceiptOptions {
    std::string publicBase;  ///< as providers know us: `https://outage.example`
    std::string drillBase;   ///< as the drill provider on this machine knows us: `http://127.0.0.1:8080`; empty: the same
    /// The token the tenant's provider signs with; a drill tenant's is the drill provider's.
    std::function<std::string(const TenantProfile&)> signingToken;
};

void addRoutes(net::Router& router, Gate& gate, const TenantDirectory& tenants, ReceiptOptions options);

}  // namespace ok::comms
