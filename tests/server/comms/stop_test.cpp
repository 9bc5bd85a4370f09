// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Customers end our emails and calls as the texts promise: by the link and by RFC 8058's one click, by the 9 of a call; each for
// its own channel, kept in the log, respected by the next audience and by what already waits (P10, decisions.md 2).
#include <gtest/gtest.h>

#include "server/access/access_commands.h"
#include "server/access/tenant_directory.h"
#include "server/comms/comms_handlers.h"
#include "server/comms/stop_routes.h"
#include "server/net/url.h"
#include "server/outbox/outbox_commands.h"
#include "shared/comms/comms_commands.h"
#include "shared/comms/comms_events.h"
#include "shared/comms/comms_views.h"
#include "shared/reports/provider_signature.h"
#include "tests/support/gate_fixture.h"

namespace ok::comms {
namespace {

constexpr const char* base = "https://outage.example";

struct StopTest : ::testing::Test {
    StopTest() {
        comms::addProjections(f.projections);
        access::addProjections(f.projections);
        access::addHandlers(*f.gate);
        auto opened = f.gate->openReader();
        EXPECT_TRUE(opened.ok());
        reader = std::move(*opened);
        tenants = std::make_unique<TenantDirectory>(*reader, *f.gate);
        ports->facts = [](CommandContext&, IncidentId) -> Result<UpdateFacts> {
            UpdateFacts facts;
            facts.kind = UpdateKind::confirmed;
            facts.utility = "Bluegrass";
            facts.area = "Riverside";
            return facts;
        };
        ports->affected = [this](CommandContext&, IncidentId) -> Result<Affected> { return everybodyOf(accounts); };
        ports->stopped = [](CommandContext&, const std::string&) { return false; };
        ports->optedIn = [](CommandContext&, const std::string&) { return false; };
        ports->zone = [](CommandContext&) { return std::string("UTC"); };
        auto owners = std::make_shared<outbox::RowOwners>();
        addRowOwners(*owners, ports);
        comms::addHandlers(*f.gate, ports);
        outbox::addHandlers(*f.gate, owners);
        f.start();
        TenantProfile profile{.tenant = f.tenant, .slug = "one", .name = "Bluegrass & Sons"};
        EXPECT_TRUE(f.run(access::CreateTenant{profile}, f.person("system", {"system"})).reply.ok());
        options = {base, {}, sha256("links"), [](const TenantProfile&) { return std::string("secret"); }};
        addStopRoutes(router, *f.gate, *tenants, options);
        territory::Account account;
        account.id = AccountId{derivedUuid("account")};
        account.contacts.phone = "tok_phone";
        account.contacts.email = "tok_mail";
        account.optedIn = {true, true, true};
        account.quietHours = territory::QuietHours{0, 0};
        accounts.push_back(account);
    }
    /// Told to everybody by every channel; the message of one of them.
    std::map<Channel, Message> broadcast() {
        const auto drafted = f.run(DraftUpdate{.incident = IncidentId{uuidV4({1})}, .channels = {Channel::sms, Channel::email, Channel::voice}}, f.operatorAnna());
        EXPECT_TRUE(drafted.reply.ok());
        const BroadcastId id = fromJson<BroadcastReply>(*drafted.reply)->broadcast;
        const auto sent = f.runReleased(SendBroadcast{id, digestOfDrafts(*f.document<Broadcast>(id.str()))}, f.operatorAnna(), f.approverCleo());
        EXPECT_TRUE(sent.reply.ok());
        std::map<Channel, Message> out;
        for (const Message& m : f.documents<Message>()) {
            if (m.broadcast == id) out[m.channel] = m;
        }
        return out;
    }
    net::HttpResponse call(net::HttpRequest request) {
        request.remoteAddress = "192.0.2.1";
        EXPECT_TRUE(net::splitTarget(request).ok());
        auto match = router.find(request.method, request.path);
        if (match.outcome != net::Router::Outcome::found) return net::HttpResponse::text(404, "");
        request.params = match.params;
        net::HttpResponse out;
        match.route->handler(request, net::Responder([&out](net::HttpResponse r) { out = std::move(r); }));
        f.gate->inspect(f.tenant, [](CommandContext&) {});  // what was submitted is decided by now
        return out;
    }
    std::string linkOf(const Message& message) { return stopLinks(*tenants, options)(f.tenant, message.id, message.channel).substr(std::string(base).size()); }
    bool stopped(const std::string& contact, Channel channel) { return f.document<ContactStop>(ContactStop::idOf(contact, channel)).has_value(); }
    net::HttpResponse key(const Message& message, const std::string& digits, const std::string& token) {
        const std::string target = linkOf(message);
        net::HttpRequest request{.method = "POST", .target = target, .body = "Digits=" + digits};
        request.headers.set("X-Twilio-Signature", reports::providerSignature(base + target, {{"Digits", digits}}, token));
        return call(std::move(request));
    }
    test::GateFixture f;
    std::shared_ptr<CommsPorts> ports = std::make_shared<CommsPorts>();
    std::vector<territory::Account> accounts;
    std::unique_ptr<Store> reader;
    std::unique_ptr<TenantDirectory> tenants;
    net::Router router;
    StopOptions options;
};

TEST_F(StopTest, LookingAtTheLinkDecidesNothingAndOneClickEndsTheEmailsAlone) {
    auto messages = broadcast();
    ASSERT_EQ(messages.size(), 3u);
    const std::string link = linkOf(messages[Channel::email]);
    const auto seen = call({.method = "GET", .target = link});
    EXPECT_EQ(seen.status, 200);
    EXPECT_NE(seen.bodyView().find("<form method=\"post\">"), std::string::npos);
    EXPECT_NE(seen.bodyView().find("Bluegrass &amp; Sons"), std::string::npos);
    EXPECT_FALSE(stopped("tok_mail", Channel::email)) << "a mail scanner looks at every link";
    const auto clicked = call({.method = "POST", .target = link, .body = "List-Unsubscribe=One-Click"});
    EXPECT_EQ(clicked.status, 200);
    EXPECT_TRUE(stopped("tok_mail", Channel::email));
    EXPECT_EQ(f.document<ContactStop>(ContactStop::idOf("tok_mail", Channel::email))->evidence, "email.one_click");
    EXPECT_EQ(call({.method = "POST", .target = link}).status, 200) << "again is no news";
    int told = 0;
    for (const Entry& e : f.entries()) told += e.header.type == ContactChose::eventType;
    EXPECT_EQ(told, 1);
    // What waits already is held back; the next broadcast leaves the mailbox out and says so.
    const auto late = f.run(outbox::ClaimRows{{messages[Channel::email].id.str()}}, f.person("outbox", {"system"}));
    EXPECT_TRUE(fromJson<outbox::Claimed>(*late.reply)->ids.empty());
    auto next = broadcast();
    EXPECT_EQ(next.size(), 2u);
    EXPECT_FALSE(next.contains(Channel::email));
    const auto claimed = f.run(outbox::ClaimRows{{next[Channel::voice].id.str()}}, f.person("outbox", {"system"}));
    EXPECT_EQ(fromJson<outbox::Claimed>(*claimed.reply)->ids, std::vector<std::string>{next[Channel::voice].id.str()});
    EXPECT_EQ(f.document<Message>(messages[Channel::email].id.str())->reasons, std::vector<std::string>{"stopped"});
}

TEST_F(StopTest, ALinkHoldsForItsOwnMessageOnly) {
    auto messages = broadcast();
    std::string link = linkOf(messages[Channel::email]);
    link.back() = link.back() == '0' ? '1' : '0';
    EXPECT_EQ(call({.method = "GET", .target = link}).status, 404);
    EXPECT_EQ(call({.method = "POST", .target = link}).status, 404);
    const std::string good = linkOf(messages[Channel::email]);
    const std::string other = "/s/one/" + messages[Channel::voice].id.str() + good.substr(good.rfind('/'));
    EXPECT_EQ(call({.method = "POST", .target = other}).status, 404);
    EXPECT_FALSE(stopped("tok_mail", Channel::email));
    EXPECT_TRUE(f.run(StopFromMessage{messages[Channel::email].id, "x"}, f.person("al", {"auditor"})).reply.problem().code == "access_denied");
}

TEST_F(StopTest, TheNineOfACallEndsCallsAndNothingElse) {
    auto messages = broadcast();
    EXPECT_EQ(key(messages[Channel::voice], "9", "wrong").status, 403);
    EXPECT_EQ(key(messages[Channel::voice], "5", "secret").status, 200);
    EXPECT_FALSE(stopped("tok_phone", Channel::voice));
    const auto pressed = key(messages[Channel::voice], "9", "secret");
    EXPECT_EQ(pressed.status, 200);
    EXPECT_NE(pressed.bodyView().find("not call you again"), std::string::npos);
    EXPECT_TRUE(stopped("tok_phone", Channel::voice));
    EXPECT_FALSE(stopped("tok_phone", Channel::sms));
    auto next = broadcast();
    EXPECT_TRUE(next.contains(Channel::sms));
    EXPECT_FALSE(next.contains(Channel::voice));
    EXPECT_NE(f.document<Broadcast>(messages[Channel::voice].broadcast.str())->drafts[2].text.find("press 9"), std::string::npos);
}

TEST_F(StopTest, AnOperatorWritesDownWhatACustomerAskedForAndForgesNoReceipt) {
    EXPECT_EQ(f.run(SetContactChoice{"tok_mail", Channel::email, true, {}}, f.operatorAnna()).reply.problem().code, "reason_missing");
    ASSERT_TRUE(f.run(SetContactChoice{"tok_mail", Channel::email, true, "asked on the phone"}, f.operatorAnna()).reply.ok());
    EXPECT_TRUE(stopped("tok_mail", Channel::email));
    ASSERT_TRUE(f.run(SetContactChoice{"tok_mail", Channel::email, false, "asked for them again"}, f.operatorAnna()).reply.ok());
    EXPECT_FALSE(stopped("tok_mail", Channel::email));
    auto messages = broadcast();
    EXPECT_EQ(f.run(TakeReceipt{messages[Channel::sms].id, "SM1", "delivered", {}}, f.operatorAnna()).reply.problem().code, "access_denied");
}

}  // namespace
}  // namespace ok::comms
