// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// What no entry may be without (F07.R1.A4). The gate asks before it seals one; what it answers is a 400 that names each field.
#pragma once
#include <string_view>
#include <vector>

#include "shared/base/problem.h"
#include "shared/ledger/entry.h"

namespace ok::ledger {

/// Codes: `missing`, `too_long`, `bad_word`, `bad_text`, with the names of F07.R1.A4 (`actor_id`, `event_type`, ...). The chain's
/// own fields (sequence, hashes) are the gate's and right by construction; the verifier checks them.
[[nodiscard]] std::vector<FieldProblem> faultsIn(const EntryHeader& header, std::string_view payload);

}  // namespace ok::ledger
