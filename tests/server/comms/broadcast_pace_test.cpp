// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// A broadcast on its way: in the steps that its risk asked for, paused, slowed down, gone on with, and given other words for its rest
// (F05.R4, F05.R2.A5, digest C20).
#include "shared/comms/pace.h"
#include "tests/support/send_desk.h"

namespace ok::comms {
namespace {

using BroadcastPaceTest = FrozenSend;

approvals::RiskRules inSteps() {
    approvals::RiskRules out = approvals::standardRiskRules();
    using Kind = approvals::RiskActionKind;
    out.bands = {{0, 100, "high", {{Kind::stagger, "careful", 0}, {Kind::throttle, "", 4}}}};
    out.plans = {{"careful", {{{"email"}, 3, 30, 120}, {{"sms", "voice"}, 100, 0, 0}}}};
    return out;
}

// F05.R4.A1, F05.R2.A5, F05.R4.A3: channels in order, batches, gaps, holds and the limit of texts a minute.
TEST_F(BroadcastPaceTest, WhatIsRiskyLeavesInTheStepsOfTheRulesThatJudgedIt) {
    Desk desk(world);
    addPeople(world, 10);
    addPeople(world, 5, true);
    desk.judgeBy(inSteps());
    const Approval asked = desk.ask(desk.draft(desk.incident(), {Channel::sms, Channel::email}));
    approvals::RiskRules other = inSteps();
    other.plans[0].steps[0].gapSeconds = 5;
    other.drift.version = approvals::DriftLevel::notice;
    desk.judgeBy(other);   // published meanwhile: this one was judged by the older
    ASSERT_EQ(desk.release(asked), "ok") << toJson(desk.last.reply.problem());
    const auto mail = desk.rows("email"), texts = desk.rows("sms");
    ASSERT_EQ(mail.size(), 5U);
    ASSERT_EQ(texts.size(), 10U);
    const Instant start = mail[0].due;
    const auto after = [start](const OutboxRow& row) { return (row.due - start).count() / 1'000'000; };
    EXPECT_EQ(after(mail[2]), 0);
    EXPECT_EQ(after(mail[3]), 30);
    EXPECT_EQ(after(mail[4]), 30);
    for (std::size_t i = 0; i < texts.size(); ++i) EXPECT_EQ(after(texts[i]), 150 + 60 * static_cast<std::int64_t>(i / 4)) << i;
    const auto leg = desk.told<BroadcastSent>().at(0).leg;
    EXPECT_EQ(leg.plan, "careful");
    EXPECT_EQ(leg.perMinute, 4);
    EXPECT_EQ((leg.lastDue - start).count() / 1'000'000, 270);
}

// F05.R4.A2, F05.R4.A6, C20: stopped within a moment, gone on with later, slowed down; each with its reason in the log, none of it needs approval.
TEST_F(BroadcastPaceTest, WhatIsOnItsWayCanBePausedGoneOnWithAndSlowedDown) {
    Desk desk(world);
    addPeople(world, 8);
    desk.judgeBy(inSteps());
    const SendBroadcast send = desk.draft(desk.incident());
    EXPECT_EQ(desk.codeOf(PauseBroadcast{send.broadcast, "too early"}, desk.f.operatorAnna()), "broadcast_not_sending");
    ASSERT_EQ(desk.release(desk.ask(send)), "ok");
    const auto planned = desk.rows();
    EXPECT_EQ(desk.codeOf(PauseBroadcast{send.broadcast, ""}, desk.f.operatorAnna()), "reason_missing");
    EXPECT_EQ(desk.codeOf(PauseBroadcast{send.broadcast, "wrong street"}, desk.f.person("eve", {"supervisor"})), "access_denied");
    EXPECT_EQ(desk.codeOf(ResumeBroadcast{send.broadcast, "go on"}, desk.f.operatorAnna()), "broadcast_not_paused");
    desk.hand({planned[0]});
    EXPECT_EQ(desk.codeOf(PauseBroadcast{send.broadcast, "wrong street?"}, desk.f.operatorAnna()), "ok");
    EXPECT_EQ(desk.codeOf(PauseBroadcast{send.broadcast, "again"}, desk.f.operatorBen()), "broadcast_paused");
    desk.f.advance(minutes(10));
    desk.hand(planned);
    EXPECT_EQ(desk.contacts("sent").size(), 1U) << "nothing more leaves";
    const auto paused = *desk.f.document<Broadcast>(send.broadcast.str());
    ASSERT_TRUE(paused.pause);
    EXPECT_EQ(paused.pause->by, "anna");
    EXPECT_EQ(progressOf(paused.messages, true).held, 7);
    EXPECT_EQ(desk.codeOf(ResumeBroadcast{send.broadcast, "the street is right"}, desk.f.operatorBen()), "ok");
    const auto moved = desk.rows();
    for (const OutboxRow& row : moved) {
        if (row.state != OutboxState::queued) continue;
        const auto before = std::find_if(planned.begin(), planned.end(), [&](const OutboxRow& each) { return each.id == row.id; });
        const auto by = (row.due - before->due).count() / 1'000'000;
        EXPECT_GE(by, 600);
        EXPECT_LE(by, 601) << "by as long as nothing left";
    }
    EXPECT_EQ(desk.codeOf(SlowBroadcast{send.broadcast, 0, "slower"}, desk.f.operatorAnna()), "invalid_fields");
    EXPECT_EQ(desk.codeOf(SlowBroadcast{send.broadcast, 1, "the desk is full of calls"}, desk.f.operatorAnna()), "ok");
    Instant before;
    for (const OutboxRow& row : desk.rows()) {
        if (row.state != OutboxState::queued) continue;
        if (before.known()) EXPECT_GE(row.due - before, minutes(1));
        before = row.due;
    }
    EXPECT_EQ(desk.f.document<Broadcast>(send.broadcast.str())->perMinute, 1);
    EXPECT_EQ(desk.told<BroadcastPaused>().at(0).held, 7);
    EXPECT_EQ(desk.told<BroadcastResumed>().at(0).moved, 7);
    EXPECT_EQ(desk.told<BroadcastSlowed>().size(), 1U);
}

// Of many, what waits is read at once: of both channels, of this broadcast alone.
TEST_F(BroadcastPaceTest, ATownIsPausedAndStoppedAsAStreetIs) {
    Desk desk(world);
    addPeople(world, 150);
    addPeople(world, 30, true);
    const SendBroadcast send = desk.draft(desk.incident(), {Channel::sms, Channel::email});
    ASSERT_EQ(desk.release(desk.ask(send)), "ok");
    const auto planned = desk.rows();
    ASSERT_EQ(planned.size(), 180U);
    ASSERT_EQ(desk.codeOf(PauseBroadcast{send.broadcast, "wrong street?"}, desk.f.operatorAnna()), "ok");
    EXPECT_EQ(desk.told<BroadcastPaused>().at(0).held, 180);
    desk.f.advance(minutes(10));
    desk.hand(planned);
    EXPECT_TRUE(desk.contacts("sent").empty());
    ASSERT_EQ(desk.codeOf(ResumeBroadcast{send.broadcast, "it was right"}, desk.f.operatorAnna()), "ok");
    EXPECT_EQ(desk.told<BroadcastResumed>().at(0).moved, 180);
    desk.f.advance(minutes(1));
    desk.hand({planned[0], planned[1]});
    EXPECT_EQ(desk.contacts("sent").size(), 2U);
    ASSERT_EQ(desk.codeOf(CancelBroadcast{send.broadcast, "it was wrong after all"}, desk.f.operatorAnna()), "ok");
    EXPECT_EQ(desk.contacts("withheld").size(), 178U);
    desk.hand(desk.rows());
    EXPECT_EQ(desk.contacts("sent").size(), 2U);
}

// A try that failed while it was paused waits with the others.
TEST_F(BroadcastPaceTest, WhatComesBackDuringAPauseWaitsToo) {
    Desk desk(world);
    addPeople(world, 2);
    const SendBroadcast send = desk.draft(desk.incident());
    ASSERT_EQ(desk.release(desk.ask(send)), "ok");
    const auto rows = desk.rows();
    ASSERT_EQ(desk.codeOf(outbox::ClaimRows{{rows[0].id}}, desk.system()), "ok");
    ASSERT_EQ(desk.codeOf(PauseBroadcast{send.broadcast, "wrong street?"}, desk.f.operatorAnna()), "ok");
    ASSERT_EQ(desk.codeOf(outbox::SettleRows{{{rows[0].id, OutboxState::queued, {}, "provider_http_503", desk.f.now(), 1, {}}}}, desk.system()), "ok");
    desk.f.advance(minutes(1));
    ASSERT_EQ(desk.codeOf(outbox::ClaimRows{{rows[0].id}}, desk.system()), "ok");
    EXPECT_TRUE(fromJson<outbox::Claimed>(*desk.last.reply)->ids.empty());
    ASSERT_EQ(desk.codeOf(ResumeBroadcast{send.broadcast, "it was right"}, desk.f.operatorAnna()), "ok");
    desk.f.advance(minutes(2));
    desk.hand(desk.rows());
    EXPECT_EQ(desk.contacts("sent").size(), 2U);
}

// F05.R4.A2, C20: newer words take the place of those half sent; they are read and released, and nobody hears both.
TEST_F(BroadcastPaceTest, NewerWordsTakeTheRestAndWhoWasReachedIsNotToldAgain) {
    Desk desk(world);
    addPeople(world, 10);
    desk.judgeBy(inSteps());
    const IncidentId incident = desk.incident();
    const SendBroadcast first = desk.draft(incident);
    ASSERT_EQ(desk.release(desk.ask(first)), "ok");
    auto rows = desk.rows();
    rows.resize(4);
    desk.f.advance(minutes(1));
    desk.hand(rows);
    const std::set<std::string> reached = desk.contacts("sent");
    ASSERT_EQ(reached.size(), 4U);
    EXPECT_EQ(desk.codeOf(DraftUpdate{.incident = incident, .channels = {Channel::sms}, .amends = first.broadcast}, desk.f.operatorAnna()), "broadcast_not_paused");
    ASSERT_EQ(desk.codeOf(PauseBroadcast{first.broadcast, "the hour is wrong"}, desk.f.operatorAnna()), "ok");
    const SendBroadcast second = desk.draft(incident, {Channel::sms}, first.broadcast);
    const Approval asked = desk.ask(second);
    desk.f.gate->inspect(desk.f.tenant, [&](CommandContext& cx) { EXPECT_EQ(frozenVersion(cx.views(), asked.id)->content.audience.messages, 6); });
    desk.f.advance(minutes(10));
    EXPECT_EQ(desk.contacts("sent"), reached) << "nothing leaves before it is released";
    ASSERT_EQ(desk.release(asked), "ok") << toJson(desk.last.reply.problem());
    std::set<std::string> now;
    for (const Message& m : desk.f.documents<Message>()) {
        if (m.broadcast == second.broadcast) now.insert(m.contact + " sms");
        else if (m.state == MessageState::withheld) EXPECT_EQ(m.reasons.back(), "amended");
    }
    EXPECT_EQ(now.size(), 6U);
    for (const std::string& each : now) EXPECT_FALSE(reached.contains(each)) << each;
    EXPECT_EQ(desk.told<BroadcastAmended>().at(0).withheld, 6);
    EXPECT_EQ(desk.f.document<Broadcast>(first.broadcast.str())->state, BroadcastState::done);
    EXPECT_EQ(desk.codeOf(ResumeBroadcast{first.broadcast, "after all"}, desk.f.operatorAnna()), "broadcast_amended");
    desk.f.advance(minutes(10));
    desk.hand(desk.rows());
    for (const Message& m : desk.f.documents<Message>()) EXPECT_EQ(m.state == MessageState::sent, m.broadcast == second.broadcast || reached.contains(m.contact + " sms"));
}

TEST(Pace, NoMinuteHasMoreThanItsShareAndNothingLeavesEarlier) {
    const Instant start = Instant::fromSeconds(1'000'000);
    std::vector<Instant> due(10, start);
    due.push_back(start + hours(1));
    due.push_back(start + hours(1));
    due.push_back(start + hours(1));
    const auto out = paced(due, 2);
    for (std::size_t i = 0; i < 10; ++i) EXPECT_EQ(out[i], start + minutes(static_cast<int>(i) / 2)) << i;
    EXPECT_EQ(out[11], start + hours(1));
    EXPECT_EQ(out[12], start + hours(1) + minutes(1));
    EXPECT_EQ(paced(due, 0), due);
}

}  // namespace
}  // namespace ok::comms
