// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Tells people of drift, in the transaction that finds it (shared/oncall/drift_notice.h), and
//     GET /v1/notifications    what the product tells whoever asks: requests of theirs that the world has left behind
#pragma once
#include "server/oncall/ladder_people.h"
#include "server/oncall/oncall_routes.h"
#include "shared/oncall/drift_notice.h"

namespace ok::oncall {

void addDriftHandlers(Gate& gate, std::shared_ptr<const OncallPorts> ports);
void addNotificationRoutes(net::Router& router, OncallRouteParts parts);

}  // namespace ok::oncall
