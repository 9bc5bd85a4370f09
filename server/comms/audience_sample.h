// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// A look at some of those whom a request would tell, without learning who they are (F01.R3.A5).
#pragma once
#include "server/comms/comms_ports.h"
#include "shared/comms/comms_commands.h"

namespace ok::comms {

[[nodiscard]] Status sampleAudience(CommandContext& cx, const CommsPorts& ports, const SampleAudience& command);

/// The last two digits; the first letter and nothing of the house it is at.
[[nodiscard]] std::string veiled(const std::string& contact, Channel channel);

}  // namespace ok::comms
