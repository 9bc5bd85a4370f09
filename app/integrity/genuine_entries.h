// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// The genuine bytes of damaged entries, out of an evidence bundle (.tar) or its entries.jsonl.
#pragma once
#include <vector>

#include "shared/integrity/anomaly.h"

namespace ok::app {

/// Those of the finding's range, in order. Problems: `bad_archive`, `no_entries` (no such file in the archive), `incomplete`
/// (names the first missing sequence). Whether they are genuine, the server decides: by what the log was chained to.
[[nodiscard]] Result<std::vector<integrity::GenuineEntry>> genuineEntriesIn(std::string_view file, const ledger::Finding& finding);

}  // namespace ok::app
