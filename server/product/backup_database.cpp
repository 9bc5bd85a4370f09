// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// The database that is backed up or restored to: a SQLite file in the data directory, or a schema of PostgreSQL.
#include "server/product/backup.h"
#include "server/product/installation_keys.h"
#include "server/store/move_to_pg.h"
#include "shared/ledger/segment_check.h"

namespace ok {

namespace fs = std::filesystem;

namespace {

/// The entry hashes to what is stored, names the one before it, and its payload is the one that was sealed, or erased.
bool asSigned(Store& store, TenantId tenant, Stream stream, std::int64_t sequence) {
    const auto found = store.storedEntries(tenant, stream, sequence - 1, 1);
    if (found.size() != 1 || found[0].sequence != sequence) return false;
    const auto facts = ledger::factsOf(found[0].header);
    if (!facts || facts->sequence != sequence || facts->tenant != tenant.str()) return false;
    if (!found[0].payload.empty() && sha256(found[0].payload) != facts->payloadHash) return false;
    if (asText(sha256Pair(asBytes(found[0].header), facts->prevHash.bytes).withTail.bytes) != found[0].hash) return false;
    if (sequence == 1) return true;
    const auto before = store.storedEntries(tenant, stream, sequence - 2, 1);
    return before.size() == 1 && sha256(before[0].header) == facts->prevHash;
}

}  // namespace

Status copyDatabase(const BackupOptions& options, const fs::path& into) {
    if (options.database.empty()) return copySqliteStore((options.dataDir / databaseName).string(), into.string());
    OK_TRY(copyPgStore({options.database, options.schema, {}}, into.string()));
    return {};
}

Status readSample(Store& store, const Dice& dice, BackupReport& report) {
    for (const TenantId tenant : store.tenants()) {
        for (const Stream stream : allStreams) {
            const std::int64_t last = store.lastSequence(tenant, stream);
            for (std::int64_t left = (last + 99) / 100; left > 0; --left) {
                std::array<std::uint8_t, 8> raw{};
                dice(raw);
                std::uint64_t drawn = 0;
                for (const std::uint8_t byte : raw) drawn = drawn << 8 | byte;
                ++report.sampled;
                if (!asSigned(store, tenant, stream, static_cast<std::int64_t>(drawn % static_cast<std::uint64_t>(last)) + 1)) ++report.sampleFaults;
            }
        }
    }
    if (const auto why = store.trouble()) return *why;
    return {};
}

namespace {

Status moveAndRead(const fs::path& unpacked, const PgAddress& target, const Dice& dice, BackupReport& report) {
    OK_TRY(moveToPg((unpacked / databaseName).string(), target));
    OK_ASSIGN(const auto reader, unlocked(openPgReader(target), unpacked / "keys"));
    return readSample(*reader, dice, report);
}

}  // namespace

/// What was unpacked and verified goes into an empty schema, compared row by row; the directory is left with keys and certificate.
/// A rehearsal has a schema of its own, which does not stay.
Status intoPostgres(const BackupOptions& options, const fs::path& unpacked, BackupReport& report) {
    PgAddress target{options.database, options.schema, {}};
    std::shared_ptr<void> held;
    if (options.rehearse) {
        OK_TRY(dropLeftDrillSchemas(target));   // of a rehearsal that was killed
        target.schema = drillSchemaOf(target, options.clock());
        OK_ASSIGN(held, holdDrillSchema(target));
    }
    const Status moved = moveAndRead(unpacked, target, options.dice, report);
    const Status dropped = options.rehearse ? dropPgSchema(target) : Status();
    OK_TRY(moved);   // what went wrong first is told first
    OK_TRY(dropped);
    std::error_code ec;
    for (const char* part : {"", "-wal", "-shm", "-lock"}) fs::remove((unpacked / databaseName).string() + part, ec);
    return {};
}

Result<std::unique_ptr<Store>> openReaderOf(const BackupOptions& options) {
    const fs::path keys = options.dataDir / "keys";
    if (!options.database.empty()) return unlocked(openPgReader({options.database, options.schema, {}}), keys);
    return unlocked(openSqliteReader((options.dataDir / databaseName).string()), keys);
}

Result<std::unique_ptr<Store>> openWriterOf(const BackupOptions& options) {
    const fs::path file = options.dataDir / databaseName;
    if (!options.database.empty()) {
        OK_TRY(openReaderOf(options));  // opening a writer makes what is not there; a tool must not
        return unlocked(openPgStore({options.database, options.schema, "okctl"}), options.dataDir / "keys");
    }
    if (!fs::exists(file)) return problem("store_unavailable", "there is no database `" + file.string() + "`");
    return unlocked(openSqliteStore(file.string()), options.dataDir / "keys");
}

}  // namespace ok
