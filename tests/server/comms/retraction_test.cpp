// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// What was wrong is taken back in one press, from exactly those who got it (issue piece "Pre-armed retraction"); and nobody is told two
// different things: seen before a send, refused, or stopped with it (issue piece "No contradictions"). On the real gate, store and outbox.
#include <gtest/gtest.h>

#include "server/access/access_commands.h"
#include "server/comms/comms_handlers.h"
#include "server/comms/letter_maker.h"
#include "server/comms/live_messages.h"
#include "server/incidents/incidents_commands.h"
#include "server/outbox/outbox_commands.h"
#include "shared/approvals/request_file.h"
#include "shared/comms/comms_commands.h"
#include "shared/comms/comms_events.h"
#include "shared/comms/comms_views.h"
#include "shared/incidents/incidents_commands.h"
#include "shared/incidents/incidents_views.h"
#include "tests/support/gate_fixture.h"

namespace ok::comms {
namespace {

/// A broadcast of a time before corrections, or one that nobody released.
struct TellForTest {
    static constexpr CommandCard card{.name = "test.tell", .action = "policies.cut_over"};
    BroadcastId broadcast;
    bool withoutCorrection = false;
};
BOOST_DESCRIBE_STRUCT(TellForTest, (), (broadcast, withoutCorrection))

Status tell(CommandContext& cx, const TellForTest& c) {
    const auto b = cx.views().find<Broadcast>(c.broadcast.str());
    if (c.withoutCorrection) cx.emit(BroadcastRescoped{.broadcast = b->id, .before = b->channels, .after = b->channels, .drafts = b->drafts, .note = "as it was"});
    else cx.emit(BroadcastSent{.broadcast = b->id, .channels = b->channels, .draftsDigest = digestOfDrafts(*b)});
    return {};
}

using Counts = std::map<std::string, int>;

struct TruthDesk : ::testing::Test {
    TruthDesk() {
        incidents::addProjections(f.projections);
        comms::addProjections(f.projections);
        incidents::addHandlers(*f.gate);
        ports->facts = [this](CommandContext&, IncidentId id) -> Result<UpdateFacts> { return facts[id]; };
        ports->affected = [this](CommandContext&, IncidentId id) -> Result<Affected> { return everybodyOf(accounts[id]); };
        ports->stopped = [this](CommandContext&, const std::string& contact) { return stopped == contact; };
        ports->optedIn = [](CommandContext&, const std::string&) { return false; };
        ports->zone = [](CommandContext&) { return std::string("America/New_York"); };
        auto owners = std::make_shared<outbox::RowOwners>();
        addRowOwners(*owners, ports);
        comms::addHandlers(*f.gate, ports);
        outbox::addHandlers(*f.gate, owners);
        f.gate->handle<TellForTest>([](const Right&, CommandContext& cx, const TellForTest& c) { return tell(cx, c); });
        f.start();
        here = incidentAt(-84);
    }

    // --- the world
    IncidentId incidentAt(double lon) {
        incidents::CreateIncident c;
        c.place = "Riverside";
        c.boundary = {{{{lon, 38}, {lon + 0.2, 38}, {lon + 0.2, 38.2}, {lon, 38.2}}}};
        const auto made = f.run(c, f.operatorAnna());
        EXPECT_TRUE(made.reply.ok()) << (made.reply.ok() ? "" : toJson(made.reply.problem()));
        const IncidentId id = made.reply.ok() ? fromJson<incidents::IncidentReply>(*made.reply)->incident : IncidentId{};
        facts[id].kind = UpdateKind::confirmed;
        facts[id].utility = "Bluegrass";
        facts[id].area = "Riverside";
        return id;
    }
    static AccountId accountId(int n) { return AccountId{derivedUuid("account " + std::to_string(n))}; }
    void addPeople(IncidentId incident, int from, int count) {
        for (int n = from; n < from + count; ++n) {
            territory::Account a;
            a.id = accountId(n);
            a.contacts.phone = "phone" + std::to_string(n);
            a.contacts.email = "mail" + std::to_string(n);
            a.optedIn.sms = a.optedIn.email = true;
            a.quietHours = territory::QuietHours{0, 0};
            accounts[incident].push_back(a);
        }
    }
    void expectBack(IncidentId incident, Duration in) {
        facts[incident].kind = UpdateKind::eta_set;
        facts[incident].eta = {f.now() + in, f.now() + in, EtaConfidence::high};
    }

