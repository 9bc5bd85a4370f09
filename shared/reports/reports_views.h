// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#pragma once
#include "shared/views/projections.h"

namespace ok::reports {

/// Events of reports and feeds → views `report`, `report_said`, `tray`, `contact_preference`, `contact_talk`, `feed_outage`.
void addProjections(Projections& projections);

}  // namespace ok::reports
