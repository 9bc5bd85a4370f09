// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Which ladder holds, who is mentioned, and that the log alone gives all of it again (F05.R7.A5, F06.R3.A4, F06.R6.A5).
#include <gtest/gtest.h>

#include "shared/views/memory_documents.h"
#include "tests/server/oncall/oncall_fixture.h"

namespace ok::oncall {
namespace {

using namespace ok::test;

TEST(LadderJourney, WhatTurnsCriticalIsFollowedByTheLadderOfWhatIsCritical) {  // F05.R7.A5, F06.R2
    OncallHouse h;
    h.people3();
    LadderPolicy usual = OncallHouse::policyOf(), urgent = usual;
    urgent.id = "urgent";
    urgent.steps[0].waitSeconds = 60;
    urgent.maxTotalWaitSeconds = 600;
    ASSERT_GT(publishPolicy(*h.f->gate, h.f->tenant, makeLadderKind(), toJson(LadderRules{{usual, urgent}, {{"*", {}, "usual"}, {"*", {"critical"}, "urgent"}}})), 0);
    const IncidentId incident = incidentIn(h);
    const ApprovalId id = h.ask(incident.str());
    EXPECT_EQ(h.run(id).ladder.policy, "usual");
    EXPECT_EQ(h.run(id).ladder.severity, "minor");
    h.pass(seconds(10));
    h.ok(incidents::SetCause{incident, "safety", ""}, h.f->operatorAnna());
    h.pass(seconds(0));
    EXPECT_EQ(h.run(id).ladder.severity, "critical");
    EXPECT_EQ(h.run(id).ladder.policy, "urgent");
    EXPECT_EQ((h.run(id).ladder.stepDue - h.f->now()).count(), Duration(seconds(60)).count()) << "the step begins anew under it";
    EXPECT_EQ(h.run(id).policy.id, "urgent");
}

TEST(LadderJourney, ALadderKeepsThePolicyItBeganUnder) {  // F06.R3.A4
    OncallHouse h;
    h.people3();
    h.publish();
    const ApprovalId before = h.ask("oak");
    LadderPolicy next = OncallHouse::policyOf();
    next.steps[0].waitSeconds = 30;
    h.publish(next);
    EXPECT_EQ(h.run(before).policy.steps[0].waitSeconds, 120);
    EXPECT_EQ(h.run(before).ladder.policyVersion, 1);
    const ApprovalId after = h.ask("elm");
    EXPECT_EQ(h.run(after).ladder.policyVersion, 2);
    EXPECT_EQ((h.run(after).ladder.stepDue - h.f->now()).count(), Duration(seconds(30)).count());
}

TEST(LadderJourney, WhoIsMentionedInACommentIsToldOnceWhereTheyLikeIt) {  // F06.R6.A5
    OncallHouse h;
    h.people3();
    h.publish();
    const ApprovalId id = h.ask();
    h.ok(SetPreferences{Preferences{h.people["doris"], {"voice", "email", "sms"}, "", 0, 0, {}, "en"}}, h.rosa);
    h.ok(approvals::Comment{id, "can you look, @Doris. And @storm, please; not a@petra.example"}, h.as("anton"));
    h.pass(seconds(0));
    const auto rows = h.rows("mention");
    ASSERT_EQ(rows.size(), 2u) << "doris, and who has the duty; not who wrote it";
    for (const auto& each : rows) EXPECT_EQ(each.notice.channel, each.notice.login == "doris" ? "email" : "sms");
    EXPECT_EQ(h.events<Mentioned>().size(), 1u);
    EXPECT_NE(wordsOf(rows[0].notice, rows[0].tap, "https://out.example/x").text.find("https://out.example/x"), std::string::npos);
}

// F02.R2.A4: the rule's own time is over: with no ladder published, whoever holds the next role and has the duty is reached by a text or a
// call too, and the log says the level, whom, and what became of it.
TEST(LadderJourney, TheTimeOfARuleTakesARequestToTheNextRoleByTextOrCall) {
    OncallHouse h;
    h.people3();
    h.addPerson("dora", {"approver", "supervisor"});
    h.addPerson("dirk", {"approver", "supervisor"});
    h.addPerson("rest", {"operator"});
    approvals::GuardRule rule;
    rule.approvers = 1;
    rule.roles = {"approver"};
    rule.answerWithinMinutes = 5;
    rule.escalateTo = "supervisor";
    h.guard(rule);
    const ApprovalId id = h.ask();
    h.pass(minutes(4));
    EXPECT_TRUE(h.rows("escalated").empty()) << "its time is not over";
    h.pass(minutes(1));
    const auto both = h.rows("escalated");
    ASSERT_EQ(both.size(), 2u) << "nobody of the role has the duty: everybody who holds it";
    for (const auto& each : both) {
        EXPECT_EQ(each.notice.channel, "sms");
        EXPECT_NE(wordsOf(each.notice, each.tap, {}).text.find("https://out.example/a/sms"), std::string::npos) << "with a link of their own";
    }
    const auto called = h.events<NextLevelCalled>();
    ASSERT_EQ(called.size(), 1u);
    EXPECT_EQ(called[0].level, 1);
    EXPECT_EQ(called[0].role, "supervisor");
    EXPECT_EQ(called[0].people.size(), 2u);
    h.settle(both[0].row.id, OutboxState::delivered);
    const auto told = h.events<StaffTold>();
    ASSERT_EQ(told.size(), 1u);
    EXPECT_EQ(told[0].outcome, "delivered");
    EXPECT_EQ(told[0].channel, "sms");
    ASSERT_TRUE(h.releaseBy("dora").reply.ok());
    h.ok(outbox::ClaimRows{{both[1].row.id}}, h.system);
    EXPECT_EQ(h.rows("escalated")[1].row.state == OutboxState::withheld || h.rows("escalated")[0].row.state == OutboxState::withheld, true) << "decided: nobody need read it";
    (void)id;

    // Who has the duty is asked alone; who wants to be called is called.
    Team team;
    team.id = "managers";
    team.name = "Managers";
    team.zone = "America/New_York";
    team.rotations = {{"a", "primary", {h.people["dirk"]}, "2024-01-01", {}, 7, 540, {}}, {"b", "alternate", {h.people["dirk"]}, "2024-01-01", {}, 7, 540, {}}};
    h.ok(SaveTeam{team, 0, true}, h.rosa);
    h.ok(SetPreferences{Preferences{h.people["dirk"], {"voice", "email"}, "", 0, 0, {}, "en"}}, h.rosa);
    (void)h.ask("elm");
    h.pass(minutes(5));
    const auto one = h.rows("escalated");
    ASSERT_EQ(one.size(), 3u);
    EXPECT_EQ(std::count_if(one.begin(), one.end(), [](const auto& each) { return each.notice.login == "dirk" && each.notice.channel == "voice"; }), 1);
    EXPECT_EQ(std::count_if(one.begin(), one.end(), [](const auto& each) { return each.notice.login == "dora"; }), 1) << "only the first time";
}

TEST(LadderJourney, EverythingIsRebuiltFromTheLogAlone) {
    OncallHouse h;
    h.people3();
    h.publish();
    const ApprovalId id = h.ask();
    h.pass(seconds(130));
    h.ok(Acknowledge{id, "", false}, h.as("anton"));
    ASSERT_TRUE(h.releaseBy("anton").reply.ok());
    MemoryDocuments memory;
    Views views(memory);
    for (const Entry& entry : h.f->entries()) ASSERT_TRUE(h.f->projections.apply(entry, views).ok());
    views.flush();
    std::string stored, rebuilt;
    h.f->gate->inspect(h.f->tenant, [&](CommandContext& cx) {
        cx.views().flush();
        for (const char* kind : {"ladder", "oncall_load", "oncall_preferences", "oncall_source", "oncall_team"}) {
            cx.store().documents(cx.tenant()).readAll(kind, [&](std::string_view key, std::string_view body) { stored += std::string(kind) + "/" + std::string(key) + " " + std::string(body) + "\n"; });
            memory.readAll(kind, [&](std::string_view key, std::string_view body) { rebuilt += std::string(kind) + "/" + std::string(key) + " " + std::string(body) + "\n"; });
        }
    });
    EXPECT_FALSE(stored.empty());
    EXPECT_EQ(rebuilt, stored);
    EXPECT_TRUE(h.f->document<NudgeLoad>(h.people["petra"])->waiting.empty());
}

}  // namespace
}  // namespace ok::oncall
