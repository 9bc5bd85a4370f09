// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// A sink for security monitoring that was given up, and one that goes on: entries, and words to the staff (F02.R5.A5).
#pragma once
#include "server/gate/gate.h"
#include "shared/operations/audit_sinks.h"

namespace ok::ledger {

/// RecordSinkFailure, ResumeSink. Before the gate starts.
void addSinkHandlers(Gate& gate);

}  // namespace ok::ledger
