// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "shared/integrity/sli.h"

#include <algorithm>

namespace ok::integrity {
namespace {

constexpr Duration everyLook = seconds(10);
constexpr std::size_t mostDelays = 1000;

}  // namespace

double p95(std::vector<double> values) {
    if (values.empty()) return 0;
    const auto at = values.begin() + static_cast<std::ptrdiff_t>((values.size() - 1) * 95 / 100);
    std::nth_element(values.begin(), at, values.end());
    return *at;
}

std::vector<double> agesSeen(const SliFacts& facts) {
    std::vector<double> out;
    Instant last = facts.from;
    std::size_t next = 0;
    for (Instant t = facts.from; t <= facts.now; t = t + everyLook) {
        while (next < facts.runs.size() && facts.runs[next] <= t) last = std::max(last, facts.runs[next++]);
        out.push_back(static_cast<double>((t - last).count()) / 1e6);
    }
    return out;
}

std::vector<Sli> judged(const SliFacts& facts) {
    const double done = facts.jobs == 0 ? 1 : 1 - static_cast<double>(facts.failedJobs) / facts.jobs;
    return {{"coverage_ratio", facts.coverage, 0.999, true},
            {"last_run_age_seconds_p95", p95(agesSeen(facts)), 120, false},
            {"alert_delivery_latency_seconds_p95", p95(facts.alertSeconds), 30, false},
            {"verification_job_success_ratio", done, 0.99, true}};
}

void addSliProjections(Projections& projections) {
    projections.on<SliJudged>([](const EntryHeader& header, const SliJudged& e, Views& views) {
        const auto before = views.find<SliDoc>(e.sli.name);
        const bool same = before && before->breached == e.breached;
        views.save(SliDoc{e.sli, e.breached, same ? before->since : header.ledgerTime});
    });
    projections.on<AlertsMoved>([](const EntryHeader& header, const AlertsMoved& e, Views& views) {
        const auto before = views.find<AlertDelays>("all");
        AlertDelays next = before ? *before : AlertDelays{};
        for (const AlertMoved& alert : e.alerts) {
            if (alert.state != "sent") continue;
            next.at.push_back(header.ledgerTime);
            next.seconds.push_back(alert.seconds);
        }
        std::size_t old = next.at.size() > mostDelays ? next.at.size() - mostDelays : 0;
        while (old < next.at.size() && next.at[old] < header.ledgerTime - hours(24)) ++old;
        next.at.erase(next.at.begin(), next.at.begin() + static_cast<std::ptrdiff_t>(old));
        next.seconds.erase(next.seconds.begin(), next.seconds.begin() + static_cast<std::ptrdiff_t>(old));
        views.save(std::move(next));
    });
}

}  // namespace ok::integrity
