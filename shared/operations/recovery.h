// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Backups, restores and restore drills as they are recorded in each utility's log (E40, R4): when, how long it took, whether
// everything was there. The latest stand in the view `recovery`: the catalogue that settings show.
#pragma once
#include <optional>
#include <string>

#include "shared/access/command_card.h"
#include "shared/base/json.h"
#include "shared/views/projections.h"

namespace ok::operations {

enum class RecoveryKind { backup, restore, drill, incident, verified };
BOOST_DESCRIBE_ENUM(RecoveryKind, backup, restore, drill, incident, verified)

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
    bool operator==(const RecoveryFacts&) const = default;
};
BOOST_DESCRIBE_STRUCT(RecoveryFacts, (), (kind, file, backupOf, bytes, entries, valid, seconds, objectiveSeconds, withinObjective, note))

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
    [[nodiscard]] std::string viewId() const { return file; }
    bool operator==(const BackupFile&) const = default;
};
BOOST_DESCRIBE_STRUCT(BackupFile, (), (file, backupOf, bytes, verifiedAt, valid, drilledAt, drillSeconds, withinObjective))

/// Views `recovery`, `backup_file`.
void addRecoveryProjections(Projections& projections);

}  // namespace ok::operations
