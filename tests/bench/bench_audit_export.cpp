// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// One million records as CSV (issue piece "log": <= 30 s), and 100,000 as a JSON array (F02.R5.A5: <= 30 s): read in order from a real database, hashed into the selection
// root, written to disk. The database is filled first, with entries that are sealed and chained as the gate does it.
#include <chrono>
#include <cstdio>
#include <cstdlib>

#include "server/ledger/export_writer.h"
#include "tests/support/synthetic_log.h"
#include "tests/support/temp_dir.h"
#include "tests/support/test_keys.h"

namespace {

using namespace ok;
using namespace ok::ledger;
using Steady = std::chrono::steady_clock;

double since(Steady::time_point start) { return std::chrono::duration<double>(Steady::now() - start).count(); }

bool fill(Store& store, const test::SyntheticLog& log, const SigningKey& key) {
    merkle::Frontier frontier;
    Digest prev;
    if (!store.begin().ok() || !store.addTenant(log.tenant, "bench").ok()) return false;
    for (std::int64_t n = 1; n <= log.size; ++n) {
        EntryHeader header = log.header(n);
        std::string payload = log.payload(n);
        header.payloadHash = sha256(payload);
        header.prevHash = prev;
        const Entry entry = sealEntry(std::move(header), std::move(payload));
        prev = nextPrevHash(entry.headerJson);
        frontier.append(entry.hash);
        if (!store.append(entry).ok()) return false;
        if (n % 50'000 != 0 && n != log.size) continue;
        Checkpoint mark{.tenant = log.tenant, .size = n, .root = frontier.root(), .headHash = entry.hash, .ledgerTime = entry.header.ledgerTime};
        if (!store.putCheckpoint(signCheckpoint(mark, key)).ok() || !store.commit().ok() || !store.begin().ok()) return false;
    }
    return store.commit().ok();
}

}  // namespace

int main(int argc, char** argv) {
    test::SyntheticLog log;
    log.size = argc > 1 ? std::atoll(argv[1]) : 1'000'000;
    test::TempDir dir;
    std::array<std::uint8_t, 32> seed{};
    seed.fill(7);
    const SigningKey key(seed);
    auto store = test::withKeys(openSqliteStore(dir.file("log.db")));
    const auto filling = Steady::now();
    if (!store.ok() || !fill(**store, log, key)) return 1;
    std::printf("filled in %.1f s\n", since(filling));
    operations::AuditExport asked;
    asked.filter.to = log.header(log.size).ledgerTime + seconds(1);
    asked.parametersHash = operations::parametersHashOf(asked);
    const ExportTools tools{**store, nullptr, key, {}, {}, "bench", asked.filter.to};
    const auto start = Steady::now();
    const auto made = writeExport(asked, tools, dir.file("export"));
    const double taken = since(start);
    if (!made.ok() || made->records != log.size) {
        std::printf("%s\n", made.ok() ? "records are missing" : made.problem().message.c_str());
        return 1;
    }
    std::printf("%.0f MB of CSV\n", static_cast<double>(made->files[0].size) / 1e6);
    std::printf("bench audit_export_csv_1m: figure=%.1f unit=s bound=30 ratio=%.2f %s\n", taken, 30 / taken, taken <= 30 ? "ok" : "SLOW");
    asked.format = operations::ExportFormat::json;
    asked.filter.to = log.header(std::min<std::int64_t>(log.size, 100'000)).ledgerTime;
    const auto startJson = Steady::now();
    const auto json = writeExport(asked, tools, dir.file("json"));
    const double takenJson = since(startJson);
    if (!json.ok()) return 1;
    std::printf("bench audit_export_json_100k: figure=%.1f unit=s bound=30 ratio=%.2f %s\n", takenJson, 30 / takenJson, takenJson <= 30 ? "ok" : "SLOW");
    return 0;
}
