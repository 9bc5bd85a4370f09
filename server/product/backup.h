// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Backup and restore of a server (E40): database, keys and certificate in one encrypted file (AES-256-GCM in chunks, key
// from a passphrase by Argon2id). Made while a server runs; restored only into a directory that is not there yet; what was
// restored is verified entry by entry before it is called restored. No secret is ever printed.
#pragma once
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "shared/base/dice.h"
#include "shared/base/instant.h"
#include "shared/base/json.h"

namespace ok {

struct BackupOptions {
    std::filesystem::path dataDir;      ///< of the server, or where to restore to
    std::filesystem::path file;
    std::string passphraseFile;         ///< its first line, at least 12 characters
    bool dryRun = false;                ///< restore: check everything, write nothing that stays
    Instant until;                      ///< restore: go back to the last signed state that is not later
    std::string utility;                ///< slug, where one has to be named
    std::string incident;               ///< restore: only what the live database has lost of it (restore_incident.h)
    std::string url;                    ///< of the server that runs, where the result is recorded; empty: none runs
    std::string tokenFile;              ///< a session token for it
    double objectiveSeconds = 3600;     ///< how long a restore may take (RTO)
    bool json = false;                  ///< list: for programs
    std::function<Instant()> clock;
    Dice dice;
};

struct BackupLog {
    std::string utility;
    std::int64_t entries = 0;
    std::int64_t checkpoints = 0;
    bool valid = false;
    std::string logHash;                ///< SHA-256 of the exported log: equal before and after
};
BOOST_DESCRIBE_STRUCT(BackupLog, (), (utility, entries, checkpoints, valid, logHash))

struct BackupReport {
    Instant createdAt;
    std::int64_t bytes = 0;             ///< of what is inside
    std::vector<std::string> files;
    std::vector<BackupLog> logs;
    double seconds = 0;                 ///< from the first byte to the last verified entry
    std::vector<std::string> cut;       ///< `bluegrass ops: 120 of 150 entries`, where a restore went back in time
    [[nodiscard]] bool valid() const;
};
BOOST_DESCRIBE_STRUCT(BackupReport, (), (createdAt, bytes, files, logs, seconds, cut))

/// A directory that goes away at the end.
struct Workshop {
    std::filesystem::path path;
    ~Workshop() {
        std::error_code ec;
        if (!path.empty()) std::filesystem::remove_all(path, ec);
    }
};

/// Problems: `weak_passphrase`, `copy_failed`, `backup_unwritable`, `already_exists`.
[[nodiscard]] Result<BackupReport> createBackup(const BackupOptions& options);
/// Problems: `backup_unreadable`, `wrong_passphrase` (or a changed file: they cannot be told apart), `already_exists`.
[[nodiscard]] Result<BackupReport> restoreBackup(const BackupOptions& options);

/// Only unpacks and verifies, into a directory that is made for it. Problems as restoreBackup().
[[nodiscard]] Result<BackupReport> unpackBackup(const BackupOptions& options, const std::filesystem::path& into);

/// The moment a backup was made, from its head, without a passphrase. Problem `backup_unreadable`.
[[nodiscard]] Result<Instant> momentOf(const std::filesystem::path& file);

/// One of a folder's backups, and what the logs of the data directory's utilities know of it.
struct ListedBackup {
    std::string file;
    std::int64_t bytes = 0;
    Instant backupOf;
    std::optional<Instant> verifiedAt, drilledAt;   ///< the last time that a log tells of
    bool valid = false;                             ///< for every utility that knows it
    double drillSeconds = 0;
    bool withinObjective = false;
    bool operator==(const ListedBackup&) const = default;
};
BOOST_DESCRIBE_STRUCT(ListedBackup, (), (file, bytes, backupOf, verifiedAt, drilledAt, valid, drillSeconds, withinObjective))
/// `options.file` is the folder. Newest first; files that are no backups of ours are passed over.
[[nodiscard]] Result<std::vector<ListedBackup>> listBackups(const BackupOptions& options);

/// `backup create|restore|verify|drill|list`; 0 when everything is there and valid.
enum class BackupVerb { create, restore, verify, drill, list };
int backupMain(BackupVerb verb, BackupOptions options);

}  // namespace ok
