// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Carries out shared/operations/retention.h on the gate.
#pragma once
#include "server/gate/gate.h"

namespace ok::operations {

/// Before the gate starts. `projections`: whose types documents are made of; their payloads are kept, or a rebuild would not
/// give the same documents. It must outlive the gate.
void addRetentionHandlers(Gate& gate, const Projections& projections);
/// Which subject of an entry is under a legal hold, or empty: whoever would delete it is told.
[[nodiscard]] std::string heldSubject(CommandContext& cx, Stream stream, std::int64_t sequence);
/// Whose time is over at `now`, and no hold keeps it: what the next run of the purge takes, nobody takes out of the house before (H2).
[[nodiscard]] std::function<bool(const EntryHeader&)> pastRetention(Store& store, TenantId tenant, Instant now);
/// How long one entry's payload is kept, and whether a hold keeps it beyond that (F05.R5.A6).
struct Keeping {
    bool legalHold = false;
    Instant until;
};
[[nodiscard]] std::function<Keeping(const EntryHeader&)> keepingOf(Store& store, TenantId tenant);
/// Sets the daily purge of a tenant going; again changes nothing.
void startRetention(Gate& gate, TenantId tenant, bool drill, Instant now);

}  // namespace ok::operations
