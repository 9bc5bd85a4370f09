// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Whom a broadcast tells when it leaves. Released: exactly those of its frozen list (F04.R5.A1). Nobody is looked for anew and nobody is
// added; who said STOP since, or was told already by the broadcast that it amends, is recorded and left out (decisions.md 2).
#pragma once
#include "server/comms/comms_ports.h"
#include "server/gate/snapshot_store.h"
#include "shared/comms/comms_events.h"

namespace ok::comms {

struct Leaving {
    std::vector<QueuedMessage> messages;      ///< with ids, in the order of the frozen list; those left out among them, with why
    std::vector<ChannelReach> reach;
    int routingVersion = 0;
    BroadcastLeg leg;                         ///< approval, snapshot; empty: nobody had to release it
    Digest contentHash;
    std::map<std::string, std::int64_t> planned, withheld;
    std::vector<SendCohort> cohorts;          ///< of those that leave in steps
};

/// Problems: `snapshot_missing` (asked for before people were frozen), `recipients_missing`, `digest_mismatch`, `bad_signature`.
[[nodiscard]] Result<Leaving> leavingAsFrozen(CommandContext& cx, const CommsPorts& ports, const Broadcast& broadcast, ApprovalId approval, const Affected& affected);
/// Those whom the search finds now; for what nobody had to release.
[[nodiscard]] Leaving leavingNow(CommandContext& cx, const CommsPorts& ports, const Broadcast& leg, const Affected& affected);

}  // namespace ok::comms
