// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Ten minutes of commands at a steady rate, ten tenants, every commit synced, on SQLite and on PostgreSQL: what share was
// refused, how long answers took, how slow the slowest minute was. Bounds (F07.R1.A7): >= 10,000/s sustained, errors <= 0.1 %,
// p99 <= 200 ms. Commands are offered on a clock, whether or not the last ones were answered, so a stall is seen as what it is.
//
//     bench_gate_long [--seconds 600] [--rate 11000] [--store sqlite|postgres|both] [--directory DIR]
#include <array>
#include <cmath>
#include <condition_variable>
#include <cstdio>
#include <cstdlib>
#include <limits>
#include <mutex>

#include "tests/bench/gate_load.h"
#include "tests/support/pg_server.h"

namespace {

using namespace ok;
using namespace ok::test;

struct Wanted {
    double seconds = 600, rate = 11'000;
    std::string store = "both", directory;
};

/// How long answers took, counted in steps of two per cent: ten minutes are millions of answers.
class Delays {
  public:
    void add(double ms) { ++m_counts[at(ms)]; ++m_total; }
    void add(const Delays& other) {
        for (std::size_t i = 0; i < steps; ++i) m_counts[i] += other.m_counts[i];
        m_total += other.m_total;
    }
    [[nodiscard]] double quantile(double share) const {
        const auto wanted = static_cast<std::uint64_t>(static_cast<double>(m_total) * share);
        std::uint64_t seen = 0;
        for (std::size_t i = 0; i < steps; ++i) {
            seen += m_counts[i];
            if (seen > wanted) return std::exp(static_cast<double>(i + 1) / perFold) * least;
        }
        return 0;
    }
    [[nodiscard]] std::uint64_t total() const { return m_total; }

  private:
    static constexpr std::size_t steps = 1024;
    static constexpr double least = 0.01, perFold = 50;  // ms; steps for each factor e
    static std::size_t at(double ms) {
        const double step = ms <= least ? 0 : std::log(ms / least) * perFold;
        return std::min(steps - 1, static_cast<std::size_t>(step));
    }
    std::array<std::uint64_t, steps> m_counts{};
    std::uint64_t m_total = 0;
};

struct Minute {
    Delays delays;
    std::uint64_t failed = 0;
};

class Run {
  public:
    Run(Gate& gate, std::vector<SecurityContext> people, const Wanted& wanted)
        : m_gate(gate), m_people(std::move(people)), m_wanted(wanted), m_minutes(static_cast<std::size_t>(wanted.seconds / 60) + 1) {}

    void go() {
        m_start = Clock::now();
        std::uint64_t n = 0;
        const auto all = static_cast<std::uint64_t>(m_wanted.seconds * m_wanted.rate);
        while (n < all) {
            const double passed = std::chrono::duration<double>(Clock::now() - m_start).count();
            const auto due = std::min(all, static_cast<std::uint64_t>(passed * m_wanted.rate));
            for (; n < due; ++n) offer(n);
            std::unique_lock lock(m_mutex);
            m_answered.wait_for(lock, std::chrono::milliseconds(1));
        }
        std::unique_lock lock(m_mutex);
        m_answered.wait(lock, [&] { return m_answers == all; });
        m_took = std::chrono::duration<double>(Clock::now() - m_start).count();
    }

