// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Feeds on the gate: each line of a batch becomes an event, or a named problem.
#pragma once
#include "server/gate/gate.h"
#include "server/reports/reports_ports.h"

namespace ok::reports {

void addFeedHandlers(Gate& gate, std::shared_ptr<const ReportsPorts> ports);

}  // namespace ok::reports
