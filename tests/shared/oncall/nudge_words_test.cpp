// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// What nudges say, and what people do to a running ladder (F06.R3.A2, F06.R6.A3, F06.R6.A4, F06.R6.A5).
#include <gtest/gtest.h>

#include "shared/oncall/ladder_shift.h"
#include "shared/oncall/nudge_words.h"
#include "shared/oncall/oncall_views.h"

namespace ok::oncall {
namespace {

NudgeNotice notice(const std::string& channel, const std::string& language = "en") {
    NudgeNotice out;
    out.channel = channel;
    out.language = language;
    out.command = "comms.send_broadcast";
    out.incident = "INC-2026-0007";
    out.place = "Riverside";
    out.severity = "critical";
    out.requester = "maria";
    out.deadline = *parseIso("2026-03-05T17:20:00Z");
    out.zone = "America/New_York";
    return out;
}

const TapLink tap{"https://outages.example.org/a/river.x8Fz0123456789abcdef", "4711", "908070"};

TEST(NudgeWords, ATextFitsOneSegmentAndNeverLosesItsLinkOrTheHour) {  // F06.R3.A2
    for (const char* language : {"en", "es"}) {
        NudgeNotice n = notice("sms", language);
        for (const std::size_t length : {std::size_t{0}, std::size_t{9}, std::size_t{60}, std::size_t{400}}) {
            n.place = std::string(length, 'x');
            const std::string text = wordsOf(n, tap, "").text;
            EXPECT_LE(text.size(), longestText) << text;
            EXPECT_NE(text.find(tap.url), std::string::npos) << text;
            EXPECT_NE(text.find("12:20"), std::string::npos) << "the reader's own clock: " << text;
            EXPECT_NE(text.find(n.incident), std::string::npos) << text;
        }
    }
    EXPECT_NE(wordsOf(notice("sms", "es"), tap, "").text.find("Se necesita"), std::string::npos);
    EXPECT_NE(wordsOf(notice("sms", "fr"), tap, "").text.find("Approval needed"), std::string::npos) << "a language that is not there";
}

TEST(NudgeWords, ALetterSaysEverythingAndAVoiceReadsNoAddress) {  // F06.R3.A2
    NudgeNotice n = notice("email");
    n.others = 2;
    const NudgeText letter = wordsOf(n, tap, "");
    for (const char* part : {"INC-2026-0007", "Riverside", "critical", "maria", "12:20", "2 more", "https://outages.example.org/a/", "4711", "908070"}) {
        EXPECT_NE(letter.text.find(part), std::string::npos) << part << "\n" << letter.text;
    }
    const std::string spoken = wordsOf(notice("voice"), tap, "https://x").text;
    EXPECT_EQ(spoken.find("http"), std::string::npos) << spoken;
    EXPECT_NE(spoken.find("9 0 8 0 7 0"), std::string::npos) << spoken;
    n.about = "over";
    EXPECT_EQ(wordsOf(n, tap, "https://x").text.find("http"), std::string::npos) << "nothing is left to decide";
}

TEST(NudgeWords, AnAtMentionsALoginOrATeamAndAMailboxNobody) {  // F06.R6.A5
    EXPECT_EQ(mentionsIn("@Ada, and @storm. Not ada@valley.example or @ alone; @ada again"), (std::vector<std::string>{"ada", "storm"}));
    EXPECT_TRUE(mentionsIn("").empty());
    std::string many;
    for (int i = 0; i < 100; ++i) many += "@p" + std::to_string(i) + " ";
    EXPECT_EQ(mentionsIn(many).size(), 20u);
}

TEST(NudgeWords, PreferencesAreCheckedBeforeTheyAreKept) {  // F06.R3.A1
    EXPECT_TRUE(check(Preferences{"ada", {"email"}, "Europe/Berlin", 1'320, 360, {"voice"}, "es"}).ok());
    for (const Preferences& wrong : {Preferences{"ada", {"fax"}, "", 0, 0, {}, "en"}, Preferences{"ada", {"sms", "sms"}, "", 0, 0, {}, "en"}, Preferences{"ada", {"sms"}, "Mars", 0, 0, {}, "en"},
                                     Preferences{"ada", {"sms"}, "", 1'440, 0, {}, "en"}, Preferences{"ada", {"sms"}, "", 0, -1, {}, "en"}, Preferences{"ada", {"sms"}, "", 0, 0, {}, "xx"}}) {
        EXPECT_FALSE(check(wrong).ok()) << toJson(wrong);
    }
}

struct Shifted : ::testing::Test {
    Instant now = *parseIso("2026-03-05T17:00:00Z");
    LadderPolicy policy = [] {
        LadderPolicy out;
        out.id = "p";
        out.steps = {{{"user:ada"}, {"sms"}, 120, 1}, {{"user:bob"}, {"sms"}, 120, 1}};
        return out;
    }();
    [[nodiscard]] LadderFacts facts() const {
        return {now, [](const std::string& target) { return std::vector<Candidate>{{.person = target.substr(5), .skip = {}, .channels = {"sms"}, .zone = "UTC", .quietFrom = 0, .quietTo = 0, .quietChannels = {}, .nudged = {}}}; }};
    }
    static std::set<std::string> keysOf(const std::vector<LadderTimer>& all) {
        std::set<std::string> out;
        for (const LadderTimer& each : all) out.insert(each.key);
        return out;
    }
    /// What a server holds after a move is what timersOf() asks for.
    void fits(const LadderPolicy& p, const Ladder& before, const LadderMove& move) const {
        std::set<std::string> held = keysOf(timersOf(policy, before));
        for (const std::string& key : move.cancel) held.erase(key);
        for (const LadderTimer& each : move.set) held.insert(each.key);
        EXPECT_EQ(held, keysOf(timersOf(p, move.ladder)));
    }
};

TEST_F(Shifted, ASnoozeThatEndsEarlyLeavesWhatWasLeft) {  // F06.R6.A4
    const Ladder begun = start(policy, {"r", "minor"}, facts()).ladder;
    now += seconds(20);
    const LadderMove slept = snoozed(policy, begun, minutes(5), facts());
    fits(policy, begun, slept);
    now += seconds(60);
    const LadderMove woken = unsnoozed(policy, slept.ladder, minutes(4), facts());
    fits(policy, slept.ladder, woken);
    EXPECT_EQ((woken.ladder.stepDue - now).count(), seconds(100).count());
    EXPECT_EQ(woken.ladder.deadline, begun.deadline);
    EXPECT_EQ(unsnoozed(policy, begun, Duration(0), facts()).ladder, begun);
}

TEST_F(Shifted, WhoIsGivenItIsAskedNowAndTheOthersAreLetGo) {  // F06.R6.A3
    const Ladder begun = start(policy, {"r", "minor"}, facts()).ladder;
    now += seconds(20);
    const Handed handed = handedTo(policy, begun, "user:cho", facts());
    fits(handed.policy, begun, handed.move);
    ASSERT_EQ(handed.move.send.size(), 1u);
    EXPECT_EQ(handed.move.send[0].person, "cho");
    EXPECT_EQ(handed.policy.steps.size(), 3u);
    EXPECT_EQ(handed.policy.steps[2].targets[0], "user:bob");
    for (const Nudge& each : handed.move.ladder.nudges) EXPECT_FALSE(each.person == "ada" && each.state == NudgeState::planned);
    // Also after everybody was asked.
    Ladder last = begun;
    last.step = 2;
    const Handed late = handedTo(policy, last, "user:cho", facts());
    EXPECT_EQ(late.move.send.size(), 1u);
    EXPECT_EQ(handedTo(policy, ended(begun, LadderPhase::decided, "x", now).ladder, "user:cho", facts()).move.send.size(), 0u);
}

TEST_F(Shifted, WhoAnsweredIsAskedNoMoreAndTheLadderGoesOn) {  // F06.R2.A4
    const Ladder begun = start(policy, {"r", "minor"}, facts()).ladder;
    const LadderMove move = answeredBy(policy, begun, "ada", facts());
    fits(policy, begun, move);
    EXPECT_EQ(move.ladder.phase, LadderPhase::running);
    EXPECT_EQ(move.ladder.stepDue, begun.stepDue);
    for (const Nudge& each : move.ladder.nudges) EXPECT_TRUE(each.state == NudgeState::cancelled || each.state == NudgeState::delivered);
    EXPECT_EQ(answeredBy(policy, move.ladder, "ada", facts()).ladder, move.ladder);
}

}  // namespace
}  // namespace ok::oncall
