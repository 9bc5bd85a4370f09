// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Commands about risk on the gate: a score is kept with its broadcast, and new rules come into force for a growing share of sends, which
// the timer measures and takes back by itself (F05.R1, F05.R6.A5).
#pragma once
#include "server/gate/gate.h"
#include "shared/approvals/risk_record.h"

namespace ok::approvals {

/// Before the gate starts.
void addRiskHandlers(Gate& gate);

}  // namespace ok::approvals
