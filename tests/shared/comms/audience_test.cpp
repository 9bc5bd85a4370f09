// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Who gets a message and who does not, with the reason counted (P10, P13, decisions 2, main job 10).
#include <gtest/gtest.h>

#include <numeric>

#include "shared/comms/audience.h"

namespace ok::comms {
namespace {

const std::vector<std::string> zones = {"America/New_York", "America/Chicago", "Nowhere/Land"};
const Instant noon = *parseIso("2024-09-26T16:00:00Z");
const Instant night = *parseIso("2024-09-27T02:30:00Z");  // 10:30 PM in New York, 9:30 PM in Chicago

AudienceRow row(std::uint32_t account, std::uint32_t phone, std::uint32_t mail = 0) {
    AudienceRow r;
    r.account = account;
    r.contact = {phone, mail, phone};
    r.optedIn = {true, true, false};
    return r;
}

AudienceQuestion question(const std::vector<AudienceRow>& rows, Instant now = noon) {
    AudienceQuestion q;
    q.rows = rows;
    q.zones = zones;
    q.contacts = 10;
    q.now = now;
    return q;
}

const ChannelTotals& sms(const Audience& a) { return a.totals[0]; }

void expectNothingLost(const Audience& a) {
    for (const ChannelTotals& t : a.totals) {
        EXPECT_EQ(t.affected, t.reached + std::accumulate(t.withheld.begin(), t.withheld.end(), 0));
        EXPECT_EQ(t.reached, t.messages + t.joined);
    }
}

TEST(Audience, AContactWithThreeAccountsGetsOneMessageThatCoversThem) {
    const std::vector<AudienceRow> rows = {row(7, 1), row(8, 2), row(9, 1), row(11, 1)};
    const Audience a = findAudience(question(rows));
    ASSERT_EQ(a.recipients.size(), 2u);
    EXPECT_EQ(a.recipients[0].accountCount, 3u);
    const std::vector<std::uint32_t> covered(a.accounts.begin(), a.accounts.begin() + 3);
    EXPECT_EQ(covered, (std::vector<std::uint32_t>{7, 9, 11}));
    EXPECT_EQ(sms(a).joined, 2);
    expectNothingLost(a);
}

TEST(Audience, EveryWithheldAccountHasItsReasonCounted) {
    std::vector<AudienceRow> rows = {row(1, 1), row(2, 0), row(3, 3), row(4, 4), row(5, 99)};
    rows[2].optedIn[0] = false;
    std::vector<std::uint8_t> stopped(10, 0);
    stopped[4] = 1;
    AudienceQuestion q = question(rows);
    q.stopped[0] = stopped;
    const Audience a = findAudience(q);
    EXPECT_EQ(sms(a).messages, 1);
    EXPECT_EQ(sms(a).withheldFor(Withheld::no_contact), 2);  // none, and one outside the table
    EXPECT_EQ(sms(a).withheldFor(Withheld::not_opted_in), 1);
    EXPECT_EQ(sms(a).withheldFor(Withheld::stopped), 1);
    EXPECT_EQ(a.totals[2].withheldFor(Withheld::not_opted_in), 3);  // nobody opted into calls
    expectNothingLost(a);
}

TEST(Audience, StopIsAContactsWordForAllItsAccountsOnThatChannelOnly) {
    std::vector<AudienceRow> rows = {row(1, 1, 5), row(2, 1, 5)};
    std::vector<std::uint8_t> stopped(10, 0);
    stopped[1] = 1;
    AudienceQuestion q = question(rows);
    q.stopped[0] = stopped;
    const Audience a = findAudience(q);
    EXPECT_EQ(sms(a).messages, 0);
    EXPECT_EQ(a.totals[1].messages, 1);
}

TEST(Audience, AnAccountThatOptedOutIsNotCarriedByAnotherOnTheSamePhone) {
    std::vector<AudienceRow> rows = {row(1, 1), row(2, 1)};
    rows[1].optedIn[0] = false;
    const Audience a = findAudience(question(rows));
    ASSERT_EQ(a.recipients.size(), 1u);
    EXPECT_EQ(a.recipients[0].accountCount, 1u);
}

TEST(Audience, QuietHoursHoldTextsAndCallsInTheCustomersOwnZoneButNotEmail) {
    std::vector<AudienceRow> rows = {row(1, 1, 6), row(2, 2), row(3, 3)};
    rows[1].zone = 1;
    rows[2].quietFrom = 23 * 60;  // this customer's own hours begin later
    rows[2].quietTo = 6 * 60;
    const Audience a = findAudience(question(rows, night));
    ASSERT_EQ(a.recipients.size(), 4u);
    EXPECT_EQ(toIso(a.recipients[0].heldUntil).substr(0, 16), "2024-09-27T12:00");  // 8 AM in New York
    EXPECT_EQ(toIso(a.recipients[1].heldUntil).substr(0, 16), "2024-09-27T13:00");  // 8 AM in Chicago
    EXPECT_FALSE(a.recipients[2].heldUntil.known());
    EXPECT_EQ(a.recipients[3].channel, Channel::email);
    EXPECT_FALSE(a.recipients[3].heldUntil.known());
    EXPECT_EQ(sms(a).held, 2);
    expectNothingLost(a);
}

TEST(Audience, AnEmergencyIsNotHeldBack) {
    const std::vector<AudienceRow> rows = {row(1, 1)};
    AudienceQuestion q = question(rows, night);
    q.emergency = true;
    EXPECT_FALSE(findAudience(q).recipients[0].heldUntil.known());
}

TEST(Audience, OneContactsAccountsWithDifferentHoursWaitForTheLatest) {
    std::vector<AudienceRow> rows = {row(1, 1), row(2, 1)};
    rows[0].quietFrom = rows[0].quietTo = 0;  // none
    const Audience a = findAudience(question(rows, night));
    EXPECT_TRUE(a.recipients[0].heldUntil.known());
    EXPECT_EQ(sms(a).held, 1);
}

TEST(Audience, QuietHoursEndByTheCalendarWhenTheClocksChange) {
    const Instant before = *parseIso("2024-11-03T03:00:00Z");  // 11 PM EDT; clocks go back at 2 AM
    EXPECT_EQ(toIso(quietUntil(before, "America/New_York", 21 * 60, 8 * 60)).substr(0, 16), "2024-11-03T13:00");
    EXPECT_FALSE(quietUntil(noon, "America/New_York", 21 * 60, 8 * 60).known());
    EXPECT_TRUE(quietUntil(noon, "America/New_York", 11 * 60, 13 * 60).known());  // hours within one day
    EXPECT_FALSE(quietUntil(noon, "America/New_York", -1, 5000).known());
}

TEST(Audience, AnUnknownZoneIsNamedAndTreatedAsUtc) {
    std::vector<AudienceRow> rows = {row(1, 1)};
    rows[0].zone = 2;
    const Audience a = findAudience(question(rows, night));
    EXPECT_EQ(a.unknownZones, std::vector<std::string>{"Nowhere/Land"});
    EXPECT_TRUE(a.recipients[0].heldUntil.known());
}

TEST(Audience, NobodyAffectedIsAnEmptyAudienceAndNotAnError) {
    const Audience a = findAudience(question({}));
    EXPECT_TRUE(a.recipients.empty());
    expectNothingLost(a);
}

TEST(ContactTable, GivesEqualTokensEqualNumbersAndZeroToNone) {
    ContactTable t;
    EXPECT_EQ(t.intern(""), 0u);
    EXPECT_EQ(t.intern("tok_a"), 1u);
    EXPECT_EQ(t.intern("tok_b"), 2u);
    EXPECT_EQ(t.intern("tok_a"), 1u);
    EXPECT_EQ(t.token(2), "tok_b");
    EXPECT_EQ(t.find("tok_z"), 0u);
}

}  // namespace
}  // namespace ok::comms
