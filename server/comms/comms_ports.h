// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// What comms asks of other domains, as functions that main connects (server/comms/domain_ports.h has the usual ones).
#pragma once
#include <functional>
#include <string>
#include <vector>

#include "server/gate/gate.h"
#include "shared/access/roles_matrix.h"
#include "shared/comms/audience_book.h"
#include "shared/comms/draft.h"

namespace ok::comms {

/// Called on the gate's thread inside a command.
struct CommsPorts {
    /// The incident as words need it, `kind` being what its state suggests. Problem `incident_not_found`.
    std::function<Result<UpdateFacts>(CommandContext&, IncidentId)> facts;
    /// The accounts inside the incident, in a fixed order.
    std::function<Result<Affected>(CommandContext&, IncidentId)> affected;
    /// All accounts of the utility: what a change of the routing rules is counted over. May be missing.
    std::function<Affected(CommandContext&)> everybody;
    /// The utility's areas, which routing rules may name. May be missing.
    std::function<std::vector<access::Area>(CommandContext&)> areas;
    /// Has this contact said STOP?
    std::function<bool(CommandContext&, const std::string& contact)> stopped;
    /// Has this contact asked for updates, whatever the account's own record says?
    std::function<bool(CommandContext&, const std::string& contact)> optedIn;
    /// The same two of every contact that ever chose, for audiences of a town. May be missing: then each contact is asked about.
    using Choice = std::function<void(const std::string& contact, bool stopped, bool optedIn)>;
    std::function<void(CommandContext&, const Choice&)> choices;
    /// The tenant's zone and quiet hours.
    std::function<std::string(CommandContext&)> zone;
};

}  // namespace ok::comms
