// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// The server's subcommands that work on a database while no server runs: `rebuild` and `export-log`.
#pragma once
#include <string>

namespace ok {

struct StoreToolOptions {
    std::string database;
    std::string tenant;    ///< slug; for rebuild, empty stands for all
    std::string out;       ///< file to write
    bool check = false;
    std::string target;    ///< migrate: PostgreSQL, as libpq takes it
    std::string schema = "outagekit";
    std::string keys;      ///< directory of `master.key`; without it `keys` beside the database file, or of the default --data
    std::string key;       ///< verify-store: the public key already trusted, hex; without it the newest checkpoint's
    int threads = 2;    ///< rebuild: only say whether the views are identical, keep them as they are
};

/// 0: the views are identical; 1: they were not (and now are as the log says), or it could not be done.
int rebuildMain(const StoreToolOptions& options);
/// Checks every hash, link, payload, tree root and signature in the database; names what does not fit. A server may be
/// running on it.
int verifyStoreMain(const StoreToolOptions& options);
/// `outagekit-server migrate`: SQLite into PostgreSQL, with a table of counts and hashes. 0 only when both are the same.
int migrateMain(const StoreToolOptions& options);
int exportLogMain(const StoreToolOptions& options);

}  // namespace ok
