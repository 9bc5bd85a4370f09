// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Who is told what: the rules, the book of accounts they are asked about, and what a change of them means (F07.R3.A6, P10).
#include <gtest/gtest.h>

#include "shared/base/derived_ids.h"
#include "shared/comms/routing_kind.h"

namespace ok::comms {
namespace {

territory::Account account(int n, territory::ChannelConsent consent, LonLat home = {}) {
    territory::Account a;
    a.id = AccountId{derivedUuid("account " + std::to_string(n))};
    a.contacts = {"", "phone" + std::to_string(n), "mail" + std::to_string(n)};
    a.optedIn = consent;
    a.position = home;
    a.source = home == LonLat{} ? territory::PositionSource::none : territory::PositionSource::meter;
    return a;
}

RoutingRule rule(std::string id, std::vector<Channel> channels, std::vector<RoutingSegment> segments) {
    RoutingRule out;
    out.id = std::move(id);
    out.channels = std::move(channels);
    out.segments = std::move(segments);
    return out;
}

Audience heard(AudienceSlice& slice, const std::vector<RoutingRule>& rules, const std::vector<access::Area>& areas = {}) {
    slice.route(RoutingPlan(rules, areas));
    AudienceQuestion q = slice.question();
    q.emergency = true;
    return findAudience(q);
}

std::array<int, 3> messages(const Audience& a) { return {a.totals[0].messages, a.totals[1].messages, a.totals[2].messages}; }

TEST(RoutingRulesTest, NothingPublishedIsEverybodyWhoAgreedByEveryChannelTheyAgreedTo) {
    const auto all = everybodyOf({account(1, {true, false, false}), account(2, {false, true, true}), account(3, {false, false, false})});
    AudienceSlice slice(all);
    EXPECT_EQ(messages(heard(slice, usualRouting().rules)), (std::array{1, 1, 1}));
    const std::uint32_t third = slice.find("phone3");
    ASSERT_NE(third, 0U);
    slice.subscribe(third);
    EXPECT_EQ(messages(heard(slice, usualRouting().rules)), (std::array{2, 1, 1})) << "who asked by a text hears by text";
    slice.stop(third, Channel::sms);
    EXPECT_EQ(messages(heard(slice, usualRouting().rules)), (std::array{1, 1, 1})) << "and STOP wins over every rule";
}

TEST(RoutingRulesTest, SegmentsAndAreasSayWhoAndTheRestIsCountedAsNotRouted) {
    auto critical = account(2, {true, true, false}, {-83.5, 38.5});
    critical.criticalCare = true;
    AudienceSlice slice(everybodyOf({account(1, {true, true, false}, {-82.5, 38.5}), critical, account(3, {true, true, false})}));
    slice.subscribe(slice.find("phone3"));
    EXPECT_EQ(messages(heard(slice, {rule("care", {Channel::sms}, {RoutingSegment::critical_care})})), (std::array{1, 0, 0}));
    EXPECT_EQ(messages(heard(slice, {rule("asked", {Channel::sms, Channel::email}, {RoutingSegment::subscribers})})), (std::array{1, 0, 0}));
    EXPECT_EQ(messages(heard(slice, {rule("own", {Channel::email}, {RoutingSegment::customers})})), (std::array{0, 3, 0}));
    RoutingRule west = rule("west", {Channel::sms}, {RoutingSegment::everyone});
    west.areas = {"west"};
    const std::vector<access::Area> areas{{"west", "West", "", {{{{{-84, 38}, {-83, 38}, {-83, 39}, {-84, 39}}}}}}};
    const Audience there = heard(slice, {west}, areas);
    EXPECT_EQ(there.totals[0].messages, 1) << "one lives there; of one nobody knows where";
    EXPECT_EQ(there.totals[0].withheldFor(Withheld::not_routed), 2);
    EXPECT_EQ(heard(slice, {west}).totals[0].messages, 0) << "an area that is gone holds nobody";
    // Two rules: whoever either of them tells.
    EXPECT_EQ(messages(heard(slice, {west, rule("care", {Channel::email}, {RoutingSegment::critical_care})}, areas)), (std::array{1, 1, 0}));
}

TEST(RoutingRulesTest, ARuleHoldsForTheBroadcastsItNames) {
    RoutingRule r = rule("r", {Channel::sms}, {RoutingSegment::everyone});
    EXPECT_TRUE(holds(r, {UpdateKind::restored, "minor", "advisory"}));
    r.kinds = {UpdateKind::eta_set};
    r.severities = {"major"};
    r.contentTypes = {"etr"};
    EXPECT_TRUE(holds(r, {UpdateKind::eta_set, "major", "etr"}));
    EXPECT_FALSE(holds(r, {UpdateKind::restored, "major", "etr"}));
    EXPECT_FALSE(holds(r, {UpdateKind::eta_set, "minor", "etr"}));
    EXPECT_FALSE(holds(r, {UpdateKind::eta_set, "major", "advisory"}));
}

TEST(RoutingRulesTest, AStreetOfALargeUtilityIsAnsweredAsTheWholeOfASmallOne) {
    std::vector<territory::Account> town, street;
    for (int i = 0; i < 2'000; ++i) town.push_back(account(i, {i % 2 == 0, true, i % 3 == 0}));
    Affected some = everybodyOf(town);
    some.accounts = {7, 8, 1'999, 12};
    for (const std::uint32_t i : some.accounts) street.push_back(town[i]);
    AudienceSlice few(some), alone(everybodyOf(street));
    for (AudienceSlice* slice : {&few, &alone}) slice->stop(slice->find("phone8"), Channel::sms);
    EXPECT_EQ(few.find("phone9"), 0U) << "nobody here has it";
    EXPECT_LT(few.contacts(), 20U);
    const Audience a = heard(few, usualRouting().rules), b = heard(alone, usualRouting().rules);
    EXPECT_EQ(messages(a), messages(b));
    ASSERT_EQ(a.recipients.size(), b.recipients.size());
    std::vector<std::string> mine, theirs;
    for (const Recipient& r : a.recipients) mine.emplace_back(few.token(r.contact));
    for (const Recipient& r : b.recipients) theirs.emplace_back(alone.token(r.contact));
    std::sort(mine.begin(), mine.end());
    std::sort(theirs.begin(), theirs.end());
    EXPECT_EQ(mine, theirs);
}

TEST(RoutingRulesTest, AsAPolicyDocumentTheySayWhatBlocksAndWhoFallsSilent) {
    const policy::Kind kind = makeRoutingKind();
    EXPECT_EQ(routingOf(kind.emptyBody, 0), usualRouting()) << "the first draft begins as it is";
    EXPECT_TRUE(kind.check(kind.emptyBody).ok());
    RoutingRule wrong = rule("a", {}, {});
    wrong.severities = {"huge"};
    const Status refused = kind.check(toJson(RoutingDocument{{wrong, rule("a", {Channel::sms}, {RoutingSegment::everyone})}}));
    ASSERT_FALSE(refused.ok());
    std::vector<std::string> codes;
    for (const auto& field : refused.problem().fields) codes.push_back(field.code);
    EXPECT_EQ(codes, (std::vector<std::string>{"unknown_value", "missing", "missing", "twice"}));
    const std::string none = toJson(RoutingDocument{});
    auto found = kind.validate({kind.emptyBody, none}, {});
    ASSERT_FALSE(found.empty());
    EXPECT_EQ(found[0].code, "nobody_told");
    EXPECT_TRUE(found[0].blocking);
    RoutingRule texts = rule("a", {Channel::sms, Channel::email}, {RoutingSegment::everyone});
    found = kind.validate({kind.emptyBody, toJson(RoutingDocument{{texts}})}, {});
    ASSERT_EQ(found.size(), 1U);
    EXPECT_EQ(found[0].code, "channel_silent");
    EXPECT_EQ(found[0].details.at("channel"), "voice");
    EXPECT_FALSE(found[0].blocking);
}

}  // namespace
}  // namespace ok::comms
