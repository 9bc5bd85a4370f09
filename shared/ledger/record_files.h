// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Checks an export of rows (CSV, JSONL, JSON) with what stands beside it, offline (F07.R4.A6): the same checks as for a bundle,
// over records that are read back from the rows.
#pragma once
#include "shared/ledger/evidence.h"

namespace ok::ledger {

/// All files of an export by name. A bundle, a PDF or a report is checked by its checksums only here; an export of rows also for
/// its count, order, payloads, proofs, signatures, time stamps and clock. The headers of JSON rows are rebuilt and hashed,
/// unless they were masked; CSV joins its lists and cannot be.
[[nodiscard]] EvidenceVerdict verifyExportFiles(const BundleFiles& files, const EvidenceTrust& trust);

}  // namespace ok::ledger
