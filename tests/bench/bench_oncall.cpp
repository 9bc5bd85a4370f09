// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// 100,000 timers pending: set, and all of them taken out in order as time goes by, one core; the bound leaves half of the second by
// which one may be late. And 20,000 ladders after a crash: their 100,000 timers and more out of their states, at most 2 s.
#include <chrono>
#include <cstdio>

#include "shared/oncall/ladder.h"
#include "shared/oncall/pending_timers.h"

int main() {
    using namespace ok;
    using namespace ok::oncall;
    using Clock = std::chrono::steady_clock;
    const auto seconds_ = [](Clock::time_point start) { return std::chrono::duration<double>(Clock::now() - start).count(); };
    const Instant zero = Instant::fromSeconds(1'727'000'000);
    PendingTimers timers;
    for (int i = 0; i < 100'000; ++i) timers.set("step/" + std::to_string(i), zero + milliseconds(i * 7919LL % 3'600'000));
    double worst = 0;
    std::size_t taken = 0;
    for (int second = 1; second <= 3'600; ++second) {
        const auto start = Clock::now();
        for (const std::string& key : timers.takeDue(zero + seconds(second))) {
            ++taken;
            if (taken % 3 == 0) timers.set(key + "'", zero + seconds(second + 600));
        }
        worst = std::max(worst, seconds_(start));
    }
    std::printf("bench oncall_timers: figure=%.4f unit=s_worst_tick bound=0.5 ratio=%.0f %s (%zu fired)\n", worst, 0.5 / worst, worst <= 0.5 ? "ok" : "SLOW", taken);
    LadderPolicy policy;
    policy.steps = {{{"t"}, {"sms"}, 120, 1}};
    const LadderFacts facts{zero, [](const std::string&) {
                                Candidate who;
                                who.person = "ada";
                                who.channels = {"sms"};
                                return std::vector<Candidate>{who};
                            }};
    std::vector<Ladder> ladders;
    for (int i = 0; i < 20'000; ++i) ladders.push_back(start(policy, {"a" + std::to_string(i), "major"}, facts).ladder);
    const auto start = Clock::now();
    PendingTimers again;
    for (const Ladder& ladder : ladders) {
        for (const LadderTimer& timer : timersOf(policy, ladder)) again.set(ladder.id + "/" + timer.key, timer.due);
    }
    const double reload = seconds_(start);
    std::printf("bench oncall_reload: figure=%.3f unit=s_for_%zu_timers bound=2 ratio=%.1f %s\n", reload, again.size(), 2 / reload, reload <= 2 ? "ok" : "SLOW");
    return worst <= 0.5 && reload <= 2 ? 0 : 1;
}