    // --- what people do
    std::string codeOf(const CommandAnswer& answer) {
        last = answer;
        return answer.reply.ok() ? "ok" : answer.reply.problem().code;
    }
    template <CommandType C>
    std::string codeOf(const C& command, const SecurityContext& who) { return codeOf(f.run(command, who)); }
    [[nodiscard]] std::string why() const { return last.reply.ok() ? "" : toJson(last.reply.problem()); }
    std::string detail(const std::string& key) {
        if (last.reply.ok()) return "";
        const auto& details = last.reply.problem().details;
        return details.contains(key) ? details.at(key) : "";
    }
    BroadcastId draft(IncidentId incident, std::vector<Channel> channels = {Channel::sms}) {
        f.advance(seconds(1));
        const auto made = f.run(DraftUpdate{.incident = incident, .channels = std::move(channels)}, who(f.operatorAnna()));
        EXPECT_TRUE(made.reply.ok()) << (made.reply.ok() ? "" : toJson(made.reply.problem()));
        return made.reply.ok() ? fromJson<BroadcastReply>(*made.reply)->broadcast : BroadcastId{};
    }
    [[nodiscard]] SendBroadcast sendOf(BroadcastId id) { return {id, digestOfDrafts(sent(id))}; }
    std::string ask(BroadcastId id) {
        f.advance(seconds(1));
        return codeOf(sendOf(id), who(f.operatorAnna()));
    }
    std::string release() { return codeOf(f.release(last, who(f.approverCleo()))); }
    void leave(BroadcastId id) {
        ASSERT_EQ(ask(id), "approval_required") << why();
        ASSERT_EQ(release(), "ok") << why();
    }
    BroadcastId tellAbout(IncidentId incident, std::vector<Channel> channels = {Channel::sms}) {
        const BroadcastId id = draft(incident, std::move(channels));
        leave(id);
        return id;
    }
    std::string retract(BroadcastId id, const std::string& reason = "the wrong feeder") { return codeOf(RetractBroadcast{id, reason}, who(f.operatorBen())); }
    [[nodiscard]] SecurityContext who(SecurityContext person) const {
        person.drill = drill;
        return person;
    }

    // --- what providers do
    SecurityContext system() { return who(f.person("outbox", {"system"})); }
    void claim(const std::vector<Message>& messages) {
        outbox::ClaimRows rows;
        for (const Message& m : messages) rows.ids.push_back(m.id.str());
        ASSERT_EQ(codeOf(rows, system()), "ok");
    }
    void settle(const Message& message, OutboxState state) { ASSERT_EQ(codeOf(outbox::SettleRows{{{.id = message.id.str(), .state = state, .due = f.now()}}}, system()), "ok"); }
    void deliver(BroadcastId id) {
        claim(messagesOf(id));
        for (const Message& m : messagesOf(id)) {
            if (m.state == MessageState::sending) settle(m, OutboxState::sent);
        }
    }

