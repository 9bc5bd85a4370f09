// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// HTTP for webhooks (docs/webhooks.md):
//     GET    /v1/webhooks            endpoints with how they do, and what can be subscribed to
//     POST   /v1/webhooks            {name, url, events, secret?, paused?}; the secret is in the answer, once
//     PUT    /v1/webhooks/{id}       the same; with `rotate_secret` a new secret
//     DELETE /v1/webhooks/{id}       ?reason=
//     POST   /v1/signatures/verify   {payload, timestamp, signature, id?, webhook?} (F04.R7.A4)
#pragma once
#include "server/access/session_book.h"
#include "server/net/router.h"
#include "server/store/work_thread.h"

namespace ok::webhooks {

struct WebhookRouteParts {
    Gate& gate;
    access::SessionBook& sessions;
    MatrixSource grants;
    WorkThread& reader;
    std::function<Instant()> clock;
    Dice dice;
};
void addRoutes(net::Router& router, WebhookRouteParts parts);

}  // namespace ok::webhooks
