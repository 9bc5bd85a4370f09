// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Whether so many people are unusual (F01.R3.A4).
#include <gtest/gtest.h>

#include "shared/comms/audience_baseline.h"

namespace ok::comms {
namespace {

const Instant now = *parseIso("2024-09-26T18:00:00Z");

SendHistory past(int sends, std::int64_t people, const std::string& type, Duration apart = hours(24)) {
    SendHistory out;
    for (int i = sends; i > 0; --i) out.add({now - apart * i, people + i % 3, type});
    return out;
}

TEST(AudienceBaseline, NothingLeftBeforeNothingIsUnusual) {
    const auto first = baselineOf({}, 1'000'000, "etr", now);
    EXPECT_EQ(first.basis, "none");
    EXPECT_FALSE(first.unusual);
}

TEST(AudienceBaseline, HalfAsManyAgainAsTheMedianOfItsKindIsUnusual) {
    const SendHistory history = past(30, 1'000, "etr");
    const auto usual = baselineOf(history, 1'001, "etr", now);
    EXPECT_EQ(usual.basis, "content_type");
    EXPECT_EQ(usual.sends, 30);
    EXPECT_EQ(usual.median, 1'001);
    EXPECT_FALSE(usual.unusual);
    const auto large = baselineOf(history, 1'502, "etr", now);
    EXPECT_TRUE(large.unusual);
    EXPECT_EQ(large.percent, 150);
    EXPECT_EQ(large.why, (std::vector<std::string>{"above_150_percent", "above_three_deviations"}));
    const auto far = baselineOf(history, 1'010, "etr", now);
    EXPECT_EQ(far.why, std::vector<std::string>{"above_three_deviations"}) << "they never differ by more than two";
}

TEST(AudienceBaseline, WithFewOfItsKindAllOfTheMonthCount) {
    SendHistory history = past(9, 5'000, "etr");
    for (const PastSend& each : past(20, 100, "advisory").sends) history.add(each);
    const auto found = baselineOf(history, 1'000, "etr", now);
    EXPECT_EQ(found.basis, "month");
    EXPECT_EQ(found.sends, 29);
    EXPECT_EQ(found.median, 102);
    EXPECT_TRUE(found.unusual);
    EXPECT_EQ(baselineOf(past(3, 10, "etr", hours(24 * 31)), 1'000, "etr", now).basis, "none") << "older than a month, and too few";
}

TEST(AudienceBaseline, TheHistoryForgetsAfterNinetyDaysAndFiveHundredSends) {
    SendHistory history;
    for (int i = 0; i < 600; ++i) history.add({now + seconds(i), i, "etr"});
    EXPECT_EQ(history.sends.size(), 500U);
    EXPECT_EQ(history.sends.front().people, 100);
    history.add({now + hours(24 * 91), 7, "etr"});
    EXPECT_EQ(history.sends.size(), 1U);
}

}  // namespace
}  // namespace ok::comms
