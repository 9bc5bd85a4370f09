// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// A broadcast from draft to receipt on the real gate, store and dispatcher: second key, STOP, crash, never twice
// (P09, P10, F01, decisions.md 1 and 2, main job 10).
#include <gtest/gtest.h>

#include <condition_variable>
#include <mutex>
#include <set>

#include "server/comms/comms_handlers.h"
#include "server/comms/delivery_report.h"
#include "server/comms/letter_maker.h"
#include "server/outbox/dispatcher.h"
#include "shared/comms/comms_commands.h"
#include "shared/comms/comms_views.h"
#include "tests/support/gate_fixture.h"

namespace ok::comms {
namespace {

using outbox::Handover;
using outbox::Lookup;
using outbox::Outcome;

/// A provider in memory; what it answers is set by the test.
template <class Base, class Parcel>
class FakeConnector final : public Base {
  public:
    Handover deliver(const Parcel& parcel) override {
        const std::lock_guard lock(m_mutex);
        texts.push_back(parcel.letter().text);
        recipients.push_back(parcel.letter().to);
        m_changed.notify_all();
        return next;
    }
    Lookup lookup(const Parcel&) override { return found; }
    bool waitFor(std::size_t n) {
        std::unique_lock lock(m_mutex);
        return m_changed.wait_for(lock, std::chrono::seconds(10), [&] { return texts.size() >= n; });
    }
    Handover next{Outcome::accepted, "SM1", {}, {}};
    Lookup found{Lookup::Found::no, {}};
    std::vector<std::string> texts, recipients;

  private:
    std::mutex m_mutex;
    std::condition_variable m_changed;
};

struct BroadcastTest : ::testing::Test {
    BroadcastTest() {
        comms::addProjections(f.projections);
        ports->facts = [this](CommandContext&, IncidentId) -> Result<UpdateFacts> { return facts; };
        ports->affected = [this](CommandContext&, IncidentId) -> Result<Affected> { return everybodyOf(accounts); };
        ports->stopped = [this](CommandContext&, const std::string& contact) { return stopped == contact; };
        ports->optedIn = [](CommandContext&, const std::string&) { return false; };
        ports->zone = [](CommandContext&) { return std::string("America/New_York"); };
        auto owners = std::make_shared<outbox::RowOwners>();
        addRowOwners(*owners, ports);
        comms::addHandlers(*f.gate, ports);
        outbox::addHandlers(*f.gate, owners);
        facts.kind = UpdateKind::confirmed;
        facts.utility = "Bluegrass";
        facts.area = "Riverside";
    }
    ~BroadcastTest() override {
        if (dispatcher) dispatcher->stop();
    }

