// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// The same asked for twice within a minute is one request (F06.R3.A3).
#include <gtest/gtest.h>

#include "shared/approvals/request_notes.h"
#include "tests/server/gate/versions_fixture.h"

namespace ok::test {
namespace {

using JoinedRequests = VersionsTest;

TEST_F(JoinedRequests, WhoeverAsksForTheSameWithinTheTimeIsGivenTheSameRequest) {  // F06.R3.A3
    ApprovalPolicy policy;
    policy.stepUpMinutes = 0;
    policy.joinEqualSeconds = 60;
    ask(policy);
    const CommandId id = freshId();
    const auto first = run(AddMuch{"big", 100, ""}, operatorAnna(), id);
    const auto second = run(AddMuch{"big", 100, ""}, operatorBen());
    ASSERT_EQ(codeOf(second), "approval_required");
    const auto& a = first.reply.problem().details;
    const auto& b = second.reply.problem().details;
    EXPECT_EQ(a.at("approval_id"), b.at("approval_id"));
    EXPECT_EQ(a.at("dedupe_key"), b.at("dedupe_key"));
    EXPECT_EQ(b.at("joined"), "yes");
    EXPECT_EQ(followed, (std::vector<std::string>{"opened 1"})) << "nobody is called twice";
    EXPECT_TRUE(has(std::string(ApprovalJoined::eventType)));
    EXPECT_EQ(run(AddMuch{"big", 100, ""}, operatorAnna(), id).reply.problem().details.at("approval_id"), a.at("approval_id")) << "and the same id is the same, for a day";
    EXPECT_NE(run(AddMuch{"big", 101, ""}, operatorBen()).reply.problem().details.at("approval_id"), a.at("approval_id"));
    advance(seconds(61));
    EXPECT_NE(run(AddMuch{"big", 100, ""}, operatorBen()).reply.problem().details.at("approval_id"), a.at("approval_id"));
}

TEST_F(JoinedRequests, WhereNobodyAskedForItEachRequestIsOneOfItsOwn) {  // F06.R3.A3
    EXPECT_NE(freeze().approval, freeze().approval);
    ApprovalPolicy policy;
    policy.joinEqualSeconds = 601;
    EXPECT_FALSE(check(policy).ok());
}

}  // namespace
}  // namespace ok::test
