// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// What comms asks of other domains, as functions that main connects (server/comms/domain_ports.h has the usual ones).
#pragma once
#include <functional>
#include <string>
#include <vector>

#include "server/gate/gate.h"
#include "shared/comms/draft.h"
#include "shared/territory/account.h"

namespace ok::comms {

/// Called on the gate's thread inside a command.
struct CommsPorts {
    /// The incident as words need it, `kind` being what its state suggests. Problem `incident_not_found`.
    std::function<Result<UpdateFacts>(CommandContext&, IncidentId)> facts;
    /// The accounts inside the incident, in a fixed order.
    std::function<Result<std::vector<territory::Account>>(CommandContext&, IncidentId)> affected;
    /// Has this contact said STOP?
    std::function<bool(CommandContext&, const std::string& contact)> stopped;
    /// Has this contact asked for updates, whatever the account's own record says?
    std::function<bool(CommandContext&, const std::string& contact)> optedIn;
    /// The tenant's zone and quiet hours.
    std::function<std::string(CommandContext&)> zone;
};

}  // namespace ok::comms
