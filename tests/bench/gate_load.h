// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// The load of the gate's benchmarks: a window of commands in flight for each tenant, several submitting threads.
#pragma once
#include <algorithm>
#include <semaphore>
#include <thread>

#include "shared/base/derived_ids.h"
#include "tests/support/counter_domain.h"
#include "tests/support/temp_dir.h"

namespace ok::test {

using Clock = std::chrono::steady_clock;

inline constexpr int tenantCount = 10;
inline constexpr int countersATenant = 200;

inline Instant systemNow() {
    return Instant::fromMicros(std::chrono::duration_cast<std::chrono::microseconds>(
                                   std::chrono::system_clock::now().time_since_epoch()).count());
}

struct Load {
    Gate& gate;
    std::vector<SecurityContext> people;
    int window;
    Clock::time_point start, end;  // what is answered between them counts
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
        for (int t = first; t < static_cast<int>(load.people.size()); t += step) ++mine;
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
                             const auto now = Clock::now();
                             if (now >= load.start && now < load.end) {
                                 const std::lock_guard lock(mutex);
                                 milliseconds.push_back(std::chrono::duration<double, std::milli>(now - start).count());
                                 if (!answer.reply.ok()) ++failed;
                             }
                             room.release();
                         });
    }
};

/// The bench's tenants; makes those that are not there.
inline std::vector<SecurityContext> benchPeople(Store& store, int from, int to) {
    std::vector<SecurityContext> people;
    if (!store.begin().ok()) return people;
    for (int t = from; t < to; ++t) {
        SecurityContext who;
        who.tenant = TenantId{derivedUuid("bench tenant " + std::to_string(t))};
        if (!store.addTenant(who.tenant, "bench" + std::to_string(t)).ok()) return {};
        who.actor = {ActorType::human, "0191f0a0-0000-7000-8000-00000000000" + std::to_string(t)};
        who.roles = {"operator"};
        who.source = "console";
        people.push_back(who);
    }
    return store.commit().ok() ? people : std::vector<SecurityContext>();
}

struct LoadResult {
    std::vector<double> milliseconds;   ///< of each command answered, sorted
    std::uint64_t failed = 0;
    double seconds = 0;
};

/// Runs the load on a started gate. The measured span begins half a second late: the queue is full by then.
inline LoadResult runLoad(Gate& gate, std::vector<SecurityContext> people, double seconds, int window, int threads) {
    const auto start = Clock::now() + std::chrono::milliseconds(500);
    Load load{gate, std::move(people), window, start, start + std::chrono::milliseconds(static_cast<int>(seconds * 1000))};
    std::vector<Submitter> submitters(static_cast<std::size_t>(threads));
    {
        std::vector<std::jthread> running;
        for (int i = 0; i < threads; ++i) {
            running.emplace_back([&, i] { submitters[static_cast<std::size_t>(i)].run(load, i, threads); });
        }
    }
    LoadResult out;
    out.seconds = std::chrono::duration<double>(load.end - load.start).count();
    for (Submitter& s : submitters) {
        out.milliseconds.insert(out.milliseconds.end(), s.milliseconds.begin(), s.milliseconds.end());
        out.failed += s.failed;
    }
    std::sort(out.milliseconds.begin(), out.milliseconds.end());
    return out;
}

}  // namespace ok::test
