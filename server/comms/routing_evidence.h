// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// What a published change of the routing rules means in people is in the log beside it (F07.R3.A6); and before it is published,
// whoever reviews it can ask.
#pragma once
#include "server/comms/comms_ports.h"
#include "server/policy/policy_handlers.h"
#include "shared/comms/routing_kind.h"

namespace ok::comms {

/// Around `inner`: an entry `comms.routing_changed` caused by each publication of the rules.
[[nodiscard]] policy::AroundPublication aroundRouting(std::shared_ptr<const CommsPorts> ports, policy::AroundPublication inner);

[[nodiscard]] Status previewRouting(CommandContext& cx, const CommsPorts& ports, const PreviewRouting& command);

/// Over the contacts as they are now.
[[nodiscard]] RoutingChange routingChange(CommandContext& cx, const CommsPorts& ports, const RoutingRules& before, const RoutingRules& after);

}  // namespace ok::comms
