// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// 100,000 timers pending in the database of a real gate (issue 5 "Numbers"): as their moments come, each second's share is carried out, and
// the figure is how long the slowest second took, so how late its last timer was: at most 1 s. And with all of them pending, a server that
// died is there again and has fired what was due at most 2 s after it was started. OK_TEST_STORE=postgres: on PostgreSQL.
#include <chrono>
#include <cstdio>

#include "tests/support/gate_fixture.h"

namespace {

using namespace ok;
using Clock = std::chrono::steady_clock;

constexpr int timers = 100'000, aCommand = 500, seconds_ = 600;

struct Rang {
    static constexpr std::string_view eventType = "test.rang";
    int number = 0;
};
BOOST_DESCRIBE_STRUCT(Rang, (), (number))

struct Ring {
    static constexpr CommandCard card{.name = "test.ring", .action = "incidents.test"};
    int number = 0;
};
BOOST_DESCRIBE_STRUCT(Ring, (), (number))

/// Sets the timers [from, from + aCommand), spread over ten minutes from `start`.
struct SetMany {
    static constexpr CommandCard card{.name = "test.set_many", .action = "incidents.test"};
    int from = 0;
    Instant start;
};
BOOST_DESCRIBE_STRUCT(SetMany, (), (from, start))

Instant dueOf(int number, Instant start) { return start + seconds(1) + milliseconds(number * 7'919LL % (seconds_ * 1'000)); }

struct Server {
    Server(const std::string& path, Instant now) : f(path) {
        f.clockMicros = now.micros();
        f.gate->handle<Ring>([](const Right&, CommandContext& cx, const Ring& c) -> Status {
            cx.emit(Rang{c.number});
            return {};
        });
        f.gate->handle<SetMany>([](const Right&, CommandContext& cx, const SetMany& c) -> Status {
            for (int i = c.from; i < c.from + aCommand; ++i) {
                cx.setTimer({.key = "ring " + std::to_string(i), .due = dueOf(i, c.start), .command = std::string(Ring::card.name), .body = toJson(Ring{i})});
            }
            cx.emit(Rang{c.from});
            return {};
        });
        f.start();
    }
    void fire() {
        f.gate->fireTimers();
        f.gate->inspect(f.tenant, [](CommandContext&) {});
    }
    test::GateFixture f;
};

double since(Clock::time_point begun) { return std::chrono::duration<double>(Clock::now() - begun).count(); }

bool say(const char* name, double figure, double bound, const char* more) {
    std::printf("bench %s: figure=%.3f unit=s bound=%.0f ratio=%.1f %s (%s)\n", name, figure, bound, bound / figure, figure <= bound ? "ok" : "SLOW", more);
    return figure <= bound;
}

}  // namespace

int main(int count, char** words) {
    ::testing::InitGoogleTest(&count, words);
    test::TempDir dir;
    const std::string path = dir.file("timers.db");
    const Instant start = Instant::fromSeconds(1'727'000'000);
    {
        Server server(path, start);
        for (int i = 0; i < timers; i += aCommand) {
            const auto answer = server.f.run(SetMany{i, start}, server.f.operatorAnna(), CommandId{derivedUuid("set " + std::to_string(i))});
            if (!answer.reply.ok()) return std::printf("bench pending_timers: %s SLOW\n", answer.reply.problem().code.c_str()), 1;
        }
    }
    const auto begun = Clock::now();
    Server server(path, start + seconds(2));
    server.fire();
    bool ok = say("timers_reload", since(begun), 2, "100,000 pending, two seconds' share due");
    double worst = 0;
    for (int second = 3; second <= seconds_ + 2; ++second) {
        server.f.clockMicros = (start + seconds(second)).micros();
        const auto tick = Clock::now();
        server.fire();
        worst = std::max(worst, since(tick));
    }
    std::size_t rang = 0;
    for (const Entry& entry : server.f.entries()) rang += entry.header.source == "timer" ? 1 : 0;
    ok = say("timers_late", worst, 1, (std::to_string(rang) + " fired").c_str()) && ok;
    return ok && rang == timers && !::testing::Test::HasFailure() ? 0 : 1;
}
