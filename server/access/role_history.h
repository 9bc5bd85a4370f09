// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// What people did or tried in a period, read from the log of decisions again, as the roles matrix judges it (F02.R7.A6).
// Reading changes nothing. What the log of decisions has outlived cannot be tried any more.
#pragma once
#include "server/store/store.h"
#include "shared/policy/kind.h"

namespace ok::access {

[[nodiscard]] std::vector<policy::SimulationCase> roleHistory(Store& store, TenantId tenant, const std::string& kind, Instant from, Instant to);

}  // namespace ok::access
