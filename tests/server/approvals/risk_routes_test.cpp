// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Risk over HTTP on a real gate and store, without a socket: scores and what they are made of, what a score asks for, rules that come into
// force, the past judged again, and a rollout that goes back by itself (F05.R1, F05.R2, F05.R6).
#include <gtest/gtest.h>

#include <cmath>
#include <future>
#include <random>
#include <set>
#include <thread>

#include "server/approvals/risk_handlers.h"
#include "server/approvals/risk_routes.h"
#include "server/access/access_routes.h"
#include "server/outbox/notice.h"
#include "shared/access/compiled_matrix.h"
#include "shared/access/decision.h"
#include "shared/approvals/risk_audit.h"
#include "tests/support/gate_fixture.h"
#include "tests/support/publish_policy.h"

namespace ok::approvals {
namespace {

using namespace ok::test;

/// Something was sent, as the gate leaves it behind.
struct SendForTest {
    static constexpr CommandCard card{.name = "test.send", .action = "incidents.test"};
    ApprovalId id;
    std::string subject, command;
    RiskInputs inputs;
    int minutesToSend = 10;
};
BOOST_DESCRIBE_STRUCT(SendForTest, (), (id, subject, command, inputs, minutesToSend))

Status sendForTest(const Right&, CommandContext& cx, const SendForTest& c) {
    Approval asked;
    asked.id = c.id;
    asked.subjects = {c.subject};
    asked.command = c.command;
    const auto step = [&](StepKind kind, const char* who) {
        ApprovalStep out;
        out.kind = kind;
        out.actor = {ActorType::human, who};
        out.at = cx.now();
        return out;
    };
    asked.steps = {step(StepKind::requested, "anna"), step(StepKind::approved, "cleo")};
    SnapshotTaken taken;
    OK_ASSIGN(taken.risk, evaluateRisk(riskRulesInForce(cx.views(), c.subject).rules, c.subject, c.inputs));
    taken.request.id = c.id;
    taken.snapshot.header = {.id = "snapshot-" + c.id.str(), .approval = c.id, .version = 1, .parent = {}, .reason = "requested", .contentHash = sha256(c.subject), .contentBytes = 0,
                             .createdAt = cx.now(), .requestedBy = "anna"};
    cx.emit(ApprovalRequested{asked});
    cx.emit(std::move(taken), {.subjects = asked.subjects});
    ChecklistAttested attested;
    attested.approval = c.id;
    attested.attestation = {"pre_send", "words_read", "anna", sha256(c.subject), cx.now()};
    cx.emit(std::move(attested));
    ApprovalExecuted done;
    done.approval = c.id;
    done.actionType = c.command;
    done.proposalAt = cx.now() - minutes(c.minutesToSend);
    done.executedAt = cx.now();
    cx.emit(std::move(done));
    return {};
}

struct Factor {
    std::string name;
    double normalizedValue = 0, weight = 0, contribution = 0;
    bool defaultUsed = false;
};
BOOST_DESCRIBE_STRUCT(Factor, (), (name, normalizedValue, weight, contribution, defaultUsed))
struct Metadata {
    int configVersion = -1, thresholdsVersion = -1;
    std::string idempotencyKey, requestId, schemaVersion, modelId, modelVersion;
    std::vector<std::string> fallbacks;
    Instant evaluatedAt;
};
BOOST_DESCRIBE_STRUCT(Metadata, (), (configVersion, thresholdsVersion, idempotencyKey, requestId, schemaVersion, modelId, modelVersion, fallbacks, evaluatedAt))
struct Score {
    std::string broadcastId, approvalId, riskLevel;
    int score = -1;
    std::vector<Factor> factors;
    Metadata metadata;
};
BOOST_DESCRIBE_STRUCT(Score, (), (broadcastId, approvalId, riskLevel, score, factors, metadata))

struct Simulated {
    std::string simulationId;
    std::int64_t total = 0, gatedLive = 0, gatedDraft = 0;
    double falsePositiveRate = -1, falseNegativeRate = -1;
    std::vector<BandFigures> liveBands, draftBands;
    std::vector<ActionFigures> actions;
    std::vector<JudgedTwice> sends;
    std::string nextPageToken;
};
BOOST_DESCRIBE_STRUCT(Simulated, (), (simulationId, total, gatedLive, gatedDraft, falsePositiveRate, falseNegativeRate, liveBands, draftBands, actions, sends, nextPageToken))

struct Answer {
    int status = 0;
    std::string body, contentType;
    [[nodiscard]] bool says(std::string_view words) const { return body.find(words) != std::string::npos; }
};

class RiskRoutes : public ::testing::Test, public GateFixture {
  protected:
    void SetUp() override {
        policy::addProjections(projections);
        kinds->add(makeRiskKind());
        policy::addHandlers(*gate, kinds);
        addRiskHandlers(*gate);
        gate->handle<SendForTest>(sendForTest);
        start();
        reader = std::make_unique<WorkThread>([this] { return gate->openReader(); });
        reader->start();
        policy::PolicyPorts ports;
        ports.whoIs = [this](const net::HttpRequest& request) -> Result<SecurityContext> {
            const auto found = people.find(std::string(request.header("Authorization")));
            if (found == people.end()) return problem("not_signed_in", "sign in first");
            return found->second;
        };
        ports.mayNot = [](const SecurityContext& who, std::string_view action) -> std::optional<Problem> {
            const auto decision = decideAccess(who, action, access::builtinSource());
            return decision.allowed ? std::nullopt : std::optional<Problem>(problem("access_denied", "your roles do not allow this"));
        };
        ports.statusOf = access::statusOf;
        desk = std::make_shared<const policy::PolicyDesk>(policy::PolicyRouteParts{*gate, kinds, *reader, [this] { return now(); },
                                                                                   [this](std::span<std::uint8_t> out) { for (auto& byte : out) byte = static_cast<std::uint8_t>(dice()); }, std::move(ports)});
        addRiskRoutes(router, {desk, *reader, [this] { return now(); }});
        people["anna"] = operatorAnna();
        people["ada"] = person("ada", {"admin"});
        people["edith"] = person("edith", {"policy_editor"});
        people["lena"] = person("lena", {"auditor"});
        people["fay"] = person("fay", {"supervisor"});
    }
    void TearDown() override {
        reader->stop();
        gate->stop();
    }

