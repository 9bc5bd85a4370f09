// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// A nudge on the whole server: from a request that waits, through the outbox and a provider over HTTP, to its receipt in the ladder; and
// what the queue shows of it (F06.R3.A5, F06.R6.A1, F06.R6.A6).
#include <gtest/gtest.h>

#include "server/access/access_commands.h"
#include "server/access/tenant_directory.h"
#include "shared/oncall/nudge_words.h"
#include "shared/oncall/oncall_views.h"
#include "tests/support/publish_policy.h"
#include "tests/support/sample_house.h"

namespace ok::oncall {
namespace {

using namespace ok::test;

TEST(HouseLadder, ANudgeReachesItsProviderAndItsReceiptTheLadder) {
    SampleHouse sample(OK_SOURCE_DIR);
    Gate& gate = sample.house.gate();
    const auto profile = sample.house.tenants().bySlug("bluegrass");
    ASSERT_TRUE(profile);
    std::map<std::string, std::string> ids;
    gate.inspect(profile->tenant, [&](CommandContext& cx) {
        cx.views().each<access::User>([&](const access::User& user) { ids[user.login] = user.id.str(); });
    });
    LadderPolicy policy;
    policy.id = "usual";
    policy.steps = {{{"user:" + ids["ada"], "user:" + ids["jonas"]}, {"sms"}, 300, 1}};
    ASSERT_GT(publishPolicy(gate, profile->tenant, makeLadderKind(), toJson(LadderRules{{policy}, {{"access.*", {}, "usual"}}})), 0);
    SecurityContext ada;
    ada.tenant = profile->tenant;
    ada.actor = {ActorType::human, ids["ada"]};
    ada.roles = {"admin", "auditor"};
    ada.assurance = 1;
    ada.source = "console";
    ada.drill = true;
    const access::GrantRoles command{UserId::parse(ids["maria"]).valueOr({}), {"operator", "approver"}, "helps out tonight"};
    const auto asked = gate.run(ada, {CommandId{derivedUuid("ask for a role")}, std::string(access::GrantRoles::card.name), toJson(command)});
    ASSERT_FALSE(asked.reply.ok());
    ASSERT_EQ(asked.reply.problem().code, "approval_required") << toJson(asked.reply.problem());
    const std::string approval = asked.reply.problem().details.at("approval_id");
    const auto run = [&] {
        LadderRun out;
        gate.inspect(profile->tenant, [&](CommandContext& cx) {
            if (const auto found = cx.views().find<LadderRun>(approval)) out = *found;
        });
        return out;
    };
    ASSERT_FALSE(run().ladder.nudges.empty());
    EXPECT_EQ(run().ladder.nudges.front().person, ids["jonas"]) << "who asked is passed over";
    const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(60);
    while (run().ladder.nudges.front().state != NudgeState::delivered && std::chrono::steady_clock::now() < until) std::this_thread::yield();
    const LadderRun told = run();
    ASSERT_EQ(told.ladder.nudges.front().state, NudgeState::delivered);
    EXPECT_EQ(told.owner, ids["ada"]);
    HttpClient client(sample.http());
    const auto shown = client.request("GET", "/v1/approvals/" + approval + "/ladder", "", {{"Authorization", "Bearer " + sample.signIn("jonas")}});
    ASSERT_TRUE(shown.ok());
    EXPECT_EQ(shown->status, 200);
    EXPECT_NE(shown->body.find("\"candidate_skipped\""), std::string::npos) << "and why";
    EXPECT_NE(shown->body.find("self_approval"), std::string::npos);
}

}  // namespace
}  // namespace ok::oncall
