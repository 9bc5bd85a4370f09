// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Where a utility has published no ladder for what waits, whoever could release it by their role is told by mail at once, with the address
// of its page (F01.R1.A6). Where there is a ladder, it calls people as it says.
#pragma once
#include "server/gate/gate.h"

namespace ok {

/// For Gate::onRequests, after the one of the ladders. `reachable`: does the installation know a mailbox of this login?
[[nodiscard]] Gate::RequestFollower waitingNotices(std::function<bool(TenantId, const std::string& login)> reachable);

}  // namespace ok
