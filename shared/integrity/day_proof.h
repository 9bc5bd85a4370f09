// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Whether an entry belongs to the root of a utility's day (F07.R1.A2): for whoever has the header's bytes, the path
// (`GET /v1/ledger/{stream}/days/{day}?sequence=`) and the signed root.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "shared/integrity/anchors.h"

namespace ok::integrity {

/// Problem `mismatched_root`: the root is another utility's, another stream's or another day's, or the path does not lead to it.
[[nodiscard]] Status verifyInDay(const DayRoot& root, std::string_view headerJson, const std::vector<std::string>& path);

}  // namespace ok::integrity
