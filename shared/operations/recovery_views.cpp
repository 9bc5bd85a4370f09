// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include <algorithm>

#include "shared/operations/recovery.h"

namespace ok::operations {
namespace {

constexpr std::size_t mostTold = 100;

void seeAt(BackupFile& file, const EntryHeader& header, const RecoveryFacts& facts) {
    if (facts.place.empty()) return;
    BackupPlace seen{facts.place, header.actor.id, header.ledgerTime, facts.hash, facts.hash == file.hash, {}};
    const auto before = std::ranges::find(file.places, facts.place, &BackupPlace::place);
    if (before != file.places.end()) {
        if (before->hash == facts.hash) seen.verifiedAt = before->verifiedAt;
        file.places.erase(before);
    }
    if (facts.kind != RecoveryKind::copy && facts.valid) seen.verifiedAt = header.ledgerTime;
    file.places.push_back(std::move(seen));
    if (file.places.size() > mostBackupPlaces) file.places.erase(file.places.begin());
}

/// A copy may have got another name where it lies: it is one by its hash.
std::optional<BackupFile> known(Views& views, const RecoveryFacts& facts) {
    if (const auto found = views.find<BackupFile>(facts.file); found && found->backupOf == facts.backupOf) return *found;
    std::optional<BackupFile> out;
    if (facts.kind != RecoveryKind::copy || facts.hash.empty()) return out;
    views.each<BackupFile>([&](const BackupFile& file) {
        if (file.hash == facts.hash && file.backupOf == facts.backupOf) out = file;
    });
    return out;
}

BackupFile heardOf(Views& views, const EntryHeader& header, const RecoveryFacts& facts) {
    BackupFile file = known(views, facts).value_or(BackupFile{.file = facts.file});
    file.backupOf = facts.backupOf;
    if (file.bytes == 0 || (facts.kind != RecoveryKind::copy && facts.valid)) file.bytes = facts.bytes;
    if (file.hash.empty()) file.hash = facts.hash;
    if (facts.kind == RecoveryKind::backup) file.madeBy = header.actor.id;
    seeAt(file, header, facts);
    if (facts.kind == RecoveryKind::copy) return file;   // nothing in it was read
    file.verifiedAt = header.ledgerTime;
    file.valid = facts.valid;
    if (facts.kind == RecoveryKind::drill) {
        file.drilledAt = header.ledgerTime;
        file.drillSeconds = facts.seconds;
        file.withinObjective = facts.withinObjective;
    }
    return file;
}

}  // namespace

void addRecoveryProjections(Projections& projections) {
    projections.on<RecoveryRecorded>([](const EntryHeader& header, const RecoveryRecorded& e, Views& views) {
        int times = 0;
        if (const auto found = views.find<Recovery>(enumName(e.facts.kind))) times = found->times;
        views.save(Recovery{e.facts, header.ledgerTime, times + 1});
        if (!e.facts.file.empty()) views.save(heardOf(views, header, e.facts));
    });
}

BackupStatus backupStatus(Views& views, Instant now) {
    BackupStatus out;
    views.each<BackupFile>([&out](const BackupFile& file) {
        ++out.known;
        out.lastMade = std::max(out.lastMade, std::optional(file.backupOf));
        if (file.valid) out.lastVerified = std::max(out.lastVerified, file.verifiedAt);
        if (file.drilledAt > out.lastDrill) {
            out.lastDrill = file.drilledAt;
            out.drillSeconds = file.drillSeconds;
            out.drillWithinObjective = file.withinObjective && file.valid;
        }
        out.backups.push_back(file);
    });
    if (out.lastVerified) out.verifiedAgeSeconds = (now - *out.lastVerified).count() / 1'000'000;
    std::ranges::sort(out.backups, [](const BackupFile& a, const BackupFile& b) { return std::pair(b.backupOf, b.file) < std::pair(a.backupOf, a.file); });
    if (out.backups.size() > mostTold) out.backups.resize(mostTold);
    return out;
}

}  // namespace ok::operations
