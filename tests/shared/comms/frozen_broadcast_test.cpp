// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// A broadcast in the words of a snapshot: what is filled in, what stays everybody's own, and numbers that come out even (F04.R1, F04.R5).
#include <gtest/gtest.h>

#include "shared/base/derived_ids.h"
#include "shared/comms/frozen_broadcast.h"

namespace ok::comms {
namespace {

Broadcast update() {
    Broadcast out;
    out.id = BroadcastId{derivedUuid("broadcast")};
    out.incident = IncidentId{derivedUuid("incident")};
    out.area = "Riverside";
    out.channels = {Channel::sms, Channel::email};
    out.draftedAt = *parseIso("2024-09-26T18:00:00Z");
    out.drafts = {{Channel::sms, Language::en, {}, "Out at {places} until {time 2024-09-26T22:30:00Z}.", {}},
                  {Channel::email, Language::en, "Out until {time 2024-09-26T22:30:00Z}", "At {places}.\n\n{stop}", {}},
                  {Channel::voice, Language::en, {}, "Hello.", {}}};
    return out;
}

// F01.R2, F04.R1.A2: as it is read in the utility's zone; what differs from one customer to the next stays as it is written.
TEST(FrozenBroadcast, TextsAreFilledInWithWhatIsTheSameForEverybody) {
    const auto texts = textsOf(update(), {Channel::sms, Channel::email}, "America/New_York");
    ASSERT_EQ(texts.size(), 3U) << "not the call, which does not leave";
    EXPECT_EQ(texts[0].text, "Out at {places} until 6:30 PM Thursday.");
    EXPECT_EQ(texts[0].pattern, update().drafts[0].text);
    EXPECT_EQ(texts[1].part, "subject");
    EXPECT_EQ(texts[1].text, "Out until 6:30 PM Thursday");
    EXPECT_EQ(texts[2].text, "At {places}.\n\n{stop}");
    Broadcast broken = update();
    broken.drafts[0].text = "{nobody knows}";
    EXPECT_EQ(textsOf(broken, {Channel::sms}, "UTC").at(0).text, "{nobody knows}");
}

// F04.R5.A1: the letter is made from the frozen words, and those are the draft's, byte for byte.
TEST(FrozenBroadcast, TheDraftComesBackFromTheSnapshot) {
    approvals::SnapshotContent content;
    content.messages = textsOf(update(), {Channel::sms, Channel::email}, "America/New_York");
    for (const Channel channel : {Channel::sms, Channel::email}) {
        const auto draft = draftOf(content, channel, Language::en);
        ASSERT_TRUE(draft);
        EXPECT_EQ(*draft, update().drafts[static_cast<std::size_t>(channel)]);
    }
    EXPECT_FALSE(draftOf(content, Channel::voice, Language::en));
    EXPECT_FALSE(draftOf(content, Channel::sms, Language::es));
}

// F04.R6.A4: computed again from the words it is the same, and another word is another hash.
TEST(FrozenBroadcast, EachChannelHasTheHashOfItsWords) {
    const auto hashes = payloadsOf(update().drafts, {Channel::sms, Channel::email});
    EXPECT_EQ(hashes, payloadsOf(update().drafts, {Channel::email, Channel::sms}));
    Broadcast other = update();
    other.drafts[0].text += " ";
    EXPECT_NE(payloadsOf(other.drafts, {Channel::sms}).at("sms"), hashes.at("sms"));
    EXPECT_EQ(payloadsOf(other.drafts, {Channel::email}).at("email"), hashes.at("email"));
}

// F04.R5.A4: of one content, channel and contact there is one message.
TEST(FrozenBroadcast, AMessageIsKnownByWhatWasReleasedAndWhomItTells) {
    const Digest one = sha256("one"), two = sha256("two");
    EXPECT_EQ(messageIdOf(one, "sms", "tok"), messageIdOf(one, "sms", "tok"));
    EXPECT_NE(messageIdOf(one, "sms", "tok"), messageIdOf(two, "sms", "tok"));
    EXPECT_NE(messageIdOf(one, "sms", "tok"), messageIdOf(one, "voice", "tok"));
    EXPECT_NE(messageIdOf(one, "sms", "tok"), messageIdOf(one, "sms", "toc"));
}

// F05.R4.A5, decisions.md 2: whatever the states are, the numbers add up.
TEST(FrozenBroadcast, ProgressAddsUp) {
    std::map<std::string, int> states;
    int n = 1;
    for (const char* state : {"queued", "held", "sending", "sent", "delivered", "undelivered", "failed", "withheld", "suppressed", "unknown"}) states[state] = n++;
    for (const bool paused : {false, true}) {
        const auto p = progressOf(states, paused);
        EXPECT_EQ(p.planned, 55);
        EXPECT_EQ(p.waiting + p.held + p.sent + p.withheld + p.failed, p.planned);
        EXPECT_EQ(p.waiting, paused ? 3 : 4);
        EXPECT_EQ(p.held, paused ? 3 : 2);
    }
    EXPECT_EQ(progressOf({}, false), BroadcastProgress{});
}

}  // namespace
}  // namespace ok::comms
