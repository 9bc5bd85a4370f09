// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// A consistent copy of a running database, by SQLite's own backup: all pages in one step, under one read transaction.
#include <sqlite3.h>

#include <memory>

#include "server/store/store.h"

namespace ok {
namespace {

struct CloseDb {
    void operator()(sqlite3* db) const { sqlite3_close_v2(db); }
};
using Db = std::unique_ptr<sqlite3, CloseDb>;

Db open(const std::string& path, int flags) {
    sqlite3* raw = nullptr;
    const int rc = sqlite3_open_v2(path.c_str(), &raw, flags, nullptr);
    Db db(raw);
    if (rc != SQLITE_OK) return nullptr;
    sqlite3_busy_timeout(raw, 10'000);
    return db;
}

}  // namespace

Status copySqliteStore(const std::string& path, const std::string& into) {
    const auto failed = [&](const char* why) {
        return problem("copy_failed", "the database `" + path + "` cannot be copied: " + why, {{"into", into}});
    };
    const Db from = open(path, SQLITE_OPEN_READONLY);
    if (!from) return failed("it cannot be opened");
    const Db to = open(into, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE);
    if (!to) return failed("the copy cannot be made");
    sqlite3_backup* backup = sqlite3_backup_init(to.get(), "main", from.get(), "main");
    if (backup == nullptr) return failed(sqlite3_errmsg(to.get()));
    const int step = sqlite3_backup_step(backup, -1);
    const int finish = sqlite3_backup_finish(backup);
    if (step != SQLITE_DONE || finish != SQLITE_OK) return failed(sqlite3_errmsg(to.get()));
    return {};
}

}  // namespace ok
