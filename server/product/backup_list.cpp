// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// The catalogue of backups: what lies in a folder, what the logs say of it (who made it, when it was verified and rehearsed, where
// copies are), and what they know of backups that lie elsewhere.
#include <algorithm>

#include "server/product/backup.h"

namespace ok {
namespace {

namespace fs = std::filesystem;
using operations::BackupFile;

/// One utility's log speaks for all that it was told: a backup is valid when every log in it is.
void add(ListedBackup& listed, const BackupFile& file) {
    listed.valid = (!listed.verifiedAt || listed.valid) && file.valid;
    listed.verifiedAt = std::max(listed.verifiedAt, file.verifiedAt);
    if (listed.hash.empty()) listed.hash = file.hash;
    if (listed.madeBy.empty()) listed.madeBy = file.madeBy;
    if (listed.bytes == 0) listed.bytes = file.bytes;
    for (const auto& place : file.places) {
        if (std::ranges::find(listed.places, place.place, &operations::BackupPlace::place) == listed.places.end()) listed.places.push_back(place);
    }
    if (file.drilledAt <= listed.drilledAt) return;
    listed.drilledAt = file.drilledAt;
    listed.drillSeconds = file.drillSeconds;
    listed.withinObjective = file.withinObjective;
}

void addKnown(std::vector<ListedBackup>& all, Store& store) {
    for (const TenantId tenant : store.tenants()) {
        Views views(store.documents(tenant));
        views.each<BackupFile>([&all](const BackupFile& file) {
            // A name that was used again is another backup.
            const auto same = [&file](const ListedBackup& b) { return b.file == file.file && b.backupOf == file.backupOf; };
            auto listed = std::ranges::find_if(all, same);
            if (listed == all.end()) {
                ListedBackup elsewhere;
                elsewhere.file = file.file;
                elsewhere.backupOf = file.backupOf;
                listed = all.insert(all.end(), std::move(elsewhere));
            }
            add(*listed, file);
        });
    }
}

}  // namespace

Result<std::vector<ListedBackup>> listBackups(const BackupOptions& options) {
    std::vector<ListedBackup> out;
    std::error_code ec;
    if (!options.file.empty()) {
        for (const auto& each : fs::directory_iterator(options.file, ec)) {
            const auto moment = each.is_regular_file(ec) ? momentOf(each.path()) : Result<Instant>(problem("backup_unreadable", ""));
            if (!moment.ok()) continue;
            ListedBackup listed;
            listed.file = each.path().filename().string();
            listed.bytes = static_cast<std::int64_t>(each.file_size(ec));
            listed.backupOf = *moment;
            listed.here = true;
            out.push_back(std::move(listed));
        }
    }
    if (ec) return problem("backup_unreadable", "`" + options.file.string() + "` is no folder that can be read");
    auto store = openReaderOf(options);
    if (store.ok()) addKnown(out, **store);
    else if (!options.database.empty() || options.file.empty()) return store.problem();
    std::sort(out.begin(), out.end(), [](const ListedBackup& a, const ListedBackup& b) { return std::pair(b.backupOf, b.file) < std::pair(a.backupOf, a.file); });
    return out;
}

}  // namespace ok
