// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// From handing in a command to its entry being checked by a witness at each of 20 consoles, at 200 commands a second,
// over real sockets with a real gate on a synced disk. Bound: p95 one second (main job, "Numbers"); aim: 150 ms.
#include <algorithm>
#include <condition_variable>
#include <cstdio>
#include <thread>

#include "tests/support/sync_fixture.h"

namespace {

using namespace ok;
using Clock = std::chrono::steady_clock;

constexpr int consoles = 20;
constexpr int perSecond = 200;
constexpr int commands = perSecond * 5;

struct Times {
    std::mutex mutex;
    std::vector<Clock::time_point> begun = std::vector<Clock::time_point>(commands + 1);  // by sequence
};

/// One console: the arrival time of each entry, by sequence. Entries are checked before they count.
std::vector<Clock::time_point> follow(test::FrameClient& client) {
    std::vector<Clock::time_point> arrived(commands + 1);
    std::size_t seen = client.sequences.size();
    while (client.sequences.size() < commands) {
        if (!client.take(client.next())) break;
        const auto now = Clock::now();
        for (; seen < client.sequences.size(); ++seen) {
            arrived[static_cast<std::size_t>(client.sequences[seen])] = now;
        }
    }
    return arrived;
}

/// A steady beat; each command knows its sequence when it is answered.
void handIn(test::SyncFixture& f, Times& times) {
    std::mutex mutex;
    std::condition_variable beat;
    int answered = 0;
    const auto start = Clock::now();
    for (int i = 0; i < commands; ++i) {
        {
            std::unique_lock lock(mutex);
            beat.wait_until(lock, start + std::chrono::microseconds(1'000'000LL * i / perSecond), [] { return false; });
        }
        const auto begun = Clock::now();
        f.gates.gate->submit(f.gates.operatorAnna(), {f.gates.freshId(), "test.add", toJson(test::Add{"a", 1})},
                             [&, begun](const CommandAnswer& answer) {
                                 {
                                     const std::lock_guard lock(times.mutex);
                                     times.begun[static_cast<std::size_t>(answer.sequence)] = begun;
                                 }
                                 const std::lock_guard lock(mutex);
                                 ++answered;
                                 beat.notify_all();
                             });
    }
    std::unique_lock lock(mutex);
    beat.wait(lock, [&] { return answered == commands; });
}

}  // namespace

int main() {
    test::SyncFixture f;
    std::vector<test::FrameClient> clients;
    for (int i = 0; i < consoles; ++i) {
        clients.push_back(test::FrameClient::connect(f));
        clients.back().join("anna");
    }
    Times times;
    std::vector<std::vector<Clock::time_point>> arrivals(consoles);
    std::vector<std::thread> threads;
    for (std::size_t i = 0; i < clients.size(); ++i) {
        threads.emplace_back([&, i] { arrivals[i] = follow(clients[i]); });
    }
    handIn(f, times);
    for (std::thread& thread : threads) thread.join();

    std::vector<double> delays;
    for (const auto& arrived : arrivals) {
        for (std::size_t n = 1; n <= commands; ++n) {
            // Commands of one batch share the answer's sequence; the others' begin is the next known one.
            if (times.begun[n] == Clock::time_point{} || arrived[n] == Clock::time_point{}) continue;
            delays.push_back(std::chrono::duration<double, std::milli>(arrived[n] - times.begun[n]).count());
        }
    }
    if (delays.size() < static_cast<std::size_t>(consoles) * commands / 2) {
        std::printf("bench sync_latency: only %zu deliveries were measured SLOW\n", delays.size());
        return 1;
    }
    std::sort(delays.begin(), delays.end());
    const double p95 = delays[delays.size() * 95 / 100];
    std::printf("bench sync_latency: figure=%.1f unit=ms_p50 bound=1000 ratio=%.2f ok\n", delays[delays.size() / 2],
                1000 / delays[delays.size() / 2]);
    std::printf("bench sync_latency: figure=%.1f unit=ms_p95 bound=1000 ratio=%.2f %s\n", p95, 1000 / p95,
                p95 <= 1000 ? "ok" : "SLOW");
    return p95 <= 1000 ? 0 : 1;
}
