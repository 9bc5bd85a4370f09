// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Ladders as people meet them: who is called, when, and when it ends (F06.R2, F06.R3, F06.R5.A7, F06.R6.A3, F06.R6.A4).
#include <gtest/gtest.h>

#include <set>

#include "tests/server/oncall/oncall_fixture.h"

namespace ok::oncall {
namespace {

using namespace ok::test;

/// Two that are told in one moment have no order.
std::set<std::string> asSet(const std::vector<std::string>& all) { return {all.begin(), all.end()}; }

std::vector<LadderMoved> movedBy(OncallHouse& h, const std::string& why) {
    auto out = h.events<LadderMoved>();
    std::erase_if(out, [&why](const LadderMoved& each) { return each.why != why; });
    return out;
}

TEST(LadderJourney, WithoutAPublishedLadderNothingIsDifferent) {
    OncallHouse h;
    h.people3();
    const ApprovalId id = h.ask();
    EXPECT_FALSE(h.f->document<LadderRun>(id.str()));
    EXPECT_TRUE(h.rows().empty());
    EXPECT_TRUE(h.releaseBy("doris").reply.ok());
}

TEST(LadderJourney, WhoDoesNotAnswerIsFollowedByTheAlternateAndEachStepIsToldOnce) {  // F06.R2.A1, F06.R1.A5, F06.R5.A7
    OncallHouse h;
    h.people3();
    h.publish();
    const ApprovalId id = h.ask();
    EXPECT_EQ(h.told("petra"), (std::vector<std::string>{"sms"}));
    EXPECT_TRUE(h.told("anton").empty());
    ASSERT_FALSE(h.run(id).next.empty());
    EXPECT_EQ(h.run(id).next.front().person, h.people["anton"]) << "the queue shows who is next";
    EXPECT_EQ(h.rows().front().tap.url.substr(0, 25), "https://out.example/a/sms");
    h.pass(seconds(121));
    EXPECT_EQ(h.told("anton").size(), 1u);
    const LadderRun run = h.run(id);
    EXPECT_EQ(run.ladder.step, 1);
    EXPECT_EQ(run.transitions, 2);
    int entered = 0;
    for (const LadderMoved& each : movedBy(h, "timer")) {
        for (const LadderNote& note : each.notes) {
            if (note.what != "step_entered") continue;
            ++entered;
            EXPECT_EQ(each.key, "step/1");
            EXPECT_LE((each.at - run.ladder.startedAt).count(), Duration(seconds(125)).count()) << "within 5 s of its end";
            ASSERT_FALSE(each.sent.empty());
            EXPECT_EQ(each.sent.front().person, h.people["anton"]);
            EXPECT_EQ(each.sent.front().channel, "sms");
        }
    }
    EXPECT_EQ(entered, 1);
}

TEST(LadderJourney, TheSameTimerFiveTimesIsOneStep) {  // F06.R2.A5
    OncallHouse h;
    h.people3();
    h.publish();
    const ApprovalId id = h.ask();
    h.f->advance(seconds(121));
    std::vector<std::string> answers;
    for (int i = 0; i < 5; ++i) answers.push_back(h.run(LadderDue{id, "step/1"}, h.system).reply.valueOr("refused"));
    EXPECT_NE(answers[0].find("moved"), std::string::npos) << answers[0];
    for (int i = 1; i < 5; ++i) EXPECT_NE(answers[static_cast<std::size_t>(i)].find("duplicate"), std::string::npos);
    h.f->gate->fireTimers();   // the timer itself comes too
    EXPECT_EQ(h.run(id).ladder.step, 1);
    EXPECT_EQ(h.told("anton").size(), 1u);
    int steps = 0;
    for (const LadderMoved& each : movedBy(h, "timer")) steps += each.key == "step/1" ? 1 : 0;
    EXPECT_EQ(steps, 1);
}

TEST(LadderJourney, ARestartInTheMiddleOfAStepLosesNoTimeAndNoStep) {  // F06.R2.A6
    TempDir dir;
    const std::string path = dir.file("house.db");
    ApprovalId id;
    Instant due;
    std::string anton;
    {
        OncallHouse h(path);
        h.people3();
        h.publish();
        id = h.ask();
        h.pass(seconds(30));
        due = h.run(id).ladder.stepDue;
        anton = h.people["anton"];
        EXPECT_EQ((due - h.f->now()).count(), Duration(seconds(90)).count());
    }
    OncallHouse h(path, due - seconds(80));   // ten seconds later
    h.ok(RecoverLadders{}, h.system);
    const auto recovered = h.events<LadderRecovered>();
    ASSERT_EQ(recovered.size(), 1u);
    EXPECT_EQ(recovered[0].approval, id);
    EXPECT_EQ(recovered[0].stepDue, due);
    EXPECT_GE(recovered[0].timers, 2);
    h.pass(seconds(79));
    EXPECT_EQ(h.run(id).ladder.step, 0);
    h.pass(seconds(2));
    EXPECT_EQ(h.run(id).ladder.step, 1);
    EXPECT_EQ(h.run(id).transitions, 2);
    int sent = 0;
    for (const LadderMoved& each : h.events<LadderMoved>()) {
        for (const ToSend& one : each.sent) sent += one.person == anton && one.attempt == 0 ? 1 : 0;
    }
    EXPECT_EQ(sent, 1);
}

TEST(LadderJourney, ARestartAfterTheEndOfAStepTakesItAtOnce) {  // F06.R2.A6
    TempDir dir;
    const std::string path = dir.file("house.db");
    ApprovalId id;
    Instant due;
    {
        OncallHouse h(path);
        h.people3();
        h.publish();
        id = h.ask();
        due = h.run(id).ladder.stepDue;
    }
    OncallHouse h(path, due + seconds(20));
    h.ok(RecoverLadders{}, h.system);
    h.pass(seconds(0));
    EXPECT_EQ(h.run(id).ladder.step, 1);
    EXPECT_EQ(h.told("anton").size(), 1u);
}

TEST(LadderJourney, AfterTheWholeWaitNobodyElseIsAskedAndItsOwnerHears) {  // F06.R2.A3
    OncallHouse h;
    h.people3();
    h.addPerson("anna", {"operator"});
    LadderPolicy policy = OncallHouse::policyOf();
    policy.tellWhenExceeded = {"alert_slack"};
    h.publish(policy);
    SecurityContext anna = h.f->person(h.people["anna"], {"operator"});
    const ApprovalId id = h.ask(anna);
    h.pass(minutes(20) + seconds(1));
    const LadderRun run = h.run(id);
    EXPECT_EQ(run.ladder.phase, LadderPhase::exceeded);
    EXPECT_EQ(run.ladder.reason, "sla_exceeded");
    EXPECT_EQ(h.countOf("alert_slack"), 1);
    EXPECT_GE(h.countOf(outbox::staffConnector), 1);
    const std::size_t before = h.rows().size();
    h.pass(minutes(10));
    EXPECT_EQ(h.rows().size(), before);
    for (const Nudge& nudge : run.ladder.nudges) EXPECT_NE(nudge.state, NudgeState::planned);
}

TEST(LadderJourney, TheDecisionEndsItAndWhatIsQueuedDoesNotLeave) {  // F06.R2.A4, F06.R3.A3
    OncallHouse h;
    h.people3();
    h.publish();
    const ApprovalId id = h.ask();
    ASSERT_EQ(h.rows().size(), 1u);
    ASSERT_TRUE(h.releaseBy("doris").reply.ok());
    EXPECT_EQ(h.run(id).ladder.phase, LadderPhase::decided);
    h.ok(outbox::ClaimRows{{h.rows().front().row.id}}, h.system);
    EXPECT_EQ(h.rows().front().row.state, OutboxState::withheld);
    EXPECT_EQ(h.rows().front().row.lastProblem, "ladder_ended");
    h.pass(minutes(30));
    EXPECT_EQ(h.rows().size(), 1u);
    EXPECT_EQ(h.codeOf(Acknowledge{id, "sms", false}, h.as("anton")), "ladder_not_running");
    EXPECT_FALSE(h.releaseBy("anton").reply.ok()) << "already decided";
}

TEST(LadderJourney, AtNightOtherStepsHoldAndTheClocksChangeInBetween) {  // F06.R2.A2, F06.R1.A5
    LadderPolicy policy = OncallHouse::policyOf();
    policy.steps[0].waitSeconds = 300;
    policy.steps[0].channels = {"sms"};
    policy.variants = {{"off_hours", 18 * 60, 8 * 60, {}, {{{"team:storm/primary"}, {"voice"}, 180, 1}}}};
    struct Case {
        const char* at;
        const char* variant;
        int wait;
        const char* channel;
    };
    // 19:30 and 10:00 in New York, in winter and in summer; and 07:30 on the morning the clocks went forward.
    const Case cases[] = {{"2024-03-08T00:30:00Z", "off_hours", 180, "voice"}, {"2024-03-08T15:00:00Z", "", 300, "sms"},
                          {"2024-03-11T23:30:00Z", "off_hours", 180, "voice"}, {"2024-03-11T14:00:00Z", "", 300, "sms"},
                          {"2024-03-10T11:30:00Z", "off_hours", 180, "voice"}, {"2024-03-10T12:30:00Z", "", 300, "sms"}};
    for (const Case& each : cases) {
        OncallHouse h({}, *parseIso(each.at));
        h.people3();
        h.publish(policy);
        const LadderRun run = h.run(h.ask());
        EXPECT_EQ(run.ladder.variant, each.variant) << each.at;
        EXPECT_EQ((run.ladder.stepDue - run.ladder.startedAt).count(), Duration(seconds(each.wait)).count()) << each.at;
        EXPECT_EQ(h.told("petra"), (std::vector<std::string>{each.channel})) << each.at;
        EXPECT_EQ(h.events<LadderMoved>().front().ladder.variant, each.variant);
    }
}

TEST(LadderJourney, TheEndOfItsIncidentEndsItAndWhoWasAskedHears) {  // F06.R2.A7, digest C25
    OncallHouse h;
    h.people3();
    h.publish();
    const IncidentId incident = incidentIn(h);
    const ApprovalId id = h.ask(incident.str()), closing = h.ask(incident.str(), "closing");
    EXPECT_EQ(h.run(id).incidents, (std::vector<std::string>{incident.str()}));
    EXPECT_EQ(h.rows().front().notice.place, "Riverside");
    h.ok(incidents::CloseIncident{incident, "power is back"}, h.f->operatorAnna());
    h.pass(seconds(0));
    EXPECT_EQ(h.run(id).ladder.phase, LadderPhase::cancelled);
    EXPECT_EQ(h.run(id).ladder.reason, "incident_resolved");
    ASSERT_EQ(h.rows("over").size(), 1u);
    EXPECT_EQ(h.rows("over").front().notice.person, h.people["petra"]);
    EXPECT_EQ(h.run(closing).ladder.phase, LadderPhase::running) << "what says that it is over goes on";
}

TEST(LadderJourney, OnHoldTheClocksStandStillAndGoOnWithWhatWasLeft) {  // F06.R2.A7
    OncallHouse h;
    h.people3();
    h.publish();
    const IncidentId incident = incidentIn(h);
    const ApprovalId id = h.ask(incident.str());
    h.pass(seconds(50));
    const SecurityContext steers = h.f->operatorBen();
    EXPECT_EQ(h.codeOf(HoldLadders{incident.str(), true, ""}, steers), "reason_missing");
    h.ok(HoldLadders{incident.str(), true, "the crew is at the substation"}, steers);
    EXPECT_EQ(h.run(id).ladder.phase, LadderPhase::paused);
    h.pass(minutes(25));
    EXPECT_TRUE(h.told("anton").empty());
    h.ok(HoldLadders{incident.str(), false, "they found nothing"}, steers);
    EXPECT_EQ((h.run(id).ladder.stepDue - h.f->now()).count(), Duration(seconds(70)).count());
    h.pass(seconds(69));
    EXPECT_TRUE(h.told("anton").empty());
    h.pass(seconds(2));
    EXPECT_EQ(h.told("anton").size(), 1u);
}

TEST(LadderJourney, WhoeverAskedIsPassedOverAndSoIsWhoeverIsAwayOrGone) {  // F06.R5.A7, F06.R1.A5, F06.R5.A1
    OncallHouse h;
    h.people3();
    h.publish();
    SecurityContext petra = h.f->person(h.people["petra"], {"operator"});
    EXPECT_TRUE(h.run(h.ask(petra)).ladder.nudges.size() > 0);
    EXPECT_TRUE(h.told("petra").empty());
    EXPECT_EQ(h.told("anton").size(), 1u) << "the alternate is asked first, at once";
    h.ok(SetAbsence{{}, h.f->now(), h.f->now() + hours(8), false}, h.as("anton"));
    const ApprovalId second = h.ask(petra, "elm");
    EXPECT_EQ(asSet(h.told("anton")), (std::set<std::string>{"email", "sms"})) << "as one of all approvers, not as the one on duty";
    EXPECT_EQ(h.told("doris").size(), 1u) << "nobody of the team is left: the next step, without waiting";
    bool skipped = false;
    for (const LadderHappening& each : h.run(second).history) skipped = skipped || (each.note.what == "step_skipped" && each.note.reason == "nobody");
    EXPECT_TRUE(skipped);
}

TEST(LadderJourney, PreferencesQuietHoursAndLanguageAreEachPersonsOwn) {  // F06.R3.A1, F06.R3.A2
    OncallHouse h({}, *parseIso("2024-09-23T03:30:00Z"));   // 23:30 in New York
    h.people3();
    LadderPolicy policy = OncallHouse::policyOf();
    policy.maxTotalWaitSeconds = 12 * 3600;
    h.publish(policy);
    Preferences petra{h.people["petra"], {"voice", "sms"}, "America/New_York", 22 * 60, 0, {}, "es"};
    h.ok(SetPreferences{petra}, h.rosa);
    EXPECT_EQ(h.codeOf(SetPreferences{Preferences{h.people["petra"], {"fax"}, "", 0, 0, {}, "en"}}, h.rosa), "invalid_fields");
    EXPECT_EQ(h.codeOf(SetPreferences{petra}, h.as("anton")), "access_denied") << "not theirs to set";
    h.ask();
    EXPECT_TRUE(h.told("petra").empty()) << "asleep: the ladder goes on without waiting";
    EXPECT_EQ(h.told("anton").size(), 1u);
    h.pass(minutes(31));
    const auto rows = h.rows();
    const auto hers = std::find_if(rows.begin(), rows.end(), [](const auto& each) { return each.notice.login == "petra"; });
    ASSERT_TRUE(hers != rows.end()) << "asked when she wakes";
    EXPECT_EQ(hers->notice.channel, "voice");
    EXPECT_EQ(hers->notice.language, "es");
    EXPECT_NE(wordsOf(hers->notice, hers->tap, "").text.find("aprobacion"), std::string::npos);
}

TEST(LadderJourney, WithoutAReceiptTheSecondProviderIsAskedThenAnotherChannel) {  // F06.R3.A5, F06.R3.A3
    OncallHouse h;
    h.people3();
    LadderPolicy policy = OncallHouse::policyOf();
    policy.steps[0].waitSeconds = 1'000;
    policy.providers = {{"sms", 2}};
    h.publish(policy);
    const ApprovalId id = h.ask();
    h.pass(seconds(31));
    auto rows = h.rows();
    ASSERT_EQ(rows.size(), 2u);
    EXPECT_NE(rows[0].notice.provider, rows[1].notice.provider);
    EXPECT_EQ(rows[0].notice.nudge, rows[1].notice.nudge) << "one key, so that one copy counts";
    EXPECT_EQ(h.run(id).ladder.nudges.front().provider, 1);
    h.pass(seconds(31));
    EXPECT_EQ(h.told("petra").size(), 3u);
    EXPECT_EQ(h.run(id).ladder.nudges[1].channel, "voice") << "both failed: the next channel she likes";
}

TEST(LadderJourney, AReceiptEndsTheWaitingForItAndASureFailureTakesTheNextWayAtOnce) {  // F06.R3.A3, F06.R3.A5
    OncallHouse h;
    h.people3();
    LadderPolicy policy = OncallHouse::policyOf();
    policy.steps[0].waitSeconds = 1'000;
    h.publish(policy);
    const ApprovalId first = h.ask();
    EXPECT_EQ(h.rows().front().row.payload.find("out.example"), std::string::npos) << "no link lies open in the database";
    h.settle(h.rows().front().row.id, OutboxState::delivered);
    EXPECT_TRUE(h.rows().front().tap.url.empty()) << "nor anywhere, once it is told";
    EXPECT_EQ(h.run(first).ladder.nudges.front().state, NudgeState::delivered);
    h.pass(seconds(140));
    EXPECT_EQ(h.told("petra").size(), 1u) << "the backup after two minutes is not needed";
    ASSERT_TRUE(h.releaseBy("doris").reply.ok());
    const ApprovalId second = h.ask("elm");
    const auto rows = h.rows();
    const auto mine = std::find_if(rows.begin(), rows.end(), [&](const auto& each) { return each.notice.approval == second; });
    ASSERT_TRUE(mine != rows.end());
    h.settle(mine->row.id, OutboxState::failed);
    EXPECT_EQ(h.run(second).ladder.nudges[0].state, NudgeState::failed);
    EXPECT_EQ(h.run(second).ladder.nudges[1].state, NudgeState::sent);
    EXPECT_EQ(h.run(second).ladder.nudges[1].channel, "voice");
}

TEST(LadderJourney, WhoAcknowledgesHoldsTheLadderAndIsNotAskedAgain) {  // F05.R7, F06.R2
    OncallHouse h;
    h.people3();
    h.publish();
    const ApprovalId id = h.ask();
    EXPECT_NE(h.codeOf(Acknowledge{id, "sms", false}, h.f->operatorAnna()), "ok") << "its author's word does not count";
    h.ok(Acknowledge{id, "sms", false}, h.as("petra"));
    EXPECT_EQ(h.run(id).ladder.acknowledged.size(), 1u);
    EXPECT_EQ((h.run(id).ladder.stepDue - h.f->now()).count(), Duration(seconds(600)).count());
    h.pass(seconds(599));
    EXPECT_TRUE(h.told("anton").empty());
    h.pass(seconds(2));
    EXPECT_EQ(h.told("anton").size(), 1u) << "said so, and did not";
    EXPECT_EQ(h.told("petra").size(), 1u);
}

TEST(LadderJourney, ASnoozePutsOffWithAReasonAndEndsEarlyWhereSomebodySaysSo) {  // F06.R6.A4, digest C24
    OncallHouse h;
    h.people3();
    h.publish();
    const ApprovalId id = h.ask();
    const SecurityContext ben = h.f->operatorBen();
    h.pass(seconds(20));
    EXPECT_EQ(h.codeOf(SnoozeLadder{id, 5, ""}, ben), "reason_missing");
    EXPECT_EQ(h.codeOf(SnoozeLadder{id, 121, "too long"}, ben), "invalid_fields");
    const Instant before = h.run(id).ladder.stepDue, end = h.run(id).ladder.deadline;
    h.ok(SnoozeLadder{id, 5, "she is on the other line"}, ben);
    EXPECT_EQ((h.run(id).ladder.stepDue - before).count(), Duration(minutes(5)).count());
    EXPECT_EQ(h.run(id).ladder.deadline, end) << "never beyond the end";
    ASSERT_TRUE(h.run(id).snoozed);
    EXPECT_EQ(h.run(id).snoozed->reason, "she is on the other line");
    EXPECT_EQ(h.codeOf(SnoozeLadder{id, 5, "again"}, ben), "already_snoozed");
    h.pass(minutes(2));
    EXPECT_TRUE(h.told("anton").empty());
    h.ok(SnoozeLadder{id, 0, "she hung up"}, ben);
    EXPECT_EQ((h.run(id).ladder.stepDue - h.f->now()).count(), Duration(seconds(100)).count()) << "what was left when it began";
    EXPECT_EQ(h.codeOf(SnoozeLadder{id, 0, "once more"}, ben), "not_snoozed");
    h.pass(seconds(101));
    EXPECT_EQ(h.told("anton").size(), 1u);
    EXPECT_EQ(movedBy(h, "snoozed").size(), 1u);
    EXPECT_EQ(movedBy(h, "unsnoozed").at(0).reason, "she hung up");
}

TEST(LadderJourney, ManyAreGivenToSomebodyElseEachForItself) {  // F06.R6.A3
    OncallHouse h;
    h.people3();
    h.publish();
    const ApprovalId one = h.ask("oak"), two = h.ask("elm");
    const auto answer = h.run(Reassign{{one, two, ApprovalId{derivedUuid("none")}}, "user:" + h.people["doris"], "petra has her hands full"}, h.f->operatorBen());
    ASSERT_TRUE(answer.reply.ok()) << toJson(answer.reply.problem());
    const auto reply = fromJson<ReassignReply>(*answer.reply);
    ASSERT_TRUE(reply.ok());
    EXPECT_EQ(reply->done, 2);
    EXPECT_EQ(reply->items.back().problem, "ladder_not_running");
    EXPECT_EQ(h.told("doris").size(), 2u);
    EXPECT_EQ(h.run(one).assignee, "user:" + h.people["doris"]);
    EXPECT_EQ(movedBy(h, "reassigned").size(), 2u) << "an entry each";
    ASSERT_FALSE(h.run(one).next.empty());
    EXPECT_EQ(h.run(one).next.front().person, h.people["anton"]) << "after her the path goes on as it was";
    EXPECT_EQ(h.codeOf(Reassign{{one}, "user:" + h.people["doris"], ""}, h.f->person("nobody", {"auditor"})), "access_denied");
    h.pass(seconds(121));
    EXPECT_GE(h.told("anton").size(), 1u);
}

TEST(LadderJourney, ManyRequestsDoNotWearOnePersonOut) {  // F06.R3.A7
    OncallHouse h;
    h.people3();
    h.addPerson("anna", {"operator"});
    LadderPolicy policy = OncallHouse::policyOf();
    policy.steps[0].waitSeconds = 1'000;
    h.publish(policy);
    const SecurityContext anna = h.f->person(h.people["anna"], {"operator"});
    for (int i = 0; i < 5; ++i) h.ask(anna, "tree" + std::to_string(i));
    EXPECT_EQ(h.told("petra").size(), 3u);
    EXPECT_EQ(h.rows().size(), 3u);
    EXPECT_EQ(h.countOf(outbox::staffConnector), 2) << "who asked hears why, and when";
    const auto load = h.f->document<NudgeLoad>(h.people["petra"]);
    ASSERT_TRUE(load);
    EXPECT_EQ(load->waiting.size(), 3u);
}

TEST(LadderJourney, WhereOnlyOneRoleIsMissingOnlyThatRoleIsCalled) {  // F06.R5.A4, F06.R5.A7
    OncallHouse h;
    h.people3();
    h.addPerson("dora", {"approver", "supervisor"});
    h.publish();
    h.guard({.approvers = 2, .rolesAtLeast = {{"supervisor", 1}}});
    const ApprovalId id = h.ask();
    EXPECT_EQ(h.told("petra").size(), 1u) << "the first of two keys may be hers";
    const auto first = h.releaseBy("doris");
    ASSERT_TRUE(first.reply.ok()) << toJson(first.reply.problem());
    EXPECT_EQ(h.f->document<approvals::Approval>(id.str())->state, approvals::ApprovalState::pending);
    EXPECT_EQ(h.run(id).ladder.phase, LadderPhase::running);
    h.pass(seconds(121));
    EXPECT_TRUE(h.told("anton").empty()) << "his key would not complete it";
    EXPECT_EQ(h.told("dora"), (std::vector<std::string>{"email"})) << "the next step, without waiting for one that nobody could answer";
    std::set<std::string> why;
    for (const LadderHappening& each : h.run(id).history) {
        if (each.note.what == "candidate_skipped") why.insert(each.note.reason);
    }
    EXPECT_TRUE(why.contains("role_not_missing"));
    EXPECT_TRUE(why.contains("answered"));
    const auto last = h.f->release(h.lastAsked, h.f->person(h.people["dora"], {"approver", "supervisor"}));
    ASSERT_TRUE(last.reply.ok()) << toJson(last.reply.problem());
    EXPECT_EQ(h.run(id).ladder.phase, LadderPhase::decided);
}

TEST(LadderJourney, WhoIsOfARestrictedGroupIsPassedOver) {  // F06.R5.A2, F06.R5.A7
    OncallHouse h;
    h.people3();
    h.publish();
    h.ok(JoinGroup{UserId::parse(h.people["petra"]).valueOr({}), "contractors"}, h.f->operatorAnna());
    h.guard({.approvers = 1, .restrictedGroups = {"contractors"}});
    const ApprovalId id = h.ask();
    EXPECT_TRUE(h.told("petra").empty());
    EXPECT_EQ(h.told("anton").size(), 1u) << "at once";
    bool said = false;
    for (const LadderHappening& each : h.run(id).history) said = said || (each.note.person == h.people["petra"] && each.note.reason == "restricted_group");
    EXPECT_TRUE(said);
}

}  // namespace
}  // namespace ok::oncall
