// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Posts events to the endpoints of utilities: signed as Standard Webhooks asks, at least once, twelve times at most. An address that
// resolves into this machine's own networks is not talked to, unless the installation names it (`--webhook-inside host:port`).
#pragma once
#include "server/outbox/dispatcher.h"
#include "server/store/vault.h"

namespace ok::webhooks {

struct WebhookPostParts {
    const VaultKeys& keys;
    std::vector<std::string> inside;
    std::function<Instant()> clock;
    outbox::RetryPolicy retry = {.mostAttempts = 12, .first = seconds(10), .growth = 3, .longest = hours(6), .jitter = 0.2};
};
void addConnector(outbox::DispatcherParts& parts, WebhookPostParts own, std::shared_ptr<outbox::DrillConnector> drill);

}  // namespace ok::webhooks
