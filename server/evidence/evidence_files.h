// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Gives out what was attached, and only that: read, hashed and compared each time (F04.R1.A6, F04.R6.A5).
#pragma once
#include "server/net/http.h"
#include "server/store/vault.h"
#include "shared/evidence/evidence_commands.h"

namespace ok::evidence {

/// What has to be there: as it was attached, or as a snapshot pinned it.
struct Wanted {
    EvidenceItem item;
    Digest sha256;
    std::int64_t bytes = 0;
    std::string snapshot;
    approvals::FrozenEvidence pinned;   ///< of a snapshot's
};
/// Problem `evidence_not_found`.
[[nodiscard]] Result<Wanted> attached(Views& views, IncidentId incident, const std::string& id);
[[nodiscard]] Result<Wanted> pinnedIn(Views& views, const std::string& snapshot, const std::string& id);

/// The file as an answer. Problem `evidence_integrity_mismatch`: another content, or none; `report` is what the log has to be told.
struct Delivery {
    net::HttpResponse response;
    std::optional<ReportMismatch> report;
};
[[nodiscard]] Delivery deliver(Store& store, const VaultKeys& keys, TenantId tenant, const Wanted& wanted);

}  // namespace ok::evidence
