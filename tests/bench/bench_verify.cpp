// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Full verification of a long log from its database on two threads: every hash, link, payload, tree root and signature.
// Issue "Numbers": 10 million entries <= 60 s on 2 cores; the limit is SHA-256's speed, so the ratio to it is printed.
// Then proofs in the same log: a question must not read it all.
//
//     bench_verify [entries] [threads] [directory]
#include <cstdio>
#include <cstdlib>
#include <thread>

#include "server/ledger/ledger_reader.h"
#include "server/ledger/log_check.h"
#include "shared/base/derived_ids.h"
#include "tests/support/temp_dir.h"
#include "tests/support/test_keys.h"

namespace {

using namespace ok;
using Clock = std::chrono::steady_clock;

constexpr int batch = 1000;  // entries a checkpoint: what the gate commits at once under load

double since(Clock::time_point start) { return std::chrono::duration<double>(Clock::now() - start).count(); }

struct Made {
    TenantId tenant{derivedUuid("bench verify")};
    std::array<std::uint8_t, 32> seed{};
    std::uint64_t hashedBytes = 0;  // what a verifier must hash
};

bool makeLog(Store& store, std::int64_t entries, Made& made) {
    if (!store.begin().ok() || !store.addTenant(made.tenant, "verify").ok() || !store.commit().ok()) return false;
    const SigningKey key(made.seed);
    merkle::Frontier frontier;
    EntryHeader header;
    header.tenant = made.tenant;
    header.type = "incident.report_joined";
    header.actor = {ActorType::human, "0191f0a0-0000-7000-8000-000000000001"};
    header.source = "console";
    header.correlationId = "0191f0a0-0000-7000-8000-000000000002";
    header.causationId = header.correlationId;
    header.decisionId = "0123456789abcdef0123456789abcdef";
    header.subjects = {"0191f0a0-0000-7000-8000-000000000003"};
    for (std::int64_t n = 1; n <= entries; ++n) {
        if (n % batch == 1 && !store.begin().ok()) return false;
        header.sequence = n;
        header.ledgerTime = header.eventTime = Instant::fromMicros(1'727'000'000'000'000 + n * 1000);
        header.entryId = EntryId{derivedUuid("entry " + std::to_string(n))};
        std::string payload = R"({"account":"0191f0a0-0000-7000-8000-000000000004","incident":"0191f0a0-0000-7000-8000-000000000003","n":)" +
                              std::to_string(n) + R"(,"reason":"inside_the_boundary"})";
        header.payloadHash = sha256(payload);
        const Entry entry = sealEntry(header, std::move(payload));
        header.prevHash = nextPrevHash(entry.headerJson);
        frontier.append(entry.hash);
        made.hashedBytes += 2 * entry.headerJson.size() + 32 + entry.payload.size() + 33 + 65;
        if (!store.append(entry).ok()) return false;
        if (n % batch != 0 && n != entries) continue;
        Checkpoint mark{made.tenant, Stream::ops, n, frontier.root(), entry.hash, header.ledgerTime, {}};
        if (!store.putCheckpoint(signCheckpoint(mark, key)).ok() || !store.commit().ok()) return false;
    }
    return true;
}

/// Bytes a second that SHA-256 alone makes of long inputs, on as many threads.
double bareSpeed(int threads) {
    std::vector<std::thread> running;
    const std::string block(1 << 20, 'x');
    constexpr int rounds = 300;
    const auto start = Clock::now();
    for (int t = 0; t < threads; ++t) {
        running.emplace_back([&block] {
            for (int i = 0; i < rounds; ++i) (void)sha256(block);
        });
    }
    for (auto& thread : running) thread.join();
    return static_cast<double>(threads) * rounds * static_cast<double>(block.size()) / since(start);
}

void askForProofs(const std::string& path, const Made& made, std::int64_t entries) {
    auto store = test::withKeys(openSqliteReader(path));
    if (!store.ok()) return;
    ledger::TreeCache trees;
    auto start = Clock::now();
    { const ledger::LedgerReader first(**store, trees, made.tenant, Stream::ops); (void)first.note("bench"); }
    std::printf("  first question after a start: %.2f s\n", since(start));
    constexpr int questions = 200;
    start = Clock::now();
    for (int i = 0; i < questions; ++i) {
        const ledger::LedgerReader reader(**store, trees, made.tenant, Stream::ops);
        const std::int64_t at = 1 + (entries - 1) * i / questions;
        if (!reader.inclusion(at, entries).ok() || !reader.consistency(at, entries).ok()) std::printf("  a proof FAILED\n");
    }
    const double each = since(start) * 1000 / (2 * questions);
    std::printf("bench proof: figure=%.2f unit=ms bound=50 ratio=%.2f %s\n", each, 50 / each, each <= 50 ? "ok" : "SLOW");
}

}  // namespace

int main(int argc, char** argv) {
    const std::int64_t entries = argc > 1 ? std::atoll(argv[1]) : 10'000'000;
    const int threads = argc > 2 ? std::atoi(argv[2]) : 2;
    const test::TempDir temp;
    const std::string path = argc > 3 ? std::string(argv[3]) + "/bench_verify.db" : temp.file("verify.db");
    Made made;
    made.seed.fill(7);
    {
        auto store = test::withKeys(openSqliteStore(path));
        const auto start = Clock::now();
        if (!store.ok() || !makeLog(**store, entries, made)) return 1;
        std::printf("  %lld entries written in %.1f s\n", static_cast<long long>(entries), since(start));
    }
    const double bare = bareSpeed(threads);
    ledger::LogCheckParts parts;
    parts.openReader = [&path] { return test::withKeys(openSqliteReader(path)); };
    parts.key = SigningKey(made.seed).publicKey();
    parts.threads = threads;
    const auto start = Clock::now();
    const auto verdict = ledger::checkStream(parts, made.tenant, Stream::ops);
    const double took = since(start);
    if (!verdict.ok() || !verdict->valid() || verdict->entries != entries) {
        std::printf("the log was not found whole\n");
        return 1;
    }
    const double bound = 60.0 * static_cast<double>(entries) / 10e6;
    const double ideal = static_cast<double>(made.hashedBytes) / bare;
    std::printf("bench verify: figure=%.1f unit=s bound=%.1f ratio=%.2f %s\n", took, bound, bound / took, took <= bound ? "ok" : "SLOW");
    std::printf("  %.0f entries/s on %d threads; %lld signatures; SHA-256 alone %.2f GB/s would take %.1f s: %.0f %% of its speed\n",
                static_cast<double>(entries) / took, threads, static_cast<long long>(verdict->checkpoints), bare / 1e9, ideal, 100 * ideal / took);
    askForProofs(path, made, entries);
    return took <= bound ? 0 : 1;
}