    void start() {
        f.gate->onCommitted([this](const CommittedBatch&) {
            const std::lock_guard lock(mutex);
            ++commits;
            committed.notify_all();
        });
        f.start();
        f.gate->inspect(f.tenant, [&](CommandContext& cx) {
            phone = cx.vault().tokenOf(cx.tenant(), PhoneNumber{"+15025550142"}).token;
        });
    }
    void addAccount(int n, const std::string& contact) {
        territory::Account a;
        a.id = AccountId{derivedUuid("account " + std::to_string(n))};
        a.contacts.phone = contact;
        a.optedIn.sms = true;
        a.quietHours = territory::QuietHours{0, 0};
        accounts.push_back(a);
    }
    void startDispatcher() {
        outbox::DispatcherParts parts;
        parts.gate = f.gate.get();
        parts.clock = [this] { return f.now(); };
        parts.dice = [] { return 0.5; };
        parts.newUuid = [n = 0]() mutable { return derivedUuid("dispatcher " + std::to_string(n++)); };
        parts.letters["sms"] = letterMaker(f.gate->vaultKeys());
        parts.lanes["sms"].lookupAfter = Duration(0);
        parts.lanes["sms"].retry.first = Duration(0);
        parts.lanes["sms"].retry.mostAttempts = 3;
        parts.lanes["sms"].mostLookups = 1;
        parts.real["sms"] = real;
        parts.drill["sms"] = drill;
        parts.workers = 2;
        parts.look = milliseconds(20);
        dispatcher = std::make_unique<outbox::Dispatcher>(std::move(parts));
        ASSERT_TRUE(dispatcher->start().ok());
    }
    BroadcastId draft(SecurityContext who) {
        const auto answer = f.run(DraftUpdate{.incident = IncidentId{uuidV4({1})}, .channels = {Channel::sms}}, who);
        EXPECT_TRUE(answer.reply.ok());
        return fromJson<BroadcastReply>(*answer.reply)->broadcast;
    }
    BroadcastId draft() { return draft(f.operatorAnna()); }
    [[nodiscard]] SendBroadcast sendOf(BroadcastId id) { return {id, digestOfDrafts(*f.document<Broadcast>(id.str()))}; }
    /// Waits until the broadcast's messages are `wanted`.
    [[nodiscard]] std::map<std::string, int> messagesOf(BroadcastId id, const std::map<std::string, int>& wanted) {
        const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(10);
        while (true) {
            const auto seen = f.document<Broadcast>(id.str())->messages;
            if (seen == wanted || std::chrono::steady_clock::now() > until) return seen;
            std::unique_lock lock(mutex);
            committed.wait_for(lock, std::chrono::milliseconds(50));
        }
    }
    BroadcastId sendToOnePhone() {
        addAccount(1, phone);
        const BroadcastId id = draft();
        const auto answer = f.runReleased(sendOf(id), f.operatorAnna(), f.approverCleo());
        EXPECT_TRUE(answer.reply.ok()) << answer.reply.problem().message;
        return id;
    }
    using Counts = std::map<std::string, int>;
    test::GateFixture f;
    std::shared_ptr<CommsPorts> ports = std::make_shared<CommsPorts>();
    UpdateFacts facts;
    std::vector<territory::Account> accounts;
    std::string stopped = "nobody";
    std::string phone;
    std::shared_ptr<FakeConnector<outbox::RealConnector, outbox::RealParcel>> real =
        std::make_shared<FakeConnector<outbox::RealConnector, outbox::RealParcel>>();
    std::shared_ptr<FakeConnector<outbox::DrillConnector, outbox::DrillParcel>> drill =
        std::make_shared<FakeConnector<outbox::DrillConnector, outbox::DrillParcel>>();
    std::unique_ptr<outbox::Dispatcher> dispatcher;
    std::mutex mutex;
    std::condition_variable committed;
    int commits = 0;
};

SecurityContext asDrill(SecurityContext who) {
    who.drill = true;
    return who;
}

TEST_F(BroadcastTest, IsHeldUntilASecondPersonReleasesIt) {
    start();
    addAccount(1, phone);
    const BroadcastId id = draft();
    const auto asked = f.run(sendOf(id), f.operatorAnna());
    ASSERT_FALSE(asked.reply.ok());
    EXPECT_EQ(asked.reply.problem().code, "approval_required");
    EXPECT_EQ(f.document<Broadcast>(id.str())->state, BroadcastState::draft);
    EXPECT_FALSE(f.runReleased(sendOf(id), f.operatorAnna(), f.operatorAnna()).reply.ok());  // never by oneself
    EXPECT_TRUE(f.runReleased(sendOf(id), f.operatorAnna(), f.approverCleo()).reply.ok());
    const auto sent = *f.document<Broadcast>(id.str());
    EXPECT_EQ(sent.state, BroadcastState::sending);
    EXPECT_EQ(sent.sentBy, "anna");
    EXPECT_EQ(sent.approvedBy, "cleo");
    EXPECT_EQ(sent.messages, (Counts{{"queued", 1}}));
}

TEST_F(BroadcastTest, ADraftEditedAfterItWasReadIsNotSent) {
    start();
    const BroadcastId id = draft();
    const SendBroadcast read = sendOf(id);
    ASSERT_TRUE(f.run(EditDraft{id, {Channel::sms, Language::en, {}, "Crew on site.", {}}}, f.operatorBen()).reply.ok());
    EXPECT_EQ(f.runReleased(read, f.operatorAnna(), f.approverCleo()).reply.problem().code, "drafts_changed");
    EXPECT_FALSE(f.run(EditDraft{id, {Channel::sms, Language::en, {}, "{name}", {}}}, f.operatorBen()).reply.ok());
}

TEST_F(BroadcastTest, NobodyIsToldOfAnOutageThatEndedBeforeTheSecondKey) {
    start();
    addAccount(1, phone);
    const BroadcastId id = draft();
    facts.kind = UpdateKind::restored;
    const auto late = f.runReleased(sendOf(id), f.operatorAnna(), f.approverCleo());
    ASSERT_FALSE(late.reply.ok());
    EXPECT_EQ(late.reply.problem().code, "incident_restored");
    EXPECT_TRUE(f.documents<Message>().empty());
    const BroadcastId back = draft();
    EXPECT_TRUE(f.runReleased(sendOf(back), f.operatorAnna(), f.approverCleo()).reply.ok());
}

TEST_F(BroadcastTest, AnUpdateNamesWhatWasSaidBefore) {
    start();
    addAccount(1, phone);
    facts.kind = UpdateKind::eta_set;
    facts.eta = {f.now() + hours(2), f.now() + hours(2), EtaConfidence::high};
    const BroadcastId first = draft();
    ASSERT_TRUE(f.runReleased(sendOf(first), f.operatorAnna(), f.approverCleo()).reply.ok());
    facts.eta.latest = facts.eta.earliest = f.now() + hours(5);
    const auto second = *f.document<Broadcast>(draft().str());
    EXPECT_EQ(second.kind, UpdateKind::eta_changed);
    EXPECT_NE(second.drafts[0].text.find("Before, we said by {time"), std::string::npos) << second.drafts[0].text;
}

TEST_F(BroadcastTest, ADrillGoesToTheDrillConnectorOnlyAndNeverOpensAContact) {
    start();
    addAccount(1, "tok_that_is_in_no_vault");
    const BroadcastId id = draft(asDrill(f.operatorAnna()));
    const auto answer = f.runReleased(sendOf(id), asDrill(f.operatorAnna()), asDrill(f.approverCleo()));
    ASSERT_TRUE(answer.reply.ok()) << answer.reply.problem().message;
    startDispatcher();
    EXPECT_EQ(messagesOf(id, {{"sent", 1}}), (Counts{{"sent", 1}}));
    EXPECT_EQ(real->texts.size(), 0u);
    ASSERT_EQ(drill->texts.size(), 1u);
    EXPECT_TRUE(drill->texts[0].starts_with("THIS IS A DRILL.")) << drill->texts[0];
    EXPECT_NE(drill->recipients[0].find("55501"), std::string::npos);
    for (const Entry& e : f.entries()) EXPECT_TRUE(e.header.drill) << e.header.type;
}

TEST_F(BroadcastTest, AStopBetweenFreezingAndSendingWins) {
    start();
    const BroadcastId id = sendToOnePhone();
    stopped = phone;
    startDispatcher();
    EXPECT_EQ(messagesOf(id, {{"withheld", 1}}), (Counts{{"withheld", 1}}));
    EXPECT_EQ(real->texts.size(), 0u);
    EXPECT_EQ(f.documents<Message>().at(0).reasons, std::vector<std::string>{"stopped"});
}

TEST_F(BroadcastTest, ACancelledBroadcastWithholdsWhatHasNotLeft) {
    start();
    const BroadcastId id = sendToOnePhone();
    ASSERT_TRUE(f.run(CancelBroadcast{id, "wrong area"}, f.operatorBen()).reply.ok());
    startDispatcher();
    EXPECT_EQ(messagesOf(id, {{"withheld", 1}}), (Counts{{"withheld", 1}}));
    EXPECT_EQ(f.run(CancelBroadcast{id, "again"}, f.operatorBen()).reply.problem().code, "broadcast_cancelled");
}

TEST_F(BroadcastTest, AContactThatIsGoneFromTheVaultFailsWithItsReason) {
    start();
    const BroadcastId id = sendToOnePhone();  // its token was never stored
    startDispatcher();
    EXPECT_EQ(messagesOf(id, {{"failed", 1}}), (Counts{{"failed", 1}}));
    EXPECT_EQ(real->texts.size(), 0u);
}

// F04.R5.A5: the same words each time, as often as the policy allows; the report tells who needed one hand-over from who needed more.
TEST_F(BroadcastTest, FailuresAreTriedAgainAndEndAsDead) {
    start();
    drill->next = {Outcome::transient, {}, "connect_failed", {}};
    addAccount(1, "tok_x");
    const BroadcastId id = draft(asDrill(f.operatorAnna()));
    ASSERT_TRUE(f.runReleased(sendOf(id), asDrill(f.operatorAnna()), asDrill(f.approverCleo())).reply.ok());
    startDispatcher();
    EXPECT_EQ(messagesOf(id, {{"failed", 1}}), (Counts{{"failed", 1}}));
    EXPECT_EQ(drill->texts.size(), 3u);
    EXPECT_EQ(f.documents<Message>().at(0).attempts, 3);
    EXPECT_EQ(std::set<std::string>(drill->texts.begin(), drill->texts.end()).size(), 1u) << "byte by byte what was approved";
    DeliveryReport report;
    f.gate->inspect(f.tenant, [&](CommandContext& cx) { report = reportOf(cx.views(), *cx.views().find<Broadcast>(id.str()), {}, f.now()); });
    EXPECT_EQ(report.original, TryReport{});
    EXPECT_EQ(report.retried, (TryReport{1, 0, 1, 0}));
    EXPECT_EQ(report.attempts, 3);
    EXPECT_EQ(report.retries, 2);
    ASSERT_EQ(report.channels.size(), 1u);
    EXPECT_EQ(report.channels[0].retried, report.retried);
}

TEST_F(BroadcastTest, AMessageWithoutAnAnswerIsAskedAboutAndLeftToAPersonWhenNobodyKnows) {
    start();
    drill->next = {Outcome::uncertain, {}, "timed_out", {}};
    drill->found = {Lookup::Found::undecidable, {}};
    addAccount(1, "tok_x");
    const BroadcastId id = draft(asDrill(f.operatorAnna()));
    ASSERT_TRUE(f.runReleased(sendOf(id), asDrill(f.operatorAnna()), asDrill(f.approverCleo())).reply.ok());
    startDispatcher();
    EXPECT_EQ(messagesOf(id, {{"unknown", 1}}), (Counts{{"unknown", 1}}));
    EXPECT_EQ(drill->texts.size(), 1u);  // never twice
    const std::string row = f.documents<Message>().at(0).id.str();
    ASSERT_TRUE(f.run(outbox::ResolveUnknown{row, false}, asDrill(f.operatorAnna())).reply.ok());
    EXPECT_EQ(messagesOf(id, {{"failed", 1}}), (Counts{{"failed", 1}}));
}

TEST_F(BroadcastTest, ARowLeftInSendingByACrashIsLookedUpAndNotSentAgain) {
    start();
    addAccount(1, "tok_x");
    const BroadcastId id = draft(asDrill(f.operatorAnna()));
    ASSERT_TRUE(f.runReleased(sendOf(id), asDrill(f.operatorAnna()), asDrill(f.approverCleo())).reply.ok());
    const std::string row = f.documents<Message>().at(0).id.str();
    SecurityContext system = asDrill(f.person("outbox", {"system"}));
    ASSERT_TRUE(f.run(outbox::ClaimRows{{row}}, system).reply.ok());  // handed over; then the process died
    drill->found = {Lookup::Found::yes, "SM77"};
    startDispatcher();
    EXPECT_EQ(messagesOf(id, {{"sent", 1}}), (Counts{{"sent", 1}}));
    EXPECT_EQ(drill->texts.size(), 0u);
    EXPECT_EQ(f.documents<Message>().at(0).providerId, "SM77");
}

TEST_F(BroadcastTest, AMessageThatWaitedIntoQuietHoursIsHeldToTheirEnd) {  // P10
    start();
    f.advance(seconds(51'400));  // 8:30 PM in New York
    addAccount(1, phone);
    accounts[0].quietHours.reset();
    f.gate->inspect(f.tenant, [this](CommandContext& cx) {
        ASSERT_TRUE(cx.store().begin().ok());
        ASSERT_TRUE(cx.store().putRow(cx.tenant(), accountTable, {accounts[0].id.str(), toJson(accounts[0])}).ok());
        ASSERT_TRUE(cx.store().commit().ok());
    });
    const BroadcastId id = draft();
    ASSERT_TRUE(f.runReleased(sendOf(id), f.operatorAnna(), f.approverCleo()).reply.ok());
    ASSERT_EQ(f.document<Broadcast>(id.str())->messages, (Counts{{"queued", 1}}));
    f.advance(hours(1));  // a provider's trouble is over at 9:30 PM
    const std::string row = f.documents<Message>().at(0).id.str();
    const auto claimed = f.run(outbox::ClaimRows{{row}}, f.person("outbox", {"system"}));
    ASSERT_TRUE(claimed.reply.ok());
    EXPECT_TRUE(fromJson<outbox::Claimed>(*claimed.reply)->ids.empty());
    EXPECT_EQ(f.documents<Message>().at(0).reasons, std::vector<std::string>{"quiet_hours"});
    f.gate->inspect(f.tenant, [&](CommandContext& cx) {
        EXPECT_EQ(cx.store().outboxRow(cx.tenant(), row)->due, cx.now() + hours(10) + minutes(30));
    });
    f.advance(hours(10) + minutes(31));  // 8:01 AM
    startDispatcher();
    EXPECT_EQ(messagesOf(id, {{"failed", 1}}), (Counts{{"failed", 1}})) << "handed out (its contact is in no vault) and settled";
}

// docs/comms.md: "a passed estimate is never repeated".
TEST_F(BroadcastTest, WhatWaitedUntilItsEstimatePassedIsWithheld) {
    start();
    facts.kind = UpdateKind::eta_set;
    facts.eta = {f.now() + hours(2), f.now() + hours(2), EtaConfidence::high};
    const BroadcastId id = sendToOnePhone();
    f.advance(hours(3));
    startDispatcher();
    EXPECT_EQ(messagesOf(id, {{"withheld", 1}}), (Counts{{"withheld", 1}}));
    EXPECT_EQ(f.documents<Message>().at(0).reasons, std::vector<std::string>{"estimate_passed"});
}

TEST_F(BroadcastTest, NewerWordsToTheSameContactReplaceOlderOnesThatStillWait) {
    start();
    const BroadcastId first = sendToOnePhone();
    f.advance(minutes(1));
    const BroadcastId cancelled = draft();
    ASSERT_TRUE(f.runReleased(sendOf(cancelled), f.operatorAnna(), f.approverCleo()).reply.ok());
    f.advance(minutes(1));
    ASSERT_TRUE(f.run(CancelBroadcast{cancelled, "wrong words"}, f.operatorBen()).reply.ok());
    const BroadcastId last = draft();
    ASSERT_TRUE(f.runReleased(sendOf(last), f.operatorAnna(), f.approverCleo()).reply.ok());
    startDispatcher();
    EXPECT_EQ(messagesOf(first, {{"withheld", 1}}), (Counts{{"withheld", 1}}));
    EXPECT_EQ(messagesOf(last, {{"failed", 1}}), (Counts{{"failed", 1}})) << "the last word is handed out (its contact is in no vault)";
    for (const Message& m : f.documents<Message>()) {
        if (m.broadcast == first) EXPECT_EQ(m.reasons, std::vector<std::string>{"superseded"});
    }
}

// docs/comms.md: "a dead mail server does not hold up texts, and a drill cannot hold up the real thing".
TEST_F(BroadcastTest, AQueueThatStandsStillHidesNoOtherHoweverLongItIs) {
    start();
    drill->next = {Outcome::transient, {}, "connect_failed", {}};
    for (int n = 0; n < 700; ++n) addAccount(n, "tok_" + std::to_string(n));
    const BroadcastId stuck = draft(asDrill(f.operatorAnna()));
    ASSERT_TRUE(f.runReleased(sendOf(stuck), asDrill(f.operatorAnna()), asDrill(f.approverCleo())).reply.ok());
    startDispatcher();
    ASSERT_TRUE(drill->waitFor(5)) << "the breaker opens: what is left of the drill waits";
    accounts.clear();
    const BroadcastId id = sendToOnePhone();
    EXPECT_EQ(messagesOf(id, {{"failed", 1}}), (Counts{{"failed", 1}})) << "handed out (its contact is in no vault) and settled";
}

TEST_F(BroadcastTest, AReceiptMovesItsMessageOnceAndADrillsReceiptNeverARealOne) {
    start();
    const BroadcastId id = sendToOnePhone();
    const MessageId message = f.documents<Message>().at(0).id;
    ASSERT_TRUE(f.run(outbox::ClaimRows{{message.str()}}, f.person("outbox", {"system"})).reply.ok());
    const TakeReceipt receipt{message, "SM5", "delivered", {}};
    EXPECT_EQ(f.run(receipt, asDrill(f.intake("receipt"))).reply.problem().code, "drill_mismatch");
    EXPECT_TRUE(f.run(receipt, f.intake("receipt")).reply.ok());
    EXPECT_TRUE(f.run(TakeReceipt{message, "SM5", "sent", {}}, f.intake("receipt")).reply.ok());  // late: no news
    EXPECT_EQ(messagesOf(id, {{"delivered", 1}}), (Counts{{"delivered", 1}}));
    // The receipt overtook the provider's answer: what was said stays with it all the same (F04.R5.A3).
    const outbox::SettledRow answer{message.str(), OutboxState::sent, "SM5", {}, {}, 2, sha256("the words")};
    EXPECT_TRUE(f.run(outbox::SettleRows{{answer}}, f.person("outbox", {"system"})).reply.ok());
    EXPECT_EQ(f.documents<Message>().at(0).textHash, sha256("the words"));
    EXPECT_EQ(f.documents<Message>().at(0).segments, 2);
    EXPECT_EQ(messagesOf(id, {{"delivered", 1}}), (Counts{{"delivered", 1}}));
    EXPECT_EQ(f.run(TakeReceipt{MessageId{uuidV4({9})}, {}, "sent", {}}, f.intake("receipt")).reply.problem().code, "message_not_found");
}

}  // namespace
}  // namespace ok::comms
