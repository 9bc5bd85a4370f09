// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// What the access decision about a command on an incident is asked for: where it is and how severe.
#pragma once
#include "server/gate/gate.h"
#include "shared/incidents/incident_scope.h"

namespace ok::incidents {

/// For every command of shared/incidents/incidents_commands.h; called by addHandlers().
void addScopeFacts(Gate& gate);

/// States an incident's severity and places. One that is not known states nothing: scoped roles do not reach it.
void stateIncident(CommandContext& cx, IncidentId id, ScopeFacts& out);

}  // namespace ok::incidents
