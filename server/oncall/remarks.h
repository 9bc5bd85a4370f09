// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Comments where the conversation of a request and that of its incident meet, and their revisions (F06.R6.A5).
#pragma once
#include "server/gate/gate.h"

namespace ok::oncall {

/// Before the gate starts.
void addRemarkHandlers(Gate& gate);

}  // namespace ok::oncall
