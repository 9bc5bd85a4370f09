// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Endpoints are set up by administrators; what happens to snapshots and broadcasts becomes rows of the outbox in the transaction in
// which it happens (F04.R7.A3): no event is lost and none is told that did not happen. A rehearsal tells nobody.
#pragma once
#include "server/gate/gate.h"
#include "server/outbox/outbox_commands.h"
#include "shared/webhooks/webhooks.h"

namespace ok::webhooks {

/// `inside`: `host:port` of receivers in the installation's own network. Before the gate starts.
void addHandlers(Gate& gate, std::vector<std::string> inside);
void addRowOwners(outbox::RowOwners& owners);

}  // namespace ok::webhooks
