// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// The ways in: POST /webhooks/twilio/sms and /voice (also with /{tenant}), GET and POST /report/{tenant}, POST /v1/reports,
// POST /v1/feeds/{adapter}. Each builds the intake context and submits one command; whatever is refused is counted.
#pragma once
#include <functional>
#include <optional>
#include <string>

#include "server/access/tenant_directory.h"
#include "server/gate/gate.h"
#include "server/net/router.h"
#include "shared/base/digest.h"

namespace ok::reports {

struct ReportsRouteOptions {
    std::string publicBase;  ///< as providers know us: `https://outage.example`
    /// The token the tenant's provider signs with; a drill tenant's is the drill provider's. Empty: refuse everything.
    std::function<std::string(const TenantProfile&)> signingToken;
    /// The partner or feed whose key has this SHA-256, or nothing. `partnersOf` is the usual one.
    std::function<std::optional<std::string>(const TenantProfile&, const Digest& keyHash)> partner;
    std::function<Instant()> clock;
    Digest formSecret;       ///< of this installation; signs form tokens
    /// A text from one of the utility's own people about a request that waits (F05.R7.A3): true where it is one, then `reply` is told what
    /// they are answered. Nothing: every text is a customer's.
    std::function<bool(const TenantProfile&, const std::string& from, const std::string& text, const std::string& messageId, std::function<void(std::string)> reply)> staffText = {};
};

void addRoutes(net::Router& router, Gate& gate, const TenantDirectory& tenants, ReportsRouteOptions options);

/// Looks keys up among the tenants' settings (command AddPartnerKey). After Gate::start().
[[nodiscard]] std::function<std::optional<std::string>(const TenantProfile&, const Digest&)> partnersOf(Gate& gate);

}  // namespace ok::reports
