// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Figures of escalations as they are asked for over HTTP, and as a file (F06.R7, its A2 to A4).
#include <gtest/gtest.h>

#include "server/access/access_commands.h"
#include "server/access/tenant_directory.h"
#include "server/net/url.h"
#include "shared/oncall/oncall_events.h"
#include "shared/oncall/sla_metrics.h"
#include "tests/support/publish_policy.h"
#include "tests/support/sample_house.h"

namespace ok::oncall {
namespace {

using namespace ok::test;

struct SlaRoutes : ::testing::Test {
    SampleHouse sample{OK_SOURCE_DIR};
    Gate& gate = sample.house.gate();
    TenantId tenant = sample.house.tenants().bySlug("bluegrass").value_or(TenantProfile{}).tenant;
    HttpClient client{sample.http()};
    std::map<std::string, std::string> ids;

    void SetUp() override {
        gate.inspect(tenant, [&](CommandContext& cx) {
            cx.views().each<access::User>([&](const access::User& user) { ids[user.login] = user.id.str(); });
        });
        LadderPolicy policy;
        policy.id = "usual";
        policy.steps = {{{"user:" + ids["jonas"]}, {"sms"}, 300, 1}};
        ASSERT_GT(publishPolicy(gate, tenant, makeLadderKind(), toJson(LadderRules{{policy}, {{"access.*", {}, "usual"}}})), 0);
        SecurityContext ada;
        ada.tenant = tenant;
        ada.actor = {ActorType::human, ids["ada"]};
        ada.roles = {"admin", "auditor"};
        ada.assurance = 1;
        ada.source = "console";
        ada.drill = true;
        const access::GrantRoles command{UserId::parse(ids["maria"]).valueOr({}), {"operator", "approver"}, "helps out tonight"};
        const auto asked = gate.run(ada, {CommandId{derivedUuid("ask for a role")}, std::string(access::GrantRoles::card.name), toJson(command)});
        ASSERT_EQ(asked.reply.ok() ? "ok" : asked.reply.problem().code, "approval_required");
    }
    HttpAnswer get(const std::string& path, const std::string& login) {
        const auto answer = client.request("GET", path, "", {{"Authorization", "Bearer " + sample.signIn(login)}});
        EXPECT_TRUE(answer.ok());
        return answer.ok() ? *answer : HttpAnswer{};
    }
};

TEST_F(SlaRoutes, FiguresAndWhatStandsBehindThemCountTheSame) {  // F06.R7.A2, F06.R7.A3
    const auto answer = get("/v1/oncall/metrics", "ada");
    ASSERT_EQ(answer.status, 200) << answer.body;
    const auto reply = fromJson<SlaReply>(answer.body);
    ASSERT_TRUE(reply.ok());
    EXPECT_EQ(reply->metrics.all.total, 1);
    EXPECT_EQ(reply->metrics.all.open, 1);
    EXPECT_EQ(reply->metrics.policyNames, (std::vector<std::string>{"usual"}));
    EXPECT_TRUE(reply->integrity.healthy);
    const auto first = fromJson<SlaEventsReply>(get("/v1/oncall/metrics/events?limit=1", "ada").body);
    ASSERT_TRUE(first.ok());
    EXPECT_GE(first->totalCount, reply->metrics.eventCount);
    ASSERT_EQ(first->items.size(), 1u);
    EXPECT_EQ(first->items[0].kind, SlaEventKind::opened);
    EXPECT_EQ(get("/v1/audit/events/" + first->items[0].entry, "ada").status, 200) << "each leads to its entry";
    const auto second = fromJson<SlaEventsReply>(get("/v1/oncall/metrics/events?limit=1&page_token=" + net::percentEncode(first->nextPageToken), "ada").body);
    ASSERT_TRUE(second.ok());
    ASSERT_EQ(second->items.size(), 1u);
    EXPECT_NE(second->items[0].id, first->items[0].id);
    EXPECT_EQ(fromJson<SlaReply>(get("/v1/oncall/metrics?policy=other", "ada").body).valueOr({}).metrics.all.total, 0);
    EXPECT_EQ(get("/v1/oncall/metrics?from=yesterday", "ada").status, 422);
    EXPECT_EQ(client.request("GET", "/v1/oncall/metrics", "", {})->status, 401);
}

TEST_F(SlaRoutes, AFileHasAsManyRowsAsTheListAndTheLogKnowsWhoTookWhat) {  // F06.R7.A4
    const auto file = get("/v1/oncall/metrics/export?format=csv&kind=step_entered", "ada");
    ASSERT_EQ(file.status, 200) << file.body;
    const auto list = fromJson<SlaEventsReply>(get("/v1/oncall/metrics/events?kind=step_entered", "ada").body);
    ASSERT_TRUE(list.ok());
    EXPECT_EQ(std::count(file.body.begin(), file.body.end(), '\n'), list->totalCount + 1);
    EXPECT_EQ(file.body.find('@'), std::string::npos) << "no mailbox";
    std::optional<MetricsExported> told;
    std::string by;
    gate.inspect(tenant, [&](CommandContext& cx) {
        for (const Entry& entry : cx.store().entries(tenant, Stream::ops, 0, 100'000)) {
            if (entry.header.type != MetricsExported::eventType) continue;
            told = fromJson<MetricsExported>(entry.payload).valueOr({});
            by = entry.header.actor.id;
        }
    });
    ASSERT_TRUE(told);
    EXPECT_EQ(by, ids["ada"]);
    EXPECT_EQ(told->rows, list->totalCount);
    EXPECT_EQ(told->checksum, sha256(file.body).hex());
    EXPECT_EQ(told->format, "csv");
    EXPECT_NE(told->filter.text.find("step_entered"), std::string::npos);
    const auto json = get("/v1/oncall/metrics/export?format=json&kind=step_entered", "ada");
    EXPECT_EQ(fromJson<std::vector<SlaEvent>>(json.body).valueOr({}).size(), static_cast<std::size_t>(list->totalCount));
}

}  // namespace
}  // namespace ok::oncall
