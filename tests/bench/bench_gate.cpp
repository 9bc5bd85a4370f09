// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Commands a second through the whole gate onto SQLite, every commit synced to the disk: ten tenants, a window of
// commands in flight for each, several submitting threads. Each command is decided, becomes a chained and signed entry,
// changes a document and leaves a kept answer. Main job "Numbers": >= 10,000/s with p99 <= 200 ms; F07.R1.A7.
//
//     bench_gate [seconds] [window a tenant] [threads] [directory]
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <semaphore>
#include <thread>

#include "tests/support/counter_domain.h"
#include "tests/support/temp_dir.h"
#include "shared/base/derived_ids.h"

namespace {

using namespace ok;
using namespace ok::test;
using Clock = std::chrono::steady_clock;

constexpr int tenantCount = 10;
constexpr int countersATenant = 200;

Instant systemNow() {
    return Instant::fromMicros(std::chrono::duration_cast<std::chrono::microseconds>(
                                   std::chrono::system_clock::now().time_since_epoch()).count());
}

struct Load {
    Gate& gate;
    std::vector<SecurityContext> people;
    int window;
    Clock::time_point end;
    std::atomic<bool> measuring{false};
};

/// One submitter: keeps `window` commands of each of its tenants in flight.
struct Submitter {
    std::counting_semaphore<1'000'000> room{0};
    std::mutex mutex;
    std::vector<double> milliseconds;
    std::uint64_t failed = 0;
    std::uint64_t sent = 0;

    void run(Load& load, int first, int step) {
        int mine = 0;
        for (int t = first; t < tenantCount; t += step) ++mine;
        const int slots = mine * load.window;
        room.release(slots);
        std::uint64_t n = 0;
        while (Clock::now() < load.end) {
            room.acquire();
            const int tenant = first + static_cast<int>(n % static_cast<std::uint64_t>(mine)) * step;
            submit(load, load.people[static_cast<std::size_t>(tenant)], static_cast<std::uint64_t>(first) << 40 | n++);
        }
        for (int i = 0; i < slots; ++i) room.acquire();
        sent = n;
    }
    void submit(Load& load, const SecurityContext& who, std::uint64_t n) {
        UuidBytes random{};
        for (std::size_t i = 0; i < 8; ++i) random[15 - i] = static_cast<std::uint8_t>(n >> (8 * i));
        Add add{"feeder-" + std::to_string(n % countersATenant), static_cast<std::int64_t>(n % 7), "red", {}};
        const auto start = Clock::now();
        load.gate.submit(who, {CommandId{uuidV7(systemNow(), random)}, "test.add", toJson(add)},
                         [this, start, &load](const CommandAnswer& answer) {
                             if (load.measuring) {
                                 const std::lock_guard lock(mutex);
                                 milliseconds.push_back(std::chrono::duration<double, std::milli>(Clock::now() - start).count());
                                 if (!answer.reply.ok()) ++failed;
                             }
                             room.release();
                         });
    }
};

int report(std::vector<double>& all, std::uint64_t failed, double seconds) {
    std::sort(all.begin(), all.end());
    const double rate = static_cast<double>(all.size()) / seconds;
    const double p99 = all.empty() ? 1e9 : all[all.size() * 99 / 100];
    const double p50 = all.empty() ? 1e9 : all[all.size() / 2];
    const bool fast = rate >= 10'000;
    const bool quick = p99 <= 200;
    std::printf("bench gate_rate: figure=%.0f unit=commands/s bound=10000 ratio=%.2f %s\n", rate, rate / 10'000, fast ? "ok" : "SLOW");
    std::printf("bench gate_p99: figure=%.1f unit=ms bound=200 ratio=%.2f %s\n", p99, 200 / p99, quick ? "ok" : "SLOW");
    std::printf("  p50 %.1f ms, %zu commands answered, %llu failed\n", p50, all.size(), static_cast<unsigned long long>(failed));
    return fast && quick && failed == 0 ? 0 : 1;
}

}  // namespace

int main(int argc, char** argv) {
    const double seconds = argc > 1 ? std::atof(argv[1]) : 10;
    const int window = argc > 2 ? std::atoi(argv[2]) : 100;
    const int threads = argc > 3 ? std::atoi(argv[3]) : 2;
    TempDir dir;
    auto store = openSqliteStore(argc > 4 ? std::string(argv[4]) + "/bench_gate.db" : dir.file("bench.db"));
    if (!store.ok()) return 1;
    if (!(*store)->begin().ok()) return 1;
    std::vector<SecurityContext> people;
    for (int t = 0; t < tenantCount; ++t) {
        SecurityContext who;
        who.tenant = TenantId{derivedUuid("bench tenant " + std::to_string(t))};
        if (!(*store)->addTenant(who.tenant, "bench" + std::to_string(t)).ok()) return 1;
        who.actor = {ActorType::human, "0191f0a0-0000-7000-8000-00000000000" + std::to_string(t)};
        who.roles = {"operator"};
        who.source = "console";
        people.push_back(who);
    }
    if (!(*store)->commit().ok()) return 1;
    Projections projections;
    addCounterProjections(projections);
    std::array<std::uint8_t, 32> seed{};
    seed.fill(7);
    Gate gate(Gate::Parts{std::move(*store), &projections, systemNow, SigningKey(seed), seed, builtinGrants()});
    addCounterHandlers(gate);
    if (!gate.start().ok()) return 1;

    const auto warm = std::chrono::milliseconds(500);
    Load load{gate, std::move(people), window, Clock::now() + warm + std::chrono::milliseconds(static_cast<int>(seconds * 1000))};
    std::vector<Submitter> submitters(static_cast<std::size_t>(threads));
    std::vector<std::thread> running;
    for (int i = 0; i < threads; ++i) {
        running.emplace_back([&, i] { submitters[static_cast<std::size_t>(i)].run(load, i, threads); });
    }
    std::this_thread::sleep_until(Clock::now() + warm);  // the measured span begins when the queue is full
    load.measuring = true;
    const auto start = Clock::now();
    std::this_thread::sleep_until(load.end);
    load.measuring = false;
    const double measured = std::chrono::duration<double>(Clock::now() - start).count();
    for (auto& thread : running) thread.join();
    gate.stop();
    std::vector<double> all;
    std::uint64_t failed = 0;
    for (Submitter& s : submitters) {
        all.insert(all.end(), s.milliseconds.begin(), s.milliseconds.end());
        failed += s.failed;
    }
    const GateFigures figures = gate.figures();
    std::printf("  %llu commits, %.0f commands each\n", static_cast<unsigned long long>(figures.commits),
                static_cast<double>(figures.commands) / static_cast<double>(std::max<std::uint64_t>(figures.commits, 1)));
    return report(all, failed, measured);
}
