// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// How ladders come out for people: requests that nobody decides, reminders, others who take over, many requests at once, incidents on
// hold, and what the log says of all that.
#include <gtest/gtest.h>

#include "shared/oncall/oncall_commands.h"
#include "shared/views/memory_documents.h"
#include "tests/server/oncall/oncall_fixture.h"

namespace ok::oncall {
namespace {

using namespace ok::test;
using approvals::Approval;
using approvals::ApprovalState;

Approval approvalOf(OncallHouse& h, ApprovalId id) { return h.f->document<Approval>(id.str()).value_or(Approval{}); }

std::vector<SlaEvent> eventsOf(OncallHouse& h) {
    std::vector<SlaEvent> out;
    h.f->gate->inspect(h.f->tenant, [&](CommandContext& cx) { out = eventsBetween(cx.views(), h.f->now() - hours(48), h.f->now() + hours(1)); });
    return out;
}

TEST(LadderOutcomes, WhatNobodyDecidesInTheWholeTimeExpiresAndWhoAskedHearsIt) {  // F06.R2.A3, F01.R5.A1, digest C24
    OncallHouse h;
    h.people3();
    h.addPerson("anna", {"operator"});
    h.publish();
    const ApprovalId id = h.ask(h.f->person(h.people["anna"], {"operator"}));
    h.pass(minutes(19));
    EXPECT_EQ(approvalOf(h, id).state, ApprovalState::pending) << "late is not over";
    h.pass(minutes(2));
    EXPECT_EQ(h.run(id).ladder.phase, LadderPhase::exceeded);
    EXPECT_EQ(approvalOf(h, id).state, ApprovalState::expired);
    EXPECT_EQ(approvalOf(h, id).reason, "sla_exceeded");
    const auto expired = h.rows("expired");
    ASSERT_EQ(expired.size(), 1u);
    EXPECT_EQ(expired[0].notice.login, "anna");
    EXPECT_EQ(expired[0].notice.channel, "sms");
    const auto late = h.releaseBy("doris");
    ASSERT_FALSE(late.reply.ok());
    EXPECT_EQ(late.reply.problem().code, "approval_not_pending") << toJson(late.reply.problem());
    EXPECT_EQ(late.reply.problem().details.at("state"), "expired");
    const std::size_t before = h.rows().size();
    h.pass(hours(5));
    EXPECT_EQ(h.rows().size(), before);
    EXPECT_EQ(h.rows("expired").size(), 1u) << "once";
}

TEST(LadderOutcomes, WhoCannotActAsTheServerEndsNoRequestEarly) {  // F06.R2.A3
    OncallHouse h;
    h.people3();
    h.publish();
    const ApprovalId id = h.ask();
    EXPECT_EQ(h.codeOf(approvals::Expire{id, "sla_exceeded"}, h.f->operatorBen()), "approval_not_expired");
    EXPECT_EQ(approvalOf(h, id).state, ApprovalState::pending);
}

TEST(LadderOutcomes, ARejectionIsToldToWhoAskedAndWhoHadApproved) {  // F01.R5.A4
    OncallHouse h;
    h.people3();
    h.addPerson("anna", {"operator"});
    h.publish();
    h.guard({.approvers = 2});
    const ApprovalId id = h.ask(h.f->person(h.people["anna"], {"operator"}));
    ASSERT_TRUE(h.releaseBy("petra").reply.ok());
    EXPECT_NE(h.codeOf(approvals::Reject{id, ""}, h.as("doris")), "ok") << "not without a reason";
    h.ok(approvals::Reject{id, "the crew is still on its way"}, h.as("doris"));
    EXPECT_EQ(approvalOf(h, id).state, ApprovalState::rejected);
    std::set<std::string> told;
    for (const auto& each : h.rows("rejected")) {
        told.insert(each.notice.login);
        EXPECT_EQ(each.notice.reason, "the crew is still on its way");
    }
    EXPECT_EQ(told, (std::set<std::string>{"anna", "petra"}));
}

TEST(LadderOutcomes, BeforeAStepEndsWhoWasAskedIsRemindedOnceForEachThreshold) {  // F01.R5.A2
    OncallHouse h;
    h.people3();
    LadderPolicy policy = OncallHouse::policyOf();
    policy.steps[0] = {{"team:storm/primary"}, {"sms"}, 600, 1, {300, 120}};
    policy.retrySeconds = 3'000;
    policy.windowSeconds = 60;
    h.publish(policy);
    const ApprovalId id = h.ask();
    const Instant due = h.run(id).ladder.stepDue;
    h.pass(seconds(299));
    EXPECT_TRUE(h.rows("remind").empty());
    h.pass(seconds(2));
    ASSERT_EQ(h.rows("remind").size(), 1u);
    EXPECT_EQ(h.rows("remind")[0].notice.login, "petra");
    EXPECT_EQ(h.rows("remind")[0].notice.leftSeconds, 300);
    EXPECT_EQ(h.run(id).ladder.stepDue, due) << "a reminder puts nothing off";
    h.ok(RecoverLadders{}, h.system);
    h.pass(seconds(190));
    EXPECT_EQ(h.rows("remind").size(), 2u) << "once a threshold, whatever came in between";
    int noted = 0;
    for (const LadderHappening& each : h.run(id).history) noted += each.note.what == "reminded" ? 1 : 0;
    EXPECT_EQ(noted, 2);
}

TEST(LadderOutcomes, WhoSaysTheyAreOnItIsRemindedNoMore) {  // F05.R7.A3
    OncallHouse h;
    h.people3();
    LadderPolicy policy = OncallHouse::policyOf();
    policy.steps[0] = {{"team:storm/primary"}, {"sms"}, 600, 1, {300}};
    h.publish(policy);
    const ApprovalId id = h.ask();
    const auto answer = h.run(AcknowledgeByText{"petra", ""}, h.system);
    ASSERT_TRUE(answer.reply.ok());
    EXPECT_EQ(fromJson<AcknowledgedReply>(*answer.reply).valueOr({}).approvals, (std::vector<ApprovalId>{id}));
    ASSERT_EQ(h.run(id).ladder.acknowledged.size(), 1u);
    EXPECT_EQ(h.run(id).ladder.acknowledged[0].channel, "sms");
    EXPECT_EQ(h.run(id).ladder.acknowledged[0].person, h.people["petra"]);
    const std::size_t before = h.told("petra").size();
    h.pass(seconds(590));
    EXPECT_TRUE(h.rows("remind").empty());
    EXPECT_EQ(h.told("petra").size(), before);
    EXPECT_TRUE(fromJson<AcknowledgedReply>(h.run(AcknowledgeByText{"nobody", ""}, h.system).reply.valueOr("{}")).valueOr({}).approvals.empty());
}

TEST(LadderOutcomes, AStepThatTakesOverRelievesWhoDidNotAnswer) {  // F01.R5.A3
    for (const bool takes : {true, false}) {
        OncallHouse h;
        h.people3();
        LadderPolicy policy = OncallHouse::policyOf();
        policy.steps[1].takesOver = takes;
        h.publish(policy);
        const ApprovalId id = h.ask();
        h.pass(seconds(121));
        EXPECT_EQ(h.told("anton").size(), 1u);
        EXPECT_EQ(h.rows("taken").size(), takes ? 1u : 0u);
        const auto late = h.releaseBy("petra");
        if (!takes) {
            EXPECT_TRUE(late.reply.ok()) << "it stays theirs";
            continue;
        }
        EXPECT_EQ(h.rows("taken")[0].notice.login, "petra");
        ASSERT_FALSE(late.reply.ok());
        EXPECT_EQ(late.reply.problem().code, "policy_violation.taken_over");
        EXPECT_EQ(h.codeOf(approvals::Reject{id, "not like this"}, h.as("petra")), "policy_violation.taken_over");
        EXPECT_EQ(h.codeOf(Acknowledge{id, "sms", false}, h.as("petra")), "policy_violation.taken_over");
        ASSERT_TRUE(h.releaseBy("anton").reply.ok());
        EXPECT_EQ(approvalOf(h, id).decidedBy->id, h.people["anton"]);
    }
}

TEST(LadderOutcomes, RequestsAboutOneIncidentAreOneMessageWithALinkForEach) {  // F06.R3.A7
    OncallHouse h;
    h.people3();
    h.publish();
    const IncidentId incident = incidentIn(h);
    const ApprovalId first = h.ask(incident.str()), second = h.ask(incident.str(), "other");
    const auto rows = h.rows();
    ASSERT_EQ(rows.size(), 2u);
    const auto both = std::find_if(rows.begin(), rows.end(), [](const auto& each) { return !each.notice.items.empty(); });
    ASSERT_TRUE(both != rows.end());
    EXPECT_EQ(both->notice.approval, second);
    ASSERT_EQ(both->notice.items.size(), 1u);
    EXPECT_EQ(both->notice.items[0].approval, first);
    EXPECT_TRUE(both->notice.items[0].tap.known()) << "a link of its own";
    for (const auto& each : rows) {
        if (each.notice.items.empty()) h.ok(outbox::ClaimRows{{each.row.id}}, h.system);
    }
    for (const auto& each : h.rows()) {
        if (each.notice.items.empty()) EXPECT_EQ(each.row.lastProblem, "coalesced") << "what has not left yet does not leave";
    }
    h.settle(both->row.id, OutboxState::delivered);
    EXPECT_EQ(h.run(first).ladder.nudges.front().state, NudgeState::delivered) << "its receipt is that of both";
    EXPECT_EQ(h.run(second).ladder.nudges.front().state, NudgeState::delivered);
    h.ask("elsewhere");
    EXPECT_EQ(h.rows().size(), 3u) << "another incident is another message";
}

TEST(LadderOutcomes, WhatIsHeldBackGoesInOneDigestAndWhoAskedHears) {  // F06.R3.A7
    OncallHouse h;
    h.people3();
    h.addPerson("anna", {"operator"});
    LadderPolicy policy = OncallHouse::policyOf();
    policy.steps = {{{"team:storm/primary"}, {"sms"}, 7'000, 1}};
    policy.maxTotalWaitSeconds = 7'200;
    policy.attempts = 1;
    h.publish(policy);
    const SecurityContext anna = h.f->person(h.people["anna"], {"operator"});
    for (int i = 0; i < 6; ++i) h.ask(anna, "tree" + std::to_string(i));
    EXPECT_EQ(h.told("petra").size(), 3u);
    EXPECT_EQ(h.f->document<NudgeLoad>(h.people["petra"])->held.size(), 3u);
    EXPECT_GE(h.countOf(outbox::staffConnector), 1) << "who asked hears why, and when";
    h.pass(minutes(16));
    const auto digests = h.rows("digest");
    ASSERT_EQ(digests.size(), 1u);
    EXPECT_EQ(digests[0].notice.login, "petra");
    EXPECT_EQ(digests[0].notice.items.size(), 2u);
    EXPECT_EQ(h.told("petra").size(), 3u) << "and none of them by itself";
    EXPECT_TRUE(h.f->document<NudgeLoad>(h.people["petra"])->held.empty());
}

TEST(LadderOutcomes, WhatIsAskedWhileAnIncidentIsOnHoldIsCalledForWhenItGoesOn) {  // F06.R2.A7
    OncallHouse h;
    h.people3();
    h.publish();
    const IncidentId incident = incidentIn(h);
    const SecurityContext ben = h.f->operatorBen();
    h.ok(HoldLadders{incident.str(), true, "the crew is at the substation"}, ben);
    EXPECT_EQ(h.codeOf(HoldLadders{incident.str(), true, "again"}, ben), "already_on_hold");
    EXPECT_TRUE(h.f->document<IncidentHold>(incident.str())->held);
    const ApprovalId id = h.ask(incident.str());
    h.pass(minutes(10));
    EXPECT_TRUE(h.rows().empty());
    h.ok(HoldLadders{incident.str(), false, "they found nothing"}, ben);
    EXPECT_EQ(h.told("petra").size(), 1u);
    EXPECT_EQ((h.run(id).ladder.stepDue - h.f->now()).count(), Duration(seconds(120)).count()) << "its whole time";
    EXPECT_EQ(h.codeOf(HoldLadders{incident.str(), false, "again"}, ben), "not_on_hold");
}

TEST(LadderOutcomes, PrioritiesHaveTimesOfTheirOwnAndTwoStagesEachToldOnce) {  // F05.R7.A4, F05.R7.A5
    OncallHouse h;
    h.people3();
    LadderRules rules;
    for (const auto& [severity, wait] : std::vector<std::pair<std::string, int>>{{"critical", 300}, {"major", 600}, {"minor", 1'200}}) {
        LadderPolicy policy;
        policy.id = severity;
        policy.zone = "America/New_York";
        policy.steps = {{{"user:" + h.people["petra"]}, {"push", "sms"}, wait, 1}, {{"user:" + h.people["anton"]}, {"email", "sms", "chat"}, wait, 1}, {{"user:" + h.people["doris"]}, {"email", "sms", "chat"}, wait, 1}};
        policy.maxTotalWaitSeconds = 4 * wait;
        policy.attempts = 1;
        rules.ladders.push_back(policy);
        rules.choices.push_back({"*", {severity}, severity});
    }
    ASSERT_GT(publishPolicy(*h.f->gate, h.f->tenant, makeLadderKind(), toJson(rules)), 0);
    const ApprovalId id = h.ask();   // of no incident: minor, P3
    EXPECT_EQ(h.run(id).priority, "P3");
    EXPECT_EQ((h.run(id).ladder.stepDue - h.run(id).ladder.startedAt).count(), Duration(seconds(1'200)).count());
    h.pass(seconds(1'199));
    EXPECT_TRUE(h.told("anton").empty());
    h.pass(seconds(2));
    EXPECT_EQ(h.told("anton").size(), 1u) << "the leader";
    h.pass(seconds(1'200));
    EXPECT_EQ(h.told("doris").size(), 1u) << "then the executive";
    h.pass(seconds(600));
    EXPECT_EQ(h.told("anton").size(), 1u);
    EXPECT_EQ(h.told("doris").size(), 1u) << "each once";
    int entered = 0;
    for (const SlaEvent& e : eventsOf(h)) entered += e.kind == SlaEventKind::step_entered ? 1 : 0;
    EXPECT_EQ(entered, 3);
}

TEST(LadderOutcomes, AtNightOnlyTheWaysThatMayWakeAreUsedAndTheLogSaysWhichWereSilent) {  // F05.R7.A2
    OncallHouse h({}, *parseIso("2024-09-23T03:15:00Z"));   // 23:15 in New York
    h.people3();
    LadderPolicy policy = OncallHouse::policyOf();
    policy.steps = {{{"user:" + h.people["petra"]}, {"email", "chat", "sms", "voice"}, 600, 1}};
    h.publish(policy);
    h.ok(SetPreferences{Preferences{h.people["petra"], {"sms", "voice", "email", "chat"}, "America/New_York", 22 * 60, 6 * 60, {"sms", "voice"}, "en"}}, h.rosa);
    const ApprovalId id = h.ask();
    EXPECT_EQ(h.told("petra"), (std::vector<std::string>{"email"}));
    std::set<std::string> silent;
    for (const LadderHappening& each : h.run(id).history) {
        if (each.note.what == "channel_quiet") silent.insert(each.note.reason);
    }
    EXPECT_EQ(silent, (std::set<std::string>{"sms", "voice"}));
    h.pass(seconds(300));
    for (const std::string& channel : h.told("petra")) EXPECT_TRUE(channel == "email" || channel == "chat") << channel;
}

TEST(LadderOutcomes, TheFiguresComeFromTheLogAndFromARebuiltOneAlike) {  // F06.R7.A1, F06.R7.A2
    OncallHouse h;
    h.people3();
    h.publish();
    const ApprovalId slow = h.ask("oak");
    h.pass(seconds(150));
    ASSERT_TRUE(h.releaseBy("anton").reply.ok());
    h.ask("elm");
    h.pass(seconds(30));
    ASSERT_TRUE(h.releaseBy("petra").reply.ok());
    const std::vector<SlaEvent> events = eventsOf(h);
    SlaFilter every;
    every.from = h.f->now() - hours(48);
    every.to = h.f->now() + hours(1);
    const SlaMetrics m = metricsOf(events, every);
    EXPECT_EQ(m.all.total, 2);
    EXPECT_EQ(m.all.approved, 2);
    EXPECT_EQ(m.all.breached, 1);
    EXPECT_DOUBLE_EQ(m.all.meanSeconds, 90);
    ASSERT_EQ(m.breaches.size(), 1u);
    EXPECT_EQ(m.breaches[0].approval, slow);
    EXPECT_EQ(m.breaches[0].step, 0);
    EXPECT_EQ(m.breaches[0].channel, "sms");
    EXPECT_TRUE(m.breaches[0].lastNudgeAt.known());
    // The same again from the raw entries alone.
    Projections projections;
    addAllProjections(projections);
    MemoryDocuments documents;
    Views views(documents);
    for (const Stream stream : {Stream::ops, Stream::security, Stream::decisions}) {
        for (const Entry& entry : h.f->entries(stream)) ASSERT_TRUE(projections.apply(entry, views).ok());
    }
    EXPECT_EQ(metricsOf(eventsBetween(views, every.from, every.to), every), m);
    for (const SlaEvent& e : events) {
        const auto log = h.f->entries(Stream::ops);
        const auto entry = std::find_if(log.begin(), log.end(), [&e](const Entry& each) { return each.header.entryId.str() == e.entry; });
        ASSERT_TRUE(entry != log.end());
        EXPECT_EQ(entry->hash, e.hash) << "the hash of the very entry";
        EXPECT_EQ(entry->header.prevHash, e.prevHash);
        EXPECT_FALSE(e.actor.empty());
        EXPECT_FALSE(e.trace.empty());
    }
}

}  // namespace
}  // namespace ok::oncall
