// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// `backup create|verify|restore|drill|record|list` for people: what was done, in lines that can be compared, and a record in the log.
#include <cstdio>

#include "server/product/backup.h"
#include "server/product/complain.h"
#include "server/product/recovery_log.h"
#include "server/product/restore_incident.h"

namespace ok {
namespace {

namespace fs = std::filesystem;
using operations::RecoveryKind;

void print(const BackupReport& report) {
    std::printf("backup of %s: %zu files, %.1f MB\n", toIso(report.createdAt).c_str(), report.files.size(),
                static_cast<double>(report.bytes) / 1e6);
    for (const BackupLog& log : report.logs) {
        std::printf("  %s: %lld entries, %lld checkpoints, %s, %s\n", log.utility.c_str(), static_cast<long long>(log.entries),
                    static_cast<long long>(log.checkpoints), log.valid ? "verified" : "NOT VALID", log.logHash.substr(0, 16).c_str());
    }
    if (report.sampled > 0) {
        std::printf("  read again where it was restored to: %lld entries at random, %lld not as signed\n", static_cast<long long>(report.sampled),
                    static_cast<long long>(report.sampleFaults));
    }
    for (const std::string& line : report.cut) std::printf("  went back: %s\n", line.c_str());
}

/// A record that cannot be made does not undo what was done; it is said.
void record(const BackupOptions& options, const BackupReport& report, RecoveryKind kind, const std::string& note) {
    if (const auto kept = recordRecovery(options, report, kind, note); !kept.ok()) {
        std::fprintf(stderr, "outagekit-server: not recorded in the log: %s\n", kept.problem().message.c_str());
    } else {
        std::printf("  recorded in the log\n");
    }
}

int restoreOneIncident(const BackupOptions& options) {
    const fs::path unpacked = options.file.string() + ".incident";
    const Workshop workshop{unpacked};
    const auto report = unpackBackup(options, unpacked);
    if (!report.ok()) return complain(report.problem());
    if (!report->valid()) return complain(problem("backup_not_valid", "a log of the backup does not verify: nothing was restored from it"));
    auto live = openWriterOf(options);
    if (!live.ok()) return complain(live.problem());
    const auto done = restoreIncident({unpacked / databaseName, options.utility, options.incident, options.dryRun}, **live);
    live->reset();
    if (!done.ok()) return complain(done.problem());
    std::printf("%s: %d entries in the backup, %d whole, %d %s, %d erased on purpose and left so, %d personal values %s\n",
                options.incident.c_str(), done->entries, done->same, done->putBack, options.dryRun ? "would be put back" : "put back",
                done->keptErased, done->values, options.dryRun ? "would be put back" : "put back");
    for (const std::string& one : done->fixed) std::printf("  %s\n", one.c_str());
    if (!options.dryRun) record(options, *report, RecoveryKind::incident, options.incident);
    return 0;
}

int drill(BackupOptions options) {
    options.dryRun = true;
    options.rehearse = true;
    const auto report = restoreBackup(options);
    if (!report.ok()) {
        // That it could not be restored is what a drill is there to find out: the catalogue says so.
        BackupReport failed;
        if (const auto moment = momentOf(options.file); moment.ok()) {
            std::error_code ec;
            failed.createdAt = *moment;
            failed.bytes = static_cast<std::int64_t>(fs::file_size(options.file, ec));
            failed.fileHash = hashOf(options.file).valueOr(std::string());
            record(options, failed, RecoveryKind::drill, report.problem().code);
        }
        return complain(report.problem());
    }
    print(*report);
    const bool inTime = report->seconds <= options.objectiveSeconds;
    std::printf("restore drill: %.2f s, objective %.0f s: %s\n", report->seconds, options.objectiveSeconds,
                !report->valid() ? "NOT VALID" : inTime ? "kept" : "MISSED");
    record(options, *report, RecoveryKind::drill, {});
    return report->valid() && inTime ? 0 : 1;
}

/// A copy lies elsewhere: what it is called and its hash go into the catalogue, which compares it with the backup it is a copy of.
int recordCopy(const BackupOptions& options) {
    BackupReport report;
    const auto moment = momentOf(options.file);
    if (!moment.ok()) return complain(moment.problem());
    auto hash = hashOf(options.file);
    if (!hash.ok()) return complain(hash.problem());
    std::error_code ec;
    report.createdAt = *moment;
    report.bytes = static_cast<std::int64_t>(fs::file_size(options.file, ec));
    report.fileHash = std::move(*hash);
    std::printf("backup of %s: %.1f MB, SHA-256 %s\n", toIso(report.createdAt).c_str(), static_cast<double>(report.bytes) / 1e6, report.fileHash.c_str());
    if (const auto kept = recordRecovery(options, report, RecoveryKind::copy, {}); !kept.ok()) return complain(kept.problem());
    std::printf("  recorded in the log\n");
    return 0;
}

int list(const BackupOptions& options) {
    const auto found = listBackups(options);
    if (!found.ok()) return complain(found.problem());
    if (options.json) {
        std::printf("%s\n", toJson(*found).c_str());
        return 0;
    }
    for (const ListedBackup& each : *found) {
        const std::string verified = !each.verifiedAt ? "not verified yet" : (each.valid ? "verified " : "NOT VALID ") + toIso(*each.verifiedAt).substr(0, 19);
        std::printf("%s  %s  %.1f MB  %s  ", each.file.c_str(), toIso(each.backupOf).substr(0, 19).c_str(), static_cast<double>(each.bytes) / 1e6, verified.c_str());
        if (each.drilledAt) std::printf("drill %s, %.1f s%s", toIso(*each.drilledAt).substr(0, 19).c_str(), each.drillSeconds, each.withinObjective ? "" : ", MISSED");
        else std::printf("no drill yet");
        std::printf("%s\n", each.here ? "" : "  not in this folder");
        for (const auto& place : each.places) {
            std::printf("    at %s, seen %s by %s%s\n", place.place.c_str(), toIso(place.seenAt).substr(0, 19).c_str(), place.by.c_str(),
                        place.same ? "" : ": ANOTHER FILE");
        }
    }
    return 0;
}

}  // namespace

int backupMain(BackupVerb verb, BackupOptions options) {
    if (verb == BackupVerb::list) return list(options);
    if (verb == BackupVerb::record) return recordCopy(options);
    if (verb == BackupVerb::drill) return drill(std::move(options));
    if (verb == BackupVerb::restore && !options.incident.empty()) return restoreOneIncident(options);
    options.dryRun = options.dryRun || verb == BackupVerb::verify;
    const auto report = verb == BackupVerb::create ? createBackup(options) : restoreBackup(options);
    if (!report.ok()) return complain(report.problem());
    print(*report);
    if (!report->valid()) {
        std::printf("  not every log is valid: nothing was %s\n",
                    verb == BackupVerb::create ? "hidden, the backup is as the database is" : "restored");
    } else if (verb == BackupVerb::create || (verb == BackupVerb::verify && !options.url.empty())) {
        // Every backup that is made is in the catalogue; a check somewhere else need not know the server.
        record(options, *report, verb == BackupVerb::create ? RecoveryKind::backup : RecoveryKind::verified, {});
    } else if (verb == BackupVerb::restore && !options.dryRun) {
        record(options, *report, RecoveryKind::restore, options.until.known() ? "as of " + toIso(options.until) : std::string());
    }
    return report->valid() ? 0 : 1;
}

}  // namespace ok
