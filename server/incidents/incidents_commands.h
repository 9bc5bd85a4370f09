// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Carries out the commands of shared/incidents/incidents_commands.h.
#pragma once
#include "server/gate/gate.h"
#include "server/incidents/incidents_state.h"

namespace ok::incidents {

/// Registers the state and every handler. `ports` is kept for the gate's life.
void addHandlers(Gate& gate, IncidentsPorts ports = {});

}  // namespace ok::incidents
