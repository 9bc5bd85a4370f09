// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// The chain of custody of an incident with 1,000 steps on the real server, over HTTP: its first page of 200 within 800 ms (F04.R6.A7), all
// of it within 2 s (F04.R6.A6).
#include <chrono>
#include <cstdio>

#include "tests/support/snapshot_desk.h"

namespace ok::test {
namespace {

struct Bench : SnapshotDesk {
    void TestBody() override {
        SetUp();
        request();
        const auto id = *IncidentId::parse(incident);
        for (int i = 0; i < 500; ++i) {
            const auto status = i % 2 == 0 ? incidents::IncidentStatus::assigned : incidents::IncidentStatus::restoring;
            (void)command(incidents::SetIncidentStatus{id, status, "to and fro"}, "maria");
            const auto anew = ask("POST", "/v1/commands", "maria", R"({"name":"approvals.resnapshot","body":{"approval":")" + approval + R"(","digest":")" + digest + "\"}}");
            const JsonValue whole = json(anew);
            const JsonValue* reply = whole.find("reply");
            if (reply != nullptr) digest = std::string(reply->textAt("digest"));
        }
        std::vector<double> first, all;
        std::int64_t steps = 0;
        for (int i = 0; i < 20; ++i) {
            auto begun = std::chrono::steady_clock::now();
            const auto page = ask("GET", "/v1/audit/incidents/" + incident + "/chain?page_size=200", "iris");
            first.push_back(since(begun));
            begun = std::chrono::steady_clock::now();
            (void)ask("GET", "/v1/audit/incidents/" + incident + "/chain?page_size=1000", "iris");
            all.push_back(since(begun));
            const JsonValue whole = json(page);
            const JsonValue* count = whole.find("steps");
            if (count != nullptr && count->integer() != nullptr) steps = *count->integer();
        }
        std::printf("%lld steps\n", static_cast<long long>(steps));
        failed = steps < 1'000;
        say("custody_first_page_p95", p95(first), 800);
        say("custody_whole_p95", p95(all), 2'000);
        TearDown();
    }
    static double p95(std::vector<double> values) {
        std::sort(values.begin(), values.end());
        return values[values.size() * 95 / 100];
    }
    static double since(std::chrono::steady_clock::time_point begun) { return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - begun).count(); }
    void say(const char* name, double ms, double bound) {
        if (ms > bound) failed = true;
        std::printf("bench %s: figure=%.0f unit=ms bound=%.0f ratio=%.1f %s\n", name, ms, bound, bound / ms, ms > bound ? "SLOW" : "ok");
    }
    bool failed = false;
};

}  // namespace
}  // namespace ok::test

int main(int count, char** words) {
    ::testing::InitGoogleTest(&count, words);
    ok::test::Bench bench;
    bench.TestBody();
    return bench.failed || ::testing::Test::HasFailure() ? 1 : 0;
}
