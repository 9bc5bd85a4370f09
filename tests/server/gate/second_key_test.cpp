// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// High-risk commands wait for a second person; timers fire once. decisions.md 1; main job pieces 3 and 10.
#include <gtest/gtest.h>

#include "tests/support/counter_domain.h"
#include "tests/support/gate_fixture.h"

namespace ok::test {
namespace {

using approvals::Approval;
using approvals::ApprovalState;

class SecondKeyTest : public ::testing::Test, public GateFixture {
  protected:
    void SetUp() override {
        addCounterProjections(projections);
        addCounterHandlers(*gate);
        start();
    }
    static std::string codeOf(const CommandAnswer& answer) { return answer.reply.ok() ? "ok" : answer.reply.problem().code; }
    approvals::Release freeze(const std::string& trouble = {}) {
        const auto asked = run(AddMuch{"big", 100, trouble}, operatorAnna());
        EXPECT_EQ(codeOf(asked), "approval_required");
        const auto& details = asked.reply.problem().details;
        return {*ApprovalId::parse(details.at("approval_id")), *Digest::parse(details.at("digest"))};
    }
    ApprovalState stateOf(ApprovalId id) { return document<Approval>(id.str())->state; }
};

TEST_F(SecondKeyTest, AHighRiskCommandRunsOnlyWhenASecondPersonReleasesExactlyIt) {
    const auto frozen = freeze();
    EXPECT_FALSE(document<Counter>("big"));
    const auto answer = run(frozen, approverCleo());
    ASSERT_TRUE(answer.reply.ok()) << answer.reply.problem().code;
    EXPECT_EQ(document<Counter>("big")->value, 100);
    EXPECT_EQ(stateOf(frozen.approval), ApprovalState::released);
    const auto log = entries();
    ASSERT_EQ(log.size(), 4u);
    ASSERT_EQ(entries(Stream::executions).size(), 1u);
    EXPECT_EQ(entries(Stream::executions)[0].header.type, "approval.executed");
    EXPECT_EQ(log[0].header.type, "approval.requested");
    EXPECT_EQ(log[1].header.type, "snapshot.taken");
    EXPECT_EQ(log[2].header.type, "approval.decided");
    EXPECT_EQ(log[2].header.actor.id, "cleo");
    EXPECT_EQ(log[3].header.type, "counter.added");
    EXPECT_EQ(log[3].header.actor.id, "anna") << "it runs as its submitter";
    EXPECT_EQ(log[3].header.causationId, log[2].header.entryId.str());
    EXPECT_EQ(log[3].header.correlationId, log[0].header.correlationId);
    EXPECT_FALSE(gate->nextTimer()) << "nothing is left to expire";
}

TEST_F(SecondKeyTest, NobodyReleasesTheirOwnRequestOrWithoutSeeingItOrTwice) {
    auto frozen = freeze();
    EXPECT_EQ(codeOf(run(frozen, operatorAnna())), "policy_violation.self_approval");
    auto unseen = frozen;
    unseen.digest = sha256("something else");
    EXPECT_EQ(codeOf(run(unseen, operatorBen())), "approval_digest_mismatch");
    SecurityContext machine = approverCleo();
    machine.actor.type = ActorType::service;
    EXPECT_EQ(codeOf(run(frozen, machine)), "not_a_person");
    EXPECT_EQ(codeOf(run(frozen, person("dora", {"supervisor"}))), "access_denied");
    EXPECT_EQ(codeOf(run(approvals::Release{ApprovalId{derivedUuid("none")}, frozen.digest}, operatorBen())), "not_found");
    SecurityContext elsewhere = operatorBen();
    elsewhere.tenant = otherTenant;
    EXPECT_EQ(codeOf(run(frozen, elsewhere)), "not_found") << "F07.R1.A6";
    EXPECT_FALSE(document<Counter>("big"));
    EXPECT_EQ(codeOf(run(frozen, operatorBen())), "ok");
    EXPECT_EQ(codeOf(run(frozen, operatorBen())), "approval_not_pending");
    EXPECT_EQ(document<Counter>("big")->value, 100);
}

TEST_F(SecondKeyTest, ARejectedRequestNeedsAReasonAndNeverRuns) {
    const auto frozen = freeze();
    EXPECT_EQ(codeOf(run(approvals::Reject{frozen.approval, ""}, operatorBen())), "reason_missing");
    EXPECT_EQ(codeOf(run(approvals::Reject{frozen.approval, "wrong area"}, operatorBen())), "ok");
    EXPECT_EQ(stateOf(frozen.approval), ApprovalState::rejected);
    EXPECT_EQ(document<Approval>(frozen.approval.str())->reason, "wrong area");
    EXPECT_EQ(codeOf(run(frozen, operatorBen())), "approval_not_pending");
    EXPECT_FALSE(document<Counter>("big"));
}

TEST_F(SecondKeyTest, ARequestExpiresByItsTimer) {
    const auto frozen = freeze();
    gate->fireTimers();
    EXPECT_EQ(stateOf(frozen.approval), ApprovalState::pending);
    advance(hours(4));
    EXPECT_EQ(codeOf(run(frozen, operatorBen())), "approval_expired") << "also before the timer fired";
    gate->fireTimers();
    EXPECT_EQ(stateOf(frozen.approval), ApprovalState::expired);
    EXPECT_EQ(codeOf(run(frozen, operatorBen())), "approval_not_pending");
}

TEST_F(SecondKeyTest, AReleasedCommandThatIsRefusedIsRecordedAsFailedWithItsReason) {
    const auto frozen = freeze("refuse");
    EXPECT_EQ(codeOf(run(frozen, operatorBen())), "refused_as_asked");
    EXPECT_EQ(stateOf(frozen.approval), ApprovalState::failed);
    EXPECT_EQ(document<Approval>(frozen.approval.str())->reason, "refused_as_asked");
}

TEST_F(SecondKeyTest, AReleasedCommandThatThrowsLeavesTheRequestAsItWas) {
    const auto frozen = freeze("throw");
    EXPECT_EQ(codeOf(run(frozen, operatorBen())), "handler_failed");
    EXPECT_EQ(stateOf(frozen.approval), ApprovalState::pending);
}

TEST_F(SecondKeyTest, AnInvalidHighRiskCommandIsRefusedBeforeAnybodyIsAsked) {
    EXPECT_EQ(codeOf(gate->run(operatorAnna(), {freshId(), "test.add_much", R"({"amount":"many"})"})), "invalid_fields");
    EXPECT_TRUE(entries().empty());
}

TEST_F(SecondKeyTest, TimersFireOnceInOrderAndSurviveCancellingAndSettingAnew) {
    ASSERT_TRUE(run(AddLater{"one", "t", 1, seconds(10)}, operatorAnna()).reply.ok());
    ASSERT_TRUE(run(AddLater{"two", "t", 10, seconds(20)}, operatorAnna()).reply.ok());
    ASSERT_TRUE(run(AddLater{"three", "t", 100, seconds(30)}, operatorAnna()).reply.ok());
    ASSERT_TRUE(run(AddLater{"two", "", 0, {}, true}, operatorAnna()).reply.ok());             // cancelled
    ASSERT_TRUE(run(AddLater{"three", "t", 1000, seconds(40)}, operatorAnna()).reply.ok());    // set anew
    EXPECT_EQ(gate->nextTimer(), now() + seconds(10));
    advance(seconds(35));
    gate->fireTimers();
    gate->fireTimers();
    EXPECT_EQ(document<Counter>("t")->value, 1);
    advance(seconds(10));
    gate->fireTimers();
    EXPECT_EQ(document<Counter>("t")->value, 1001);
    EXPECT_FALSE(gate->nextTimer());
    ASSERT_EQ(entries().size(), 2u);
    EXPECT_EQ(entries()[0].header.actor.type, ActorType::system);
    EXPECT_EQ(entries()[0].header.source, "timer");
}

}  // namespace
}  // namespace ok::test
