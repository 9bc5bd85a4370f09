// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// What was wrong is taken back in one press, from exactly those who got it (issue piece "Pre-armed retraction"). On the real gate, store and
// outbox.
#include "tests/support/truth_desk.h"

namespace ok::comms {
namespace {

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
    f.advance(minutes(2));
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
    claim(messagesOf(correctionOf(id)));
    EXPECT_EQ(sent(correctionOf(id)).messages, (Counts{{"queued", 3}})) << "what they correct is still with its provider";
    f.advance(seconds(20));
    settle(messagesOf(id)[0], OutboxState::failed);   // its provider refused it after the press
    settle(messagesOf(id)[2], OutboxState::sent);
    stopped = "phone1";
    claim(messagesOf(correctionOf(id)));
    const auto corrections = messagesOf(correctionOf(id));
    EXPECT_EQ(corrections[0].reasons, (std::vector<std::string>{"waits_for_outcome", "not_reached"}));
    EXPECT_EQ(corrections[1].reasons.back(), "stopped");
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

}  // namespace
}  // namespace ok::comms