    // --- what stands in the documents
    [[nodiscard]] Broadcast sent(BroadcastId id) { return *f.document<Broadcast>(id.str()); }
    [[nodiscard]] std::vector<Message> messagesOf(BroadcastId id) {
        std::vector<Message> out = f.documents<Message>();
        std::erase_if(out, [&](const Message& m) { return m.broadcast != id; });
        std::sort(out.begin(), out.end(), [](const Message& a, const Message& b) { return std::tie(a.channel, a.contact) < std::tie(b.channel, b.contact); });
        return out;
    }
    [[nodiscard]] BroadcastId correctionOf(BroadcastId id) { return sent(id).retraction ? sent(id).retraction->correction : BroadcastId{}; }
    [[nodiscard]] std::vector<std::string> contactsOf(BroadcastId id) {
        std::vector<std::string> out;
        for (const Message& m : messagesOf(id)) out.push_back(m.contact);
        return out;
    }
    template <class E>
    std::vector<E> told() {
        std::vector<E> out;
        for (const Entry& e : f.entries()) {
            if (e.header.type == E::eventType) out.push_back(*fromJson<E>(e.payload));
        }
        return out;
    }
    std::string letterOf(const Message& message) {
        std::string out;
        f.gate->inspect(f.tenant, [&](CommandContext& cx) {
            const auto row = cx.store().outboxRow(cx.tenant(), message.id.str());
            const auto letter = letterMaker(f.gate->vaultKeys())(*row, cx.store());
            out = letter.ok() ? letter->text : letter.problem().code;
        });
        return out;
    }

