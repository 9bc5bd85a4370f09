// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Rosters and preferences on the gate (F06.R1). Each change is one entry with the team as it is after it; the next step of any ladder
// already asks by it.
#pragma once
#include "server/gate/gate.h"
#include "shared/oncall/oncall_commands.h"

namespace ok::oncall {

/// Before the gate starts. `matrices`: who may speak for others.
void addRosterHandlers(Gate& gate, MatrixSource matrices);

struct TeamReply {
    std::string team, item;               ///< item: of the shift or override it was about
    int revision = 0;
};
BOOST_DESCRIBE_STRUCT(TeamReply, (), (team, item, revision))

}  // namespace ok::oncall
