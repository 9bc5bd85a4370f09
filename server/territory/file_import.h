// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// A file's bytes into the territory: read row by row, put into the store in portions, and accounted for by one entry at
// the start and one at the end. Runs on the caller's thread; progress is told and may cancel. What was put before a
// cancellation stays (the entry says so), and the same file again goes on from there without doing anything twice.
#pragma once
#include <functional>
#include <string>

#include "server/territory/territory_state.h"
#include "shared/territory/territory_commands.h"
#include "shared/territory/territory_import.h"

namespace ok::territory {

enum class ImportKind { accounts, addresses, areas, overrides, osm };
BOOST_DESCRIBE_ENUM(ImportKind, accounts, addresses, areas, overrides, osm)

struct ImportFile {
    ImportKind kind = ImportKind::accounts;
    std::string name;
    std::string_view bytes;
    ImportOptions options;   ///< `watcher` is told about every 2,000 rows
    DataTerms terms;         ///< OpenStreetMap's own where it is one of its extracts and nothing else is said
    std::string run;         ///< an import is (file, how it is read, run): the same three again change nothing
};

[[nodiscard]] ImportId importIdOf(TenantId tenant, const ImportFile& file);

/// `who` needs the action `territory.import`. `board`: where the new index is left for the gate, so that it need not read
/// it itself. The problem of a file that cannot be read at all (`columns_missing`, ...) or of a refused portion; the record
/// then says `failed`. Single bad rows are counted in the record and kept aside.
[[nodiscard]] Result<ImportDone> importFile(Gate& gate, TerritoryBoard& board, const SecurityContext& who, ImportFile file);

}  // namespace ok::territory
