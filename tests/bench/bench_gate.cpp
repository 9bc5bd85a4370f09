// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Commands a second through the whole gate onto SQLite, every commit synced to the disk: ten tenants, a window of
// commands in flight for each, several submitting threads. Each command is decided, becomes a chained and signed entry,
// changes a document and leaves a kept answer. Main job "Numbers": >= 10,000/s with p99 <= 200 ms; F07.R1.A7.
//
//     bench_gate [seconds] [window a tenant] [threads] [directory]
#include <cstdio>
#include <cstdlib>

#include "tests/bench/gate_load.h"

namespace {

using namespace ok;
using namespace ok::test;

int report(const LoadResult& load) {
    const double rate = static_cast<double>(load.milliseconds.size()) / load.seconds;
    const auto at = [&load](std::size_t percent) {
        return load.milliseconds.empty() ? 1e9 : load.milliseconds[load.milliseconds.size() * percent / 100];
    };
    const bool fast = rate >= 10'000;
    const bool quick = at(99) <= 200;
    std::printf("bench gate_rate: figure=%.0f unit=commands/s bound=10000 ratio=%.2f %s\n", rate, rate / 10'000, fast ? "ok" : "SLOW");
    std::printf("bench gate_p99: figure=%.1f unit=ms bound=200 ratio=%.2f %s\n", at(99), 200 / at(99), quick ? "ok" : "SLOW");
    std::printf("  p50 %.1f ms, %zu commands answered, %llu failed\n", at(50), load.milliseconds.size(),
                static_cast<unsigned long long>(load.failed));
    return fast && quick && load.failed == 0 ? 0 : 1;
}

}  // namespace

int main(int argc, char** argv) {
    const double seconds = argc > 1 ? std::atof(argv[1]) : 10;
    const int window = argc > 2 ? std::atoi(argv[2]) : 100;
    const int threads = argc > 3 ? std::atoi(argv[3]) : 2;
    TempDir dir;
    auto store = openSqliteStore(argc > 4 ? std::string(argv[4]) + "/bench_gate.db" : dir.file("bench.db"));
    if (!store.ok()) return 1;
    auto people = benchPeople(**store, 0, tenantCount);
    if (people.empty()) return 1;
    Projections projections;
    addCounterProjections(projections);
    std::array<std::uint8_t, 32> seed{};
    seed.fill(7);
    Gate gate(Gate::Parts{std::move(*store), &projections, systemNow, SigningKey(seed), seed, access::builtinSource()});
    addCounterHandlers(gate);
    if (!gate.start().ok()) return 1;
    const LoadResult load = runLoad(gate, std::move(people), seconds, window, threads);
    gate.stop();
    const GateFigures figures = gate.figures();
    std::printf("  %llu commits, %.0f commands each\n", static_cast<unsigned long long>(figures.commits),
                static_cast<double>(figures.commands) / static_cast<double>(std::max<std::uint64_t>(figures.commits, 1)));
    return report(load);
}
