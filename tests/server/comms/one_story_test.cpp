// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Nobody is told two different things (issue piece "No contradictions"): seen before a send, refused, or stopped with it. On the real gate,
// store and outbox.
#include "server/comms/told_lists.h"
#include "tests/support/truth_desk.h"

namespace ok::comms {
namespace {

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

TEST(ToldListsTest, AListIsKeptUntilMoreHasLeftAndFindsWhomTwoSendsShare) {
    ToldLists lists;
    Broadcast broadcast;
    broadcast.id = BroadcastId{uuidV4({1})};
    broadcast.messages = {{"queued", 3}};
    EXPECT_EQ(lists.find(broadcast), nullptr);
    std::vector<AccountId> accounts;
    for (int n = 0; n < 100; ++n) accounts.push_back(TruthDesk::accountId(n));
    lists.keep(broadcast, accounts);
    broadcast.messages = {{"queued", 1}, {"sent", 2}};
    ASSERT_NE(lists.find(broadcast), nullptr) << "its messages moved, its list did not";
    AccountNumbers few, many, others;
    (void)few.number(TruthDesk::accountId(7));
    for (int n = 90; n < 300; ++n) (void)many.number(TruthDesk::accountId(n));
    for (int n = 200; n < 300; ++n) (void)others.number(TruthDesk::accountId(n));
    EXPECT_TRUE(anyOf(*lists.find(broadcast), few, 1));
    EXPECT_TRUE(anyOf(*lists.find(broadcast), many, many.size()));
    EXPECT_FALSE(anyOf(*lists.find(broadcast), others, others.size()));
    (void)others.number(TruthDesk::accountId(7));
    EXPECT_FALSE(anyOf(*lists.find(broadcast), others, others.size() - 1)) << "who only stands in an earlier list is not reached";
    broadcast.messages["queued"] = 5;
    EXPECT_EQ(lists.find(broadcast), nullptr) << "another channel has left";
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
