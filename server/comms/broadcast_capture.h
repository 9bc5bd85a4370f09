// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// What sending a broadcast would do now: its words, whom it reaches, what it says about which incident (F04.R1, F01.R3). Frozen with a
// request, and asked again when the request is looked at. Reads, and changes nothing.
#pragma once
#include "server/comms/comms_ports.h"
#include "server/gate/snapshot_store.h"
#include "shared/comms/comms_commands.h"

namespace ok::comms {

/// Called by addHandlers().
void addCaptures(Gate& gate, const std::shared_ptr<const CommsPorts>& ports);

/// Accounts that messages of this broadcast have reached, or may have.
[[nodiscard]] std::vector<AccountId> reachedBy(Views& views, const std::string& broadcast);

}  // namespace ok::comms
