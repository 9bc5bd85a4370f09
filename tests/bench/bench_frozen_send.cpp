// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// A broadcast to 50,000 people on a real gate and database: asked for (who is told is found, frozen, sealed and signed: p95 2 s, F04.R1.A5),
// released (exactly those are queued: 10 s, F04.R4.A3), paused, gone on with and cancelled (10 s, F05.R4.A2).
#include <chrono>
#include <cstdio>

#include "tests/support/send_desk.h"

namespace ok::comms {
namespace {

struct Bench : FrozenSend {
    void TestBody() override {
        Desk desk(world);
        addPeople(world, 50'000);
        // As in a house: the book of all accounts stands.
        const Affected affected = everybodyOf(world.accounts);
        desk.ports->affected = [affected](CommandContext&, IncidentId) -> Result<Affected> { return affected; };
        desk.ports->choices = [](CommandContext&, const CommsPorts::Choice&) {};
        const IncidentId incident = desk.incident();
        std::vector<double> asking;
        SendBroadcast send;
        Approval asked;
        for (int i = 0; i < 5; ++i) {
            send = desk.draft(incident);
            const auto begun = std::chrono::steady_clock::now();
            asked = desk.ask(send);
            asking.push_back(since(begun));
        }
        std::sort(asking.begin(), asking.end());
        say("freeze_50k_worst", asking.back(), 2'000);
        auto begun = std::chrono::steady_clock::now();
        const std::string code = desk.release(asked);
        say("release_50k", since(begun), 10'000);
        begun = std::chrono::steady_clock::now();
        const std::string paused = desk.codeOf(PauseBroadcast{send.broadcast, "is it the right street?"}, desk.f.operatorAnna());
        say("pause_50k", since(begun), 10'000);
        begun = std::chrono::steady_clock::now();
        const std::string resumed = desk.codeOf(ResumeBroadcast{send.broadcast, "it is the right street"}, desk.f.operatorAnna());
        say("resume_50k", since(begun), 10'000);
        begun = std::chrono::steady_clock::now();
        const std::string cancelled = desk.codeOf(CancelBroadcast{send.broadcast, "it was the wrong street after all"}, desk.f.operatorAnna());
        say("cancel_50k", since(begun), 10'000);
        for (const std::string& each : {code, paused, resumed, cancelled}) failed = failed || each != "ok";
    }
    static double since(std::chrono::steady_clock::time_point begun) { return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - begun).count(); }
    void say(const char* name, double ms, double bound) {
        if (ms > bound) failed = true;
        std::printf("bench %s: figure=%.0f unit=ms bound=%.0f ratio=%.1f %s\n", name, ms, bound, bound / ms, ms > bound ? "SLOW" : "ok");
    }
    bool failed = false;
};

}  // namespace
}  // namespace ok::comms

int main(int count, char** words) {
    ::testing::InitGoogleTest(&count, words);
    ok::comms::Bench bench;
    bench.TestBody();
    return bench.failed || ::testing::Test::HasFailure() ? 1 : 0;
}
