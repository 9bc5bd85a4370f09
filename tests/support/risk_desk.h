// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// The routes and commands about risk on a real gate and store, without a socket: who asks is a name, what was sent is told by a command.
#pragma once
#include <gtest/gtest.h>

#include <future>
#include <random>
#include <set>

#include "server/access/access_routes.h"
#include "server/approvals/risk_handlers.h"
#include "server/approvals/risk_routes.h"
#include "server/operations/retention_commands.h"
#include "shared/access/compiled_matrix.h"
#include "shared/access/decision.h"
#include "shared/access/gate_events.h"
#include "shared/approvals/risk_audit.h"
#include "shared/integrity/anchors.h"
#include "shared/operations/privacy.h"
#include "shared/operations/retention.h"
#include "tests/support/gate_fixture.h"
#include "tests/support/publish_policy.h"

namespace ok::approvals {

/// Something was sent, as the gate leaves it behind.
struct SendForTest {
    static constexpr CommandCard card{.name = "test.send", .action = "incidents.test"};
    ApprovalId id;
    std::string subject, command;
    RiskInputs inputs;
    int minutesToSend = 10;
};
BOOST_DESCRIBE_STRUCT(SendForTest, (), (id, subject, command, inputs, minutesToSend))

inline Status sendForTest(const Right&, CommandContext& cx, const SendForTest& c) {
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
    asked.steps = {step(StepKind::requested, "anna")};
    SnapshotTaken taken;
    OK_ASSIGN(taken.risk, evaluateRisk(riskRulesInForce(cx.views(), c.subject).rules, c.subject, c.inputs));
    taken.request.id = c.id;
    taken.snapshot.header = {.id = "snapshot-" + c.id.str(), .approval = c.id, .version = 1, .parent = {}, .reason = "requested", .contentHash = sha256(c.subject), .contentBytes = 0,
                             .createdAt = cx.now(), .requestedBy = "anna"};
    cx.emit(ApprovalRequested{asked});
    cx.emit(std::move(taken), {.subjects = asked.subjects});
    ApprovalStepped approved;
    approved.approval = c.id;
    approved.step = step(StepKind::approved, "cleo");
    approved.step.reason = "the words are right, call me at 555 0100";
    approved.step.name = cx.vault().tokenOf(cx.tenant(), PersonName{"Cleo Vance"});
    cx.emit(std::move(approved));
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

struct Answer {
    int status = 0;
    std::string body, contentType, nextPage;
    [[nodiscard]] bool says(std::string_view words) const { return body.find(words) != std::string::npos; }
};

/// Somebody with the database in their hands: the payload of an entry is another one.
struct BendForTest {
    static constexpr CommandCard card{.name = "test.bend", .action = "incidents.test"};
    std::int64_t sequence = 0;
    std::string payload;
};
BOOST_DESCRIBE_STRUCT(BendForTest, (), (sequence, payload))

struct AnchorForTest {
    static constexpr CommandCard card{.name = "test.anchor", .action = "incidents.test"};
    integrity::SignedDayRoot day;
};
BOOST_DESCRIBE_STRUCT(AnchorForTest, (), (day))

struct HoldForTest {
    static constexpr CommandCard card{.name = "test.hold", .action = "incidents.test"};
    std::string subject;
};
BOOST_DESCRIBE_STRUCT(HoldForTest, (), (subject))

class RiskDesk : public ::testing::Test, public test::GateFixture {
  protected:
    void SetUp() override {
        policy::addProjections(projections);
        kinds->add(makeRiskKind());
        policy::addHandlers(*gate, kinds);
        addRiskHandlers(*gate);
        gate->handle<SendForTest>(sendForTest);
        gate->handle<BendForTest>([](const Right&, CommandContext& cx, const BendForTest& c) -> Status {
            cx.emit(CommandRefused{"x", "y", "z"}, {.stream = Stream::decisions});
            return cx.store().setPayload(cx.tenant(), Stream::ops, c.sequence, c.payload);
        });
        gate->handle<AnchorForTest>([](const Right&, CommandContext& cx, const AnchorForTest& c) -> Status {
            cx.emit(integrity::DayClosed{c.day}, {.stream = Stream::security});
            return {};
        });
        gate->handle<HoldForTest>([](const Right&, CommandContext& cx, const HoldForTest& c) -> Status {
            cx.emit(operations::LegalHoldSet{{c.subject, "a court asks", "ada", cx.now()}}, {.stream = Stream::security});
            return {};
        });
        operations::addProjections(projections);
        integrity::addAnchorProjections(projections);
        operations::addRetentionHandlers(*gate, projections);
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
        addRiskRoutes(router, {desk, *reader, [this] { return now(); }, [](Store& store, TenantId of) -> RiskKeepingOf {
            return [keeping = operations::keepingOf(store, of)](const EntryHeader& header) { return RiskKeeping{keeping(header).legalHold, keeping(header).until}; };
        }});
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
        return {response.status, std::string(response.bodyView()), std::string(response.headers.get("Content-Type")), std::string(response.headers.get("X-Next-Page-Token"))};
    }
    Score scored(const std::string& broadcast, const std::string& inputs, const std::string& who = "anna") {
        const Answer got = ask("POST", "/v1/risk-score", who, R"({"broadcast_id":")" + broadcast + R"(","inputs":)" + inputs + "}");
        EXPECT_EQ(got.status, 200) << got.body;
        return fromJson<Score>(got.body).valueOr({});
    }
    Answer dryRun(const std::string& score, const std::string& rest = R"("audienceSize":100,"etaChangeMagnitude":0,"channelMix":["web"],"modelConfidence":0.9)") {
        return ask("POST", "/v1/policy/dry-run", "anna", R"({"riskScore":)" + score + "," + rest + "}");
    }
    int publish(const RiskRules& rules) { return test::publishPolicy(*gate, tenant, makeRiskKind(), toJson(rules)); }
    int approve(const RiskRules& rules) { return test::publishPolicy(*gate, tenant, makeRiskKind(), toJson(rules), false); }
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

}  // namespace ok::approvals
