// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// The escalation ladder, played with a clock of its own: steps and waits, whom nobody can reach, quiet hours, nudges and their second
// ways, acknowledgements, pauses, a crash in the middle (F06.R2, F06.R3, F05.R7; digest C24, C25, G3).
#include <gtest/gtest.h>

#include <random>
#include <set>

#include "shared/oncall/ladder_kind.h"
#include "shared/oncall/pending_timers.h"

namespace ok::oncall {
namespace {

const Instant noon = *parseIso("2026-03-05T17:00:00Z");   // in New York

Candidate person(std::string id, std::vector<std::string> channels = {"push", "sms", "voice"}) {
    Candidate out;
    out.person = std::move(id);
    out.channels = std::move(channels);
    out.zone = "America/New_York";
    return out;
}

LadderPolicy policy() {
    LadderPolicy out;
    out.id = "p";
    out.zone = "America/New_York";
    out.steps = {{{"team:storm/primary"}, {"push", "sms"}, 120, 1}, {{"team:storm/alternate"}, {"push", "sms", "voice"}, 180, 1}, {{"role:duty_manager"}, {"sms", "voice"}, 300, 2}};
    out.providers = {{"sms", 2}};
    return out;
}

/// A server in a nutshell: it keeps the state, the timers and what was sent.
struct Play {
    LadderPolicy p = policy();
    std::map<std::string, std::vector<Candidate>> people{{"team:storm/primary", {person("ada")}}, {"team:storm/alternate", {person("bob")}}, {"role:duty_manager", {person("cho"), person("dee")}}};
    Instant now = noon;
    Ladder ladder;
    PendingTimers timers;
    std::vector<std::pair<Instant, ToSend>> sent;
    std::vector<LadderNote> notes;
    std::string severity = "major";

