// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Every domain's projections, in one list: the server, a console's cache and a rebuild apply the same.
#pragma once
#include "shared/views/projections.h"

namespace ok {

void addAllProjections(Projections& projections);

}  // namespace ok
