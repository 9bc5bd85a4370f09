// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// The commands of scheduled exports; what they start is made and delivered by the export desk.
#pragma once
#include "server/gate/gate.h"
#include "shared/operations/audit_schedules.h"

namespace ok::ledger {

/// Problems: `invalid_fields`, `unknown_time_zone`, and what mayExport() says.
[[nodiscard]] Status beginSchedule(CommandContext& cx, const operations::CreateSchedule& command, ApprovalId approval);
void addScheduleHandlers(Gate& gate);

}  // namespace ok::ledger
