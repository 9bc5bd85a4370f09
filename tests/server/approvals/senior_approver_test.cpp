// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// A risk that asks for somebody senior, over HTTP on the real server: those who are named are those whose approval counts, others are
// refused, what was declined says why to whoever asked (F05.R3.A4, F05.R2.A5); and the preflight tells the risk before it is asked for (F05.R3.A1).
#include <set>

#include "shared/approvals/approval_commands.h"
#include "shared/approvals/preflight.h"
#include "shared/approvals/risk_kind.h"
#include "tests/support/publish_policy.h"
#include "tests/support/snapshot_desk.h"

namespace ok::test {
namespace {

class SeniorApprover : public SnapshotDesk {
  protected:
    void demand(const std::string& role) {
        approvals::RiskRules rules = approvals::standardRiskRules();
        rules.bands = {{0, 100, "high", {{approvals::RiskActionKind::senior_approver, role, 0}}}};
        ASSERT_GT(publishPolicy(house->gate(), house->tenants().bySlug("one")->tenant, approvals::makeRiskKind(), toJson(rules)), 0);
    }
    approvals::PreflightReply look(const approvals::Preflight& question, const std::string& who) {
        const auto answer = command(question, who);
        EXPECT_EQ(answer.status, 200) << answer.body;
        const auto body = parseJson(answer.body);
        const auto reply = body.ok() ? fromJson<approvals::PreflightReply>(body->root()["reply"]) : Result<approvals::PreflightReply>(body.problem());
        EXPECT_TRUE(reply.ok()) << (reply.ok() ? "" : toJson(reply.problem()));
        return reply.valueOr({});
    }
    static std::set<std::string> named(const approvals::PreflightReply& reply) {
        std::set<std::string> out;
        for (const auto& [id, login] : reply.logins) out.insert(login);
        return out;
    }
};

TEST_F(SeniorApprover, OnlyWhoseApprovalCountsIsNamedAndOthersAreRefused) {
    demand("admin");
    request();
    approvals::Preflight question;
    question.approval = *ApprovalId::parse(approval);
    EXPECT_EQ(named(look(question, "maria")), (std::set<std::string>{"ada"})) << "jonas approves other things";
    EXPECT_NE(release(digest, "jonas").status, 200);
    EXPECT_EQ(command(approvals::Comment{*question.approval, "@ada please look at this"}, "maria").status, 200) << "whom the author asks";
    EXPECT_EQ(release(digest, "ada").status, 200);
}

TEST_F(SeniorApprover, WhatIsDeclinedSaysWhyToWhoAskedAndStaysUnsent) {
    demand("admin");
    request();
    ASSERT_EQ(command(approvals::Reject{*ApprovalId::parse(approval), "the street is another one", *Digest::parse(digest)}, "ada").status, 200);
    const auto shown = ask("GET", "/v1/approvals/" + approval, "maria");
    EXPECT_NE(shown.body.find("the street is another one"), std::string::npos) << shown.body;
    EXPECT_NE(release(digest, "ada").status, 200);
}

TEST_F(SeniorApprover, TheRiskIsToldBeforeAnybodyAsks) {
    demand("admin");
    request();
    Digest words;
    house->gate().inspect(house->tenants().bySlug("one")->tenant, [&](CommandContext& cx) { words = comms::digestOfDrafts(*cx.views().find<comms::Broadcast>(broadcast.str())); });
    approvals::Preflight question;
    question.command = std::string(comms::SendBroadcast::card.name);
    question.body = RawJson{toJson(comms::SendBroadcast{broadcast, words})};
    const auto reply = look(question, "maria");
    ASSERT_TRUE(reply.risk);
    EXPECT_EQ(reply.risk->riskLevel, "high");
    EXPECT_EQ(reply.risk->factors.size(), 4U);
    ASSERT_EQ(reply.risk->actions.size(), 1U);
    const auto kept = ask("GET", "/v1/risk-score/" + broadcast.str(), "maria");
    const auto record = parseJson(kept.body);
    ASSERT_TRUE(record.ok()) << kept.body;
    EXPECT_EQ(record->root()["score"].integer().value_or(-1), reply.risk->score) << "as it was judged when it was frozen: " << kept.body;
}

}  // namespace
}  // namespace ok::test
