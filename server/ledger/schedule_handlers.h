// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// The commands of scheduled exports; what they start is made and delivered by the export desk.
#pragma once
#include "server/gate/gate.h"
#include "shared/operations/audit_schedules.h"

namespace ok::ledger {

void addScheduleHandlers(Gate& gate);

}  // namespace ok::ledger