    test::GateFixture f;
    std::shared_ptr<CommsPorts> ports = std::make_shared<CommsPorts>();
    std::map<IncidentId, UpdateFacts> facts;
    std::map<IncidentId, std::vector<territory::Account>> accounts;
    std::string stopped = "nobody";
    bool drill = false;
    IncidentId here;
    CommandAnswer last;
};

struct RetractionTest : TruthDesk {
    /// Six messages, each somewhere else on its way: delivered, sent, under way, nobody knows, failed, not begun.
    BroadcastId sixOnTheirWay() {
        addPeople(here, 0, 6);
        const BroadcastId id = tellAbout(here);
        auto all = messagesOf(id);
        all.pop_back();
        claim(all);
        settle(all[0], OutboxState::sent);
        EXPECT_EQ(codeOf(TakeReceipt{all[0].id, "SM1", "delivered", {}}, f.intake("receipt")), "ok");
        settle(all[1], OutboxState::sent);
        settle(all[3], OutboxState::unknown);
        settle(all[4], OutboxState::failed);
        return id;
    }
};

TEST_F(RetractionTest, EveryUpdateCarriesACorrectionThatItsSecondPersonReads) {   // issue piece "Pre-armed retraction"
    addPeople(here, 0, 1);
    const BroadcastId id = draft(here, {Channel::sms, Channel::email});
    EXPECT_EQ(sent(id).correction.size(), 4U) << "two channels in two languages";
    ASSERT_EQ(ask(id), "approval_required");
    const auto version = f.documents<approvals::StoredSnapshot>().at(0);
    const auto content = fromJson<approvals::SnapshotContent>(version.content.text);
    ASSERT_TRUE(content.ok());
    const auto shown = std::count_if(content->messages.begin(), content->messages.end(), [](const approvals::ReviewText& t) { return t.part == "correction"; });
    EXPECT_EQ(shown, 4);
    EXPECT_EQ(codeOf(EditDraft{id, {Channel::sms, Language::en, {}, "We were wrong.", {}}, true}, f.operatorAnna()), "broadcast_waiting");
}

TEST_F(RetractionTest, ACorrectionIsEditedLikeADraftAndWhatWasReadBeforeIsStale) {
    addPeople(here, 0, 1);
    const BroadcastId id = draft(here);
    const SendBroadcast read = sendOf(id);
    EXPECT_EQ(codeOf(EditDraft{id, {Channel::sms, Language::en, {}, "Our message of {sent} was wrong.", {}}, true}, f.operatorAnna()), "ok");
    EXPECT_EQ(findDraft(sent(id).correction, Channel::sms, Language::en)->text, "Our message of {sent} was wrong.");
    EXPECT_NE(findDraft(sent(id), Channel::sms, Language::en)->text, "Our message of {sent} was wrong.");
    EXPECT_EQ(codeOf(EditDraft{id, {Channel::sms, Language::en, {}, "{name}", {}}, true}, f.operatorAnna()), "bad_draft");
    EXPECT_EQ(codeOf(EditDraft{id, {Channel::email, Language::en, "s", "t", {}}, true}, f.operatorAnna()), "draft_not_found");
    EXPECT_EQ(codeOf(f.runReleased(read, f.operatorAnna(), f.approverCleo())), "drafts_changed");
}

TEST_F(RetractionTest, OnePressTellsExactlyThoseWhoGotItAndStopsTheRest) {   // issue piece "Pre-armed retraction"
    const BroadcastId id = sixOnTheirWay();
    f.advance(minutes(7));
    ASSERT_EQ(retract(id), "ok") << why();
    const auto reply = fromJson<RetractReply>(*last.reply);
    EXPECT_EQ(reply->corrections, 4);
    EXPECT_EQ(reply->withheld, 1);
    EXPECT_GE(reply->secondsSinceSent, 7 * 60);
    EXPECT_LT(reply->secondsSinceSent, 8 * 60);
    EXPECT_EQ(contactsOf(correctionOf(id)), (std::vector<std::string>{"phone0", "phone1", "phone2", "phone3"}));
    const auto was = messagesOf(id);
    EXPECT_EQ(was[4].state, MessageState::failed);
    EXPECT_EQ(was[5].state, MessageState::withheld);
    EXPECT_EQ(was[5].reasons, std::vector<std::string>{"retracted"});
    EXPECT_EQ(sent(id).state, BroadcastState::cancelled);
    EXPECT_TRUE(f.documents<approvals::Approval>().size() == 1) << "one person was enough: nothing was asked for";
    const auto events = told<BroadcastRetracted>();
    ASSERT_EQ(events.size(), 1U);
    EXPECT_EQ(events[0].secondsSinceSent, reply->secondsSinceSent);
    EXPECT_EQ(events[0].recipientCount, 4);
    EXPECT_EQ(events[0].draftsDigest, digestOfDrafts(sent(id)));
    deliver(correctionOf(id));
    EXPECT_EQ(sent(id).retraction->handedOver, 4);
    EXPECT_EQ(sent(correctionOf(id)).state, BroadcastState::done);
}

TEST_F(RetractionTest, PressedTwiceNobodyIsToldTwice) {
    const BroadcastId id = sixOnTheirWay();
    ASSERT_EQ(retract(id), "ok");
    const BroadcastId correction = correctionOf(id);
    const auto before = f.entries().size();
    ASSERT_EQ(retract(id), "ok");
    EXPECT_EQ(fromJson<RetractReply>(*last.reply)->corrections, 0);
    EXPECT_EQ(fromJson<RetractReply>(*last.reply)->correction, correction);
    EXPECT_EQ(messagesOf(correction).size(), 4U);
    EXPECT_EQ(told<BroadcastRetracted>().size(), 1U);
    EXPECT_EQ(f.entries().size(), before);
}

TEST_F(RetractionTest, ACorrectionNamesTheMomentItsReaderGotTheWrongOneAndSaysThatItIsADrill) {
    drill = true;
    addPeople(here, 0, 1);
    f.advance(*parseIso("2024-09-26T18:00:00Z") - f.now());
    const BroadcastId id = tellAbout(here);
    f.advance(minutes(5));
    deliver(id);
    f.advance(minutes(20));
    ASSERT_EQ(retract(id), "ok") << why();
    EXPECT_EQ(letterOf(messagesOf(correctionOf(id)).at(0)),
              "THIS IS A DRILL. Bluegrass: Our message of 2:05 PM Thursday about Riverside was wrong. Please ignore it. We will write again soon.");
}

TEST_F(RetractionTest, WhoeverDidNotGetItAfterAllOrSaidStopGetsNoCorrection) {
    addPeople(here, 0, 3);
    const BroadcastId id = tellAbout(here);
    claim(messagesOf(id));
    ASSERT_EQ(retract(id), "ok");
    settle(messagesOf(id)[0], OutboxState::failed);   // its provider refused it after the press
    settle(messagesOf(id)[2], OutboxState::sent);
    stopped = "phone1";
    claim(messagesOf(correctionOf(id)));
    const auto corrections = messagesOf(correctionOf(id));
    EXPECT_EQ(corrections[0].reasons, std::vector<std::string>{"not_reached"});
    EXPECT_EQ(corrections[1].reasons, std::vector<std::string>{"stopped"});
    EXPECT_EQ(corrections[2].state, MessageState::sending);
}

TEST_F(RetractionTest, AnOlderMessageThatComesBackAfterThePressDoesNotLeaveAgain) {
    addPeople(here, 0, 1);
    const BroadcastId id = tellAbout(here);
    claim(messagesOf(id));
    ASSERT_EQ(retract(id), "ok");
    settle(messagesOf(id)[0], OutboxState::queued);   // the provider was away
    claim(messagesOf(id));
    EXPECT_EQ(messagesOf(id)[0].state, MessageState::withheld);
}

TEST_F(RetractionTest, OnlyWhatWasReleasedWithItsCorrectionIsTakenBack) {
    addPeople(here, 0, 1);
    const BroadcastId waiting = draft(here);
    EXPECT_EQ(retract(waiting), "not_sent");
    EXPECT_EQ(retract(BroadcastId{uuidV4({9})}), "broadcast_not_found");
    ASSERT_EQ(codeOf(TellForTest{waiting, false}, access::systemContext(f.tenant, false)), "ok");
    EXPECT_EQ(retract(waiting), "correction_not_approved") << "nobody released it";
    const BroadcastId old = draft(here);
    ASSERT_EQ(codeOf(TellForTest{old, true}, access::systemContext(f.tenant, false)), "ok");
    leave(old);
    deliver(old);
    EXPECT_EQ(retract(old), "no_correction");
    const BroadcastId good = tellAbout(here);
    deliver(good);
    EXPECT_EQ(retract(good, ""), "reason_missing");
    EXPECT_EQ(codeOf(RetractBroadcast{good, "because"}, f.person("eve", {"supervisor"})), "access_denied");
    EXPECT_EQ(retract(good), "ok");
    EXPECT_EQ(retract(correctionOf(good)), "is_correction");
    EXPECT_EQ(codeOf(DraftUpdate{.incident = here, .kind = UpdateKind::correction, .channels = {Channel::sms}}, f.operatorAnna()), "is_correction");
}

TEST_F(RetractionTest, AChannelThatHasNotLeftYetDoesNotLeaveAnyMore) {
    addPeople(here, 0, 2);
    const BroadcastId id = draft(here, {Channel::sms, Channel::email});
    SendBroadcast texts = sendOf(id), mails = sendOf(id);
    texts.channels = {Channel::sms};
    mails.channels = {Channel::email};
    const CommandAnswer later = f.run(mails, f.operatorAnna());
    ASSERT_EQ(codeOf(later), "approval_required");
    ASSERT_EQ(codeOf(f.runReleased(texts, f.operatorAnna(), f.approverCleo())), "ok") << why();
    deliver(id);
    ASSERT_EQ(retract(id), "ok");
    EXPECT_EQ(codeOf(f.release(later, f.approverCleo())), "broadcast_not_draft");
    EXPECT_EQ(contactsOf(correctionOf(id)), (std::vector<std::string>{"phone0", "phone1"}));
}

using OneStoryTest = TruthDesk;

TEST_F(OneStoryTest, TheApproverSeesWhatWouldBeSuperseded) {   // issue piece "No contradictions"
    addPeople(here, 0, 3);
    expectBack(here, hours(2));
    const BroadcastId first = tellAbout(here);
    deliver(first);
    expectBack(here, hours(5));
    const BroadcastId second = draft(here);
    ASSERT_EQ(ask(second), "approval_required");
    approvals::SnapshotContent content;
    for (const auto& version : f.documents<approvals::StoredSnapshot>()) {
        if (version.header.approval.str() == detail("approval_id")) content = *fromJson<approvals::SnapshotContent>(version.content.text);
    }
    ASSERT_EQ(content.documents.size(), 1U);
    EXPECT_EQ(content.documents[0].name, "supersedes");
    EXPECT_EQ(content.documents[0].section, approvals::ReviewSection::delivery);
    const auto findings = fromJson<ClaimFindings>(content.documents[0].body.text);
    ASSERT_TRUE(findings.ok());
    ASSERT_EQ(findings->items.size(), 1U);
    EXPECT_EQ(findings->items[0].broadcast, first);
    EXPECT_EQ(findings->items[0].accounts, 3);
    EXPECT_TRUE(findings->items[0].superseded);
    EXPECT_EQ(findings->items[0].kind, ClaimKind::eta);
    EXPECT_EQ(findings->superseded, 3);
    EXPECT_EQ(findings->contradicted, 0);
    EXPECT_EQ(release(), "ok");
}

TEST_F(OneStoryTest, OlderWordsThatHaveNotLeftAreStoppedTogetherWithTheNewOnesOnEveryChannel) {
    addPeople(here, 0, 2);
    const BroadcastId first = tellAbout(here, {Channel::sms, Channel::email});
    expectBack(here, hours(2));
    const BroadcastId second = tellAbout(here, {Channel::sms});
    for (const Message& m : messagesOf(first)) {
        EXPECT_EQ(m.state, MessageState::withheld) << m.contact;
        EXPECT_EQ(m.reasons, std::vector<std::string>{"superseded"});
        EXPECT_EQ(m.supersededBy, second);
    }
    EXPECT_EQ(sent(second).messages, (Counts{{"queued", 2}}));
    EXPECT_EQ(sent(first).state, BroadcastState::done);
}

TEST_F(OneStoryTest, WhoIsNotReachedByTheNewWordsStillGetsTheOldOnes) {
    addPeople(here, 0, 2);
    const BroadcastId first = tellAbout(here);
    accounts[here].pop_back();
    expectBack(here, hours(2));
    (void)tellAbout(here);
    EXPECT_EQ(sent(first).messages, (Counts{{"queued", 1}, {"withheld", 1}}));
}

TEST_F(OneStoryTest, AMessageUnderWayThatComesBackAfterNewerWordsDoesNotLeave) {
    addPeople(here, 0, 1);
    const BroadcastId first = tellAbout(here, {Channel::email});
    claim(messagesOf(first));
    expectBack(here, hours(2));
    const BroadcastId second = tellAbout(here, {Channel::sms});
    EXPECT_EQ(messagesOf(first)[0].state, MessageState::sending) << "it is with its provider";
    EXPECT_EQ(messagesOf(first)[0].supersededBy, second);
    settle(messagesOf(first)[0], OutboxState::queued);
    claim(messagesOf(first));
    EXPECT_EQ(messagesOf(first)[0].state, MessageState::withheld);
    EXPECT_EQ(messagesOf(first)[0].reasons.back(), "superseded");
}

struct TwoOutages : TruthDesk {
    TwoOutages() {
        there = incidentAt(-83.9);
        addPeople(here, 0, 3);
        addPeople(there, 2, 3);   // account 2 is in both
        expectBack(here, hours(2));
        expectBack(there, hours(6));
    }
    IncidentId there;
};

TEST_F(TwoOutages, WhatWaitsAboutAnotherOutageIsRefusedByNameUntilItLeftOrIsCancelled) {   // issue piece "No contradictions"
    const BroadcastId other = tellAbout(there);
    const BroadcastId ours = draft(here);
    ASSERT_EQ(ask(ours), "contradicts_live_message");
    EXPECT_EQ(detail("broadcast"), other.str());
    EXPECT_EQ(detail("incident"), there.str());
    EXPECT_EQ(detail("accounts"), "1");
    EXPECT_EQ(detail("why"), "still_to_leave");
    EXPECT_EQ(detail("says"), "eta");
    EXPECT_EQ(f.documents<approvals::Approval>().size(), 1U) << "nobody is asked to release two stories";
    deliver(other);
    ASSERT_EQ(ask(ours), "approval_required") << "it has left: the later word is believed";
    EXPECT_EQ(release(), "ok");
    EXPECT_EQ(messagesOf(ours).size(), 3U);
    EXPECT_EQ(sent(other).messages, (Counts{{"sent", 3}})) << "nothing of the other outage was touched";
}

TEST_F(TwoOutages, CancellingTheOtherOneIsTheOtherWay) {
    const BroadcastId other = tellAbout(there);
    const BroadcastId ours = draft(here);
    ASSERT_EQ(ask(ours), "contradicts_live_message");
    ASSERT_EQ(codeOf(CancelBroadcast{other, "it says something else"}, f.operatorBen()), "ok");
    leave(ours);
}

TEST_F(TwoOutages, WhatCameBetweenTheQuestionAndTheReleaseIsRefusedAtTheRelease) {
    const BroadcastId ours = draft(here);
    ASSERT_EQ(ask(ours), "approval_required");
    const CommandAnswer waiting = last;
    (void)tellAbout(there);
    EXPECT_EQ(codeOf(f.release(waiting, f.approverCleo())), "contradicts_live_message");
    EXPECT_TRUE(messagesOf(ours).empty());
    EXPECT_EQ(sent(ours).state, BroadcastState::draft);
}

TEST_F(TwoOutages, WhatWasPutOffIsHeldBackAtItsHour) {
    const BroadcastId ours = draft(here);
    SendBroadcast send = sendOf(ours);
    send.publishAt = f.now() + hours(1);
    ASSERT_EQ(codeOf(f.runReleased(send, f.operatorAnna(), f.approverCleo())), "ok") << why();
    ASSERT_EQ(sent(ours).schedules.size(), 1U);
    (void)tellAbout(there);
    f.advance(hours(1) + seconds(1));
    f.gate->fireTimers();
    f.gate->inspect(f.tenant, [](CommandContext&) {});
    const auto held = told<BroadcastHeldBack>();
    ASSERT_EQ(held.size(), 1U);
    EXPECT_EQ(held[0].reason, "contradicts_live_message");
    EXPECT_TRUE(messagesOf(ours).empty());
}

TEST_F(TwoOutages, AnOutageThatIsOverSaysNothingAnyMore) {
    (void)tellAbout(there);
    ASSERT_EQ(codeOf(incidents::CloseIncident{there, "there was none, the feeder was tested"}, f.operatorAnna()), "ok") << why();
    leave(draft(here));
}

TEST_F(TwoOutages, TheSameStoryAboutBothIsNoContradiction) {
    facts[there].eta = facts[here].eta;
    (void)tellAbout(there);
    leave(draft(here));
}

TEST_F(OneStoryTest, OldWordsDoNotFollowNewerOnes) {
    addPeople(here, 0, 2);
    expectBack(here, hours(2));
    const BroadcastId old = draft(here);
    expectBack(here, hours(5));
    const BroadcastId fresh = tellAbout(here);
    deliver(fresh);
    EXPECT_EQ(ask(old), "contradicts_live_message");
    EXPECT_EQ(detail("why"), "newer_words");
    EXPECT_EQ(detail("broadcast"), fresh.str());
}

}  // namespace
}  // namespace ok::comms
