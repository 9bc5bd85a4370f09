// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// What an administrator does to a database while the server is stopped: write a log out for the verifier, and drop
// the views and replay them.
#pragma once
#include <functional>
#include <string>
#include <vector>

#include "server/store/store.h"
#include "shared/views/projections.h"

namespace ok {

struct ExportFigures {
    std::int64_t entries = 0;
    std::int64_t checkpoints = 0;
};
/// Writes a tenant's log line by line (docs/log-format.md). `write` answers false to stop (`export_stopped`).
[[nodiscard]] Result<ExportFigures> exportLog(Store& store, TenantId tenant,
                                              const std::function<bool(std::string_view line)>& write);

struct RebuildResult {
    bool identical = false;
    std::int64_t entries = 0;
    std::int64_t documents = 0;
    Digest before;                       ///< over every document with its keys, in order
    Digest after;
    std::vector<std::string> different;  ///< `kind/id` of documents that differ, at most 20
};
/// Drops a tenant's views and replays its log, in one transaction. With `keep` false everything is rolled back.
[[nodiscard]] Result<RebuildResult> rebuildViews(Store& store, TenantId tenant, const Projections& projections, bool keep);

struct CutLog {
    TenantId tenant;
    Stream stream = Stream::ops;
    std::int64_t kept = 0;     ///< entries, up to a signed checkpoint
    std::int64_t before = 0;
};
/// Takes a SQLite database that nobody uses back to a moment (sqlite_cut.cpp); the views are rebuilt by the caller.
[[nodiscard]] Result<std::vector<CutLog>> cutLogsAfter(const std::string& path, Instant until);

/// SHA-256 over all documents of a tenant.
[[nodiscard]] Digest viewsDigest(Store& store, TenantId tenant);

}  // namespace ok
