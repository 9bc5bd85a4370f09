// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// What makes a tap unusual, and what is kept of each: networks as the utility lists them, countries, hours, how long links last
// (F06.R4.A1, F06.R4.A4, F06.R4.A7).
#include "tests/server/approvals/one_tap_fixture.h"
#include "tests/support/publish_policy.h"

namespace ok::approvals {
namespace {

constexpr const char* list = "prefix,country,kind,asn,place\n"
                             "192.0.2.0/24,US,office,AS64500,Lexington\n"
                             "192.0.2.128/25,US,hosting,AS64501,\n"
                             "198.51.100.0/24,DE,,AS64502,Berlin\n"
                             "2001:db8::/32,US,mobile,AS64503,\n";

struct TapSignsTest : ::testing::Test, OneTapFixture {
    std::string path;
    void wait(const char* name) { path = pathOf(linkFor(hold(AddSome{name, 1}), "maria")); }
    HttpResponse tapFrom(const std::string& address) { return post(path, form(path, "approve"), {}, address); }
};

TEST(NetworkPlaces, TheNarrowestPrefixCountsAndNonsenseIsRefusedWithItsLine) {  // F06.R4.A4
    const auto read = NetworkPlaces::read(list);
    ASSERT_TRUE(read.ok());
    EXPECT_EQ(read->size(), 4u);
    EXPECT_EQ(read->of("192.0.2.7").place, "Lexington");
    EXPECT_EQ(read->of("192.0.2.200").kind, "hosting");
    EXPECT_EQ(read->of("198.51.100.9").country, "DE");
    EXPECT_EQ(read->of("2001:db8::7").asn, "AS64503");
    EXPECT_EQ(read->of("203.0.113.1"), NetworkPlace{});
    EXPECT_EQ(read->of("not an address"), NetworkPlace{});
    for (const char* wrong : {"192.0.2.1/24,US", "nothing", "192.0.2.0/24,USA", "192.0.2.0/24,US,castle"}) {
        const auto refused = NetworkPlaces::read(std::string("prefix\n") + wrong);
        ASSERT_FALSE(refused.ok()) << wrong;
        EXPECT_EQ(refused.problem().details.at("line"), "2") << wrong;
    }
}

TEST_F(TapSignsTest, OutOfADataCentreOrAnotherCountryAPasskeyIsAskedForAndTheReasonIsNotTold) {  // F06.R4.A4
    networks = *NetworkPlaces::read(list);
    SoftKey key;
    enrol("maria", key);   // she has worked at 192.0.2.7
    wait("one");
    const auto hosted = tapFrom("192.0.2.200");
    EXPECT_EQ(hosted.status, 401);
    EXPECT_EQ(std::string(hosted.bodyView()).find("hosting"), std::string::npos) << "no specifics to whoever tries";
    EXPECT_EQ(attempts().back().factors, (std::vector<std::string>{"new_device", "hosting_network"}));
    EXPECT_EQ(attempts().back().tapScore, 80);
    EXPECT_EQ(tapFrom("198.51.100.9").status, 401);
    EXPECT_EQ(attempts().back().factors, (std::vector<std::string>{"new_device", "country_change"}));
    const auto usual = tapFrom("192.0.2.7");
    EXPECT_EQ(usual.status, 200) << usual.bodyView();
    EXPECT_TRUE(attempts().back().factors.empty());
    EXPECT_EQ(attempts().back().tapScore, 0);
}

TEST_F(TapSignsTest, OutsideTheUsualHoursAPasskeyIsAskedForAndWithItTheTapCounts) {  // F06.R4.A4
    SoftKey key;
    enrol("maria", key);
    ApprovalPolicy policy;
    policy.stepUpMinutes = 0;
    policy.tapFromMinute = 0;
    policy.tapToMinute = 1;
    ASSERT_GT(test::publishPolicy(*f.gate, f.tenant, makeApprovalPolicyKind(), toJson(policy)), 0);
    wait("one");
    EXPECT_EQ(tapFrom("192.0.2.7").status, 401);
    EXPECT_EQ(attempts().back().factors, (std::vector<std::string>{"after_hours"}));
    const auto done = approve(path, key);
    EXPECT_EQ(done.status, 200) << done.bodyView();
    EXPECT_EQ(attempts().back().stepUp, "passkey");
}

TEST_F(TapSignsTest, EachAttemptKeepsDeviceProgramAddressNetworkPlaceScoreAndStepUp) {  // F06.R4.A7
    networks = *NetworkPlaces::read(list);
    SoftKey key;
    enrol("maria", key);
    wait("one");
    const auto opened = kept(path);
    ASSERT_EQ(tapFrom("192.0.2.7").status, 200);
    const OneTapAttempt tried = attempts().back();
    EXPECT_EQ(tried.approval, opened.approval);
    EXPECT_EQ(tried.person, people["maria"]);
    EXPECT_EQ(tried.channel, "sms");
    EXPECT_FALSE(tried.device.empty());
    EXPECT_EQ(tried.userAgent, phone);
    EXPECT_EQ(tried.address, "192.0.2.7");
    EXPECT_EQ(tried.network, (NetworkPlace{"US", "office", "AS64500", "Lexington"}));
    EXPECT_EQ(tried.stepUp, "none");
    EXPECT_EQ(tried.result, "released");
    EXPECT_EQ(tried.link, opened.id) << "the hash of the token, not the token";
    EXPECT_TRUE(tried.session.known()) << "the session that the access log knows";
    const auto log = f.entries(Stream::security);
    const auto entry = std::find_if(log.rbegin(), log.rend(), [](const Entry& each) { return each.header.type == OneTapAttempt::eventType; });
    ASSERT_TRUE(entry != log.rend());
    const auto& about = entry->header.subjects;
    EXPECT_NE(std::find(about.begin(), about.end(), opened.approval.str()), about.end()) << "found by request";
    EXPECT_NE(std::find(about.begin(), about.end(), people["maria"].str()), about.end()) << "and by approver";
}

TEST_F(TapSignsTest, WhoIsOnItSaysSoByTheLinkAndNothingIsDecided) {  // F05.R7.A1, F05.R7.A3
    const auto waiting = hold(AddMuch{"big", 100, ""});
    path = pathOf(linkFor(waiting, "maria"));
    const std::string html(look(path).bodyView());
    EXPECT_NE(html.find(path + "/hold"), std::string::npos) << html;
    EXPECT_EQ(post(path + "/hold", "form=bent").status, 403);
    EXPECT_TRUE(held.empty());
    const auto done = post(path + "/hold", "form=" + valueOf(html, "form"));
    EXPECT_EQ(done.status, 200) << done.bodyView();
    EXPECT_EQ(outcomeOf(done), "on_it");
    EXPECT_EQ(held, (std::vector<std::string>{waiting.approval.str() + " maria sms"}));
    EXPECT_EQ(state(waiting), ApprovalState::pending);
    EXPECT_EQ(kept(path).state, OneTapState::live) << "the link still decides";
}

TEST_F(TapSignsTest, AUtilitySaysHowLongALinkLasts) {  // F06.R4.A1
    ApprovalPolicy policy;
    policy.stepUpMinutes = 0;
    policy.linkMinutes = 5;
    ASSERT_GT(test::publishPolicy(*f.gate, f.tenant, makeApprovalPolicyKind(), toJson(policy)), 0);
    wait("one");
    EXPECT_EQ(kept(path).expiresAt - kept(path).madeAt, Duration(minutes(5)));
    policy.linkMinutes = 16;
    EXPECT_FALSE(check(policy).ok());
}

}  // namespace
}  // namespace ok::approvals
