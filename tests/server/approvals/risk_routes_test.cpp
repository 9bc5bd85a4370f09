// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Risk over HTTP: scores and what they are made of, what a score asks for, and from when on a version judges (F05.R1, F05.R2).
#include <cmath>
#include <thread>

#include "tests/support/risk_desk.h"

namespace ok::approvals {
namespace {

class RiskRoutes : public RiskDesk {};

// F05.R1.A1, F05.R1.A5, F05.R1.A6: the score is its factors' weighted sum; other weights count from their publication on.
TEST_F(RiskRoutes, AScoreIsTheWeightedSumOfItsFourFactorsUnderTheVersionInForce) {
    const Score first = scored("b-1", someInputs);
    EXPECT_EQ(first.broadcastId, "b-1");
    ASSERT_EQ(first.factors.size(), 4U);
    const char* const names[] = {"audience_size", "eta_change", "channel_mix", "model_confidence"};
    double weights = 0, sum = 0;
    for (std::size_t i = 0; i < 4; ++i) {
        EXPECT_EQ(first.factors[i].name, names[i]);
        EXPECT_TRUE(first.factors[i].normalizedValue >= 0 && first.factors[i].normalizedValue <= 1);
        EXPECT_NEAR(first.factors[i].contribution, first.factors[i].normalizedValue * first.factors[i].weight, 1e-9);
        weights += first.factors[i].weight;
        sum += first.factors[i].contribution;
    }
    EXPECT_NEAR(weights, 1, 0.001);
    EXPECT_EQ(first.score, std::lround(100 * sum));
    EXPECT_EQ(first.metadata.configVersion, 0) << "nothing was published: the standard rules";
    EXPECT_EQ(first.metadata.evaluatedAt, now());
    for (const std::string& part : {first.metadata.idempotencyKey, first.metadata.requestId, first.metadata.schemaVersion, first.metadata.modelId, first.metadata.modelVersion}) EXPECT_FALSE(part.empty());

    RiskRules heavy = standardRiskRules();
    heavy.weights = {1, 0, 0, 0};
    heavy.bands = {{0, 56, "calm", {}}, {57, 57, "edge", {}}, {58, 100, "wild", {}}};
    const int version = publish(heavy);
    const Score second = scored("b-1", someInputs);
    EXPECT_EQ(second.metadata.configVersion, version);
    EXPECT_EQ(second.metadata.thresholdsVersion, version);
    EXPECT_NE(second.score, first.score);
    EXPECT_EQ(second.factors[0].weight, 1);
    const auto level = [&](int audience) { return scored("b-" + std::to_string(audience), R"({"audience_size":)" + std::to_string(audience) + "}"); };
    for (const int audience : {0, 5'000, 25'000, 27'000, 28'000, 30'000, 100'000, 900'000}) {
        const Score got = level(audience);
        EXPECT_EQ(got.riskLevel, got.score <= 56 ? "calm" : got.score == 57 ? "edge" : "wild") << audience;
    }
}

// F05.R1.A6: what answers hold is published, and they hold nothing else.
TEST_F(RiskRoutes, EveryFieldOfAnAnswerStandsInThePublishedSchema) {
    const Answer schema = ask("GET", "/v1/risk-score/schema", "anna");
    ASSERT_EQ(schema.status, 200);
    const auto rules = parseJson(schema.body);
    const auto reply = parseJson(ask("POST", "/v1/risk-score", "anna", R"({"broadcast_id":"b","inputs":)" + someInputs + "}").body);
    ASSERT_TRUE(rules.ok() && reply.ok());
    std::set<std::string> seen;
    std::function<void(const JsonView&, const JsonView&)> fits = [&](const JsonView& value, const JsonView& rule) {
        for (std::size_t i = 0; value.isObject() && i < value.size(); ++i) {
            const std::string_view name = value.keyAt(i);
            seen.insert(std::string(name));
            EXPECT_TRUE(rule["properties"][name].exists()) << name;
            fits(value.valueAt(i), rule["properties"][name]);
        }
        for (std::size_t i = 0; value.isArray() && i < value.size(); ++i) fits(value.at(i), rule["items"]);
    };
    fits(reply->root(), rules->root());
    for (const char* name : {"broadcast_id", "score", "risk_level", "raw_value", "normalized_value", "weight", "contribution", "model_id", "model_version", "config_version",
                             "thresholds_version", "evaluated_at", "request_id", "idempotency_key", "schema_version"}) {
        EXPECT_TRUE(seen.contains(name)) << name;
    }
}

// F05.R1.A3, F05.R1.A7: asked again it is the same evaluation, written once and read as it was told.
TEST_F(RiskRoutes, TheSameQuestionAgainWritesNothingAndAnswersTheSame) {
    const Score first = scored("b-7", someInputs);
    const Instant when = now();
    advance(minutes(3));
    std::vector<std::thread> askers;
    for (int i = 0; i < 4; ++i) {
        askers.emplace_back([this, i] { (void)run(ScoreRisk{"b-7", {20'000, 45, std::vector<std::string>{"sms", "email"}, 0.6}}, operatorAnna(), CommandId{derivedUuid("asker " + std::to_string(i))}); });
    }
    for (std::thread& each : askers) each.join();
    const Score again = scored("b-7", someInputs);
    EXPECT_EQ(again.score, first.score);
    EXPECT_EQ(again.riskLevel, first.riskLevel);
    EXPECT_EQ(toJson(again.factors), toJson(first.factors));
    EXPECT_EQ(again.metadata.idempotencyKey, first.metadata.idempotencyKey);
    EXPECT_EQ(again.metadata.evaluatedAt, when);
    EXPECT_NE(again.metadata.requestId, first.metadata.requestId);
    const auto told = ofType(RiskScoreComputed::eventType, Stream::ops);
    ASSERT_EQ(told.size(), 1U);
    EXPECT_EQ(told[0].header.subjects, (std::vector<std::string>{"b-7"}));
    const auto kept = fromJson<Score>(ask("GET", "/v1/risk-score/b-7", "anna").body);
    ASSERT_TRUE(kept.ok());
    EXPECT_EQ(kept->score, first.score);
    EXPECT_EQ(toJson(kept->factors), toJson(first.factors));
    EXPECT_EQ(kept->metadata.idempotencyKey, first.metadata.idempotencyKey);
    EXPECT_EQ(ask("GET", "/v1/risk-score/b-8", "anna").status, 404);

    const std::string body = R"({"broadcast_id":"b-9","inputs":)" + someInputs + "}";
    EXPECT_EQ(ask("POST", "/v1/risk-score", "anna", body, {}, "storm 7").status, 200);
    EXPECT_EQ(ask("POST", "/v1/risk-score", "anna", body, {}, "storm 7").status, 200);
    EXPECT_EQ(ask("POST", "/v1/risk-score", "anna", R"({"broadcast_id":"b-9","inputs":{}})", {}, "storm 7").status, 409);
    EXPECT_EQ(ofType(RiskScoreComputed::eventType, Stream::ops).size(), 2U);
}

// F05.R1.A4: what is missing is a default and said to be; the signal that comes late makes a new evaluation.
TEST_F(RiskRoutes, MissingFactsAreDefaultsUntilTheyArrive) {
    const Score bare = scored("b-2", "{}");
    EXPECT_EQ(bare.metadata.fallbacks, (std::vector<std::string>{"audience_size", "eta_change", "channel_mix", "model_confidence"}));
    for (const Factor& each : bare.factors) EXPECT_TRUE(each.defaultUsed) << each.name;
    EXPECT_TRUE(bare.score >= 0 && bare.score <= 100);
    const Score later = scored("b-2", R"({"model_confidence":0.99})");
    EXPECT_EQ(later.metadata.fallbacks, (std::vector<std::string>{"audience_size", "eta_change", "channel_mix"}));
    EXPECT_LT(later.score, bare.score);
    EXPECT_NE(later.metadata.idempotencyKey, bare.metadata.idempotencyKey);
    EXPECT_EQ(document<RiskScoreRecord>("b-2")->evaluation.score, later.score) << "it stands in the place of the other";
    const std::string unkept = R"({"broadcast_id":"b-3","persist":false,"inputs":{}})";
    const auto asked = fromJson<Score>(ask("POST", "/risk-score", "anna", unkept).body);
    ASSERT_TRUE(asked.ok());
    EXPECT_EQ(asked->score, bare.score) << "the stateless answer is the same by value";
    EXPECT_EQ(toJson(asked->factors), toJson(bare.factors));
    EXPECT_FALSE(document<RiskScoreRecord>("b-3"));
}

TEST_F(RiskRoutes, WhatCannotBeOfABroadcastIsRefusedFieldByFieldAndLeavesNoScore) {
    const std::pair<const char*, const char*> bad[] = {
        {R"({"inputs":{}})", "broadcast_id"}, {R"({"broadcast_id":"a b","inputs":{}})", "broadcast_id"}, {R"({"broadcast_id":"b","inputs":{"audience_size":-1}})", "audience_size"},
        {R"({"broadcast_id":"b","inputs":{"audience_size":1000000001}})", "audience_size"}, {R"({"broadcast_id":"b","inputs":{"eta_change_minutes":1e300}})", "eta_change_minutes"},
        {R"({"broadcast_id":"b","inputs":{"model_confidence":1.01}})", "model_confidence"}, {R"({"broadcast_id":"b","inputs":{"channel_mix":[""]}})", "channel_mix"},
        {R"({"broadcast_id":"b","inputs":{"audience_size":"many"}})", "audience_size"}};
    for (const auto& [body, field] : bad) {
        const Answer got = ask("POST", "/v1/risk-score", "anna", body);
        EXPECT_EQ(got.status, 422) << body;
        EXPECT_TRUE(got.says(field)) << got.body;
    }
    EXPECT_EQ(ask("POST", "/v1/risk-score", "anna", "{").status, 400);
    EXPECT_EQ(ask("POST", "/v1/risk-score", "anna", R"({"broadcast_id":")" + std::string(65, 'b') + R"(","inputs":{}})").status, 422);
    EXPECT_EQ(ask("POST", "/v1/risk-score", "nobody", R"({"broadcast_id":"b"})").status, 401);
    EXPECT_EQ(ask("POST", "/v1/risk-score", "fay", R"({"broadcast_id":"b"})").status, 403);
    EXPECT_TRUE(documents<RiskScoreRecord>().empty());
    EXPECT_TRUE(ofType(RiskScoreComputed::eventType, Stream::ops).empty());
    int refused = 0;
    for (int i = 0; i < 3'100 && refused == 0; ++i) refused = ask("POST", "/v1/risk-score", "anna", "{").status == 429 ? 1 : 0;
    EXPECT_EQ(refused, 1) << "nobody asks without end";
    EXPECT_EQ(ask("POST", "/v1/risk-score", "ada", R"({"broadcast_id":"b"})").status, 200) << "each has a count of their own";
}

// F05.R2.A1, F05.R2.A4: the bands of the specification, the names it gives, and every wrong field.
TEST_F(RiskRoutes, ADryRunTellsWhatAScoreAsksForAndNothingForWrongFields) {
    const std::string high = R"([{"kind":"senior_approver","name":"senior_approver","per_minute":0},{"kind":"checklist","name":"pre_send","per_minute":0},)"
                             R"({"kind":"stagger","name":"web_email_first","per_minute":0},{"kind":"throttle","name":"","per_minute":500}])";
    const std::string list = R"([{"kind":"checklist","name":"pre_send","per_minute":0}])";
    const std::pair<const char*, std::string> expected[] = {{"0", "[]"}, {"39", "[]"}, {"40", list}, {"69", list}, {"70", high}, {"89", high},
                                                            {"90", R"([{"kind":"block","name":"","per_minute":0}])"}, {"100", R"([{"kind":"block","name":"","per_minute":0}])"}};
    RiskRules published = standardRiskRules();
    published.weights.etaChange = 0.2;   // the bands stay those of the specification
    const int version = publish(published);
    for (const auto& [score, actions] : expected) {
        const Answer got = dryRun(score);
        ASSERT_EQ(got.status, 200) << got.body;
        EXPECT_TRUE(got.says("\"actions\":" + actions)) << score << ": " << got.body;
        EXPECT_TRUE(got.says("\"rulesVersion\":" + std::to_string(version)));
        EXPECT_TRUE(got.says("\"effectiveAt\":\"" + toIso(now()).substr(0, 10)));
        EXPECT_TRUE(got.says("\"evaluationLog\":[{"));
        EXPECT_EQ(dryRun(score).body, got.body) << "the same question, the same answer";
    }
    const Answer none = dryRun("null");
    EXPECT_EQ(none.status, 200) << none.body;
    EXPECT_TRUE(none.says("\"riskLevel\":\"unmatched\"")) << "F05.R2.A7: no score, no band";
    for (const char* score : {"101", "-1", "\"high\""}) {
        const Answer got = dryRun(score);
        EXPECT_EQ(got.status, 422) << got.body;
        EXPECT_TRUE(got.says("\"riskScore\"")) << got.body;
        EXPECT_FALSE(got.says("\"actions\""));
    }
    const Answer bare = ask("POST", "/policy/dry-run", "anna", "{}");
    EXPECT_EQ(bare.status, 422);
    for (const char* field : {"riskScore", "audienceSize", "etaChangeMagnitude", "channelMix", "modelConfidence"}) EXPECT_TRUE(bare.says(field)) << field;
    EXPECT_EQ(ask("POST", "/v1/policy/dry-run", "nobody", "{}").status, 401);
    EXPECT_EQ(ask("POST", "/v1/policy/dry-run", "fay", "{}").status, 403);
    EXPECT_TRUE(documents<RiskScoreRecord>().empty()) << "trying leaves nothing";
}

// F05.R2.A2: until the moment it was set for, the version before it judges; F05.R2.A7: rules with holes do not come that far.
TEST_F(RiskRoutes, AVersionJudgesFromItsOwnMomentOnAndRulesWithHolesNever) {
    const int second = publish(byPeople(50)), third = approve(byPeople(10));
    const Instant noon = now() + hours(1);
    ASSERT_TRUE(run(policy::ScheduleVersion{std::string(riskKind), third, 0, toIso(noon), "UTC"}, person("a publisher", {"policy_publisher"})).reply.ok());
    clockMicros = (noon - seconds(1)).micros();
    fire();
    EXPECT_TRUE(dryRun("20").says("\"rulesVersion\":" + std::to_string(second)));
    clockMicros = noon.micros();
    fire();
    const Answer after = dryRun("20");
    EXPECT_TRUE(after.says("\"rulesVersion\":" + std::to_string(third))) << after.body;
    EXPECT_TRUE(after.says("checklist"));
    EXPECT_TRUE(dryRun("20", R"("version":)" + std::to_string(second) + R"(,"audienceSize":1,"etaChangeMagnitude":0,"channelMix":[],"modelConfidence":1)").says("\"actions\":[]"))
        << "an older version stays as it was, and can be tried";

    const auto made = fromJson<policy::VersionReply>(*run(policy::CreateDraft{std::string(riskKind), "rules with holes in them"}, person("eve", {"policy_editor"})).reply);
    ASSERT_TRUE(made.ok());
    RiskRules broken = byPeople(10);
    broken.bands = {{0, 39, "low", {}}, {50, 69, "medium", {}}, {65, 100, "high", {}}};
    broken.unmatched.reset();
    const auto changes = policy::changesBetween(*policy::normalised(makeRiskKind(), toJson(byPeople(10))), policy::normalForm(toJson(broken)).valueOr("{}"));
    ASSERT_TRUE(changes.ok());
    const auto refused = run(policy::EditDraft{std::string(riskKind), made->version, made->revision, *changes, "", "", ""}, person("eve", {"policy_editor"}));
    ASSERT_FALSE(refused.reply.ok());
    std::set<std::string> codes;
    for (const FieldProblem& each : refused.reply.problem().fields) codes.insert(each.code);
    for (const char* code : {"gap", "overlap", "missing"}) EXPECT_TRUE(codes.contains(code)) << code << " of " << toJson(refused.reply.problem());
}

// F05.R2.A2: whoever publishes rules says from when they hold; without that nothing is published.
TEST_F(RiskRoutes, RulesArePublishedWithTheTimeFromWhichTheyHoldOrNotAtAll) {
    const int first = publish(byPeople(50)), second = approve(byPeople(10));
    const SecurityContext publisher = person("a publisher", {"policy_publisher"});
    const std::string kind(riskKind);
    const auto refused = run(policy::PublishVersion{kind, second, 0}, publisher);
    ASSERT_FALSE(refused.reply.ok());
    EXPECT_EQ(refused.reply.problem().code, "invalid_fields");
    ASSERT_EQ(refused.reply.problem().fields.size(), 1U);
    EXPECT_EQ(refused.reply.problem().fields[0].field, "effective_at");
    EXPECT_EQ(refused.reply.problem().fields[0].code, "missing");
    EXPECT_TRUE(dryRun("20").says("\"rulesVersion\":" + std::to_string(first))) << "nothing was activated";
    EXPECT_FALSE(run(policy::PublishVersion{kind, second, 0, "tomorrow"}, publisher).reply.ok());
    const Instant later = now() + hours(2);
    ASSERT_TRUE(run(policy::PublishVersion{kind, second, 0, toIso(later)}, publisher).reply.ok());
    EXPECT_TRUE(dryRun("20").says("\"rulesVersion\":" + std::to_string(first)));
    clockMicros = later.micros();
    fire();
    EXPECT_TRUE(dryRun("20").says("\"rulesVersion\":" + std::to_string(second)));
    const auto version = document<policy::PolicyVersion>(policy::PolicyVersion::idOf(kind, second));
    ASSERT_TRUE(version);
    EXPECT_EQ(version->publishedAt, later);
    EXPECT_EQ(version->createdBy, "an editor");
}

TEST_F(RiskRoutes, TheScoreOfARequestIsTheOneItWasFrozenWith) {
    sent("b-5", 70'000);
    const std::string id = documents<RequestFile>().at(0).id.str();
    const Answer got = ask("POST", "/v1/risk-score", "anna", R"({"approval_id":")" + id + "\"}");
    const auto score = fromJson<Score>(got.body);
    ASSERT_EQ(got.status, 200) << got.body;
    EXPECT_EQ(score->score, documents<RequestFile>().at(0).risk->score);
    EXPECT_EQ(score->approvalId, id);
    EXPECT_EQ(ask("POST", "/v1/risk-score", "anna", R"({"approval_id":"nobody-knows"})").status, 404);
}

}  // namespace
}  // namespace ok::approvals
