// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Secrets in settings files, for whoever runs the server: sealing one, and being told of those that lie there in plain (R3).
#pragma once
#include <filesystem>
#include <functional>
#include <iosfwd>
#include <string>
#include <vector>

#include "shared/base/dice.h"
#include "shared/base/instant.h"

namespace ok {

/// Reads one secret from the first line of `in` and writes it sealed to `out`. 0: done.
[[nodiscard]] int sealSecretMain(const std::filesystem::path& dataDir, const Dice& dice, std::istream& in, std::ostream& out);

/// Exchanges the installation's master key and writes that into each utility's log. No server may run. 0: done.
struct RotateMasterOptions {
    std::filesystem::path dataDir;
    std::string database, schema;        ///< of PostgreSQL; empty: SQLite in `dataDir`
    std::function<Instant()> clock;
    Dice dice;
};
[[nodiscard]] int rotateMasterMain(const RotateMasterOptions& options);

/// A line for each settings file with secrets in plain text; `providers` may be empty.
[[nodiscard]] std::vector<std::string> plainSecretNotices(const std::filesystem::path& dataDir, const std::string& providers);

}  // namespace ok
