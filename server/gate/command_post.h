// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Several servers on one database: the way of a command to the server that holds its tenant's desk. docs/growing.md.
#pragma once
#include <functional>

#include "server/gate/gate.h"

namespace ok {

class CommandPost {
  public:
    virtual ~CommandPost() = default;
    /// Called on the gate's thread; must not block. `answer` is called exactly once, from any thread; without an answer in
    /// time with `server_unreachable`: asking again under the same command id is safe.
    virtual void carry(SecurityContext who, CommandEnvelope command, std::function<void(CommandAnswer)> answer) = 0;
};

}  // namespace ok
