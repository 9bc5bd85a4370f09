// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Which comms event changes which document: `broadcast` and `message`.
#pragma once
#include "shared/views/projections.h"

namespace ok::comms {

void addProjections(Projections& projections);

}  // namespace ok::comms
