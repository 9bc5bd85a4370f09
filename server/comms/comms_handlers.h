// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// The handlers of shared/comms/comms_commands.h, and what comms wants to know of its outbox rows.
#pragma once
#include <memory>

#include "server/comms/comms_ports.h"
#include "server/outbox/outbox_commands.h"

namespace ok::comms {

/// `owners`: who hears of receipts for rows that are no message to a customer.
void addHandlers(Gate& gate, std::shared_ptr<const CommsPorts> ports, std::shared_ptr<const outbox::RowOwners> owners = {});

/// Owner of the rows of `sms`, `email` and `voice`: STOP and cancellation are asked at the last moment, and every
/// change of a row becomes a change of its message, in the same transaction.
void addRowOwners(outbox::RowOwners& owners, std::shared_ptr<const CommsPorts> ports);

}  // namespace ok::comms
