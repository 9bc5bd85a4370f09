// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// A process with a gate under load is killed at random, twenty times on one database. Afterwards every acknowledged
// command is there exactly once, and the log verifies. F07.R1.A3; main job "Bad input".
#include <gtest/gtest.h>
#include <random>
#include <thread>

#include "server/store/log_tools.h"
#include "tests/support/counter_domain.h"
#include "tests/support/gate_fixture.h"
#include "tests/support/killed_child.h"
#include "tests/support/log_checks.h"

namespace ok::test {
namespace {

constexpr int rounds = 20;

/// The child: as many commands as it can, each acknowledged number written to the pipe. It never returns.
[[noreturn]] void load(const std::string& path, int round, int pipeEnd) {
    GateFixture f(path);
    addCounterProjections(f.projections);
    addCounterHandlers(*f.gate);
    if (!f.gate->start().ok()) _exit(3);
    std::atomic<int> inFlight{0};
    for (std::uint32_t n = 0;; ++n) {
        while (inFlight.load() > 200) std::this_thread::yield();
        ++inFlight;
        const std::uint32_t number = static_cast<std::uint32_t>(round) << 24 | n;
        const CommandId id = commandIdFrom(f.tenant, "kill " + std::to_string(number));
        f.gate->submit(f.operatorAnna(), {id, "test.add", toJson(Add{"n" + std::to_string(number), 1})},
                       [&inFlight, number, pipeEnd](const CommandAnswer& answer) {
                           if (answer.reply.ok() && ::write(pipeEnd, &number, sizeof number) != sizeof number) _exit(4);
                           --inFlight;
                       });
    }
}

TEST(KillTest, TwentyKillsLoseNothingAcknowledgedAndDoubleNothing) {
    TempDir dir;
    const std::string path = dir.file("killed.db");
    std::vector<std::uint32_t> acknowledged;
    std::mt19937 dice(std::random_device{}());
    for (int round = 0; round < rounds; ++round) {
        ASSERT_NO_FATAL_FAILURE(killAfter([&](int pipeEnd) { load(path, round, pipeEnd); }, 1 + dice() % 400, acknowledged));
    }
    ASSERT_GE(acknowledged.size(), static_cast<std::size_t>(rounds));

    GateFixture f(path);
    addCounterProjections(f.projections);
    addCounterHandlers(*f.gate);
    f.start();
    std::map<std::string, int> carriedOut;
    for (const Entry& entry : f.entries()) ++carriedOut[entry.header.correlationId];
    for (const auto& [command, times] : carriedOut) EXPECT_EQ(times, 1) << command;
    for (const std::uint32_t number : acknowledged) {
        EXPECT_TRUE(carriedOut.contains(commandIdFrom(f.tenant, "kill " + std::to_string(number)).str())) << number;
    }
    // The client that never heard the answer asks again: it is told, and nothing happens twice.
    const std::uint32_t last = acknowledged.back();
    const auto size = carriedOut.size();
    EXPECT_TRUE(f.run(Add{"n" + std::to_string(last), 1}, f.operatorAnna(),
                      commandIdFrom(f.tenant, "kill " + std::to_string(last))).reply.ok());
    EXPECT_EQ(f.entries().size(), size);
    f.gate->stop();

    auto reader = openTestReader(path);
    (void)expectLogIsValid(**reader, f.tenant);
    f.gate.reset();
    auto store = openTestStore(path);
    ASSERT_TRUE(store.ok());
    EXPECT_TRUE(rebuildViews(**store, f.tenant, f.projections, false)->identical);
}

}  // namespace
}  // namespace ok::test
