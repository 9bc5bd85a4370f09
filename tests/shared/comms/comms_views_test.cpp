// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// What the comms events make of the documents `broadcast` and `message`, in the server, the console and a rebuild.
#include <gtest/gtest.h>

#include "shared/comms/comms_events.h"
#include "shared/comms/comms_views.h"
#include "shared/views/memory_documents.h"

namespace ok::comms {
namespace {

struct CommsViews : ::testing::Test {
    CommsViews() { addProjections(projections); }

    template <class E>
    void happen(const E& event) {
        EntryHeader header;
        header.type = std::string(E::eventType);
        header.ledgerTime = Instant::fromSeconds(1'727'000'000 + ++clock);
        header.actor = {ActorType::human, "ann"};
        header.drill = drill;
        projections.apply(header, &event, views);
    }
    void sendTwo() {
        happen(BroadcastDrafted{id, {}, UpdateKind::eta_set, {{Channel::sms, Language::en, {}, "a", {}}}, {Channel::sms}, "R", false, {}});
        happen(BroadcastSent{id, {ChannelReach{.channel = Channel::sms, .messages = 2}}});
        happen(MessagesQueued{id, {{one, Channel::sms, Language::en, "UTC", "tok_1", {}, {}},
                                   {two, Channel::sms, Language::en, "UTC", "tok_2", {}, Instant::fromSeconds(1'727'009'999)}}});
    }
    void change(MessageId m, MessageState s, std::string reason = {}) {
        happen(MessagesChanged{{MessageChange{.message = m, .state = s, .attempts = 1, .reason = std::move(reason)}}});
    }
    [[nodiscard]] Broadcast broadcast() { return *views.find<Broadcast>(id.str()); }
    [[nodiscard]] Message message(MessageId m) { return *views.find<Message>(m.str()); }

    Projections projections;
    MemoryDocuments documents;
    Views views{documents};
    BroadcastId id{uuidV4({1})};
    MessageId one{uuidV4({2})}, two{uuidV4({3})};
    int clock = 0;
    bool drill = false;
};

TEST_F(CommsViews, ABroadcastCountsItsMessagesByState) {
    sendTwo();
    EXPECT_EQ(broadcast().state, BroadcastState::sending);
    EXPECT_EQ(broadcast().messages, (std::map<std::string, int>{{"held", 1}, {"queued", 1}}));
    change(one, MessageState::sending);
    change(one, MessageState::sent);
    EXPECT_EQ(broadcast().messages, (std::map<std::string, int>{{"held", 1}, {"sent", 1}}));
    EXPECT_EQ(broadcast().state, BroadcastState::sending);
    change(two, MessageState::withheld, "stopped");
    EXPECT_EQ(broadcast().state, BroadcastState::done);
    EXPECT_EQ(message(two).reasons, (std::vector<std::string>{"quiet_hours", "stopped"}));
}

TEST_F(CommsViews, ReceiptsThatArriveLateOrTwiceDoNotTurnTheClockBack) {
    sendTwo();
    change(one, MessageState::sending);
    change(one, MessageState::delivered);
    change(one, MessageState::sent);
    change(one, MessageState::delivered);
    EXPECT_EQ(message(one).state, MessageState::delivered);
    EXPECT_EQ(broadcast().messages.at("delivered"), 1);
}

TEST_F(CommsViews, ABroadcastThatReachesNobodyIsDoneAtOnce) {
    happen(BroadcastDrafted{id, {}, UpdateKind::detected, {}, {}, {}, false, {}});
    happen(BroadcastSent{id, {ChannelReach{.channel = Channel::sms, .affected = 5, .noContact = 5}}});
    EXPECT_EQ(broadcast().state, BroadcastState::done);
}

TEST_F(CommsViews, ADrillIsMarkedOnBroadcastAndMessage) {
    drill = true;
    sendTwo();
    EXPECT_TRUE(broadcast().drill);
    EXPECT_TRUE(message(one).drill);
}

TEST_F(CommsViews, AnEditReplacesTheDraftOfItsChannelAndLanguage) {
    sendTwo();
    happen(DraftEdited{id, {Channel::sms, Language::en, {}, "better", {}}});
    ASSERT_NE(findDraft(broadcast(), Channel::sms, Language::en), nullptr);
    EXPECT_EQ(findDraft(broadcast(), Channel::sms, Language::en)->text, "better");
    EXPECT_EQ(findDraft(broadcast(), Channel::sms, Language::es), nullptr);
    EXPECT_EQ(broadcast().edits, 1);
}

TEST_F(CommsViews, EventsOfUnknownBroadcastsChangeNothing) {
    happen(BroadcastSent{id, {}});
    happen(BroadcastCancelled{id, "x"});
    change(one, MessageState::sent);
    views.flush();
    EXPECT_EQ(documents.size(), 0u);
}

}  // namespace
}  // namespace ok::comms
