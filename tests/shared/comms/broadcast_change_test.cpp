// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// A changed broadcast in a reviewer's words (F07.R3.A6): how many more are told, which words of which channel changed.
#include <gtest/gtest.h>

#include "shared/base/derived_ids.h"
#include "shared/comms/broadcast_change.h"
#include "shared/comms/schedule_rule.h"

namespace ok::comms {
namespace {

std::vector<AccountId> accounts(int n) {
    std::vector<AccountId> out;
    for (int i = 0; i < n; ++i) out.push_back(AccountId{derivedUuid("account " + std::to_string(i))});
    return out;
}

TEST(BroadcastChangeTest, RecipientsAreCountedAndKnownByADigestThatNamesNobody) {
    Broadcast before, after;
    before.recipients = digestOfRecipients(accounts(10'000), before.recipientCount);
    auto more = accounts(12'500);
    std::reverse(more.begin(), more.end());
    more.push_back(more.front());
    after.recipients = digestOfRecipients(more, after.recipientCount);
    const auto change = changeOf(before, after);
    EXPECT_EQ(change.recipientCountBefore, 10'000);
    EXPECT_EQ(change.recipientCountAfter, 12'500) << "who is told twice counts once";
    EXPECT_EQ(change.recipientCountDelta, 2'500);
    EXPECT_NE(change.recipientsBefore, change.recipientsAfter);
    std::int64_t count = 0;
    EXPECT_EQ(digestOfRecipients(accounts(12'500), count), change.recipientsAfter) << "order does not count";
    const std::string json = toJson(change);
    EXPECT_EQ(json.find(accounts(1)[0].str()), std::string::npos);
}

TEST(BroadcastChangeTest, WordsChangeByChannelAndLanguageWithTheirPlaceholders) {
    Broadcast before;
    before.drafts = {{Channel::sms, Language::en, "", "Out at {place}.", {}}, {Channel::email, Language::en, "Outage", "Out at {place} until {eta}.", {}}};
    Broadcast after = before;
    std::swap(after.drafts[0], after.drafts[1]);
    EXPECT_TRUE(changeOf(before, after).content.empty()) << "another order is no change";
    after.drafts[1].text = "Out at {place} until {eta}.";
    after.drafts[0].text = "Out since {began}.";
    after.drafts.push_back({Channel::voice, Language::es, "", "Sin luz en {place}.", {}});
    const auto change = changeOf(before, after);
    ASSERT_EQ(change.content.size(), 3U);
    EXPECT_EQ(change.content[0].channel, Channel::sms);
    EXPECT_EQ(change.content[0].textBefore, "Out at {place}.");
    EXPECT_EQ(change.content[0].placeholdersAdded, std::vector<std::string>{"{eta}"});
    EXPECT_EQ(change.content[1].placeholdersRemoved, (std::vector<std::string>{"{eta}", "{place}"}));
    EXPECT_EQ(change.content[2].textBefore, "");
    Broadcast later = before;
    later.drafts[0].text = "Out at {place} since {time 16:00}.";
    Broadcast latest = later;
    latest.drafts[0].text = "Out at {place} since {time 18:00}.";
    const auto moved = changeOf(later, latest);
    ASSERT_EQ(moved.content.size(), 1U);
    EXPECT_EQ(moved.content[0].placeholdersModified, std::vector<std::string>{"{time 16:00} -> {time 18:00}"});
    EXPECT_TRUE(moved.content[0].placeholdersAdded.empty() && moved.content[0].placeholdersRemoved.empty());
}

TEST(ScheduleRule, WhatWasReleasedForLaterLeavesOnlyAsItWasApproved) {  // F02.R2.A5
    BroadcastSchedule schedule;
    schedule.severity = "major";
    schedule.due = Instant::fromSeconds(1'000'000);
    const auto outcome = [&schedule](AtItsHour world) {
        const Status may = stillAsApproved(schedule, world);
        return may.ok() ? std::string("leaves") : may.problem().code;
    };
    const Instant due = schedule.due;
    EXPECT_EQ(outcome({"major", due}), "leaves");
    EXPECT_EQ(outcome({"minor", due + latestAfter}), "leaves") << "calmer, and at the last moment";
    EXPECT_EQ(outcome({"critical", due}), "scope_changed");
    EXPECT_EQ(outcome({"major", due + latestAfter + Duration(1)}), "too_late");
    EXPECT_EQ(outcome({"major", due, false, false}), "estimate_changed");
    EXPECT_EQ(outcome({"major", due, true, true}), "superseded");
    EXPECT_EQ(outcome({"critical", due + hours(2), false, true}), "scope_changed") << "the gravest first";
}

}  // namespace
}  // namespace ok::comms
