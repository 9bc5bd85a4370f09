// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// The same commands as bench_gate onto PostgreSQL, every commit synced: one server process with ten tenants, then two
// server processes with five each on the same database. Bound: >= 10,000/s with p99 <= 200 ms (F07.R1.A7); by how much the
// second process raises the throughput is printed, with the processors there are to share.
//
//     bench_gate_pg [seconds] [window a tenant]
#include <unistd.h>

#include <array>
#include <cstdio>
#include <cstdlib>

#include "server/gate/letter_post.h"
#include "tests/bench/gate_load.h"
#include "tests/support/pg_server.h"

namespace {

using namespace ok;
using namespace ok::test;

/// One server process: prints `answered seconds failed p50 p99`.
int serve(const std::string& conninfo, const std::string& schema, int from, int to, double seconds, int window) {
    const PgAddress address{conninfo, schema, "bench" + std::to_string(from)};
    auto store = openPgStore(address);
    auto writing = openPgLetterbox(address), listening = openPgLetterbox(address);
    if (!store.ok() || !writing.ok() || !listening.ok()) return 1;
    auto people = benchPeople(**store, from, to);
    if (people.empty()) return 1;
    Projections projections;
    addCounterProjections(projections);
    std::array<std::uint8_t, 32> seed{};
    seed.fill(7);
    auto post = std::make_shared<LetterPost>(LetterPost::Parts{std::move(*writing), std::move(*listening), seed, address.node,
                                                               [](std::span<std::uint8_t> out) { std::fill(out.begin(), out.end(), 1); }});
    GateSettings settings;
    settings.takeAllDesks = false;
    Gate gate(Gate::Parts{std::move(*store), &projections, systemNow, SigningKey(seed), seed, access::builtinSource(), post}, settings);
    addCounterHandlers(gate);
    gate.onDeskTaken([post](TenantId tenant) { post->deskTaken(tenant); });
    if (!gate.start().ok()) return 1;
    post->start(gate);
    const LoadResult load = runLoad(gate, std::move(people), seconds, window, 1);
    post->stop();
    gate.stop();
    const auto at = [&load](std::size_t percent) {
        return load.milliseconds.empty() ? 1e9 : load.milliseconds[load.milliseconds.size() * percent / 100];
    };
    std::printf("%zu %f %llu %f %f\n", load.milliseconds.size(), load.seconds, static_cast<unsigned long long>(load.failed), at(50), at(99));
    return 0;
}

struct Figures {
    double rate = 0, p50 = 0, p99 = 0;
    std::uint64_t failed = 0;
    bool ran = true;
};

Figures run(const std::string& self, const PgServer& database, const std::string& schema, int servers, double seconds, int window) {
    std::vector<FILE*> pipes;
    for (int i = 0; i < servers; ++i) {
        const int each = tenantCount / servers;
        const std::string command = "'" + self + "' --serve '" + database.conninfo() + "' " + schema + " " + std::to_string(i * each) + " " +
                                    std::to_string((i + 1) * each) + " " + std::to_string(seconds) + " " + std::to_string(window);
        pipes.push_back(popen(command.c_str(), "r"));
    }
    Figures out;
    for (FILE* pipe : pipes) {
        double answered = 0, span = 0, p50 = 0, p99 = 0;
        unsigned long long failed = 0;
        out.ran = pipe != nullptr && std::fscanf(pipe, "%lf %lf %llu %lf %lf", &answered, &span, &failed, &p50, &p99) == 5 && out.ran;
        if (pipe != nullptr) pclose(pipe);
        if (!out.ran) return out;
        out.rate += answered / span;
        out.p50 = std::max(out.p50, p50);
        out.p99 = std::max(out.p99, p99);
        out.failed += failed;
    }
    return out;
}

}  // namespace

int main(int argc, char** argv) {
    if (argc == 8 && std::string_view(argv[1]) == "--serve") {
        return serve(argv[2], argv[3], std::atoi(argv[4]), std::atoi(argv[5]), std::atof(argv[6]), std::atoi(argv[7]));
    }
    const double seconds = argc > 1 ? std::atof(argv[1]) : 10;
    const int window = argc > 2 ? std::atoi(argv[2]) : 100;
    PgServer database(true, {"max_wal_size = 4GB"});
    if (!database.trouble().empty()) {
        std::printf("bench gate_pg: skipped: %s\n", database.trouble().c_str());
        return 0;
    }
    const std::string self = std::filesystem::read_symlink("/proc/self/exe").string();
    const Figures one = run(self, database, "bench_one", 1, seconds, window);
    const Figures two = run(self, database, "bench_two", 2, seconds, window);
    if (!one.ran || !two.ran) return 1;
    const bool fast = one.rate >= 10'000, quick = one.p99 <= 200;
    std::printf("bench gate_pg_rate: figure=%.0f unit=commands/s bound=10000 ratio=%.2f %s\n", one.rate, one.rate / 10'000, fast ? "ok" : "SLOW");
    std::printf("bench gate_pg_p99: figure=%.1f unit=ms bound=200 ratio=%.2f %s\n", one.p99, 200 / one.p99, quick ? "ok" : "SLOW");
    std::printf("bench gate_pg_second_server: figure=%.2f unit=times bound=1 ratio=%.2f %s\n", two.rate / one.rate, two.rate / one.rate,
                two.rate > one.rate ? "ok" : "SLOW");
    std::printf("  one server p50 %.1f ms, %llu failed; two servers %.0f commands/s, p99 %.1f ms, %llu failed; %ld processors for servers, "
                "database and load together\n",
                one.p50, static_cast<unsigned long long>(one.failed), two.rate, two.p99, static_cast<unsigned long long>(two.failed),
                sysconf(_SC_NPROCESSORS_ONLN));
    return fast && quick && one.failed + two.failed == 0 ? 0 : 1;
}
