// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// What the access decision about an update is asked for: through which channels, to whom and where, how severe, whether it
// tells a time of restoration, and to how many.
#pragma once
#include <memory>

#include "server/comms/comms_ports.h"

namespace ok::comms {

/// For drafting, editing, sending and cancelling; called by addHandlers().
void addScopeFacts(Gate& gate, const std::shared_ptr<const CommsPorts>& ports);

}  // namespace ok::comms
