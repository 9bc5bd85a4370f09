// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// The words for one customer, made when a message is handed over: the broadcast's draft, this customer's addresses,
// language and zone, and the contact opened from the vault. Nothing of it is stored.
#pragma once
#include <functional>

#include "server/outbox/dispatcher.h"
#include "shared/comms/channel.h"
#include "server/store/vault.h"

namespace ok::comms {

/// The table of typed rows that hold accounts (server/territory).
inline constexpr std::string_view accountTable = "account";

/// Where a customer ends the messages of this one's channel; empty: nowhere.
using StopLink = std::function<std::string(TenantId, MessageId, Channel)>;

/// Where the evidence of a snapshot can be seen, up to its id; empty: nowhere.
using EvidenceAddress = std::function<std::string(TenantId, const std::string& snapshot)>;

/// For `sms`, `email` and `voice`. A drill's contact is not even looked up. Keeps a reference to the keys.
[[nodiscard]] outbox::MakeLetter letterMaker(const VaultKeys& keys, StopLink stopLink = {}, EvidenceAddress evidence = {});

}  // namespace ok::comms
