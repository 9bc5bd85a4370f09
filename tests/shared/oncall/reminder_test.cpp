// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Reminders before a step of a ladder ends: the pure rule (F01.R5.A2).
#include <gtest/gtest.h>

#include <set>

#include "shared/oncall/ladder.h"

namespace ok::oncall {
namespace {

const Instant noon = *parseIso("2026-03-05T12:00:00Z");

struct Reminders : ::testing::Test {
    Instant now = noon;
    LadderPolicy policy = [] {
        LadderPolicy out;
        out.id = "p";
        out.steps = {{{"user:ada", "user:bob"}, {"sms"}, 600, 2, {300, 60}}, {{"user:cho"}, {"sms"}, 600, 1}};
        out.attempts = 1;
        return out;
    }();
    Ladder ladder;
    [[nodiscard]] LadderFacts facts() const {
        return {now, [](const std::string& target) {
                    return std::vector<Candidate>{{.person = target.substr(5), .skip = {}, .channels = {"sms"}, .zone = "UTC", .quietFrom = 0, .quietTo = 0, .quietChannels = {}, .nudged = {}}};
                }};
    }
    LadderMove take(LadderMove move) {
        ladder = move.ladder;
        return move;
    }
    [[nodiscard]] std::vector<LadderTimer> pending() const {
        std::vector<LadderTimer> out;
        for (const LadderTimer& each : timersOf(policy, ladder)) {
            if (each.key.starts_with("remind/")) out.push_back(each);
        }
        return out;
    }
};

TEST_F(Reminders, EachThresholdIsToldOnceToWhoWasAskedAndSaidNothing) {  // F01.R5.A2
    take(start(policy, {"a", "major"}, facts()));
    ASSERT_EQ(pending().size(), 2u);
    EXPECT_EQ(pending()[0].due, noon + seconds(300));
    now = noon + seconds(100);
    take(acknowledge(policy, ladder, "ada", "sms", facts()));
    const LadderTimer first = pending()[0];
    now = first.due;
    const LadderMove told = take(timerDue(policy, ladder, first.key, facts()));
    ASSERT_EQ(told.send.size(), 1u);
    EXPECT_EQ(told.send[0].person, "bob");
    EXPECT_GE(told.send[0].attempt, firstReminder);
    EXPECT_EQ(ladder.stepDue, noon + seconds(600)) << "nothing is put off";
    EXPECT_TRUE(timerDue(policy, ladder, first.key, facts()).send.empty()) << "the same again is nothing";
    ASSERT_EQ(pending().size(), 1u);
}

TEST_F(Reminders, WhatIsPutOffRemindsLaterAndNotAgain) {  // F01.R5.A2, F06.R6.A4
    take(start(policy, {"a", "major"}, facts()));
    now = noon + seconds(300);
    take(timerDue(policy, ladder, pending()[0].key, facts()));
    now = noon + seconds(310);
    take(snoozed(policy, ladder, minutes(5), facts()));
    ASSERT_EQ(pending().size(), 1u) << "the first was told";
    EXPECT_EQ(pending()[0].due, noon + seconds(600 + 300 - 60));
    take(ended(ladder, LadderPhase::decided, "approval_released", now));
    EXPECT_TRUE(pending().empty());
}

TEST_F(Reminders, AThresholdLiesWithinItsStep) {  // F01.R5.A2
    policy.steps[0].remindBeforeSeconds = {600};
    EXPECT_FALSE(check(policy).ok());
    policy.steps[0].remindBeforeSeconds = {4};
    EXPECT_FALSE(check(policy).ok());
    policy.steps[0].remindBeforeSeconds = {120};
    EXPECT_TRUE(check(policy).ok());
}

}  // namespace
}  // namespace ok::oncall