    LadderFacts facts() {
        return {now, [this](const std::string& target) { return people[target]; }};
    }
    void take(LadderMove move) {
        ladder = std::move(move.ladder);
        for (const std::string& key : move.cancel) timers.cancel(key);
        for (const LadderTimer& timer : move.set) timers.set(timer.key, timer.due);
        for (const ToSend& each : move.send) sent.emplace_back(now, each);
        notes.insert(notes.end(), move.notes.begin(), move.notes.end());
    }
    void begin() { take(start(p, {"a1", severity}, facts())); }
    void runUntil(Instant end) {
        while (timers.nextDue().known() && timers.nextDue() <= end) {
            now = std::max(now, timers.nextDue());
            for (const std::string& key : timers.takeDue(now)) take(timerDue(p, ladder, key, facts()));
        }
        now = end;
    }
    [[nodiscard]] std::vector<std::string> said() const {
        std::vector<std::string> out;
        for (const auto& [at, each] : sent) out.push_back(std::to_string((at - noon).count() / 1'000'000) + "s " + each.person + " " + each.channel + (each.provider > 0 ? " again" : ""));
        return out;
    }
    [[nodiscard]] std::size_t count(std::string_view what) const {
        return static_cast<std::size_t>(std::count_if(notes.begin(), notes.end(), [what](const LadderNote& each) { return each.what == what; }));
    }
    void deliverAll() {
        for (const auto& [at, each] : std::vector(sent)) take(receipt(p, ladder, {each.nudge, true, now, 1}, facts()));
    }
};

// F06.R2.A1, F06.R2.A3: step by step when nobody answers, and an end after the whole wait, after which nothing is sent.
TEST(LadderTest, WhenNobodyAnswersItGoesUpStepByStepAndEnds) {
    Play play;
    ASSERT_TRUE(check(play.p).ok()) << toJson(check(play.p).problem());
    play.begin();
    EXPECT_EQ(play.said(), std::vector<std::string>{"0s ada push"});
    play.deliverAll();
    play.runUntil(noon + seconds(119));
    EXPECT_EQ(play.ladder.step, 0);
    play.runUntil(noon + seconds(121));
    EXPECT_EQ(play.ladder.step, 1);
    EXPECT_EQ(play.said().back(), "120s bob push");
    play.runUntil(noon + seconds(300));
    EXPECT_EQ(play.ladder.step, 2);
    play.runUntil(noon + seconds(601));
    EXPECT_EQ(play.ladder.step, 3) << "everybody was asked";
    EXPECT_EQ(play.ladder.phase, LadderPhase::running);
    play.runUntil(noon + seconds(1'200));
    EXPECT_EQ(play.ladder.phase, LadderPhase::exceeded);
    EXPECT_EQ(play.ladder.reason, "sla_exceeded");
    const std::size_t sent = play.sent.size();
    play.runUntil(noon + hours(24));
    EXPECT_EQ(play.sent.size(), sent);
    EXPECT_EQ(play.timers.size(), 0U);
    EXPECT_TRUE(timersOf(play.p, play.ladder).empty());
}

// Issue: an empty step is skipped at once; F06.R5.A7: conflicts are screened before anybody is asked.
TEST(LadderTest, AStepNobodyCanAnswerIsPassedAtOnce) {
    Play play;
    play.people["team:storm/primary"] = {};
    play.people["team:storm/alternate"][0].skip = "self_approval";
    play.people["role:duty_manager"][0].channels = {"email"};
    play.begin();
    EXPECT_EQ(play.ladder.step, 2);
    EXPECT_EQ(play.said(), std::vector<std::string>{"0s dee sms"});
    EXPECT_EQ(play.count("step_skipped"), 2U);
    EXPECT_EQ(play.count("candidate_skipped"), 2U);
    Play nobody;
    nobody.people.clear();
    nobody.begin();
    EXPECT_EQ(nobody.ladder.step, 3);
    EXPECT_EQ(nobody.ladder.phase, LadderPhase::running) << "the console's queue still stands";
    nobody.runUntil(noon + seconds(1'200));
    EXPECT_EQ(nobody.ladder.phase, LadderPhase::exceeded);
}

// F06.R2.A2: at night other steps; over midnight.
TEST(LadderTest, AtNightTheNightsStepsHold) {
    Play play;
    play.p.variants = {{"night", 18 * 60, 8 * 60, {}, {{{"role:duty_manager"}, {"voice", "sms"}, 180, 1}}}};
    play.begin();
    EXPECT_EQ(play.ladder.variant, "");
    Play night;
    night.p = play.p;
    night.now = *parseIso("2026-03-06T00:30:00Z");   // 19:30 in New York
    night.begin();
    EXPECT_EQ(night.ladder.variant, "night");
    EXPECT_EQ(night.ladder.stepDue - night.now, seconds(180));
    EXPECT_EQ(night.sent.size(), 2U);
}

// F06.R3.A1, F05.R7.A2: nothing in quiet hours, unless it is critical; some channels may be silent and others not.
TEST(LadderTest, QuietHoursHoldNudgesBackUnlessItIsCritical) {
    const auto sleepy = [](Candidate who) {
        who.quietFrom = 11 * 60;
        who.quietTo = 12 * 60 + 10;   // New York: noon is within
        return who;
    };
    Play play;
    play.people["team:storm/primary"] = {sleepy(person("ada"))};
    play.people["team:storm/alternate"] = {sleepy(person("bob"))};
    play.people["role:duty_manager"] = {sleepy(person("cho"))};
    play.begin();
    EXPECT_TRUE(play.sent.empty());
    EXPECT_EQ(play.ladder.step, 2) << "who sleeps longer than the step lasts is not waited for";
    play.runUntil(noon + seconds(599));
    EXPECT_TRUE(play.sent.empty());
    play.runUntil(noon + seconds(600));
    std::set<std::string> people;
    for (const auto& [at, each] : play.sent) people.insert(each.person);
    EXPECT_EQ(people, (std::set<std::string>{"ada", "bob", "cho"})) << "all when the quiet hours end";
    Play critical;
    critical.severity = "critical";
    critical.people = play.people;
    critical.begin();
    EXPECT_EQ(critical.said(), std::vector<std::string>{"0s ada push"});
    Play half;
    half.people["team:storm/primary"] = {sleepy(person("ada"))};
    half.people["team:storm/primary"][0].quietChannels = {"push", "voice"};
    half.begin();
    EXPECT_EQ(half.said(), std::vector<std::string>{"0s ada sms"});
}

// F06.R3.A4: about 0, 2, 4, 8 and 16 minutes, a tenth more or less; at least four before the end when it is critical.
TEST(LadderTest, NudgesComeAtGrowingDistancesAndCloserWhenItIsCritical) {
    Play play;
    play.p.steps = {{{"team:storm/primary"}, {"email"}, 3'000, 0}};
    play.p.maxTotalWaitSeconds = 3'000;
    play.people["team:storm/primary"] = {person("ada", {"email"})};
    play.p.mostNudges = 10;
    play.begin();
    play.runUntil(noon + seconds(3'000));
    ASSERT_EQ(play.sent.size(), 5U);
    const double expected[] = {0, 120, 240, 480, 960};
    for (std::size_t i = 0; i < 5; ++i) EXPECT_NEAR(static_cast<double>((play.sent[i].first - noon).count()) / 1e6, expected[i], expected[i] * 0.1 + 0.01);
    Play critical;
    critical.severity = "critical";
    critical.p = play.p;
    critical.p.maxTotalWaitSeconds = 300;
    critical.people = play.people;
    critical.begin();
    critical.runUntil(noon + seconds(299));
    EXPECT_GE(critical.sent.size(), 4U);
}

// F06.R3.A3: the backup is left out when the first has arrived; F06.R3.A5: without a receipt the second provider, then another way.
TEST(LadderTest, WithoutAReceiptItGoesAnotherWayAndWithOneItDoesNot) {
    Play play;
    play.p.steps = {{{"team:storm/primary"}, {"sms", "voice"}, 1'000, 0}};
    play.people["team:storm/primary"] = {person("ada", {"sms", "voice"})};
    play.begin();
    play.runUntil(noon + seconds(61));
    EXPECT_EQ(play.said(), (std::vector<std::string>{"0s ada sms", "30s ada sms again", "60s ada voice"}));
    EXPECT_EQ(play.sent[0].second.nudge, play.sent[1].second.nudge) << "one code, however often it is sent";
    EXPECT_EQ(play.ladder.nudges[0].state, NudgeState::failed);
    Play arrived;
    arrived.p = play.p;
    arrived.people = play.people;
    arrived.begin();
    arrived.take(receipt(arrived.p, arrived.ladder, {arrived.sent[0].second.nudge, true, noon + seconds(3), 7}, arrived.facts()));
    // An older word and one out of order change nothing.
    arrived.take(receipt(arrived.p, arrived.ladder, {arrived.sent[0].second.nudge, false, noon + seconds(2), 6}, arrived.facts()));
    EXPECT_EQ(arrived.ladder.nudges[0].state, NudgeState::delivered);
    arrived.runUntil(noon + seconds(200));
    EXPECT_EQ(arrived.sent.size(), 1U);
    EXPECT_EQ(arrived.count("deduplicated"), 1U);
    Play broken;
    broken.p = play.p;
    broken.people = play.people;
    broken.begin();
    broken.now += seconds(1);
    broken.take(receipt(broken.p, broken.ladder, {broken.sent[0].second.nudge, false, broken.now, 1}, broken.facts()));
    EXPECT_EQ(broken.said().back(), "1s ada voice") << "a number that does not exist is not waited for";
}

// F06.R3.A7: three in a quarter of an hour over all requests, two more when critical; one goes through shortly before the end.
TEST(LadderTest, NobodyIsFloodedAndTheLastMinutesAreAnException) {
    Play play;
    play.people["team:storm/primary"][0].nudged = {noon - minutes(10), noon - minutes(5), noon - minutes(1)};
    play.begin();
    EXPECT_TRUE(play.sent.empty());
    ASSERT_EQ(play.count("throttled"), 1U);
    const auto note = std::find_if(play.notes.begin(), play.notes.end(), [](const LadderNote& each) { return each.what == "throttled"; });
    EXPECT_EQ(note->until, noon + minutes(5));
    Play critical;
    critical.severity = "critical";
    critical.people = play.people;
    critical.begin();
    EXPECT_EQ(critical.sent.size(), 1U);
    Play last;
    last.people = play.people;
    last.p.maxTotalWaitSeconds = 240;
    last.begin();
    EXPECT_EQ(last.sent.size(), 1U) << "the end is four minutes away";
}

// F05.R7.A3, issue: an acknowledgement stops reminders to that person and holds the ladder; a step may ask for several.
TEST(LadderTest, AcknowledgementsHoldTheLadderForAWhile) {
    Play play;
    play.begin();
    play.now += seconds(30);
    play.take(acknowledge(play.p, play.ladder, "ada", "sms", play.facts()));
    play.runUntil(noon + seconds(400));
    EXPECT_EQ(play.ladder.step, 0);
    EXPECT_EQ(play.sent.size(), 1U);
    play.take(acknowledge(play.p, play.ladder, "ada", "email", play.facts()));
    EXPECT_EQ(play.ladder.acknowledged.size(), 1U);
    play.runUntil(noon + seconds(631));
    EXPECT_EQ(play.ladder.step, 1) << "who is on it did not decide in ten minutes";
    Play two;
    two.p.steps.erase(two.p.steps.begin(), two.p.steps.begin() + 2);
    two.p.steps.push_back({{"team:storm/primary"}, {"push"}, 60, 1});
    two.begin();
    two.take(acknowledge(two.p, two.ladder, "cho", "sms", two.facts()));
    two.runUntil(noon + seconds(301));
    EXPECT_EQ(two.ladder.step, 1) << "one of two acknowledgements does not hold";
}

// F06.R2.A4, F06.R2.A5: decided is decided; the same timer five times is one move.
TEST(LadderTest, TheSameEventTwiceChangesNothing) {
    Play play;
    play.begin();
    play.now = noon + seconds(120);
    play.take(timerDue(play.p, play.ladder, "step/1", play.facts()));
    const Ladder once = play.ladder;
    for (int i = 0; i < 5; ++i) {
        const LadderMove again = timerDue(play.p, play.ladder, "step/1", play.facts());
        EXPECT_EQ(again.ladder, once);
        EXPECT_TRUE(again.send.empty() && again.set.empty());
        ASSERT_EQ(again.notes.size(), 1U);
        EXPECT_EQ(again.notes[0].what, "duplicate");
    }
    play.timers.cancel("step/1");   // was brought by hand above
    play.take(ended(play.ladder, LadderPhase::decided, "quorum", play.now));
    EXPECT_EQ(play.timers.size(), 0U);
    EXPECT_EQ(ended(play.ladder, LadderPhase::cancelled, "late", play.now).ladder, play.ladder);
    EXPECT_EQ(acknowledge(play.p, play.ladder, "bob", "sms", play.facts()).ladder, play.ladder);
    const std::size_t sent = play.sent.size();
    play.runUntil(noon + hours(2));
    EXPECT_EQ(play.sent.size(), sent);
}

// F06.R2.A6, F06.R2.A7: a pause keeps what remains; a crash loses nothing: the timers of the state are the timers that were set.
TEST(LadderTest, APauseKeepsWhatRemainsAndACrashLosesNothing) {
    Play play;
    play.begin();
    play.deliverAll();
    play.runUntil(noon + seconds(30));
    play.take(paused(play.ladder, play.now));
    EXPECT_EQ(play.timers.size(), 0U);
    play.runUntil(noon + seconds(1'000));
    EXPECT_EQ(play.sent.size(), 1U);
    play.take(resumed(play.p, play.ladder, play.facts()));
    EXPECT_EQ(play.ladder.stepDue, noon + seconds(1'090));
    EXPECT_EQ(play.ladder.deadline, noon + seconds(2'170));
    const Ladder read = *fromJson<Ladder>(toJson(play.ladder));
    EXPECT_EQ(read, play.ladder);
    play.timers = {};
    for (const LadderTimer& timer : timersOf(play.p, read)) play.timers.set(timer.key, timer.due);
    play.runUntil(noon + seconds(1'091));
    EXPECT_EQ(play.ladder.step, 1);
    play.take(snoozed(play.p, play.ladder, minutes(120), play.facts()));
    EXPECT_EQ(play.ladder.stepDue, play.ladder.deadline) << "never beyond the end (C24)";
    play.runUntil(noon + seconds(2'170));
    EXPECT_EQ(play.ladder.phase, LadderPhase::exceeded);
}

// F05.R7.A5: another priority: its wait from the time of the change.
TEST(LadderTest, AnotherPriorityBeginsItsWaitAnew) {
    Play play;
    play.begin();
    play.runUntil(noon + seconds(60));
    LadderPolicy urgent = play.p;
    urgent.steps[0].waitSeconds = 300;
    play.take(reprioritised(urgent, play.ladder, "critical", play.facts()));
    play.p = urgent;
    EXPECT_EQ(play.ladder.stepDue, noon + seconds(360));
    EXPECT_EQ(timerDue(urgent, play.ladder, "step/1", {noon + seconds(361), [](const std::string&) { return std::vector<Candidate>{}; }}).notes[0].what, "duplicate");
    play.runUntil(noon + seconds(361));
    EXPECT_EQ(play.ladder.step, 1);
}

/// The ladder as a server would play it, with everything that can go wrong at random.
struct Storm {
    Play play;
    std::mt19937 dice;
    std::set<std::string> acknowledged;
    bool over = false;
    explicit Storm(unsigned seed) : dice(seed) {
        play.severity = seed % 3 == 0 ? "critical" : "major";
        for (auto& [target, all] : play.people) {
            for (Candidate& who : all) {
                if (dice() % 4 == 0) who.quietFrom = 11 * 60, who.quietTo = 12 * 60 + static_cast<int>(dice() % 30);
                if (dice() % 6 == 0) who.skip = "inactive";
            }
            if (dice() % 8 == 0) all.clear();
        }
        play.p.steps[dice() % 3].acknowledgements = static_cast<int>(dice() % 3);
        play.begin();
    }
    void step() {
        const std::size_t before = play.sent.size();
        const Ladder was = play.ladder;
        switch (dice() % 9) {
            case 0: play.take(timerDue(play.p, play.ladder, "step/" + std::to_string(dice() % 5), play.facts())); break;
            case 1: {
                const std::string who = std::vector<std::string>{"ada", "bob", "cho", "dee"}[dice() % 4];
                play.take(acknowledge(play.p, play.ladder, who, "sms", play.facts()));
                if (play.ladder != was) acknowledged.insert(who);
                break;
            }
            case 2: if (!play.sent.empty()) play.take(receipt(play.p, play.ladder, {play.sent[dice() % play.sent.size()].second.nudge, dice() % 2 == 0, play.now, static_cast<std::int64_t>(dice() % 5)}, play.facts())); break;
            case 3: play.take(play.ladder.phase == LadderPhase::paused ? resumed(play.p, play.ladder, play.facts()) : dice() % 3 == 0 ? paused(play.ladder, play.now) : LadderMove{play.ladder, {}, {}, {}, {}}); break;
            case 4: if (dice() % 6 == 0) play.take(ended(play.ladder, dice() % 2 == 0 ? LadderPhase::decided : LadderPhase::cancelled, "r", play.now)); break;
            case 5: {   // the server falls over and reads its state again
                play.timers = {};
                for (const LadderTimer& timer : timersOf(play.p, *fromJson<Ladder>(toJson(play.ladder)))) play.timers.set(timer.key, timer.due);
                break;
            }
            default: play.runUntil(play.now + seconds(dice() % 120)); break;
        }
        holds(was, before);
    }
    void holds(const Ladder& was, std::size_t before) {
        const Ladder& is = play.ladder;
        ASSERT_GE(is.step, was.step);
        ASSERT_LE(is.stepDue, is.deadline);
        if (over) ASSERT_EQ(play.sent.size(), before) << "nothing is sent after the end";
        for (std::size_t i = before; i < play.sent.size(); ++i) {
            const ToSend& each = play.sent[i].second;
            ASSERT_FALSE(acknowledged.contains(each.person)) << "who is on it is left alone";
            for (const auto& [target, all] : play.people) {
                for (const Candidate& who : all) ASSERT_FALSE(who.person == each.person && !who.skip.empty());
            }
        }
        // What is set is what the state says: nothing lost, nothing left over.
        std::set<LadderTimer> expected;
        for (const LadderTimer& timer : timersOf(play.p, is)) expected.insert(timer);
        ASSERT_EQ(play.timers.size(), expected.size()) << toJson(is);
        over = is.phase == LadderPhase::decided || is.phase == LadderPhase::cancelled || is.phase == LadderPhase::exceeded;
        std::set<std::tuple<std::string, int, std::string>> copies;   // one copy of a nudge a provider and channel
        for (const auto& [at, each] : play.sent) ASSERT_TRUE(copies.emplace(each.nudge, each.provider, each.channel).second);
    }
};

TEST(LadderTest, WhateverHappensInWhateverOrderItKeepsItsPromises) {
    for (unsigned seed = 0; seed < 400; ++seed) {
        Storm storm(seed);
        for (int i = 0; i < 60 && !::testing::Test::HasFatalFailure(); ++i) storm.step();
        if (::testing::Test::HasFatalFailure()) FAIL() << "seed " << seed;
        if (storm.play.ladder.phase == LadderPhase::paused) storm.play.take(resumed(storm.play.p, storm.play.ladder, storm.play.facts()));
        storm.play.runUntil(storm.play.now + hours(4));
        ASSERT_NE(storm.play.ladder.phase, LadderPhase::running) << "it always ends, seed " << seed;
        ASSERT_EQ(storm.play.timers.size(), 0U);
    }
}

TEST(LadderTest, LaddersThatCannotBeUsedAreRefused) {
    LadderPolicy bad = policy();
    bad.steps[0].channels = {"pigeon"};
    bad.steps[1].waitSeconds = 0;
    bad.zone = "Moon";
    bad.variants = {{"", 0, 0, {}, {}}};
    std::vector<std::string> fields;
    const Status status = check(bad);
    ASSERT_FALSE(status.ok());
    for (const FieldProblem& field : status.problem().fields) fields.push_back(field.field);
    EXPECT_EQ(fields, (std::vector<std::string>{"steps[0].channels", "steps[1].wait_seconds", "variants", "variants..steps", "zone"}));
}

// F06.R2: per type of approval and severity; a ladder that is not there, and requests that nobody would be called for any more.
TEST(LadderTest, WhichLadderHoldsFollowsFromCommandAndSeverity) {
    LadderRules rules;
    for (const char* id : {"calm", "storm", "etr"}) {
        rules.ladders.push_back(policy());
        rules.ladders.back().id = id;
    }
    rules.choices = {{"*", {}, "calm"}, {"comms.*", {}, "calm"}, {"comms.*", {"critical"}, "storm"}, {"incidents.set_etr", {}, "etr"}};
    ASSERT_TRUE(check(rules).ok()) << toJson(check(rules).problem());
    EXPECT_EQ(ladderFor(rules, "comms.send", "critical")->id, "storm");
    EXPECT_EQ(ladderFor(rules, "comms.send", "minor")->id, "calm");
    EXPECT_EQ(ladderFor(rules, "incidents.set_etr", "critical")->id, "etr");
    EXPECT_EQ(ladderFor(rules, "roles.publish", "")->id, "calm");
    const policy::Kind kind = makeLadderKind();
    ASSERT_TRUE(kind.check(kind.emptyBody).ok());
    const std::string before = *policy::normalised(kind, toJson(rules));
    rules.choices.erase(rules.choices.begin(), rules.choices.begin() + 2);
    EXPECT_FALSE(ladderFor(rules, "comms.send", "minor").has_value());
    const auto found = kind.validate({before, *policy::normalised(kind, toJson(rules))}, {});
    ASSERT_EQ(found.size(), 2U);
    EXPECT_EQ(found[0].code, "nobody_is_called");
    EXPECT_FALSE(found[0].blocking);
    rules.choices[0].ladder = "gone";
    rules.ladders[1].steps.clear();
    EXPECT_FALSE(kind.check(toJson(rules)).ok());
    EXPECT_EQ(check(rules).problem().fields[0].field, "ladders.storm.steps");
}

TEST(PendingTimersTest, TheyComeInOrderOnceAndNotWhenCancelled) {
    PendingTimers timers;
    std::mt19937 dice(2);
    std::map<std::string, Instant> truth;
    Instant now = noon;
    for (int i = 0; i < 20'000; ++i) {
        const std::string key = "k" + std::to_string(dice() % 500);
        if (dice() % 4 == 0) {
            EXPECT_EQ(timers.cancel(key), truth.erase(key) > 0);
        } else if (dice() % 3 != 0) {
            truth[key] = now + seconds(dice() % 100);
            timers.set(key, truth[key]);
        } else {
            now += seconds(dice() % 5);
            Instant last;
            for (const std::string& due : timers.takeDue(now)) {
                ASSERT_TRUE(truth.contains(due));
                ASSERT_LE(truth[due], now);
                ASSERT_GE(truth[due], last);
                last = truth[due];
                truth.erase(due);
            }
            for (const auto& [left, at] : truth) ASSERT_GT(at, now);
        }
        ASSERT_EQ(timers.size(), truth.size());
    }
}

}  // namespace
}  // namespace ok::oncall
