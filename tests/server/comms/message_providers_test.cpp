// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// The real clients against strict counterparts: texts and calls against the drill provider (decisions.md 15), email
// against a real mail server, run privately on a loopback port and stopped afterwards (P10, main job 10).
#include <gtest/gtest.h>
#include <unistd.h>

#include "server/comms/smtp_connector.h"
#include "server/comms/twilio_client.h"
#include "server/drill_provider/drill_provider.h"
#include "server/net/net_server.h"
#include "server/product/free_port.h"
#include "tests/support/mail_server.h"
#include "tests/support/wire_client.h"

namespace ok::comms {
namespace {

using outbox::Letter;
using outbox::Lookup;
using outbox::Outcome;

const Instant now = *parseIso("2024-09-26T18:00:00Z");

OutboxRow rowFor(std::string connector, bool drill = false) {
    OutboxRow row;
    row.tenant = TenantId{uuidV4({7})};
    row.id = "018f2b6e-0000-7000-8000-000000000001";
    row.connector = std::move(connector);
    row.due = now;
    row.drill = drill;
    return row;
}

outbox::RealParcel real(std::string connector, Letter letter) {
    return std::get<outbox::RealParcel>(outbox::pack(rowFor(std::move(connector)), std::move(letter)));
}

struct ProviderTest : ::testing::Test {
    void startProvider(drill::ProviderOptions options = {}) {
        options.clock = [] { return now; };
        provider = std::make_unique<drill::DrillProvider>(options);
        net::Router router;
        provider->addRoutes(router);
        server = std::make_unique<net::NetServer>(net::NetOptions{}, std::move(router));
        ASSERT_TRUE(server->start().ok());
        account.baseUrl = "http://127.0.0.1:" + std::to_string(server->port());
        account.accountSid = options.accountSid;
        account.authToken = options.authToken;
        account.from = "+15025550100";
        account.totalTime = milliseconds(800);
    }
    outbox::Handover text(const std::string& to, const std::string& body = "Power is out.") {
        return RealTwilio(account).deliver(real("sms", {to, {}, body, {}, "en", 1}));
    }
    std::unique_ptr<drill::DrillProvider> provider;
    std::unique_ptr<net::NetServer> server;
    TwilioAccount account;
};

TEST_F(ProviderTest, ATextIsTakenOnceWithAllItsFields) {
    startProvider();
    const auto h = text("+15025550142");
    EXPECT_EQ(h.outcome, Outcome::accepted) << h.reason;
    EXPECT_TRUE(h.providerId.starts_with("SM"));
    ASSERT_EQ(provider->takenCount(), 1u);
    EXPECT_EQ(provider->taken()[0].body, "Power is out.");
    EXPECT_EQ(provider->taken()[0].from, "+15025550100");
}

// F04.R5.A2: the provider is told from which snapshot it leaves; the words say nothing of it.
TEST_F(ProviderTest, TheSnapshotTravelsBesideTheWords) {
    startProvider();
    account.callbackBase = "http://127.0.0.1:9/webhooks/twilio/status/bluegrass";
    Letter letter{"+15025550142", {}, "Power is out.", {}, "en", 1};
    letter.snapshotId = "8c0e0000-0000-8000-8000-00000000000a";
    EXPECT_EQ(RealTwilio(account).deliver(real("sms", letter)).outcome, Outcome::accepted);
    const auto taken = provider->taken().at(0);
    EXPECT_EQ(taken.body, "Power is out.");
    EXPECT_EQ(taken.callback, account.callbackBase + "/018f2b6e-0000-7000-8000-000000000001?snapshot=8c0e0000-0000-8000-8000-00000000000a");
}

TEST_F(ProviderTest, ACallSpeaksItsTextInItsLanguageTwice) {
    startProvider();
    const auto h = RealTwilio(account).deliver(real("voice", {"+15025550142", {}, "No hay luz en Main & 1st.", {}, "es", 0}));
    EXPECT_EQ(h.outcome, Outcome::accepted) << h.reason;
    const std::string twiml = provider->taken().at(0).body;
    EXPECT_NE(twiml.find("<Say language=\"es-US\">No hay luz en Main &amp; 1st.</Say>"), std::string::npos) << twiml;
}

TEST_F(ProviderTest, RefusalsOfOneNumberAreFinalAndOursAreNot) {
    drill::ProviderOptions options;
    options.stopped = {"+15025550199"};
    startProvider(options);
    EXPECT_EQ(text("5025550142").reason, "provider_21211");
    EXPECT_EQ(text("5025550142").outcome, Outcome::refused);
    EXPECT_EQ(text("+15025550199").reason, "stopped_at_provider");
    EXPECT_EQ(text("+15025550142", std::string(1601, 'x')).reason, "provider_21617");
    account.authToken = "wrong";
    EXPECT_EQ(text("+15025550142").outcome, Outcome::transient);  // our own fault: no message is lost for it
    EXPECT_EQ(text("+15025550142").reason, "provider_20003");
    EXPECT_EQ(provider->takenCount(), 0u);
}

TEST_F(ProviderTest, BeingToldToSlowDownIsUnderstood) {
    drill::ProviderOptions options;
    options.mostAMinute = 1;
    startProvider(options);
    EXPECT_EQ(text("+15025550142").outcome, Outcome::accepted);
    const auto h = text("+15025550143");
    EXPECT_EQ(h.outcome, Outcome::throttled);
    EXPECT_EQ(h.retryAfter, Duration(seconds(1)));
}

TEST_F(ProviderTest, NoConnectionIsSafeToRepeatAndNoAnswerIsNot) {
    startProvider();
    provider->misbehave({.takeButDoNotAnswer = true});
    EXPECT_EQ(text("+15025550142").outcome, Outcome::uncertain);
    EXPECT_EQ(provider->takenCount(), 1u);
    provider->misbehave({.failNext = 2, .failWith = 503});
    EXPECT_EQ(text("+15025550142").outcome, Outcome::transient);
    provider->misbehave({.failNext = 1, .failWith = 500});
    EXPECT_EQ(text("+15025550142").outcome, Outcome::uncertain);
    server->stop(seconds(0));
    EXPECT_EQ(text("+15025550142").outcome, Outcome::transient);
    EXPECT_EQ(text("+15025550142").reason, "connect_failed");
}

TEST_F(ProviderTest, AMessageWhoseAnswerWasLostIsFoundAgainAndNotSentTwice) {
    startProvider();
    RealTwilio client(account);
    const auto parcel = real("sms", {"+15025550142", {}, "Power is out.", {}, "en", 1});
    EXPECT_EQ(client.lookup(parcel).found, Lookup::Found::no);
    provider->misbehave({.takeButDoNotAnswer = true});
    EXPECT_EQ(client.deliver(parcel).outcome, Outcome::uncertain);
    provider->misbehave({});
    const Lookup found = client.lookup(parcel);
    EXPECT_EQ(found.found, Lookup::Found::yes);
    EXPECT_EQ(found.providerId, provider->taken()[0].sid);
    EXPECT_EQ(client.lookup(real("sms", {"+15025550142", {}, "Other words.", {}, "en", 1})).found, Lookup::Found::no);
    server->stop(seconds(0));
    EXPECT_EQ(client.lookup(parcel).found, Lookup::Found::undecidable);
}

// --- email

using test::mailServer;
using test::MailServer;

SmtpConnector smtpTo(std::uint16_t port) {
    return SmtpConnector({.url = "smtp://127.0.0.1:" + std::to_string(port), .from = "outage@bluegrass.example",
                          .fromName = "Bluegrass Electric", .requireTls = false, .totalTime = seconds(10)}, [] { return now; });
}

TEST(MailServerTest, ARealMailServerTakesOurEmailAndWeUnderstandItsRefusals) {
    if (access(mailServer, X_OK) != 0) GTEST_SKIP() << "exim4-daemon-light is not installed";
    MailServer server;
    ASSERT_TRUE(server.ready());
    SmtpConnector client = smtpTo(server.port);
    const Letter letter{"ann@example.org", "Apagón cerca de Riverside", "No hay luz.", "<p>No hay luz.</p>", "es", 0};
    const auto h = client.deliver(real("email", letter));
    EXPECT_EQ(h.outcome, Outcome::accepted) << h.reason;
    EXPECT_EQ(h.providerId, "018f2b6e-0000-7000-8000-000000000001@bluegrass.example");
    const std::string mail = server.mail();
    EXPECT_NE(mail.find("Message-ID: <" + h.providerId + ">"), std::string::npos) << mail;
    EXPECT_NE(mail.find("multipart/alternative"), std::string::npos);
    Letter other = letter;
    other.to = "ann@refused.test";
    EXPECT_EQ(client.deliver(real("email", other)).outcome, Outcome::refused);
    EXPECT_EQ(client.deliver(real("email", other)).reason, "smtp_550");
    other.to = "ann@busy.test";
    EXPECT_EQ(client.deliver(real("email", other)).outcome, Outcome::transient);
    other.to = "a@b\r\nDATA";
    EXPECT_EQ(client.deliver(real("email", other)).reason, "bad_mailbox");
}

TEST(MailServerTest, NoMailServerIsSafeToRepeat) {
    EXPECT_EQ(smtpTo(freePort("127.0.0.1")).deliver(real("email", {"ann@example.org", "s", "t", "h", "en", 0})).reason, "connect_failed");
    EXPECT_EQ(readSmtpFailure(0, false, true).outcome, Outcome::uncertain);
    EXPECT_EQ(readSmtpFailure(354, false, false).outcome, Outcome::transient);
    EXPECT_EQ(readSmtpFailure(535, false, false).outcome, Outcome::transient);
}

}  // namespace
}  // namespace ok::comms
