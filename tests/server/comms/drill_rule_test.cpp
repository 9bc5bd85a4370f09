// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// THE DRILL RULE (main job 12): a drill cannot reach a real provider or a real customer, however it is configured.
#include <gtest/gtest.h>

#include <cstdlib>
#include <type_traits>

#include "server/comms/smtp_connector.h"
#include "server/comms/twilio_client.h"
#include "server/outbox/http_client.h"

namespace ok::outbox {
namespace {

// What does not compile cannot happen.
static_assert(!std::is_constructible_v<RealParcel, OutboxRow, Letter>);
static_assert(!std::is_constructible_v<DrillParcel, OutboxRow, Letter>);
static_assert(!std::is_convertible_v<DrillParcel, RealParcel> && !std::is_convertible_v<RealParcel, DrillParcel>);
static_assert(!std::is_invocable_v<decltype(&RealConnector::deliver), RealConnector&, DrillParcel>);
static_assert(!std::is_invocable_v<decltype(&DrillConnector::deliver), DrillConnector&, RealParcel>);
static_assert(!std::is_base_of_v<DrillConnector, comms::SmtpConnector>);
static_assert(!std::is_base_of_v<DrillConnector, comms::RealTwilio>);
static_assert(!std::is_constructible_v<LoopbackUrl, std::string>);

OutboxRow row(bool drill, std::string connector = "sms") {
    OutboxRow r;
    r.id = "018f2b6e-0000-7000-8000-000000000001";
    r.connector = std::move(connector);
    r.drill = drill;
    return r;
}

TEST(DrillRule, TheRowsOwnMarkDecidesAndItsRecipientIsReplaced) {
    const Letter letter{"+15025550142", {}, "text", {}, "en", 1};
    ASSERT_TRUE(std::holds_alternative<RealParcel>(pack(row(false), letter)));
    EXPECT_EQ(std::get<RealParcel>(pack(row(false), letter)).letter().to, "+15025550142");
    const Parcel parcel = pack(row(true), letter);
    ASSERT_TRUE(std::holds_alternative<DrillParcel>(parcel));
    const std::string to = std::get<DrillParcel>(parcel).letter().to;
    EXPECT_NE(to, "+15025550142");
    EXPECT_EQ(to.substr(5, 5), "55501") << to;  // a number kept for fiction
    EXPECT_EQ(to.size(), 12u);
    EXPECT_TRUE(std::get<DrillParcel>(pack(row(true, "email"), {"ann@example.org", {}, {}, {}, {}, 0})).letter().to.ends_with("@drill.invalid"));
}

TEST(DrillRule, OnlyALiteralLoopbackAddressCanBeADrillProvider) {
    EXPECT_TRUE(LoopbackUrl::parse("http://127.0.0.1:8099").ok());
    EXPECT_TRUE(LoopbackUrl::parse("http://[::1]:8099").ok());
    for (const char* hostile : {"https://api.twilio.com", "http://127.0.0.1", "http://127.0.0.1:80@evil.example", "http://localhost:80",
                                "http://127.0.0.1:80/../x", "http://127.0.0.1.evil.example:80", "http://[::ffff:8.8.8.8]:80",
                                "http://127.0.0.1:99999", "http://127.0.0.1:80\r\nHost: evil", "http://user@127.0.0.1:80", "",
                                "http://0x7f.1:80", "http://127.0.0.1: 80", "HTTP://api.twilio.com:80"}) {
        EXPECT_FALSE(LoopbackUrl::parse(hostile).ok()) << hostile;
    }
}

TEST(DrillRule, AHostileAccountAndProxyCannotTakeADrillElsewhere) {
    // The account says the real provider, the environment says a proxy: the drill still goes to loopback or nowhere.
    comms::TwilioAccount hostile;
    hostile.baseUrl = "https://api.twilio.com";
    hostile.accountSid = "AC00000000000000000000000000000000";
    setenv("http_proxy", "http://192.0.2.1:3128", 1);
    setenv("ALL_PROXY", "http://192.0.2.1:3128", 1);
    comms::DrillTwilio connector(*LoopbackUrl::parse("http://127.0.0.1:1"), hostile);
    const auto h = connector.deliver(std::get<DrillParcel>(pack(row(true), {"+15025550142", {}, "text", {}, "en", 1})));
    EXPECT_EQ(h.reason, "connect_failed");  // nobody listens on port 1; nothing else was tried
    unsetenv("http_proxy");
    unsetenv("ALL_PROXY");
}

TEST(DrillRule, TheSocketItselfRefusesEveryAddressThatIsNotLoopback) {
    HttpCall call;
    call.loopbackOnly = true;
    call.connectTime = call.totalTime = seconds(2);
    for (const char* url : {"http://192.0.2.1:80/", "http://[2001:db8::1]:80/", "http://0.0.0.0:1/"}) {
        call.url = url;
        const auto answer = outbox::call(call);
        EXPECT_EQ(answer.state, HttpAnswer::State::not_sent) << url;
        EXPECT_EQ(answer.reason, "connect_failed") << url;  // refused at once, not timed out
    }
}

}  // namespace
}  // namespace ok::outbox
