// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// What incidents and messages add to the summary of a released request (F01.R6.A1).
#pragma once
#include "server/gate/gate.h"

namespace ok {

[[nodiscard]] Gate::Execution executionFacts();

}  // namespace ok
