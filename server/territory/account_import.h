// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// An import of accounts from a file's bytes: read, checked row by row, put into the store in portions, and accounted for
// by one entry. Runs on the caller's thread; progress is told and may cancel (what was put stays, the entry says so).
#pragma once
#include <functional>
#include <string>

#include "server/gate/gate.h"
#include "shared/territory/territory_commands.h"
#include "shared/territory/territory_import.h"

namespace ok::territory {

struct AccountFile {
    std::string name;
    std::string_view bytes;
    ImportOptions options;
};

/// `who` needs the action `territory.import`. The problem of the first refused portion, or of a file that cannot be read
/// at all (`columns_missing`, ...); single bad rows are in the record.
[[nodiscard]] Result<ImportDone> importAccountFile(Gate& gate, const SecurityContext& who, AccountFile file);

/// Territory polygons from GeoJSON.
[[nodiscard]] Result<int> importAreaFile(Gate& gate, const SecurityContext& who, std::string_view geojson);

}  // namespace ok::territory
