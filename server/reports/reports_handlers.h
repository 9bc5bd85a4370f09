// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Carries out the commands of shared/reports/reports_commands.h.
#pragma once
#include "server/gate/gate.h"
#include "server/reports/reports_ports.h"

namespace ok::reports {

/// Registers every handler and the feeds' state. Before Gate::start(); `ports` is kept for the gate's life.
void addHandlers(Gate& gate, ReportsPorts ports = {});

/// The name under which a partner's key is kept among the tenant's settings; its value is the partner's name.
[[nodiscard]] std::string partnerKeySetting(const Digest& keyHash);

}  // namespace ok::reports