    bool report(const std::string& name) const {
        Delays all;
        std::uint64_t failed = 0, slowest = std::numeric_limits<std::uint64_t>::max();
        double worstP99 = 0;
        const auto whole = static_cast<std::size_t>(m_wanted.seconds / 60);
        for (std::size_t i = 0; i < m_minutes.size(); ++i) {
            all.add(m_minutes[i].delays);
            failed += m_minutes[i].failed;
            if (i < whole) slowest = std::min(slowest, m_minutes[i].delays.total());
            if (m_minutes[i].delays.total() == 0) continue;
            const double p99 = m_minutes[i].delays.quantile(0.99);
            worstP99 = std::max(worstP99, p99);
            std::printf("  minute %zu: %llu answered, p99 %.1f ms\n", i + 1, static_cast<unsigned long long>(m_minutes[i].delays.total()), p99);
        }
        const double rate = static_cast<double>(all.total() - failed) / m_took, p99 = all.quantile(0.99);
        const double errors = 100.0 * static_cast<double>(failed) / static_cast<double>(std::max<std::uint64_t>(all.total(), 1));
        const bool fast = rate >= 10'000, quick = p99 <= 200, sound = errors <= 0.1;
        std::printf("bench gate_long_%s_rate: figure=%.0f unit=commands/s bound=10000 ratio=%.2f %s\n", name.c_str(), rate, rate / 10'000, fast ? "ok" : "SLOW");
        std::printf("bench gate_long_%s_p99: figure=%.1f unit=ms bound=200 ratio=%.2f %s\n", name.c_str(), p99, 200 / p99, quick ? "ok" : "SLOW");
        std::printf("bench gate_long_%s_errors: figure=%.4f unit=percent bound=0.1 ratio=%.2f %s\n", name.c_str(), errors, 0.1 / std::max(errors, 1e-4), sound ? "ok" : "SLOW");
        std::printf("  %.0f s, %llu commands of %d tenants, %llu refused, p50 %.1f ms; the slowest minute %.0f/s, the worst minute's p99 %.1f ms\n", m_took,
                    static_cast<unsigned long long>(all.total()), tenantCount, static_cast<unsigned long long>(failed), all.quantile(0.5),
                    whole > 0 ? static_cast<double>(slowest) / 60 : rate, worstP99);
        std::fflush(stdout);
        return fast && quick && sound;
    }

  private:
    void offer(std::uint64_t n) {
        const SecurityContext& who = m_people[n % m_people.size()];
        UuidBytes random{};
        for (std::size_t i = 0; i < 8; ++i) random[15 - i] = static_cast<std::uint8_t>(n >> (8 * i));
        const Add add{"feeder-" + std::to_string(n % countersATenant), static_cast<std::int64_t>(n % 7), "red", {}};
        // From when it was due, not from when a late loop came to it.
        const auto due = m_start + std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(static_cast<double>(n) / m_wanted.rate));
        m_gate.submit(who, {CommandId{uuidV7(systemNow(), random)}, "test.add", toJson(add)}, [this, due](const CommandAnswer& answer) {
            const auto now = Clock::now();
            const auto minute = static_cast<std::size_t>(std::chrono::duration<double>(now - m_start).count() / 60);
            const std::lock_guard lock(m_mutex);
            Minute& at = m_minutes[std::min(minute, m_minutes.size() - 1)];
            at.delays.add(std::chrono::duration<double, std::milli>(now - due).count());
            if (!answer.reply.ok()) ++at.failed;
            ++m_answers;
            m_answered.notify_one();
        });
    }
    Gate& m_gate;
    std::vector<SecurityContext> m_people;
    Wanted m_wanted;
    std::vector<Minute> m_minutes;
    Clock::time_point m_start;
    double m_took = 0;
    std::mutex m_mutex;
    std::condition_variable m_answered;
    std::uint64_t m_answers = 0;
};

bool run(const std::string& name, Result<std::unique_ptr<Store>> store, const Wanted& wanted) {
    if (!store.ok()) {
        std::printf("bench gate_long_%s: %s\n", name.c_str(), store.problem().message.c_str());
        return false;
    }
    auto people = benchPeople(**store, 0, tenantCount);
    if (people.empty()) return false;
    Projections projections;
    addCounterProjections(projections);
    std::array<std::uint8_t, 32> seed{};
    seed.fill(7);
    Gate gate(Gate::Parts{std::move(*store), &projections, systemNow, SigningKey(seed), seed, access::builtinSource()}, {.maxQueued = 1'000'000});
    addCounterHandlers(gate);
    if (!gate.start().ok()) return false;
    Run load(gate, std::move(people), wanted);
    load.go();
    gate.stop();
    return load.report(name);
}

}  // namespace

int main(int argc, char** argv) {
    Wanted wanted;
    for (int i = 1; i + 1 < argc; i += 2) {
        const std::string_view option = argv[i];
        if (option == "--seconds") wanted.seconds = std::max(1.0, std::atof(argv[i + 1]));
        else if (option == "--rate") wanted.rate = std::max(1.0, std::atof(argv[i + 1]));
        else if (option == "--store") wanted.store = argv[i + 1];
        else if (option == "--directory") wanted.directory = argv[i + 1];
    }
    bool good = true;
    if (wanted.store != "postgres") {
        TempDir dir;
        good = run("sqlite", openSqliteStore(wanted.directory.empty() ? dir.file("bench.db") : wanted.directory + "/bench_gate_long.db"), wanted) && good;
    }
    if (wanted.store != "sqlite") {
        PgServer database(true, {"max_wal_size = 4GB"});
        if (!database.trouble().empty()) std::printf("bench gate_long_postgres: skipped: %s\n", database.trouble().c_str());
        else good = run("postgres", openPgStore(database.address("bench_long")), wanted) && good;
    }
    return good ? 0 : 1;
}