    Answer ask(const std::string& method, const std::string& whole, const std::string& who, const std::string& body = {}, const std::string& format = {}, const std::string& key = {}) {
        const std::string path = whole.substr(0, whole.find('?'));
        const auto match = router.find(method, path);
        EXPECT_TRUE(match.route != nullptr) << path;
        if (match.route == nullptr) return {};
        net::HttpRequest request;
        request.method = method;
        request.path = path;
        request.target = whole;
        for (std::size_t at = whole.find('?'); at != std::string::npos; at = whole.find('&', at + 1)) {
            const std::string pair = whole.substr(at + 1, whole.find('&', at + 1) - at - 1);
            request.query.emplace_back(pair.substr(0, pair.find('=')), pair.substr(pair.find('=') + 1));
        }
        request.params = match.params;
        request.body = body;
        request.traceId = "trace-" + std::to_string(++traces);
        request.headers.set("Authorization", who);
        if (!key.empty()) request.headers.set("Idempotency-Key", key);
        if (!format.empty()) request.query.emplace_back("format", format);
        auto told = std::make_shared<std::promise<net::HttpResponse>>();
        auto waiting = told->get_future();
        match.route->handler(request, net::Responder([told](net::HttpResponse response) { told->set_value(std::move(response)); }));
        const net::HttpResponse response = waiting.get();
        return {response.status, std::string(response.bodyView()), std::string(response.headers.get("Content-Type"))};
    }
    Score scored(const std::string& broadcast, const std::string& inputs, const std::string& who = "anna") {
        const Answer got = ask("POST", "/v1/risk-score", who, R"({"broadcast_id":")" + broadcast + R"(","inputs":)" + inputs + "}");
        EXPECT_EQ(got.status, 200) << got.body;
        return fromJson<Score>(got.body).valueOr({});
    }
    Answer dryRun(const std::string& score, const std::string& rest = R"("audienceSize":100,"etaChangeMagnitude":0,"channelMix":["web"],"modelConfidence":0.9)") {
        return ask("POST", "/v1/policy/dry-run", "anna", R"({"riskScore":)" + score + "," + rest + "}");
    }
    int publish(const RiskRules& rules) { return publishPolicy(*gate, tenant, makeRiskKind(), toJson(rules)); }
    int approve(const RiskRules& rules) { return publishPolicy(*gate, tenant, makeRiskKind(), toJson(rules), false); }
    void sent(const std::string& subject, std::int64_t people_, const std::string& command = "comms.send_broadcast", int minutesToSend = 10) {
        const ApprovalId id{derivedUuid("sent " + std::to_string(++sends))};
        const auto answer = run(SendForTest{id, subject, command, {people_, 0, std::vector<std::string>{"web"}, 1}, minutesToSend}, operatorAnna());
        ASSERT_TRUE(answer.reply.ok()) << toJson(answer.reply.problem());
    }
    std::vector<Entry> ofType(std::string_view type, Stream stream) {
        std::vector<Entry> out = entries(stream);
        std::erase_if(out, [type](const Entry& each) { return each.header.type != type; });
        return out;
    }
    void fire() {
        gate->fireTimers();
        gate->inspect(tenant, [](CommandContext&) {});   // what was submitted before is decided
    }
    /// Only the number of people counts, in a straight line: 0 to 100,000 is 0 to 100; the checklist begins at `from`.
    static RiskRules byPeople(int from) {
        RiskRules out = standardRiskRules();
        out.weights = {1, 0, 0, 0};
        out.audienceCurve = {{0, 0}, {100'000, 1}};
        out.bands = {{0, from - 1, "low", {}}, {from, 100, "medium", {{RiskActionKind::checklist, "pre_send", 0}}}};
        return out;
    }

    std::shared_ptr<policy::Kinds> kinds = std::make_shared<policy::Kinds>();
    std::unique_ptr<WorkThread> reader;
    std::shared_ptr<const policy::PolicyDesk> desk;
    net::Router router;
    std::map<std::string, SecurityContext> people;
    std::mt19937 dice{7};
    int traces = 0, sends = 0;
    const std::string someInputs = R"({"audience_size":20000,"eta_change_minutes":45,"channel_mix":["sms","email"],"model_confidence":0.6})";
};

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

// F05.R6.A2, F05.R6.A3, F05.R6.A4: live and draft side by side on what was really sent; the same again is the same.
TEST_F(RiskRoutes, ADraftIsTriedOnWhatWasSentAndItsFiguresCanBeCountedAgain) {
    ASSERT_GT(publish(byPeople(50)), 0);
    for (int i = 0; i < 20; ++i) {   // scores 0, 5, 10 ... 95
        sent("b-" + std::to_string(i), i * 5'000);
        advance(minutes(1));
    }
    sent("b-19", 0, "comms.retract");   // the widest one was wrong
    advance(minutes(1));
    const int draft = approve(byPeople(30));
    const std::string body = R"({"version":)" + std::to_string(draft) + R"(,"limit":8)";
    const Answer first = ask("POST", "/v1/risk-rules/simulate", "ada", body + "}");
    const auto got = fromJson<Simulated>(first.body);
    ASSERT_TRUE(got.ok()) << first.body;
    EXPECT_EQ(got->total, 21);
    EXPECT_EQ(got->gatedLive, 10);
    EXPECT_EQ(got->gatedDraft, 14);
    EXPECT_NEAR(got->falsePositiveRate, 4.0 / 21, 1e-9);
    EXPECT_EQ(got->falseNegativeRate, 0);
    ASSERT_EQ(got->draftBands.size(), 2U);
    EXPECT_EQ(got->draftBands[1].sends, 14);
    EXPECT_EQ(got->draftBands[1].corrected, 1);
    EXPECT_EQ(got->draftBands[1].secondsP50, 600);
    ASSERT_EQ(got->actions.size(), 1U);
    EXPECT_EQ(got->actions[0].draft, 14);
    EXPECT_EQ(*got->actions[0].changePercent, 40);
    std::set<std::string> ids;
    Simulated page = *got;
    for (int pages = 0; pages < 5; ++pages) {
        for (const JudgedTwice& each : page.sends) {
            EXPECT_EQ(each.draft.gated, each.draft.score >= 30);
            EXPECT_EQ(each.live.gated, each.live.score >= 50);
            EXPECT_TRUE(ids.insert(each.id).second) << "no send on two pages";
        }
        if (page.nextPageToken.empty()) break;
        page = *fromJson<Simulated>(ask("POST", "/v1/risk-rules/simulate", "ada", body + R"(,"page_token":")" + page.nextPageToken + "\"}").body);
    }
    EXPECT_EQ(ids.size(), 21U);
    EXPECT_EQ(ask("POST", "/v1/risk-rules/simulate", "ada", body + "}").body, first.body);

    const auto low = fromJson<Simulated>(ask("POST", "/v1/risk-rules/simulate", "ada", body + R"(,"level":"low"})").body);
    EXPECT_TRUE(low->actions.empty()) << "the draft asks nothing of what it calls low";
    EXPECT_EQ(low->sends.size(), 7U);
    const auto listed = fromJson<Simulated>(ask("POST", "/v1/risk-rules/simulate", "ada", body + R"(,"action":"checklist"})").body);
    ASSERT_EQ(listed->sends.size(), 8U);
    EXPECT_EQ(listed->sends[0].draft.fired, (std::vector<std::string>{"band 30-100"}));

    const Answer csv = ask("POST", "/v1/risk-rules/simulate", "ada", body + "}", "csv");
    EXPECT_TRUE(csv.contentType.starts_with("text/csv")) << csv.contentType;
    EXPECT_TRUE(csv.says("draft," + std::to_string(draft) + ",medium,14,14,1,")) << csv.body;
    int examined = 0;
    for (const Entry& each : entries(Stream::security)) examined += each.header.type == policy::PolicyExamined::eventType && each.payload.find(got->simulationId) != std::string::npos ? 1 : 0;
    EXPECT_GE(examined, 1) << "F05.R6.A6: who simulated what is in the log";
    EXPECT_EQ(dryRun("40").says("\"actions\":[]"), true) << "live scoring is as it was";
    EXPECT_EQ(riskHistory(**gate->openReader(), tenant, now() - hours(1), now()).size(), 21U);
}

TEST_F(RiskRoutes, OnlyWhoReadsPoliciesSimulatesAndOnlyWhatCanBe) {
    const int draft = approve(byPeople(30));
    const std::string version = R"({"version":)" + std::to_string(draft);
    EXPECT_EQ(ask("POST", "/v1/risk-rules/simulate", "edith", version + "}").status, 200);
    EXPECT_EQ(ask("POST", "/v1/risk-rules/simulate", "anna", version + "}").status, 403);
    EXPECT_EQ(ask("POST", "/v1/risk-rules/simulate", "nobody", version + "}").status, 401);
    EXPECT_EQ(ask("GET", "/v1/risk-rules", "anna").status, 403);
    for (const char* rest : {R"(,"limit":0})", R"(,"limit":501})", R"(,"action":"shout"})", R"(,"from":"2024-01-01T00:00:00Z","to":"2024-06-01T00:00:00Z"})"}) {
        EXPECT_EQ(ask("POST", "/v1/risk-rules/simulate", "edith", version + rest).status, 422) << rest;
    }
    EXPECT_EQ(ask("POST", "/v1/risk-rules/simulate", "edith", R"({"version":77})").status, 404);
    EXPECT_EQ(ask("POST", "/v1/risk-rules/simulate", "edith", "{}").status, 422);
    EXPECT_EQ(ask("POST", "/v1/risk-rules/rollout", "edith", version + R"(,"reason":"let us try"})").status, 403) << "F05.R6.A6: drafting is not deploying";
}

// F05.R6.A5: a growing share, and back within one interval after two bad ones; the staff hears of it.
TEST_F(RiskRoutes, ANewVersionJudgesAShareAndGoesBackWhenItsFiguresAreWorse) {
    const int live = publish(byPeople(50));
    for (int i = 0; i < 10; ++i) sent("old-" + std::to_string(i), 60'000);
    advance(minutes(5));
    const int draft = approve(byPeople(90));
    const std::string start = R"({"version":)" + std::to_string(draft) + R"(,"plan":{"stages":[50,100],"interval_minutes":15,"clean_intervals":1,"breaches_to_roll_back":2,)"
                              R"("false_negative_points":2,"corrected_percent":20,"time_percent":10},"reason":"as the simulation says"})";
    EXPECT_EQ(ask("POST", "/v1/risk-rules/rollout", "ada", R"({"version":)" + std::to_string(live) + R"(,"reason":"live already"})").status, 409);
    const Answer started = ask("POST", "/v1/risk-rules/rollout", "ada", start);
    ASSERT_EQ(started.status, 201) << started.body;
    EXPECT_TRUE(ask("GET", "/v1/risk-rules", "ada").says("\"percent\":50"));
    const Rollout rollout = document<RolloutView>("live")->rollout;
    int share = 0;
    for (int i = 0; i < 40; ++i) {
        const std::string subject = "new-" + std::to_string(i);
        const int version = scored(subject, R"({"audience_size":60000})").metadata.configVersion;
        EXPECT_EQ(version, versionFor(rollout, subject));
        share += version == draft ? 1 : 0;
    }
    EXPECT_TRUE(share > 5 && share < 35) << share;
    EXPECT_EQ(ask("POST", "/v1/risk-rules/rollout", "ada", start).status, 409) << "one at a time";

    // What the draft lets through took three times as long and had to be corrected.
    for (int interval = 0; interval < 2; ++interval) {
        for (int i = 0; i < 20; ++i) sent("late-" + std::to_string(interval) + "-" + std::to_string(i), 60'000, "comms.send_broadcast", 30);
        EXPECT_NE(document<RolloutView>("live")->rollout.state, RolloutState::rolled_back) << interval;
        advance(minutes(15));
        fire();
    }
    const auto ended = document<RolloutView>("live");
    ASSERT_EQ(ended->rollout.state, RolloutState::rolled_back) << toJson(*ended);
    EXPECT_EQ(ended->rollout.reasons, (std::vector<std::string>{"time_to_send"})) << "its looseness was known from the simulation";
    EXPECT_EQ(scored("after", R"({"audience_size":60000})").metadata.configVersion, live);
    const auto told = ofType(RolloutRolledBack::eventType, Stream::security);
    ASSERT_EQ(told.size(), 1U);
    EXPECT_NE(told[0].payload.find("mean_seconds_to_send"), std::string::npos) << "with the figures";
    int notices = 0;
    gate->inspect(tenant, [&](CommandContext& cx) {
        for (const OutboxRow& row : cx.store().outboxInState(OutboxState::queued, 100)) notices += row.connector == "alert_email" && row.payload.find("was taken back") != std::string::npos ? 1 : 0;
    });
    EXPECT_EQ(notices, 1);
    advance(minutes(15));
    fire();
    EXPECT_EQ(ofType(RolloutRolledBack::eventType, Stream::security).size(), 1U);
}

// F05.R6.A5: by hand at any time; a version that goes live is the end of its rollout, and what the log says makes the same views.
TEST_F(RiskRoutes, ARolloutEndsByHandOrByGoingLive) {
    const int live = publish(byPeople(50)), draft = approve(byPeople(40));
    const std::string start = R"({"version":)" + std::to_string(draft) + R"(,"plan":{"stages":[100],"interval_minutes":15,"clean_intervals":4,"breaches_to_roll_back":2,)"
                              R"("false_negative_points":2,"corrected_percent":20,"time_percent":10},"reason":"for everybody at once"})";
    ASSERT_EQ(ask("POST", "/v1/risk-rules/rollout", "ada", start).status, 201);
    EXPECT_EQ(scored("x", someInputs).metadata.configVersion, draft);
    EXPECT_EQ(ask("POST", "/v1/risk-rules/rollout/back", "edith", R"({"reason":"not mine"})").status, 403);
    EXPECT_EQ(ask("POST", "/v1/risk-rules/rollout/back", "ada", R"({"reason":"the crews disagree"})").status, 200);
    EXPECT_EQ(scored("x", someInputs).metadata.configVersion, live) << "the next question";
    EXPECT_EQ(ask("POST", "/v1/risk-rules/rollout/back", "ada", R"({"reason":"once more"})").status, 409);

    ASSERT_EQ(ask("POST", "/v1/risk-rules/rollout", "ada", start).status, 201);
    ASSERT_TRUE(run(policy::PublishVersion{std::string(riskKind), draft, 0}, person("a publisher", {"policy_publisher"})).reply.ok());
    EXPECT_EQ(document<RolloutView>("live")->rollout.state, RolloutState::complete);
    EXPECT_EQ(document<RiskRules>("live")->version, draft);
    ASSERT_TRUE(run(policy::Rollback{std::string(riskKind), live, "the old ones were better"}, person("a publisher", {"policy_publisher"})).reply.ok());
    EXPECT_EQ(document<RolloutView>("live")->rollout.state, RolloutState::rolled_back);
    EXPECT_EQ(scored("y", someInputs).metadata.configVersion, live);
}

struct Found {
    std::int64_t totalCount = 0;
    std::vector<RiskAuditEntry> items;
    std::string nextPageToken;
};
BOOST_DESCRIBE_STRUCT(Found, (), (totalCount, items, nextPageToken))

// F05.R5.A1, F05.R5.A3, F05.R5.A4: what was judged, why, by whom it was approved and what was attested, found by each of these.
TEST_F(RiskRoutes, EveryJudgementIsFoundWithItsReasonsItsPeopleAndItsEntry) {
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
TEST_F(RiskRoutes, JudgementsAreTakenAwayAsAListOrAsCsv) {
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
