// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// What one domain asks of another, answered by the other's own functions. Everything here runs on the gate's thread
// inside a command.
#pragma once
#include <functional>
#include <string>

#include "server/comms/comms_ports.h"
#include "server/incidents/incidents_commands.h"
#include "server/reports/reports_handlers.h"
#include "shared/access/tenant_profile.h"
#include "shared/comms/page_model.h"

namespace ok {

[[nodiscard]] incidents::IncidentsPorts incidentsPorts();
[[nodiscard]] reports::ReportsPorts reportsPorts();
[[nodiscard]] comms::CommsPorts commsPorts(std::string publicUrl);

/// The shapes of a tenant's own areas, which scopes of the roles matrix may name.
[[nodiscard]] TerritoryShapes territoryShapes();

/// The public page of a tenant from its documents.
[[nodiscard]] Result<comms::PageModel> pageOf(Store& reader, const TenantProfile& profile);

}  // namespace ok
