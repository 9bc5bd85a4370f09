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

// F05.R5.A1: every time of a judgement is UTC with milliseconds.
TEST_F(RiskAudit, TimesAreUtcWithMilliseconds) {
    sent("b-1", 50'000);
    const auto found = fromJson<Found>(ask("GET", "/v1/risk-audit", "lena").body).valueOr({});
    ASSERT_EQ(found.items.size(), 1U);
    const RiskAuditEntry& one = found.items[0];
    for (const std::string& time : {one.createdAt, one.approvals.at(0).at, one.checklistResponses.at(0).at}) {
        EXPECT_EQ(time.size(), std::string("2024-09-22T10:13:20.000Z").size()) << time;
        EXPECT_EQ(time[19], '.');
        EXPECT_EQ(time.back(), 'Z');
    }
    EXPECT_EQ(one.engineVersion, "outagekit.risk/1");
}

// F05.R5.A5: the same records as a list and as CSV, page by page, none twice and none left out while others are written.
TEST_F(RiskAudit, JudgementsAreTakenAwayAsAListOrAsCsvPageByPage) {
    for (int i = 0; i < 7; ++i) sent("b-" + std::to_string(i), 10'000 * i);
    const auto list = fromJson<std::vector<RiskAuditEntry>>(ask("GET", "/v1/risk-audit/export?limit=2", "lena").body);
    ASSERT_TRUE(list.ok());
    EXPECT_EQ(list->size(), 2U);
    for (const RiskAuditEntry& each : *list) {
        EXPECT_TRUE(each.integrityHashes.payloadHash.known());
        EXPECT_TRUE(each.integrityHashes.entryHash.known());
        EXPECT_EQ(each.integrityHashes.contentHash, sha256(each.broadcastId));
    }
    const Answer csv = ask("GET", "/v1/risk-audit/export?format=csv", "lena");
    EXPECT_TRUE(csv.contentType.starts_with("text/csv; charset=utf-8"));
    EXPECT_EQ(csv.body, ask("GET", "/v1/risk-audit/export.csv", "lena").body);
    EXPECT_EQ(csv.body, riskAuditCsv(fromJson<std::vector<RiskAuditEntry>>(ask("GET", "/v1/risk-audit/export", "lena").body).valueOr({})));
    EXPECT_TRUE(csv.body.starts_with("broadcast_id,approval_id,version,created_at,inputs,normalized_audience_size,"));
    EXPECT_EQ(std::count(csv.body.begin(), csv.body.end(), '\n'), 8);
    EXPECT_TRUE(csv.says("\"{\"\"audience_size\"\":40000")) << csv.body;

    std::vector<std::string> seen;
    std::string token;
    for (int pages = 0; pages < 10; ++pages) {
        const Answer page = ask("GET", "/v1/risk-audit/export?limit=3" + (token.empty() ? "" : "&page_token=" + token), "lena");
        for (const RiskAuditEntry& each : fromJson<std::vector<RiskAuditEntry>>(page.body).valueOr({})) seen.push_back(each.broadcastId);
        token = page.nextPage;
        if (token.empty()) break;
        sent("later-" + std::to_string(pages), 1'000);   // newer ones stand before what was read
    }
    EXPECT_EQ(seen, (std::vector<std::string>{"b-6", "b-5", "b-4", "b-3", "b-2", "b-1", "b-0"}));
    EXPECT_EQ(ask("GET", "/v1/risk-audit?page_token=bm9uZQ", "lena").status, 422);
}

struct Verified {
    bool verified = false;
    std::optional<std::int64_t> firstFailingIndex, latestAnchoredIndex;
    struct Link {
        std::int64_t index = -1, sequence = 0;
        Digest contentHash, entryHash;
        std::optional<Digest> prevHash;
        bool verified = false;
        std::string fault;
    };
    std::vector<Link> events;
    struct Anchor {
        std::int64_t size = 0;
        std::string root, signature, publicKey, headFault, day, dayRoot;
    } anchor;
};
BOOST_DESCRIBE_STRUCT(Verified::Link, (), (index, sequence, contentHash, entryHash, prevHash, verified, fault))
BOOST_DESCRIBE_STRUCT(Verified::Anchor, (), (size, root, signature, publicKey, headFault, day, dayRoot))
BOOST_DESCRIBE_STRUCT(Verified, (), (verified, firstFailingIndex, latestAnchoredIndex, events, anchor))

// F05.R5.A2: the judgements of one broadcast as a chain; whoever bends one is found, and which.
TEST_F(RiskAudit, TheJudgementsOfABroadcastAreAChainAndTheFirstBentOneIsNamed) {
    for (int i = 0; i < 4; ++i) sent("b-1", 10'000 * i);
    sent("b-2", 5'000);
    const auto verify = [this](const char* broadcast) {
        const Answer got = ask("GET", std::string("/v1/risk-audit/verify?broadcast_id=") + broadcast, "lena");
        EXPECT_EQ(got.status, 200) << got.body;
        return fromJson<Verified>(got.body).valueOr({});
    };
    const Verified whole = verify("b-1");
    EXPECT_TRUE(whole.verified);
    EXPECT_FALSE(whole.firstFailingIndex);
    ASSERT_EQ(whole.events.size(), 4U);
    EXPECT_FALSE(whole.events[0].prevHash);
    for (std::size_t i = 1; i < 4; ++i) EXPECT_EQ(*whole.events[i].prevHash, whole.events[i - 1].entryHash);
    EXPECT_EQ(whole.anchor.headFault, "");
    EXPECT_GT(whole.anchor.size, whole.events[3].sequence);
    EXPECT_EQ(whole.anchor.signature.size(), 128U);
    EXPECT_FALSE(whole.latestAnchoredIndex) << "their day is not over";

    std::string text;
    for (const Entry& each : entries()) {
        if (each.header.sequence == whole.events[2].sequence) text = each.payload;
    }
    const std::size_t at = text.find("\"score\":");
    ASSERT_NE(at, std::string::npos);
    text[at + 8] = text[at + 8] == '1' ? '2' : '1';
    ASSERT_TRUE(run(BendForTest{whole.events[2].sequence, text}, operatorAnna()).reply.ok());
    const Verified bent = verify("b-1");
    EXPECT_FALSE(bent.verified);
    EXPECT_EQ(bent.firstFailingIndex, 2);
    EXPECT_EQ(bent.events[2].fault, "payload");
    EXPECT_TRUE(bent.events[3].verified);
    EXPECT_TRUE(verify("b-2").verified) << "only what was bent";
    EXPECT_EQ(ask("GET", "/v1/risk-audit/verify?broadcast_id=nobody", "lena").status, 404);
    EXPECT_EQ(ask("GET", "/v1/risk-audit/verify?broadcast_id=b-1", "anna").status, 403);
}

// F05.R5.A2: a day's signed root is the published anchor.
TEST_F(RiskAudit, TheSignedRootOfADayAnchorsItsJudgements) {
    sent("b-1", 10'000);
    const auto one = documents<RiskAuditRow>().at(0);
    const std::string day = toIso(one.createdAt).substr(0, 10);
    const auto root = integrity::signDayRoot({tenant, Stream::ops, day, 1, one.sequence, sha256("root")}, SigningKey(test::keyOf(7)));
    ASSERT_TRUE(run(AnchorForTest{root}, operatorAnna()).reply.ok());
    const auto got = fromJson<Verified>(ask("GET", "/v1/risk-audit/verify?broadcast_id=b-1", "lena").body).valueOr({});
    EXPECT_TRUE(got.verified);
    EXPECT_EQ(got.latestAnchoredIndex, 0);
    EXPECT_EQ(got.anchor.day, day);
    EXPECT_EQ(got.anchor.dayRoot, sha256("root").hex());
}

// F05.R5.A6: what is past its time leaves lists and exports, its tombstone stays; what is held stays.
TEST_F(RiskAudit, AJudgementPastItsTimeLeavesEveryListUnlessItIsHeld) {
    sent("old", 40'000);
    sent("held", 50'000);
    ASSERT_TRUE(run(HoldForTest{"held"}, operatorAnna()).reply.ok());
    const auto find = [this](const std::string& query) { return fromJson<Found>(ask("GET", "/v1/risk-audit" + query, "lena").body).valueOr({}); };
    for (const RiskAuditEntry& each : find("").items) {
        EXPECT_EQ(each.legalHold, each.broadcastId == "held");
        EXPECT_TRUE(each.retainUntil.starts_with("2031-")) << each.retainUntil;
    }
    advance(hours(24 * 2'556));
    sent("young", 60'000);
    for (int runs = 0; runs < 5; ++runs) ASSERT_TRUE(run(operations::PurgeExpired{}, people["ada"]).reply.ok());
    const std::string since = "?from=" + toIso(now() - hours(24 * 2'560)) + "&to=" + toIso(now() - hours(24 * 2'500));
    const Found left = find(since);
    ASSERT_EQ(left.items.size(), 1U);
    EXPECT_EQ(left.items[0].broadcastId, "held");
    EXPECT_EQ(find("?broadcast_id=old").totalCount, 0);
    EXPECT_EQ(ask("GET", "/v1/risk-audit/verify?broadcast_id=old", "lena").status, 404);
    EXPECT_TRUE(fromJson<Verified>(ask("GET", "/v1/risk-audit/verify?broadcast_id=held", "lena").body).valueOr({}).verified) << "the chain stands around what is gone";
    EXPECT_TRUE(fromJson<Verified>(ask("GET", "/v1/risk-audit/verify?broadcast_id=young", "lena").body).valueOr({}).verified);
    EXPECT_FALSE(ofType(operations::PayloadsPurged::eventType, Stream::security).empty()) << "with its tombstones";
}

// F05.R5.A7: names and notes are masked until somebody who may see them asks, with a reason, and that is an entry.
TEST_F(RiskAudit, NamesAndNotesAreMaskedUntilSomebodyWhoMayAsksWithAReason) {
    sent("b-1", 50'000);
    const std::string id = documents<RiskAuditRow>().at(0).viewId();
    for (const std::string& place : {std::string("/v1/risk-audit"), std::string("/v1/risk-audit/export"), "/v1/risk-audit/" + id}) {
        const Answer got = ask("GET", place, "lena");
        EXPECT_EQ(got.status, 200);
        EXPECT_FALSE(got.says("Cleo Vance")) << place;
        EXPECT_FALSE(got.says("555 0100")) << place;
        EXPECT_TRUE(got.says(std::string(riskMask))) << place;
    }
    const std::string ask1 = "/v1/risk-audit/" + id + "?scope=pii:read";
    EXPECT_EQ(ask("GET", ask1 + "&reason=asked by the regulator", "lena").status, 403);
    EXPECT_EQ(ask("GET", ask1, "ada").status, 422) << "not without a reason";
    EXPECT_TRUE(ofType(RiskRevealed::eventType, Stream::security).empty());
    const Answer open = ask("GET", ask1 + "&reason=asked by the regulator", "ada");
    EXPECT_EQ(open.status, 200) << open.body;
    EXPECT_TRUE(open.says("Cleo Vance"));
    EXPECT_TRUE(open.says("555 0100"));
    const auto told = ofType(RiskRevealed::eventType, Stream::security);
    ASSERT_EQ(told.size(), 1U);
    EXPECT_EQ(told[0].header.actor.id, "ada");
    EXPECT_EQ(told[0].header.justification, "asked by the regulator");
}

// F05.R2.A6, F05.R5.A1: who tries to change a judgement is refused and written down, also who may not look.
TEST_F(RiskAudit, AnAttemptToChangeAJudgementIsWrittenDown) {
    sent("b-1", 50'000);
    const std::string path = "/v1/risk-audit/" + documents<RiskAuditRow>().at(0).viewId();
    EXPECT_EQ(ask("DELETE", path, "lena").status, 405);
    EXPECT_EQ(ask("PUT", path, "anna", "{}").status, 403);
    const auto tried = ofType(RiskChangeBlocked::eventType, Stream::security);
    ASSERT_EQ(tried.size(), 1U);
    EXPECT_EQ(tried[0].header.actor.id, "lena");
    const auto refused = ofType("access.refused", Stream::decisions);
    EXPECT_TRUE(std::any_of(refused.begin(), refused.end(), [](const Entry& each) { return each.header.actor.id == "anna"; }));
}

}  // namespace
}  // namespace ok::approvals
