// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Views `incident`, `incident_report`, `incident_timeline`, `incident_change`, and the field `incident` of `report`.
#pragma once
#include "shared/views/projections.h"

namespace ok::incidents {

void addProjections(Projections& projections);

}  // namespace ok::incidents
