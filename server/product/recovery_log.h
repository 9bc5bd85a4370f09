// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Writes what became of a backup into the logs of its utilities: at the server that runs (over HTTP, as a signed-in
// administrator), or, when none does, through a gate of its own that fires no timer and sends nothing.
#pragma once
#include "server/product/backup.h"
#include "shared/operations/recovery.h"

namespace ok {

/// Problems: `store_unavailable` (a server runs: name its `--url` and `--token-file`), what the server answers.
[[nodiscard]] Status recordRecovery(const BackupOptions& options, const BackupReport& report, operations::RecoveryKind kind,
                                    const std::string& note);

}  // namespace ok
