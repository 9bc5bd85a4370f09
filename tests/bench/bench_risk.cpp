// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// One risk score with its reasons and actions, rules of the standard size and 50 rules more, one core: at most 100 us. And judging
// 10,000 past sends by two versions: at most 10 s (the specification asks for 60).
#include <chrono>
#include <cstdio>

#include "shared/approvals/calibration.h"

int main() {
    using namespace ok;
    using namespace ok::approvals;
    using Clock = std::chrono::steady_clock;
    RiskRules rules = standardRiskRules();
    for (int i = 0; i < 50; ++i) rules.rules.push_back({"rule" + std::to_string(i), i * 2, 1000 * i, {}, {}, i % 2 == 0 ? "sms" : "voice", {{RiskActionKind::throttle, "", 100 + i}}});
    if (!check(rules).ok()) return 1;
    std::vector<PastSend> past;
    for (int i = 0; i < 10'000; ++i) past.push_back({std::to_string(i), Instant::fromSeconds(1'727'000'000 + i), {i * 37, i % 300, std::vector<std::string>{"sms", "voice"}, (i % 100) / 100.0}, {"sms"}, seconds(i % 600), i % 50 == 0});
    auto start = Clock::now();
    long sum = 0;
    for (const PastSend& each : past) sum += evaluateRisk(rules, each.id, each.inputs)->score;
    const double micros = std::chrono::duration<double, std::micro>(Clock::now() - start).count() / static_cast<double>(past.size());
    std::printf("bench risk_score: figure=%.1f unit=us bound=100 ratio=%.1f %s\n", micros, 100 / micros, micros <= 100 ? "ok" : "SLOW");
    start = Clock::now();
    sum += static_cast<long>(calibrate(rules, standardRiskRules(), past)->actions.size());
    const double whole = std::chrono::duration<double>(Clock::now() - start).count();
    std::printf("bench risk_calibration: figure=%.2f unit=s bound=10 ratio=%.1f %s (%ld)\n", whole, 10 / whole, whole <= 10 ? "ok" : "SLOW", sum);
    return micros <= 100 && whole <= 10 ? 0 : 1;
}
