// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// A broadcast on its way, watched and steered: cohorts and their figures, a channel later, another order, what is late and what is given up
// (F05.R4.A4 to A6, F05.R2.A5, digest C20).
#include "server/comms/delivery_report.h"
#include "server/outbox/notice.h"
#include "shared/approvals/review.h"
#include "shared/approvals/risk_audit.h"
#include "shared/comms/pace.h"
#include "shared/outbox/retry.h"
#include "tests/support/send_desk.h"

namespace ok::comms {
namespace {

/// Mail in batches of three, half a minute apart, then texts, four a minute.
struct BroadcastSteering : FrozenSend {
    static approvals::RiskRules inSteps() {
        approvals::RiskRules out = approvals::standardRiskRules();
        using Kind = approvals::RiskActionKind;
        out.bands = {{0, 100, "high", {{Kind::stagger, "careful", 0}, {Kind::throttle, "", 4}}}};
        out.plans = {{"careful", {{{"email"}, 3, 30, 120}, {{"sms", "voice"}, 100, 0, 0}}}};
        return out;
    }
    SendBroadcast released(Desk& desk) {
        addPeople(world, 10);
        addPeople(world, 5, true);
        desk.judgeBy(inSteps());
        const SendBroadcast send = desk.draft(desk.incident(), {Channel::sms, Channel::email});
        EXPECT_EQ(desk.release(desk.ask(send)), "ok") << (desk.last.reply.ok() ? "" : toJson(desk.last.reply.problem()));
        return send;
    }
    static DeliveryReport report(Desk& desk, BroadcastId id) {
        DeliveryReport out;
        desk.f.gate->inspect(desk.f.tenant, [&](CommandContext& cx) { out = reportOf(cx.views(), *cx.views().find<Broadcast>(id.str()), {}, cx.now()); });
        return out;
    }
    static int revision(Desk& desk, BroadcastId id) { return report(desk, id).stand.revision; }
    static std::map<std::string, Instant> waiting(Desk& desk, const std::string& channel) {
        std::map<std::string, Instant> out;
        for (const OutboxRow& row : desk.rows(channel)) {
            if (row.state == OutboxState::queued) out[row.id] = row.due;
        }
        return out;
    }
};

// F05.R4.A5, F05.R4.A1: each batch is a cohort with its hour; what happens to it is counted in it, in its channel and in the whole.
TEST_F(BroadcastSteering, EachCohortIsCountedWithItsHourItsSharesAndWhenItsChannelIsExpectedToBeDone) {
    Desk desk(world);
    const SendBroadcast send = released(desk);
    const auto planned = desk.told<CohortsPlanned>();
    ASSERT_EQ(planned.size(), 1U);
    ASSERT_EQ(planned[0].cohorts.size(), 5U) << "two of mail, three minutes of texts";
    DeliveryReport now = report(desk, send.broadcast);
    ASSERT_EQ(now.channels.size(), 2U);
    const ChannelReport& mail = now.channels[0];
    ASSERT_EQ(mail.channel, "email");
    ASSERT_EQ(mail.cohorts.size(), 2U);
    EXPECT_EQ(mail.cohorts[0].counts.scheduled, 3);
    EXPECT_EQ(mail.cohorts[1].counts.scheduled, 2);
    EXPECT_EQ(mail.cohorts[1].due - mail.cohorts[0].due, seconds(30));
    EXPECT_EQ(mail.cohorts[1].step, 0);
    const ChannelReport& texts = now.channels[1];
    ASSERT_EQ(texts.cohorts.size(), 3U);
    EXPECT_EQ(texts.cohorts[0].step, 1);
    EXPECT_EQ(texts.cohorts[2].counts.scheduled, 2);
    EXPECT_EQ(texts.expectedDone, texts.cohorts[2].due);
    EXPECT_EQ(now.lastUpdated, desk.f.document<Broadcast>(send.broadcast.str())->changedAt);

    const auto rows = desk.rows("email");
    desk.hand({rows[0], rows[1], rows[2]});
    ASSERT_EQ(desk.codeOf(TakeReceipt{*MessageId::parse(rows[0].id), "SM" + rows[0].id, "delivered", ""}, desk.f.intake()), "ok");
    ASSERT_EQ(desk.codeOf(TakeReceipt{*MessageId::parse(rows[1].id), "SM" + rows[1].id, "undelivered", "30003"}, desk.f.intake()), "ok");
    now = report(desk, send.broadcast);
    const CohortCounts& first = now.channels[0].cohorts[0].counts;
    EXPECT_EQ(first.dispatched, 3);
    EXPECT_EQ(first.delivered, 1);
    EXPECT_EQ(first.failed, 1);
    EXPECT_NEAR(first.deliveredPercent, 33.33, 0.01);
    EXPECT_EQ(now.channels[0].counts.dispatched, 3);
    EXPECT_EQ(now.channels[0].counts.waiting, 2);
    EXPECT_NEAR(now.channels[0].counts.dispatchedPercent, 60, 0.001);
    EXPECT_EQ(desk.f.document<Message>(rows[1].id)->reasons.back(), "provider_30003") << "with the provider's own code";
    ASSERT_EQ(desk.codeOf(CancelBroadcast{send.broadcast, "it was wrong after all"}, desk.f.operatorAnna()), "ok");
    now = report(desk, send.broadcast);
    EXPECT_EQ(now.channels[1].counts.cancelled, 10);
    EXPECT_EQ(now.channels[1].counts.cancelledPercent, 100);
    EXPECT_FALSE(now.channels[1].expectedDone.known());
}

// F05.R4.A6: a channel leaves later by one person's word, who saw how it stands; the log has before and after.
TEST_F(BroadcastSteering, AChannelIsDelayedByWhoSawHowItStandsAndTheLogHasBeforeAndAfter) {
    Desk desk(world);
    const SendBroadcast send = released(desk);
    const auto mail = waiting(desk, "email"), texts = waiting(desk, "sms");
    EXPECT_EQ(desk.codeOf(DelayChannel{send.broadcast, Channel::sms, 300, "calls first", 7}, desk.f.operatorAnna()), "revision_conflict");
    EXPECT_EQ(desk.codeOf(DelayChannel{send.broadcast, Channel::sms, 0, "calls first", 0}, desk.f.operatorAnna()), "invalid_fields");
    EXPECT_EQ(desk.codeOf(DelayChannel{send.broadcast, Channel::voice, 10, "calls first", 0}, desk.f.operatorAnna()), "channel_not_waiting");
    EXPECT_EQ(desk.codeOf(DelayChannel{send.broadcast, Channel::sms, 300, "calls first", 0}, desk.f.person("eve", {"auditor"})), "access_denied");
    ASSERT_EQ(desk.codeOf(DelayChannel{send.broadcast, Channel::sms, 300, "calls first", 0}, desk.f.operatorAnna()), "ok");
    EXPECT_EQ(waiting(desk, "email"), mail);
    for (const auto& [id, due] : waiting(desk, "sms")) EXPECT_EQ(due, texts.at(id) + seconds(300));
    const auto told = desk.told<ChannelDelayed>();
    ASSERT_EQ(told.size(), 1U);
    EXPECT_EQ(told[0].was.revision + 1, told[0].is.revision);
    EXPECT_EQ(told[0].is.delaySeconds.at("sms"), 300);
    EXPECT_TRUE(told[0].was.delaySeconds.empty());
    EXPECT_EQ(told[0].moved, 10);
    const DeliveryReport now = report(desk, send.broadcast);
    EXPECT_EQ(now.stand.revision, 1) << "the next word names it";
    EXPECT_EQ(now.channels[1].expectedDone, now.stand.lastDue.at("sms"));
    EXPECT_EQ(desk.codeOf(PauseBroadcast{send.broadcast, "wrong street?", 5}, desk.f.operatorBen()), "revision_conflict");
    EXPECT_EQ(desk.last.reply.problem().details.at("revision"), "1");
    EXPECT_EQ(desk.codeOf(PauseBroadcast{send.broadcast, "wrong street?", 1}, desk.f.operatorBen()), "ok");
}

// F05.R4.A6, C20: another order may make something earlier, so two people want it, and it waits until it is read.
TEST_F(BroadcastSteering, ChannelsAreReorderedWhilePausedByTwoPeopleAndNobodyIsLost) {
    Desk desk(world);
    const SendBroadcast send = released(desk);
    ReorderChannels words{send.broadcast, {Channel::sms, Channel::email}, 60, "texts are read sooner", 1};
    ASSERT_EQ(desk.codeOf(PauseBroadcast{send.broadcast, "another order", 0}, desk.f.operatorAnna()), "ok");
    const Approval asked = desk.ask(words);
    EXPECT_EQ(desk.told<ChannelsReordered>().size(), 0U);
    ASSERT_EQ(desk.release(asked), "ok") << toJson(desk.last.reply.problem());
    const auto told = desk.told<ChannelsReordered>();
    ASSERT_EQ(told.size(), 1U);
    EXPECT_EQ(told[0].approval, asked.id.str());
    EXPECT_EQ(told[0].moved, 15);
    EXPECT_EQ(told[0].is.order, (std::vector<std::string>{"sms", "email"}));
    for (const OutboxRow& row : desk.rows()) EXPECT_TRUE(isPutOff(row.due, desk.f.now())) << "still paused";
    ASSERT_EQ(desk.codeOf(ResumeBroadcast{send.broadcast, "go on", 0}, desk.f.operatorAnna()), "ok");
    std::vector<Instant> texts, mail;
    for (const auto& [id, due] : waiting(desk, "sms")) texts.push_back(due);
    for (const auto& [id, due] : waiting(desk, "email")) mail.push_back(due);
    ASSERT_EQ(texts.size(), 10U);
    ASSERT_EQ(mail.size(), 5U);
    std::sort(texts.begin(), texts.end());
    std::sort(mail.begin(), mail.end());
    EXPECT_EQ(mail.front() - texts.back(), seconds(60)) << "the hold between them";
    EXPECT_EQ(texts[4] - texts[0], minutes(1)) << "as closely as it was planned, and no faster";
    EXPECT_EQ(mail[3] - mail[0], seconds(30));

    ASSERT_EQ(desk.codeOf(PauseBroadcast{send.broadcast, "again", 0}, desk.f.operatorAnna()), "ok");
    words.revision = revision(desk, send.broadcast);
    const Approval late = desk.ask(words);
    ASSERT_EQ(desk.codeOf(ResumeBroadcast{send.broadcast, "go on", 0}, desk.f.operatorBen()), "ok");
    EXPECT_EQ(desk.release(late), "revision_conflict") << "it went on meanwhile: what was read is not how it stands";
    EXPECT_EQ(desk.codeOf(ReorderChannels{send.broadcast, {Channel::sms}, 0, "texts", revision(desk, send.broadcast)}, desk.f.person("eve", {"auditor"})), "access_denied");
}

// F05.R2.A5: a cohort that begins more than five seconds after its hour stands in the log, once.
TEST_F(BroadcastSteering, ACohortThatBeginsLateIsToldOnceAndOneInTimeIsNot) {
    Desk desk(world);
    const SendBroadcast send = released(desk);
    const auto mail = desk.rows("email");
    desk.f.advance(seconds(4));
    desk.hand({mail[0]});
    EXPECT_TRUE(desk.told<StaggerDeviated>().empty()) << "four seconds are within what is allowed";
    desk.f.advance(seconds(10));
    desk.hand({mail[1]});
    desk.hand({mail[2]});
    const auto told = desk.told<StaggerDeviated>();
    ASSERT_EQ(told.size(), 1U);
    EXPECT_EQ(told[0].channel, Channel::email);
    EXPECT_EQ(told[0].cohort, 1);
    EXPECT_EQ(told[0].planned, mail[1].due);
    EXPECT_GE(told[0].lateMs, 14'000);
    const DeliveryReport now = report(desk, send.broadcast);
    EXPECT_TRUE(now.channels[0].cohorts[0].late);
    EXPECT_FALSE(now.channels[0].cohorts[1].late);
}

// F05.R4.A4: what was tried as often as it may be marks its cohort and calls somebody, once a channel; a bad address calls nobody.
TEST_F(BroadcastSteering, ACohortThatIsGivenUpIsMarkedAndSomebodyIsCalledOnceAChannel) {
    Desk desk(world);
    const SendBroadcast send = released(desk);
    const auto mail = desk.rows("email");
    const auto settle = [&](const OutboxRow& row, OutboxState state, const char* why) {
        ASSERT_EQ(desk.codeOf(outbox::ClaimRows{{row.id}}, desk.system()), "ok");
        ASSERT_EQ(desk.codeOf(outbox::SettleRows{{{row.id, state, {}, why, {}, 1, {}}}}, desk.system()), "ok");
    };
    settle(mail[0], OutboxState::failed, "provider_http_400");
    EXPECT_TRUE(desk.told<CohortFailed>().empty()) << "an address that is wrong is not the provider's failure";
    EXPECT_EQ(desk.f.document<Message>(mail[0].id)->reasons.back(), "provider_http_400");
    settle(mail[1], OutboxState::dead, "provider_http_503");
    settle(mail[2], OutboxState::dead, "provider_http_503");
    desk.f.advance(seconds(40));
    settle(mail[3], OutboxState::dead, "provider_http_503");
    const auto told = desk.told<CohortFailed>();
    ASSERT_EQ(told.size(), 2U) << "one for each cohort";
    EXPECT_EQ(told[0].cohort, 1);
    EXPECT_EQ(told[0].reason, "provider_http_503");
    EXPECT_EQ(told[1].cohort, 2);
    EXPECT_TRUE(report(desk, send.broadcast).channels[0].cohorts[0].givenUp);
    int notices = 0;
    desk.f.gate->inspect(desk.f.tenant, [&](CommandContext& cx) {
        for (const char* connector : outbox::alertConnectors) {
            notices += static_cast<int>(cx.store().dueOutboxOf(cx.tenant(), connector, cx.drill(), cx.clockNow() + hours(24), 100).size());
        }
    });
    EXPECT_EQ(notices, 3) << "one to each place that alerts go to";
}

// F05.R1.A7: the score stands with the broadcast itself, as it was answered, told once.
TEST_F(BroadcastSteering, TheScoreStandsWithTheBroadcastAndIsToldOnce) {
    Desk desk(world);
    addPeople(world, 10);
    desk.judgeBy(inSteps());
    const SendBroadcast send = desk.draft(desk.incident());
    EXPECT_FALSE(desk.f.document<Broadcast>(send.broadcast.str())->risk);
    const Approval asked = desk.ask(send);
    const auto record = desk.f.document<approvals::RiskScoreRecord>(send.broadcast.str());
    const auto broadcast = desk.f.document<Broadcast>(send.broadcast.str());
    ASSERT_TRUE(record && broadcast && broadcast->risk);
    EXPECT_EQ(broadcast->risk->riskScore, record->evaluation.score);
    EXPECT_EQ(broadcast->risk->riskScore, asked.riskScore);
    EXPECT_EQ(broadcast->risk->riskLevel, "high");
    EXPECT_EQ(broadcast->risk->factors, sha256(toJson(record->evaluation.factors)));
    EXPECT_EQ(broadcast->risk->configVersion, 1);
    EXPECT_EQ(broadcast->risk->thresholdsVersion, record->evaluation.metadata.thresholdsVersion);
    EXPECT_EQ(broadcast->risk->evaluatedAt, record->evaluatedAt);
    const auto events = [&] {
        std::vector<Entry> out = desk.f.entries();
        std::erase_if(out, [](const Entry& each) { return each.header.type != approvals::RiskScoreComputed::eventType; });
        return out;
    };
    ASSERT_EQ(events().size(), 1U);
    const auto subjects = events()[0].header.subjects;
    for (const std::string& subject : {send.broadcast.str(), broadcast->incident.str(), asked.id.str()}) {
        EXPECT_TRUE(std::find(subjects.begin(), subjects.end(), subject) != subjects.end()) << "F05.R2.A6: it stands on the timeline of both";
    }
    EXPECT_EQ(events()[0].header.correlationId, broadcast->correlation);
    ASSERT_EQ(desk.codeOf(approvals::Resnapshot{asked.id, asked.digest}, desk.f.operatorAnna()), "ok") << toJson(desk.last.reply.problem());
    EXPECT_EQ(events().size(), 1U) << "the same inputs under the same rules are the same judgement";
}

// F05.R2.A7: rules that cannot judge let nothing out, and the attempt stands with its version and reason.
TEST_F(BroadcastSteering, RulesThatCannotJudgeLetNothingOutAndTheAttemptIsKept) {
    Desk desk(world);
    addPeople(world, 3);
    approvals::RiskRules broken = inSteps();
    broken.bands = {{0, 39, "low", {}}, {50, 100, "high", {}}};
    desk.judgeBy(broken);
    const SendBroadcast send = desk.draft(desk.incident());
    EXPECT_EQ(desk.codeOf(send, desk.f.operatorAnna()), "policy_rules_misconfigured");
    const auto told = desk.told<approvals::RiskBlocked>();
    ASSERT_EQ(told.size(), 1U);
    EXPECT_EQ(told[0].code, "policy_rules_misconfigured");
    EXPECT_EQ(told[0].rulesVersion, 1);
    EXPECT_TRUE(desk.f.documents<Approval>().empty());
}

}  // namespace
}  // namespace ok::comms
