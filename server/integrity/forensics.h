// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// What is kept of damage before anybody touches it (F07.R6.A5): raw bytes, hashes stated and computed, signed statements
// around it, who and why as far as the headers can still be read. And what is quarantined.
#pragma once
#include <string>
#include <vector>

#include "server/store/store.h"
#include "shared/integrity/anomaly.h"

namespace ok::integrity {

/// Typed rows that hold the bundles, by the anomaly's id.
inline constexpr std::string_view forensicTable = "ledger_forensics";

/// JSON, at most some hundred entries of the range and one on either side.
[[nodiscard]] std::string forensicBundle(Store& store, TenantId tenant, const Finding& finding, const std::string& node, Instant now);

[[nodiscard]] std::vector<Anomaly> anomaliesIn(Store& store, TenantId tenant, AnomalyState state);
[[nodiscard]] bool anyOpen(Store& store, TenantId tenant);
[[nodiscard]] std::size_t quarantinedCount(Store& store, TenantId tenant);

}  // namespace ok::integrity
