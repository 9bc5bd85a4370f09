// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// The promises of the continuous check, worked out from literals (F07.R6.A7), and when an hour is worth an anchor.
#include <gtest/gtest.h>

#include "shared/integrity/head_anchors.h"
#include "shared/integrity/sli.h"

namespace ok::integrity {
namespace {

const Instant now = *parseIso("2026-11-21T10:00:00Z");

SliFacts steady(Duration every) {
    SliFacts facts;
    facts.now = now;
    facts.from = now - hours(24);
    for (Instant t = facts.from; t <= now; t = t + every) facts.runs.push_back(t);
    facts.jobs = static_cast<int>(facts.runs.size());
    return facts;
}

bool met(const SliFacts& facts, const std::string& name) {
    for (const Sli& sli : judged(facts)) {
        if (sli.name == name) return sli.met();
    }
    ADD_FAILURE() << name;
    return false;
}

TEST(Sli, AMinutelyCheckKeepsItsPromises) {
    for (const Sli& sli : judged(steady(seconds(60)))) EXPECT_TRUE(sli.met()) << sli.name << " " << sli.value;
}

TEST(Sli, EachBoundIsTheOneOfTheText) {
    SliFacts facts = steady(seconds(60));
    facts.coverage = 0.999;
    EXPECT_TRUE(met(facts, "coverage_ratio"));
    facts.coverage = 0.9989;
    EXPECT_FALSE(met(facts, "coverage_ratio"));
    facts.alertSeconds.assign(20, 1);
    facts.alertSeconds[19] = 500;
    EXPECT_TRUE(met(facts, "alert_delivery_latency_seconds_p95")) << "one in twenty may be late";
    facts.alertSeconds.assign(20, 30);
    EXPECT_FALSE(met(facts, "alert_delivery_latency_seconds_p95"));
    facts.jobs = 1000;
    facts.failedJobs = 10;
    EXPECT_TRUE(met(facts, "verification_job_success_ratio"));
    facts.failedJobs = 11;
    EXPECT_FALSE(met(facts, "verification_job_success_ratio"));
    EXPECT_FALSE(met(steady(minutes(4)), "last_run_age_seconds_p95"));
}

TEST(Sli, AServerThatJustBeganIsNotBlamedForTheTimeBefore) {
    SliFacts facts = steady(seconds(60));
    facts.from = now - minutes(10);
    EXPECT_TRUE(met(facts, "last_run_age_seconds_p95"));
    EXPECT_LT(agesSeen(facts).size(), 70u);
    EXPECT_EQ(p95({}), 0);
    EXPECT_TRUE(met(SliFacts{.from = now, .now = now}, "verification_job_success_ratio"));
}

TEST(HeadsAnchor, AnHourIsNamedByItsBeginningAndAQuietOneIsNotWorthAnAnchor) {  // F07.R6.A2
    EXPECT_EQ(anchorIdOf(now), "hour/2026-11-21T09");
    EXPECT_EQ(hourOf(now + minutes(59)), now);
    HeadsAnchor last{"hour/2026-11-21T08", {}, now - hours(1), {{Stream::ops, 3, sha256("a"), {}}, {Stream::security, 4, sha256("b"), {}}}}, next = last;
    next.heads[1].size = 6;
    EXPECT_FALSE(worthAnchoring(last, next, {"ledger.heads_anchored", "ledger.anchor_published"}));
    EXPECT_TRUE(worthAnchoring(last, next, {"ledger.heads_anchored", "access.user_created"}));
    next.heads[0].size = 4;
    EXPECT_TRUE(worthAnchoring(last, next, {}));
    const SigningKey key({1, 2, 3});
    auto signedOne = signHeads(next, key);
    EXPECT_TRUE(verifies(signedOne));
    signedOne.anchor.heads[0].size = 5;
    EXPECT_FALSE(verifies(signedOne));
}

}  // namespace
}  // namespace ok::integrity
