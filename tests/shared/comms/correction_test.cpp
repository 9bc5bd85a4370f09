// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// The correction that every update carries (issue piece "Pre-armed retraction"): its words in each channel and language, what belongs to
// what was released, and what the documents say after it was pressed.
#include <gtest/gtest.h>

#include "shared/base/derived_ids.h"
#include "shared/comms/comms_commands.h"
#include "shared/comms/comms_events.h"
#include "shared/comms/comms_views.h"
#include "shared/comms/reading_level.h"
#include "shared/views/memory_documents.h"

namespace ok::comms {
namespace {

const Instant sentAt = *parseIso("2024-09-26T18:05:00Z");

UpdateFacts facts(UpdateKind kind, EtaConfidence confidence = EtaConfidence::none) {
    UpdateFacts out;
    out.kind = kind;
    out.utility = "Bluegrass Electric";
    out.area = "Riverside";
    out.phone = "555-0100";
    out.pageUrl = "https://outage.example/o/bluegrass";
    out.eta = {sentAt + hours(2), sentAt + hours(2), confidence};
    return out;
}

const std::vector<UpdateFacts>& everyKind() {
    static const std::vector<UpdateFacts> all{facts(UpdateKind::detected), facts(UpdateKind::eta_set, EtaConfidence::high), facts(UpdateKind::partial), facts(UpdateKind::restored)};
    return all;
}

const Reader reader{.zone = "America/New_York", .places = {"123 Mill St"}, .now = sentAt + minutes(10), .sent = sentAt};

std::string said(const UpdateFacts& of, Channel channel, Language language, const Reader& to = reader) {
    const std::vector<Draft> drafts = draftCorrection(of);
    const Draft* draft = findDraft(drafts, channel, language);
    const auto made = draft == nullptr ? Result<Rendered>(problem("none", "")) : renderDraft(*draft, to, of.drill);
    return made.ok() ? made->text : made.problem().code;
}

TEST(Correction, SaysWhichMessageWasWrongAndWhatNotToCountOn) {
    EXPECT_EQ(said(facts(UpdateKind::eta_set, EtaConfidence::high), Channel::sms, Language::en),
              "Bluegrass Electric: Our message of 2:05 PM Thursday about 123 Mill St was wrong. Do not count on the time it gave. We will write again soon.");
    EXPECT_EQ(said(facts(UpdateKind::restored), Channel::sms, Language::en),
              "Bluegrass Electric: Our message of 2:05 PM Thursday about 123 Mill St was wrong. Your power may still be out. If it is, reply OUT.");
    EXPECT_EQ(said(facts(UpdateKind::confirmed), Channel::voice, Language::en),
              "Hello. This is Bluegrass Electric. Our message of 2:05 PM Thursday about 123 Mill St was wrong. Please ignore it. We are sorry. We are looking into it and will write again soon. To stop these calls, press 9.");
    const std::string spanish = said(facts(UpdateKind::confirmed), Channel::sms, Language::es);
    EXPECT_NE(spanish.find("Nuestro mensaje de las 2:05 p. m. del jueves sobre 123 Mill St"), std::string::npos) << spanish;
}

TEST(Correction, NamesTheTimeInItsReadersZoneAndTheDayWhenItWasLongAgo) {
    Reader west = reader;
    west.zone = "America/Chicago";
    EXPECT_NE(said(facts(UpdateKind::detected), Channel::sms, Language::en, west).find("of 1:05 PM Thursday"), std::string::npos);
    Reader late = reader;
    late.now = sentAt + hours(24 * 8);
    EXPECT_NE(said(facts(UpdateKind::detected), Channel::sms, Language::en, late).find("of 2:05 PM Thursday, September 26"), std::string::npos);
    Reader unknown = reader;
    unknown.sent = {};
    EXPECT_NE(said(facts(UpdateKind::detected), Channel::sms, Language::en, unknown).find("Our message of today"), std::string::npos);
    EXPECT_NE(said(facts(UpdateKind::detected), Channel::sms, Language::es, unknown).find("mensaje de hoy"), std::string::npos);
}

TEST(Correction, IsThereForEveryChannelAndLanguagePlainAndShortEnough) {
    for (const UpdateFacts& each : everyKind()) {
        const std::vector<Draft> drafts = draftCorrection(each);
        ASSERT_EQ(drafts.size(), 6U);
        for (const Draft& draft : drafts) {
            EXPECT_TRUE(checkDraft(draft, DraftUse::correction).ok()) << draft.text;
            const auto made = renderDraft(draft, reader, true);
            ASSERT_TRUE(made.ok()) << draft.text;
            EXPECT_TRUE(readingLevel(made->text, draft.language).plain) << readingLevel(made->text, draft.language).score << ": " << made->text;
            if (draft.channel == Channel::sms) EXPECT_LE(made->size.segments, mostSmsSegments) << made->text;
            EXPECT_EQ(draft.subject.empty(), draft.channel != Channel::email);
        }
    }
}

TEST(Correction, MayNameWhenItWasSentAndAnUpdateMayNot) {
    const Draft draft{Channel::sms, Language::en, {}, "Our message of {sent} was wrong.", {}};
    EXPECT_TRUE(checkDraft(draft, DraftUse::correction).ok());
    const Status refused = checkDraft(draft);
    ASSERT_FALSE(refused.ok());
    EXPECT_EQ(refused.problem().fields.at(0).code, "unknown_placeholder");
}

TEST(Correction, IsPartOfWhatIsReleased) {
    Broadcast broadcast;
    broadcast.drafts = {{Channel::sms, Language::en, {}, "Power back by 5.", {}}};
    const Digest without = digestOfDrafts(broadcast);
    broadcast.correction = {{Channel::sms, Language::en, {}, "That was wrong.", {}}};
    const Digest with = digestOfDrafts(broadcast);
    EXPECT_NE(with, without);
    broadcast.correction[0].text = "That was right.";
    EXPECT_NE(digestOfDrafts(broadcast), with);
    EXPECT_EQ(without, sha256(toJson(broadcast.drafts))) << "what was drafted before there were corrections keeps its digest";
}

struct Retracted : ::testing::Test {
    Retracted() {
        addProjections(projections);
        happen(BroadcastDrafted{.broadcast = wrong, .incident = incident, .kind = UpdateKind::restored, .drafts = {{Channel::sms, Language::en, {}, "back", {}}}, .channels = {Channel::sms},
                                .area = "R", .correction = {{Channel::sms, Language::en, {}, "not back", {}}}});
        happen(BroadcastSent{.broadcast = wrong, .reach = {ChannelReach{.channel = Channel::sms, .messages = 2}}, .draftsDigest = digestOfDrafts(document(wrong))});
        happen(MessagesQueued{.broadcast = wrong, .messages = {{.id = one, .contact = "tok_1"}, {.id = two, .contact = "tok_2"}}});
        change(one, MessageState::sending);
        change(one, MessageState::sent);
    }
    template <class E>
    void happen(const E& event) {
        EntryHeader header;
        header.type = std::string(E::eventType);
        header.ledgerTime = Instant::fromSeconds(1'727'000'000 + ++clock);
        header.actor = {ActorType::human, "ann"};
        projections.apply(header, &event, views);
    }
    void change(MessageId m, MessageState s) { happen(MessagesChanged{{MessageChange{.message = m, .state = s}}}); }
    [[nodiscard]] Broadcast document(BroadcastId id) { return *views.find<Broadcast>(id.str()); }
    void press() {
        happen(BroadcastRetracted{.broadcast = wrong, .correction = correction, .reason = "wrong feeder", .draftsDigest = document(wrong).releasedDigest, .channels = {Channel::sms},
                                  .sentAt = document(wrong).sentAt, .retractedAt = Instant::fromSeconds(1'727'000'100), .secondsSinceSent = 98, .reached = 1, .withheld = 1, .recipientCount = 1});
        change(two, MessageState::withheld);
        happen(MessagesQueued{.broadcast = correction, .messages = {{.id = answer, .contact = "tok_1", .corrects = Corrected{one, Instant::fromSeconds(1'727'000'004)}}}});
    }

    Projections projections;
    MemoryDocuments documents;
    Views views{documents};
    BroadcastId wrong{uuidV4({1})}, correction{uuidV4({2})};
    IncidentId incident{uuidV4({3})};
    MessageId one{uuidV4({4})}, two{uuidV4({5})}, answer{uuidV4({6})};
    int clock = 0;
};

TEST_F(Retracted, TheWrongUpdateIsOverAndItsCorrectionIsOneOfItsOwn) {
    EXPECT_EQ(views.find<Message>(one.str())->handedAt, Instant::fromSeconds(1'727'000'004)) << "when it was given to the provider";
    press();
    const Broadcast was = document(wrong), now = document(correction);
    EXPECT_EQ(was.state, BroadcastState::cancelled);
    ASSERT_TRUE(was.retraction);
    EXPECT_EQ(was.retraction->correction, correction);
    EXPECT_EQ(was.retraction->secondsSinceSent, 98);
    EXPECT_EQ(was.retraction->reason, "wrong feeder");
    EXPECT_EQ(now.kind, UpdateKind::correction);
    EXPECT_EQ(now.corrects, wrong);
    EXPECT_EQ(now.incident, incident);
    EXPECT_EQ(now.drafts, was.correction);
    EXPECT_EQ(now.state, BroadcastState::sending);
    EXPECT_EQ(views.find<Message>(answer.str())->corrects->message, one);
}

TEST_F(Retracted, HowFastItWasTakenBackIsCounted) {
    press();
    EXPECT_EQ(document(wrong).retraction->handedOver, 0);
    change(answer, MessageState::sending);
    change(answer, MessageState::sent);
    EXPECT_EQ(document(wrong).retraction->handedOver, 1);
    EXPECT_EQ(document(wrong).retraction->lastHandedOver, Instant::fromSeconds(1'727'000'000 + clock));
    change(answer, MessageState::delivered);
    EXPECT_EQ(document(wrong).retraction->handedOver, 1) << "its receipt is not another one";
    EXPECT_EQ(document(correction).state, BroadcastState::done);
}

TEST_F(Retracted, AMessageUnderWayIsMarkedAndKeepsItsState) {
    change(two, MessageState::sending);
    happen(MessagesChanged{{MessageChange{.message = two, .state = MessageState::sending, .supersededBy = correction}}});
    EXPECT_EQ(views.find<Message>(two.str())->supersededBy, correction);
    EXPECT_EQ(views.find<Message>(two.str())->state, MessageState::sending);
    change(two, MessageState::queued);
    EXPECT_FALSE(views.find<Message>(two.str())->handedAt.known()) << "it came back";
}

}  // namespace
}  // namespace ok::comms
