// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Risk along the life of one broadcast: judged when it is frozen, kept with it, found by auditors, counted when it was sent and when it
// was taken back (F05.R1, F05.R2, F05.R5, F05.R6).
#include "shared/approvals/risk_audit.h"
#include "tests/support/send_desk.h"

namespace ok::approvals {
namespace {

using namespace ok::comms;

struct RiskFlow : FrozenSend {
    static RiskRules asksForNothing() {
        RiskRules out = standardRiskRules();
        out.bands = {{0, 98, "calm", {}}, {99, 100, "wild", {{RiskActionKind::block, {}, 0}}}};
        return out;
    }
    static std::vector<RiskAuditEntry> audit(Desk& desk, const std::string& broadcast) {
        std::vector<RiskAuditEntry> out;
        RiskAuditFilter filter;
        filter.broadcastId = broadcast;
        filter.to = desk.f.now() + hours(24);
        desk.f.gate->inspect(desk.f.tenant, [&](CommandContext& cx) { out = riskAudit(cx.views(), filter); });
        return out;
    }
};

// F05.R1.A7, F05.R2.A6, F05.R5.A1, F05.R6.A4.
TEST_F(RiskFlow, ABroadcastIsJudgedWhenItIsFrozenAndCountedWhenItLeavesAndWhenItIsTakenBack) {
    addPeople(world, 3);
    Desk desk(world);
    desk.judgeBy(asksForNothing());
    const SendBroadcast send = desk.draft(desk.incident());
    const std::string broadcast = send.broadcast.str();
    EXPECT_FALSE(desk.f.document<RiskScoreRecord>(broadcast));
    const Approval asked = desk.ask(send);
    const auto record = desk.f.document<RiskScoreRecord>(broadcast);
    ASSERT_TRUE(record);
    EXPECT_EQ(record->approval, asked.id.str());
    EXPECT_EQ(record->evaluation.score, asked.riskScore);
    EXPECT_EQ(record->inputs.audienceSize, 3);
    EXPECT_EQ(record->inputs.channelMix, std::vector<std::string>{"sms"});
    EXPECT_EQ(record->evaluation.metadata.configVersion, 1);
    auto found = audit(desk, broadcast);
    ASSERT_EQ(found.size(), 1U);
    EXPECT_EQ(found[0].state, "pending");
    EXPECT_TRUE(found[0].enforced);
    EXPECT_EQ(found[0].policyDecision, "none");
    EXPECT_TRUE(found[0].approverUserIds.empty());
    EXPECT_TRUE(desk.f.documents<PastSendRecord>().empty()) << "nothing left yet";

    desk.f.advance(minutes(12));
    ASSERT_EQ(desk.release(asked), "ok") << toJson(desk.last.reply.problem());
    found = audit(desk, broadcast);
    EXPECT_EQ(found.at(0).state, "released");
    EXPECT_EQ(found.at(0).approverUserIds, std::vector<std::string>{"cleo"});
    auto past = desk.f.documents<PastSendRecord>();
    ASSERT_EQ(past.size(), 1U);
    EXPECT_EQ(past[0].subject, broadcast);
    EXPECT_EQ(past[0].send.channels, std::vector<std::string>{"sms"});
    EXPECT_GE(past[0].send.timeToSend, minutes(12));
    EXPECT_LT(past[0].send.timeToSend, minutes(13));
    EXPECT_FALSE(past[0].send.corrected);

    desk.hand(desk.rows("sms"));
    ASSERT_EQ(desk.codeOf(RetractBroadcast{send.broadcast, "the wrong feeder"}, desk.f.operatorBen()), "ok") << toJson(desk.last.reply.problem());
    past = desk.f.documents<PastSendRecord>();
    ASSERT_EQ(past.size(), 1U) << "taking back is no send of its own";
    EXPECT_TRUE(past[0].send.corrected);
}

// F05.R2.A1, F05.R2.A5: nothing that is blocked is frozen, so there is nothing anybody could release; the attempt stays.
TEST_F(RiskFlow, WhatTheRulesBlockIsNeverAskedForAndTheAttemptIsKept) {
    addPeople(world, 3);
    Desk desk(world);
    RiskRules rules = asksForNothing();
    rules.bands = {{0, 100, "wild", {{RiskActionKind::block, {}, 0}}}};
    desk.judgeBy(rules);
    const SendBroadcast send = desk.draft(desk.incident());
    EXPECT_EQ(desk.codeOf(send, desk.f.operatorAnna()), "risk_blocked");
    EXPECT_EQ(desk.last.reply.problem().details.at("rules_version"), "1");
    EXPECT_TRUE(desk.f.documents<Approval>().empty());
    const auto told = desk.told<RiskBlocked>();
    ASSERT_EQ(told.size(), 1U);
    EXPECT_EQ(told[0].code, "risk_blocked");
    EXPECT_EQ(told[0].rulesVersion, 1);
    const auto found = audit(desk, send.broadcast.str());
    ASSERT_EQ(found.size(), 1U);
    EXPECT_EQ(found[0].state, "blocked");
    EXPECT_EQ(found[0].policyDecision, "block");
}

}  // namespace
}  // namespace ok::approvals
