// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// What people, clocks and providers do to a broadcast on its way, and how it was judged: pace_events.h as views. Called by addProjections().
#pragma once
#include "shared/views/projections.h"

namespace ok::comms {

void addPaceProjections(Projections& projections);

}  // namespace ok::comms
