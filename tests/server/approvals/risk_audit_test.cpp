// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// How each broadcast was judged, as auditors look for it (F05.R5).
#include "tests/support/risk_desk.h"

namespace ok::approvals {
namespace {

class RiskAudit : public RiskDesk {};

struct Found {
    std::int64_t totalCount = 0;
    std::vector<RiskAuditEntry> items;
    std::string nextPageToken;
};
BOOST_DESCRIBE_STRUCT(Found, (), (totalCount, items, nextPageToken))

// F05.R5.A1, F05.R5.A3, F05.R5.A4: what was judged, why, by whom it was approved and what was attested, found by each of these.
TEST_F(RiskAudit, EveryJudgementIsFoundWithItsReasonsItsPeopleAndItsEntry) {
    ASSERT_GT(publish(byPeople(50)), 0);
    for (int i = 0; i < 12; ++i) {
        sent("b-" + std::to_string(i), i * 9'000);
        advance(minutes(1));
    }
    const auto find = [this](const std::string& query) { return fromJson<Found>(ask("GET", "/v1/risk-audit?" + query, "lena").body).valueOr({}); };
    const Found all = find("limit=500");
    ASSERT_EQ(all.totalCount, 12);
    ASSERT_EQ(all.items.size(), 12U);
    for (std::size_t i = 1; i < 12; ++i) EXPECT_GT(all.items[i - 1].createdAt, all.items[i].createdAt) << "the newest first";
    const RiskAuditEntry& seventh = all.items[4];
    EXPECT_EQ(seventh.broadcastId, "b-7");
    EXPECT_EQ(seventh.finalRiskScore, 63);
    EXPECT_EQ(*seventh.inputs.audienceSize, 63'000);
    EXPECT_EQ(seventh.firedRules, (std::vector<std::string>{"band 50-100"}));
    EXPECT_EQ(seventh.policyDecision, "checklist");
    EXPECT_EQ(seventh.approverUserIds, (std::vector<std::string>{"cleo"}));
    ASSERT_EQ(seventh.checklistResponses.size(), 1U);
    EXPECT_EQ(seventh.checklistResponses[0].item, "words_read");
    ASSERT_EQ(seventh.factors.size(), 4U);
    double percent = 0;
    for (const RiskFactor& each : seventh.factors) {
        EXPECT_NEAR(each.contribution, seventh.normalizedValues.at(each.name) * seventh.factorWeights.at(each.name), 1e-9);
        percent += each.contributionPercent;
    }
    EXPECT_NEAR(percent, 100, 0.001);

    EXPECT_EQ(find("broadcast_id=b-3").totalCount, 1);
    EXPECT_EQ(find("min_score=50&max_score=80").totalCount, 3) << "54, 63, 72";
    EXPECT_EQ(find("policy_decision=none").totalCount, 6);
    EXPECT_EQ(find("policy_decision=checklist").totalCount, 6);
    EXPECT_EQ(find("rule_name=band 0-49").totalCount, 6);
    EXPECT_EQ(find("approver_user_id=cleo").totalCount, 12);
    EXPECT_EQ(find("approver_user_id=anna").totalCount, 0) << "asking is not approving";
    EXPECT_EQ(find("channel=web").totalCount, 12);
    EXPECT_EQ(find("channel=sms").totalCount, 0);
    EXPECT_EQ(find("from=" + toIso(now() - minutes(3))).totalCount, 3);
    EXPECT_EQ(find("sort=final_risk_score&order=asc").items.front().broadcastId, "b-0");
    std::set<std::string> seen;
    std::string token;
    do {
        const Found page = find("sort=final_risk_score&limit=5" + (token.empty() ? "" : "&page_token=" + token));
        EXPECT_EQ(page.totalCount, 12);
        for (const RiskAuditEntry& each : page.items) EXPECT_TRUE(seen.insert(each.id).second);
        token = page.nextPageToken;
    } while (!token.empty() && seen.size() < 20);
    EXPECT_EQ(seen.size(), 12U);

    const Answer one = ask("GET", "/v1/risk-audit/" + seventh.id, "lena");
    EXPECT_EQ(one.status, 200) << one.body;
    EXPECT_TRUE(one.says("\"verified\":true")) << one.body;
    EXPECT_TRUE(one.says("\"final_risk_score\":63"));
    for (const char* method : {"POST", "PUT", "PATCH", "DELETE"}) EXPECT_EQ(ask(method, "/v1/risk-audit/" + seventh.id, "lena", "{}").status, 405) << method;
    EXPECT_EQ(ask("GET", "/v1/risk-audit/nothing/1", "lena").status, 404);
    EXPECT_EQ(ask("GET", "/v1/risk-audit", "anna").status, 403);
    EXPECT_EQ(ask("GET", "/v1/risk-audit", "nobody").status, 401);
    for (const char* bad : {"min_score=x", "max_score=101", "sort=name", "from=yesterday", "from=2020-01-01T00:00:00Z", "format=xml", "limit=0"}) {
        EXPECT_EQ(ask("GET", std::string("/v1/risk-audit?") + bad, "lena").status, 422) << bad;
    }
}

// F05.R5.A5: the same records as a list and as CSV, page by page.
TEST_F(RiskAudit, JudgementsAreTakenAwayAsAListOrAsCsv) {
    for (int i = 0; i < 3; ++i) sent("b-" + std::to_string(i), 20'000 * i);
    const auto list = fromJson<std::vector<RiskAuditEntry>>(ask("GET", "/v1/risk-audit/export?limit=2", "lena").body);
    ASSERT_TRUE(list.ok());
    EXPECT_EQ(list->size(), 2U);
    const Answer csv = ask("GET", "/v1/risk-audit/export?format=csv", "lena");
    EXPECT_TRUE(csv.contentType.starts_with("text/csv; charset=utf-8"));
    EXPECT_EQ(csv.body, riskAuditCsv(fromJson<std::vector<RiskAuditEntry>>(ask("GET", "/v1/risk-audit/export", "lena").body).valueOr({})));
    EXPECT_TRUE(csv.body.starts_with("broadcast_id,approval_id,version,created_at,inputs,normalized_audience_size,"));
    EXPECT_EQ(std::count(csv.body.begin(), csv.body.end(), '\n'), 4);
    EXPECT_TRUE(csv.says("\"{\"\"audience_size\"\":40000")) << csv.body;
}

}  // namespace
}  // namespace ok::approvals
