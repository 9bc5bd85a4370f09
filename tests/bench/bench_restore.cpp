// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// How long it takes to get a server back (E40, R4): a database of a million entries is backed up, encrypted, restored into a new
// directory and verified entry by entry by the verifier that shares no code with the writer. Bound: 60 s.
//
//     bench_restore [entries] [directory]
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "server/product/backup.h"
#include "server/product/installation_keys.h"
#include "server/store/store.h"
#include "shared/base/derived_ids.h"
#include "shared/ledger/merkle.h"
#include "tests/support/temp_dir.h"
#include "tests/support/test_keys.h"

namespace {

using namespace ok;
using Clock = std::chrono::steady_clock;

constexpr int entriesABatch = 2'000;

Instant now() {
    return Instant::fromMicros(std::chrono::duration_cast<std::chrono::microseconds>(Clock::now().time_since_epoch()).count() + 1'700'000'000'000'000);
}

double since(Clock::time_point from) { return std::chrono::duration<double>(Clock::now() - from).count(); }

[[noreturn]] void giveUp(const Problem& why) {
    std::fprintf(stderr, "bench_restore: %s (%s)\n", why.message.c_str(), why.code.c_str());
    std::exit(2);
}

void must(const Status& status) {
    if (!status.ok()) giveUp(status.problem());
}

/// A log as the gate writes it: chained entries of an ordinary size, a signed checkpoint a batch.
void makeLog(const std::string& path, std::int64_t count) {
    auto opened = test::withKeys(openSqliteStore(path));
    if (!opened.ok()) giveUp(opened.problem());
    Store& store = **opened;
    const TenantId tenant{derivedUuid("bench restore")};
    must(store.begin());
    must(store.addTenant(tenant, "bench"));
    must(store.commit());
    std::array<std::uint8_t, 32> seed{};
    seed.fill(3);
    const SigningKey key(seed);
    merkle::Frontier frontier;
    Digest prev;
    for (std::int64_t n = 0; n < count;) {
        must(store.begin());
        Digest last;
        for (int i = 0; i < entriesABatch && n < count; ++i) {
            EntryHeader header;
            header.tenant = tenant;
            header.sequence = ++n;
            header.entryId = EntryId{derivedUuid("entry " + std::to_string(n))};
            header.type = "report.received";
            header.ledgerTime = header.eventTime = Instant::fromMicros(1'727'000'000'000'000 + n * 1000);
            header.source = "sms";
            header.correlationId = header.entryId.str();
            header.decisionId = "0123456789abcdef0123456789abcdef";
            header.subjects = {header.entryId.str()};
            std::string payload = R"({"account":")" + header.entryId.str() + R"(","channel":"sms","language":"en","n":)" + std::to_string(n) +
                                  R"(,"place":{"confidence":0.95,"method":"meter","position":[-84.5,38.01]},"symptoms":["out"],"text":"tok_abcdefghijklmnopqrstuvwxyz"})";
            header.payloadHash = sha256(payload);
            header.prevHash = prev;
            const Entry entry = sealEntry(std::move(header), std::move(payload));
            must(store.append(entry));
            prev = nextPrevHash(entry.headerJson);
            last = entry.hash;
            frontier.append(last);
        }
        Checkpoint mark{.tenant = tenant, .size = n, .root = frontier.root(), .headHash = last};
        mark.ledgerTime = Instant::fromMicros(1'727'000'000'000'000 + n * 1000);
        must(store.putCheckpoint(signCheckpoint(mark, key)));
        must(store.commit());
    }
}

}  // namespace

int main(int argc, char** argv) {
    const std::int64_t count = argc > 1 ? std::atoll(argv[1]) : 1'000'000;
    std::optional<ok::test::TempDir> own;
    if (argc <= 2) own.emplace();
    const std::filesystem::path dir = argc > 2 ? std::filesystem::path(argv[2]) : std::filesystem::path(own->file("restore"));
    std::filesystem::create_directories(dir / "data");
    if (!loadOrMakeKeys(dir / "data" / "keys", [](std::span<std::uint8_t> out) { std::fill(out.begin(), out.end(), test::masterKey()[0]); }).ok()) return 2;
    makeLog((dir / "data" / "outagekit.db").string(), count);
    std::ofstream(dir / "passphrase") << "correct horse battery staple\n";
    BackupOptions options;
    options.dataDir = dir / "data";
    options.file = dir / "bench.okbackup";
    options.passphraseFile = (dir / "passphrase").string();
    options.clock = now;
    options.dice = [](std::span<std::uint8_t> out) { std::fill(out.begin(), out.end(), 9); };
    auto began = Clock::now();
    const auto made = createBackup(options);
    if (!made.ok()) giveUp(made.problem());
    const double create = since(began);
    options.dataDir = dir / "back";
    began = Clock::now();
    const auto restored = restoreBackup(options);
    if (!restored.ok()) giveUp(restored.problem());
    const double restore = since(began);
    const bool whole = restored->valid() && restored->logs.size() == 1 && restored->logs[0].entries == count &&
                       restored->logs[0].logHash == made->logs[0].logHash;
    const double bound = 60.0 * static_cast<double>(count) / 1e6;
    std::printf("bench backup_create: figure=%.2f unit=s bound=%.0f ratio=%.2f %s (%lld entries, %.0f MB)\n", create, bound, bound / create,
                create <= bound ? "ok" : "SLOW", static_cast<long long>(count), static_cast<double>(made->bytes) / 1e6);
    std::printf("bench restore_verified: figure=%.2f unit=s bound=%.0f ratio=%.2f %s (%s)\n", restore, bound, bound / restore,
                whole && restore <= bound ? "ok" : "SLOW", whole ? "every entry verified, equal hash" : "NOT WHOLE");
    return whole && restore <= bound && create <= bound ? 0 : 1;
}
