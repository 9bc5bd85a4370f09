// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Backup and restore of a server (E40): database, keys and certificate in one encrypted file (AES-256-GCM in chunks, key
// from a passphrase by Argon2id). Made while a server runs; restored only into a directory that is not there yet; what was
// restored is verified entry by entry before it is called restored. No secret is ever printed. The file holds a SQLite database
// whichever database it was made of, so that a backup of either is restored into either.
#pragma once
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "server/store/store.h"
#include "shared/base/dice.h"
#include "shared/base/instant.h"
#include "shared/base/json.h"
#include "shared/operations/recovery.h"

namespace ok {

struct BackupOptions {
    std::filesystem::path dataDir;      ///< of the server, or where to restore to
    std::string database;               ///< PostgreSQL as libpq takes it; empty: `outagekit.db` in the directory
    std::string schema = "outagekit";
    std::filesystem::path file;
    std::string passphraseFile;         ///< its first line, at least 12 characters
    bool dryRun = false;                ///< restore: check everything, write nothing that stays
    bool rehearse = false;              ///< with dryRun, on PostgreSQL: into a schema of its own, which is taken away again
    std::string place;                  ///< what is recorded of where the file lies; empty: its folder
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
    std::string fileHash;               ///< SHA-256 of the backup as it lies there
    std::int64_t sampled = 0;           ///< entries read again from where they were restored to, a random hundredth
    std::int64_t sampleFaults = 0;      ///< of these, not what was signed
    std::vector<std::string> cut;       ///< `bluegrass ops: 120 of 150 entries`, where a restore went back in time
    [[nodiscard]] bool valid() const;
};
BOOST_DESCRIBE_STRUCT(BackupReport, (), (createdAt, bytes, files, logs, seconds, fileHash, sampled, sampleFaults, cut))

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

inline constexpr const char* databaseName = "outagekit.db";   ///< in a data directory, and in every backup

/// A consistent copy of the database as a SQLite file, also while servers write.
[[nodiscard]] Status copyDatabase(const BackupOptions& options, const std::filesystem::path& into);
/// What was unpacked and verified goes into an empty schema of PostgreSQL, compared row by row; the directory is left with keys
/// and certificate. A rehearsal has a schema of its own, which does not stay. Problems as moveToPg().
[[nodiscard]] Status intoPostgres(const BackupOptions& options, const std::filesystem::path& unpacked, BackupReport& report);
/// Reads a random hundredth of every log again from where it was restored to (F02.R5.A7): hash, link and payload.
[[nodiscard]] Status readSample(Store& store, const Dice& dice, BackupReport& report);
/// The database a command works on: a reader of it, or the one writer (a server must not run on SQLite).
[[nodiscard]] Result<std::unique_ptr<Store>> openReaderOf(const BackupOptions& options);
[[nodiscard]] Result<std::unique_ptr<Store>> openWriterOf(const BackupOptions& options);
/// SHA-256 of a file, in hexadecimal. Problem `backup_unreadable`.
[[nodiscard]] Result<std::string> hashOf(const std::filesystem::path& file);

/// The moment a backup was made, from its head, without a passphrase. Problem `backup_unreadable`.
[[nodiscard]] Result<Instant> momentOf(const std::filesystem::path& file);

/// One of a folder's backups, and what the logs of the data directory's utilities know of it.
struct ListedBackup {
    std::string file;
    std::int64_t bytes = 0;
    Instant backupOf;
    bool here = false;                              ///< in the folder; else only the logs know it
    std::string hash;                               ///< SHA-256 of the file, as the logs know it
    std::string madeBy;
    std::vector<operations::BackupPlace> places;    ///< where a copy was seen
    std::optional<Instant> verifiedAt, drilledAt;   ///< the last time that a log tells of
    bool valid = false;                             ///< for every utility that knows it
    double drillSeconds = 0;
    bool withinObjective = false;
    bool operator==(const ListedBackup&) const = default;
};
BOOST_DESCRIBE_STRUCT(ListedBackup, (), (file, bytes, backupOf, here, hash, madeBy, places, verifiedAt, drilledAt, valid, drillSeconds, withinObjective))
/// `options.file` is the folder; empty: only what the logs know. Newest first; files that are no backups of ours are passed over,
/// backups that the logs know and that lie elsewhere are listed too.
[[nodiscard]] Result<std::vector<ListedBackup>> listBackups(const BackupOptions& options);

/// `backup create|restore|verify|drill|record|list`; 0 when everything is there and valid.
enum class BackupVerb { create, restore, verify, drill, record, list };
int backupMain(BackupVerb verb, BackupOptions options);

}  // namespace ok
