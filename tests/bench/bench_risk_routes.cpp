// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// 10,000 scores over HTTP by eight people at once, each written and answered by the real server: p95 at most 100 ms and at most one in a
// thousand refused (F05.R1.A2); then 2,000 dry runs: p95 at most 300 ms (F05.R2.A4).
#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <thread>

#include "server/access/sign_in.h"
#include "server/product/house.h"
#include "tests/support/temp_dir.h"
#include "tests/support/wire_client.h"

namespace {

using namespace ok;
using Steady = std::chrono::steady_clock;
constexpr int people = 8, scoresEach = 1'250, dryRunsEach = 250;

Instant clockNow() {
    static const auto began = Steady::now();
    return Instant::fromSeconds(1'727'000'000) + std::chrono::duration_cast<Duration>(Steady::now() - began);
}

void roll(std::span<std::uint8_t> out) {
    static std::atomic<std::uint64_t> rolls{0};
    const Digest fresh = sha256("bench " + std::to_string(rolls++));
    for (std::size_t i = 0; i < out.size(); ++i) out[i] = fresh.bytes[i % 32];
}

struct Measured {
    std::vector<double> milliseconds;
    int refused = 0;
};

/// `each` requests of every person, side by side.
template <class Body>
Measured load(std::uint16_t port, const std::vector<std::string>& tokens, const char* path, int each, Body body) {
    std::vector<Measured> all(tokens.size());
    std::vector<std::thread> threads;
    for (std::size_t person = 0; person < tokens.size(); ++person) {
        threads.emplace_back([&, person] {
            test::HttpClient client({.port = port});
            const test::HttpClient::Headers headers{{"Authorization", "Bearer " + tokens[person]}, {"Content-Type", "application/json"}};
            for (int i = 0; i < each; ++i) {
                const auto began = Steady::now();
                const auto answer = client.post(path, body(person, i), headers);
                all[person].milliseconds.push_back(std::chrono::duration<double, std::milli>(Steady::now() - began).count());
                all[person].refused += answer.ok() && answer->status == 200 ? 0 : 1;
            }
        });
    }
    for (std::thread& each_ : threads) each_.join();
    Measured out;
    for (const Measured& one : all) {
        out.milliseconds.insert(out.milliseconds.end(), one.milliseconds.begin(), one.milliseconds.end());
        out.refused += one.refused;
    }
    return out;
}

bool tell(const char* name, Measured measured, double bound) {
    auto& all = measured.milliseconds;
    std::sort(all.begin(), all.end());
    const double p95 = all[all.size() * 95 / 100];
    const bool fine = p95 <= bound && measured.refused * 1'000 <= static_cast<int>(all.size());
    std::printf("bench %s: figure=%.2f unit=ms bound=%.0f ratio=%.1f %s (%zu asked, %d refused)\n", name, p95, bound, bound / p95, fine ? "ok" : "SLOW", all.size(), measured.refused);
    return fine;
}

}  // namespace

int main() {
    const test::TempDir dir;
    HouseOptions options;
    options.dataDir = dir.file("data");
    options.resourcesDir = std::string(OK_SOURCE_DIR) + "/resources";
    options.tls = false;
    options.clock = clockNow;
    options.dice = roll;
    options.quiet = true;
    House house(options);
    TenantProfile profile;
    profile.slug = profile.name = "one";
    if (!house.start().ok()) return 1;
    const auto tenant = house.createTenant(profile);
    if (!tenant.ok()) return 1;
    std::vector<std::string> tokens;
    for (int i = 0; i < people; ++i) {
        const std::string login = "maria" + std::to_string(i);
        if (!house.createUser(*tenant, login, login, {"operator"}, "correct horse battery").ok()) return 1;
        test::HttpClient client({.port = house.httpPort()});
        const auto answer = client.post("/v1/session", toJson(access::SignInRequest{"one", login, Secret{"correct horse battery"}, "desk", {}}));
        const auto in = answer.ok() ? fromJson<access::SignInReply>(answer->body) : Result<access::SignInReply>(answer.problem());
        if (!in.ok()) return 1;
        tokens.push_back(in->token);
    }
    bool fine = tell("risk_score_http", load(house.httpPort(), tokens, "/v1/risk-score", scoresEach, [](std::size_t person, int i) {
        return R"({"broadcast_id":"b-)" + std::to_string(person) + "-" + std::to_string(i) + R"(","inputs":{"audience_size":)" + std::to_string(i * 97) +
               R"(,"eta_change_minutes":45,"channel_mix":["sms","email"],"model_confidence":0.6}})";
    }), 100);
    fine = tell("risk_dry_run_http", load(house.httpPort(), tokens, "/v1/policy/dry-run", dryRunsEach, [](std::size_t, int i) {
        return R"({"riskScore":)" + std::to_string(i % 101) + R"(,"audienceSize":5000,"etaChangeMagnitude":45,"channelMix":["sms"],"modelConfidence":0.6})";
    }), 300) && fine;
    house.stop();
    return fine ? 0 : 1;
}
