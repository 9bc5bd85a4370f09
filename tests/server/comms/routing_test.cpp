// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// A change of the routing rules says what it means in people, in the log and by no name (F07.R3.A6).
#include "server/comms/comms_handlers.h"
#include "server/comms/routing_evidence.h"
#include "shared/comms/comms_commands.h"
#include "shared/comms/comms_views.h"
#include "shared/policy/life_cycle.h"
#include "tests/support/gate_fixture.h"
#include "tests/support/publish_policy.h"

namespace ok::comms {
namespace {

struct RoutingTest : ::testing::Test {
    RoutingTest() {
        policy::addProjections(f.projections);
        comms::addProjections(f.projections);
        ports->facts = [](CommandContext&, IncidentId) -> Result<UpdateFacts> { return UpdateFacts{}; };
        ports->stopped = [](CommandContext&, const std::string& contact) { return contact == "stopped"; };
        ports->optedIn = [](CommandContext&, const std::string&) { return false; };
        ports->zone = [](CommandContext&) { return std::string("UTC"); };
        ports->choices = [](CommandContext&, const CommsPorts::Choice& tell) { tell("stopped", true, false); };
        ports->everybody = [this](CommandContext&) { return everybodyOf(accounts); };
        auto kinds = std::make_shared<policy::Kinds>();
        kinds->add(makeRoutingKind());
        policy::addHandlers(*f.gate, kinds, aroundRouting(ports, {}));
        comms::addHandlers(*f.gate, ports);
        f.start();
    }
    void people(int count, bool texts, bool mails) {
        for (int i = 0; i < count; ++i) {
            territory::Account a;
            a.id = AccountId{derivedUuid("account " + std::to_string(accounts.size()))};
            a.contacts = {"", "phone" + std::to_string(accounts.size()), "mail" + std::to_string(accounts.size())};
            a.optedIn = {texts, mails, false};
            accounts.push_back(std::move(a));
        }
    }
    test::GateFixture f;
    std::shared_ptr<CommsPorts> ports = std::make_shared<CommsPorts>();
    std::vector<territory::Account> accounts;
};

TEST_F(RoutingTest, APublishedChangeRecordsHowManyAreToldBeforeAndAfterAndNamesNobody) {
    people(10'000, true, false);
    people(2'500, false, true);
    people(1, true, false);
    accounts.back().contacts.phone = "stopped";
    RoutingRule texts{"texts", {}, {}, {}, {}, {Channel::sms}, {RoutingSegment::everyone}};
    ASSERT_EQ(test::publishPolicy(*f.gate, f.tenant, makeRoutingKind(), toJson(RoutingDocument{{texts}})), 1);
    RoutingRule mails{"mails", {UpdateKind::restored}, {"major"}, {}, {}, {Channel::email}, {RoutingSegment::customers}};
    ASSERT_EQ(test::publishPolicy(*f.gate, f.tenant, makeRoutingKind(), toJson(RoutingDocument{{texts, mails}})), 2);
    std::vector<Entry> entries;
    for (const Entry& e : f.entries(Stream::security)) {
        if (e.header.type == RoutingChanged::eventType) entries.push_back(e);
    }
    ASSERT_EQ(entries.size(), 2U);
    const auto first = *fromJson<RoutingChanged>(entries[0].payload), second = *fromJson<RoutingChanged>(entries[1].payload);
    EXPECT_EQ(first.change.recipients.recipientCountBefore, 12'500) << "where nothing was published everybody who agreed is told";
    EXPECT_EQ(first.change.recipients.recipientCountDelta, -2'500);
    EXPECT_EQ(second.priorVersion, 1);
    EXPECT_EQ(second.change.recipients.recipientCountBefore, 10'000);
    EXPECT_EQ(second.change.recipients.recipientCountAfter, 12'500);
    EXPECT_EQ(second.change.recipients.recipientCountDelta, 2'500);
    EXPECT_EQ(second.change.recipients.recipientsAfter, first.change.recipients.recipientsBefore) << "the same people, the same digest";
    EXPECT_NE(second.change.recipients.recipientsAfter, second.change.recipients.recipientsBefore);
    EXPECT_EQ(second.change.channels, (std::vector<ChannelChange>{{Channel::sms, 10'000, 10'000, 0}, {Channel::email, 0, 2'500, 2'500}, {Channel::voice, 0, 0, 0}}));
    EXPECT_EQ(second.change.rulesAdded, std::vector<std::string>{"mails"});
    ASSERT_EQ(second.change.cases.size(), 1U);
    EXPECT_EQ(second.change.cases[0].cases, (std::vector<std::string>{"restored/major/etr", "restored/major/advisory"}));
    EXPECT_EQ(second.change.cases[0].recipients.recipientCountDelta, 2'500);
    for (const Entry& e : entries) {
        EXPECT_EQ(e.payload.find("phone"), std::string::npos);
        EXPECT_EQ(e.payload.find(accounts[0].id.str()), std::string::npos);
        EXPECT_NE(std::find(e.header.subjects.begin(), e.header.subjects.end(), "policy:routing_rules"), e.header.subjects.end());
    }
    EXPECT_EQ(f.document<RoutingRules>("live")->version, 2);
    // Whoever reviews asks before: here, what going back would mean.
    const auto ahead = f.run(PreviewRouting{1}, f.person("a reviewer", {"policy_approver"}));
    ASSERT_TRUE(ahead.reply.ok()) << ahead.reply.problem().message;
    EXPECT_EQ(fromJson<RoutingChange>(*ahead.reply)->recipients.recipientCountDelta, -2'500);
    EXPECT_EQ(f.run(PreviewRouting{1}, f.operatorAnna()).reply.problem().code, "access_denied");
    EXPECT_EQ(f.run(PreviewRouting{9}, f.person("a reviewer", {"policy_approver"})).reply.problem().code, "policy_version_not_found");
}

}  // namespace
}  // namespace ok::comms
