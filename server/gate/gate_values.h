// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// What goes into the gate and comes out of it, and how it is set.
#pragma once
#include <functional>
#include <string>
#include <vector>

#include "shared/access/decision.h"
#include "shared/approvals/guard.h"
#include "shared/ledger/entry.h"

namespace ok {

struct CommandEnvelope {
    CommandId id;              ///< made by the client; the idempotency key (24 h)
    std::string name;
    std::string body;          ///< JSON
    approvals::Justification justification{};  ///< the author's reason, where the utility asks for one (F07.R2)
    bool replayOnly = false;   ///< answered from memory or refused as `rate_limited`: its caller is over the limit (F04.R7.A7)
};

/// The answer: a reply (JSON) or a Problem. `approval_required` carries details approval_id and digest.
struct CommandAnswer {
    Result<std::string> reply = std::string("{}");
    std::int64_t sequence = 0;   ///< head of `ops` after it, for read-your-writes
    std::string correlationId;
    bool repeated = false;       ///< answered from memory: the same command came before
};

/// Told on the gate's thread after each durable commit, in order. Must not block.
struct CommittedBatch {
    std::vector<Entry> entries;
    std::vector<SignedCheckpoint> checkpoints;
    bool outboxGrew = false;
};

struct GateSettings {
    int maxBatch = 2000;                      ///< commands a transaction
    std::size_t maxQueued = 100'000;          ///< beyond it: `overloaded`
    Duration approvalLifetime = hours(4);
    bool balanceDesks = false;                ///< among several servers: give desks away and take free ones until all have as many
    Duration balanceEvery = seconds(5);
    bool takeAllDesks = true;                 ///< at start; otherwise a tenant's desk when it is first asked for
    /// Told of every context a command comes with, on the gate's thread; for tests that look at all ways in.
    std::function<void(const SecurityContext&, std::string_view command)> sees = {};
    std::size_t maxBodyBytes = 16 << 20;     ///< a roles matrix of ten thousand rows; routes have limits of their own
};

}  // namespace ok
