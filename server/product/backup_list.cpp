// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// The catalogue of backups: what lies in a folder, and what the logs say of it (when it was verified, when it was rehearsed).
#include <algorithm>

#include "server/product/backup.h"
#include "server/store/store.h"
#include "shared/operations/recovery.h"

namespace ok {
namespace {

namespace fs = std::filesystem;

/// What the utilities' logs know. One that was told speaks for all: a backup is valid when every log in it is.
void addKnown(ListedBackup& listed, Store& store) {
    for (const TenantId tenant : store.tenants()) {
        const auto body = store.documents(tenant).read(operations::BackupFile::viewKind, listed.file);
        const auto file = body ? fromJson<operations::BackupFile>(*body) : Result<operations::BackupFile>(problem("not_known", ""));
        if (!file.ok() || file->backupOf != listed.backupOf) continue;   // a name that was used again is another backup
        listed.valid = (!listed.verifiedAt || listed.valid) && file->valid;
        listed.verifiedAt = std::max(listed.verifiedAt, file->verifiedAt);
        if (file->drilledAt <= listed.drilledAt) continue;
        listed.drilledAt = file->drilledAt;
        listed.drillSeconds = file->drillSeconds;
        listed.withinObjective = file->withinObjective;
    }
}

}  // namespace

Result<std::vector<ListedBackup>> listBackups(const BackupOptions& options) {
    std::vector<ListedBackup> out;
    std::error_code ec;
    std::unique_ptr<Store> store;
    if (auto opened = openSqliteReader((options.dataDir / "outagekit.db").string()); opened.ok()) store = std::move(*opened);
    for (const auto& each : fs::directory_iterator(options.file, ec)) {
        const auto moment = each.is_regular_file(ec) ? momentOf(each.path()) : Result<Instant>(problem("backup_unreadable", ""));
        if (!moment.ok()) continue;
        ListedBackup listed;
        listed.file = each.path().filename().string();
        listed.bytes = static_cast<std::int64_t>(each.file_size(ec));
        listed.backupOf = *moment;
        if (store) addKnown(listed, *store);
        out.push_back(std::move(listed));
    }
    if (ec) return problem("backup_unreadable", "`" + options.file.string() + "` is no folder that can be read");
    std::sort(out.begin(), out.end(), [](const ListedBackup& a, const ListedBackup& b) { return std::pair(b.backupOf, b.file) < std::pair(a.backupOf, a.file); });
    return out;
}

}  // namespace ok
