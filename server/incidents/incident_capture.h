// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// An incident in the words of a snapshot, and what a change of its estimate would do (F04.R1, F05.R3.A5). Reads, and changes nothing.
#pragma once
#include "server/gate/gate.h"
#include "server/gate/snapshot_store.h"
#include "server/incidents/incidents_state.h"
#include "shared/incidents/incident.h"

namespace ok::incidents {

/// With its estimate as it is now; members and impacted are for whoever knows the accounts.
[[nodiscard]] approvals::FrozenIncident frozenIncident(const Incident& incident, const std::string& zone);
/// Of this utility, as incidents were matched and estimated: `clusterer`, `eta_model`.
[[nodiscard]] std::vector<approvals::FrozenVersion> modelVersions();

/// For incidents.set_etr; called by addHandlers().
void addCaptures(Gate& gate, std::shared_ptr<const IncidentsPorts> ports);

}  // namespace ok::incidents
