// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Backups, restores and restore drills as they are recorded in each utility's log (E40, R4): when, how long it took, whether
// everything was there. The latest stand in the view `recovery`: the catalogue that settings show.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "shared/access/command_card.h"
#include "shared/base/json.h"
#include "shared/views/projections.h"

namespace ok::operations {

/// `copy`: a copy is kept elsewhere, and its hash was taken there; nothing in it was read.
enum class RecoveryKind { backup, restore, drill, incident, verified, copy };
BOOST_DESCRIBE_ENUM(RecoveryKind, backup, restore, drill, incident, verified, copy)

struct RecoveryFacts {
    RecoveryKind kind = RecoveryKind::drill;
    std::string file;              ///< its name, not where it lies
    Instant backupOf;              ///< when the backup was made
    std::int64_t bytes = 0;
    std::int64_t entries = 0;      ///< of this utility
    bool valid = false;            ///< every entry verified
    double seconds = 0;            ///< from beginning to verified
    double objectiveSeconds = 0;   ///< what it may take (RTO)
    bool withinObjective = false;
    std::string note;              ///< an incident that was put back, a moment that was gone back to
    std::string hash;              ///< SHA-256 of the file, in hexadecimal
    std::string place;             ///< where it lay: a folder, or what people call it
    bool operator==(const RecoveryFacts&) const = default;
};
BOOST_DESCRIBE_STRUCT(RecoveryFacts, (), (kind, file, backupOf, bytes, entries, valid, seconds, objectiveSeconds, withinObjective, note, hash, place))

struct RecordRecovery {
    static constexpr CommandCard card{.name = "operations.record_recovery", .action = "operations.recovery",
                                      .purpose = "administration", .refusalIsEvidence = true};
    RecoveryFacts facts;
};
BOOST_DESCRIBE_STRUCT(RecordRecovery, (), (facts))

struct RecoveryRecorded {
    static constexpr std::string_view eventType = "operations.recovery_recorded";
    RecoveryFacts facts;
};
BOOST_DESCRIBE_STRUCT(RecoveryRecorded, (), (facts))

/// The last of each kind; view `recovery`.
struct Recovery {
    static constexpr std::string_view viewKind = "recovery";
    RecoveryFacts facts;
    Instant recordedAt;
    int times = 0;                 ///< of this kind so far
    [[nodiscard]] std::string viewId() const { return enumName(facts.kind); }
    bool operator==(const Recovery&) const = default;
};
BOOST_DESCRIBE_STRUCT(Recovery, (), (facts, recordedAt, times))

/// Where a copy of a backup was seen last.
struct BackupPlace {
    std::string place;
    std::string by;                        ///< who looked
    Instant seenAt;
    std::string hash;
    bool same = true;                      ///< the hash is that of the backup
    std::optional<Instant> verifiedAt;     ///< read entry by entry there
    bool operator==(const BackupPlace&) const = default;
};
BOOST_DESCRIBE_STRUCT(BackupPlace, (), (place, by, seenAt, hash, same, verifiedAt))

/// What the log knows of one backup, by its file's name; view `backup_file`: the catalogue of `okctl backup list`.
struct BackupFile {
    static constexpr std::string_view viewKind = "backup_file";
    std::string file;
    Instant backupOf;
    std::int64_t bytes = 0;
    std::optional<Instant> verifiedAt;     ///< entry by entry, whenever it was made, verified, drilled or restored
    bool valid = false;                    ///< what came of that
    std::optional<Instant> drilledAt;
    double drillSeconds = 0;
    bool withinObjective = false;
    std::string hash;                      ///< as it was when the log first heard of it
    std::string madeBy;                    ///< who made it, where that was recorded
    std::vector<BackupPlace> places;       ///< at most `mostBackupPlaces`, the last seen last
    [[nodiscard]] std::string viewId() const { return file; }
    bool operator==(const BackupFile&) const = default;
};
BOOST_DESCRIBE_STRUCT(BackupFile, (), (file, backupOf, bytes, verifiedAt, valid, drilledAt, drillSeconds, withinObjective, hash, madeBy, places))
inline constexpr std::size_t mostBackupPlaces = 10;

/// What of all backups a person has to know (R4): `GET /v1/backups`.
struct BackupStatus {
    int known = 0;
    std::optional<Instant> lastMade, lastVerified, lastDrill;   ///< `lastVerified`: of the newest backup that was found valid
    std::int64_t verifiedAgeSeconds = -1;                       ///< since then; -1: never
    bool drillWithinObjective = false;
    double drillSeconds = 0;
    std::string durability;                                     ///< what an acknowledged command outlives
    std::string residency;                                      ///< the region this installation says it is in
    std::vector<BackupFile> backups;                            ///< newest first, at most 100
};
BOOST_DESCRIBE_STRUCT(BackupStatus, (), (known, lastMade, lastVerified, lastDrill, verifiedAgeSeconds, drillWithinObjective, drillSeconds,
                                         durability, residency, backups))
/// From the views, as of `now`; the caller adds durability and residency.
[[nodiscard]] BackupStatus backupStatus(Views& views, Instant now);

/// Views `recovery`, `backup_file`.
void addRecoveryProjections(Projections& projections);

}  // namespace ok::operations
