// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "server/approvals/risk_routes.h"

#include <cmath>

#include "server/net/rate_limit.h"
#include "shared/approvals/request_file.h"
#include "shared/base/derived_ids.h"

namespace ok::approvals {
namespace {

using net::HttpRequest;
using net::HttpResponse;
using Held = policy::PolicyDesk::Held;

constexpr int scoresAMinute = 3'000;        // of one person or program; programs have their own limit besides
constexpr std::size_t bodyLimit = 16 * 1024;

struct Desk {
    RiskRouteParts parts;
    net::RateLimiter limiter;
};
using DeskPtr = std::shared_ptr<Desk>;

struct ScoreMetadata {
    std::string modelId, modelVersion, schemaVersion;
    int configVersion = 0, thresholdsVersion = 0;
    bool rulesPublished = false;      ///< otherwise the standard rules judged
    std::vector<std::string> fallbacks;
    std::string idempotencyKey, requestId;
    Instant evaluatedAt;
};
BOOST_DESCRIBE_STRUCT(ScoreMetadata, (), (modelId, modelVersion, schemaVersion, configVersion, thresholdsVersion, rulesPublished, fallbacks, idempotencyKey, requestId,
                                          evaluatedAt))

struct ScoreReply {
    std::string broadcastId, approvalId;
    int score = 0;
    std::string riskLevel;
    std::vector<RiskFactor> factors;
    std::vector<RiskAction> actions;
    std::vector<std::string> firedRules;
    std::vector<RiskLogLine> evaluationLog;
    ScoreMetadata metadata;
};
BOOST_DESCRIBE_STRUCT(ScoreReply, (), (broadcastId, approvalId, score, riskLevel, factors, actions, firedRules, evaluationLog, metadata))

std::string replyOf(const RiskScoreRecord& record, const std::string& requestId) {
    const RiskEvaluation& e = record.evaluation;
    const RiskMetadata& m = e.metadata;
    return toJson(ScoreReply{e.subject, record.approval, e.score, e.riskLevel, e.factors, e.actions, e.firedRules, e.evaluationLog,
                             {m.modelId, m.modelVersion, m.schemaVersion, m.configVersion, m.thresholdsVersion, m.configVersion > 0, m.fallbacks, m.idempotencyKey, requestId,
                              record.evaluatedAt}});
}

HttpResponse fresh(HttpResponse response) {
    response.headers.set("Cache-Control", "no-store");
    return response;
}

/// Signed in, allowed, and not too often; answers otherwise.
std::optional<SecurityContext> admitted(const DeskPtr& desk, const HttpRequest& request, net::Responder& respond) {
    auto who = desk->parts.desk->admit(request, respond, "approvals.score");
    if (!who) return {};
    const RateVerdict verdict = desk->limiter.take(who->tenant.str() + "|" + who->actor.id, scoresAMinute);
    if (verdict.allowed) return who;
    auto refusal = HttpResponse::problem(429, problem("rate_limited", "too many questions about risk: wait until the time in X-RateLimit-Reset"));
    net::setRateHeaders(refusal, verdict, desk->parts.clock());
    respond(std::move(refusal));
    return {};
}

void look(const DeskPtr& desk, net::Responder respond, std::function<HttpResponse(Store&)> answer) {
    const auto held = std::make_shared<net::Responder>(std::move(respond));
    desk->parts.reader.post([held, answer = std::move(answer)](Store& store) { (*held)(fresh(answer(store))); },
                            [held](const Problem& why) { (*held)(HttpResponse::problem(503, why)); });
}

struct ScoreBody {
    std::string broadcastId, approvalId;
    RiskInputs inputs;
    bool persist = true;              ///< false: nothing is kept, which suits a form that asks while somebody types
};
BOOST_DESCRIBE_STRUCT(ScoreBody, (), (broadcastId, approvalId, inputs, persist))

/// The score of the last version of a request, as the gate made it from what would leave.
HttpResponse ofApproval(const policy::PolicyDesk& desk, Store& store, TenantId tenant, const std::string& id, const std::string& requestId) {
    const auto file = Views(store.documents(tenant)).find<RequestFile>(id);
    if (!file) return desk.refused(problem("approval_not_found", "there is no such approval request"));
    if (!file->risk) return desk.refused(problem("risk_not_found", "this request was frozen without a score"));
    const Instant at = file->versions.empty() ? Instant{} : file->versions.back().createdAt;
    return HttpResponse::json(200, replyOf({*file->risk, {}, at, {}, id}, requestId));
}

HttpResponse unkept(const policy::PolicyDesk& desk, Store& store, TenantId tenant, const ScoreBody& body, Instant now, const std::string& requestId) {
    Views views(store.documents(tenant));
    auto evaluation = evaluateRisk(riskRulesInForce(views, body.broadcastId).rules, body.broadcastId, body.inputs);
    if (!evaluation.ok()) return desk.refused(evaluation.problem());
    return HttpResponse::json(200, replyOf({std::move(*evaluation), body.inputs, now, {}, {}}, requestId));
}

void keepScore(const DeskPtr& desk, const HttpRequest& request, const SecurityContext& who, const ScoreBody& body, net::Responder respond) {
    const policy::PolicyDesk& policies = *desk->parts.desk;
    const std::string key(request.header("Idempotency-Key"));
    if (key.size() > 200) return respond(policies.refused(problem("invalid_fields", "an idempotency key has at most 200 bytes")));
    const CommandId id = key.empty() ? CommandId{} : commandIdFrom(who.tenant, "risk:" + who.actor.id + ":" + key);
    const auto held = std::make_shared<net::Responder>(std::move(respond));
    policies.submit(who, ScoreRisk::card.name, toJson(ScoreRisk{body.broadcastId, body.inputs}), [desk, held, trace = request.traceId](const CommandAnswer& answer) {
        const auto record = answer.reply.ok() ? fromJson<RiskScoreRecord>(*answer.reply) : Result<RiskScoreRecord>(answer.reply.problem());
        (*held)(record.ok() ? fresh(HttpResponse::json(200, replyOf(*record, trace))) : desk->parts.desk->refused(record.problem()));
    }, id);
}

void postScore(const DeskPtr& desk, const HttpRequest& request, net::Responder respond) {
    const auto who = admitted(desk, request, respond);
    if (!who) return;
    const auto body = fromJson<ScoreBody>(request.body);
    const Status inputs = body.ok() ? check(body->inputs) : Status(body.problem());
    if (!inputs.ok()) return respond(desk->parts.desk->refused(inputs.problem()));
    if (!body->approvalId.empty()) {
        if (!isSubject(body->approvalId)) return respond(desk->parts.desk->refused(problem("approval_not_found", "there is no such approval request")));
        return look(desk, std::move(respond), [desk, who = *who, id = body->approvalId, trace = request.traceId](Store& store) {
            return ofApproval(*desk->parts.desk, store, who.tenant, id, trace);
        });
    }
    if (!isSubject(body->broadcastId)) {
        Problem why = problem("invalid_fields", "`broadcast_id` names what is scored");
        why.fields.push_back({"broadcast_id", body->broadcastId.empty() ? "missing" : "unknown_value", "1 to 64 letters, digits, `-`, `_`, `.` or `:`"});
        return respond(desk->parts.desk->refused(why));
    }
    if (body->persist) return keepScore(desk, request, *who, *body, std::move(respond));
    look(desk, std::move(respond), [desk, tenant = who->tenant, body = *body, now = desk->parts.clock(), trace = request.traceId](Store& store) {
        return unkept(*desk->parts.desk, store, tenant, body, now, trace);
    });
}

void getScore(const DeskPtr& desk, const HttpRequest& request, net::Responder respond) {
    const auto who = admitted(desk, request, respond);
    if (!who) return;
    look(desk, std::move(respond), [desk, tenant = who->tenant, id = std::string(request.param("broadcast")), trace = request.traceId](Store& store) {
        const auto record = isSubject(id) ? Views(store.documents(tenant)).find<RiskScoreRecord>(id) : nullptr;
        if (!record) return desk->parts.desk->refused(problem("risk_not_found", "this broadcast was not scored"));
        return HttpResponse::json(200, replyOf(*record, trace));
    });
}

void getSchema(const DeskPtr& desk, const HttpRequest& request, net::Responder respond) {
    if (!admitted(desk, request, respond)) return;
    respond(HttpResponse::json(200, jsonSchema<ScoreReply>()));
}

struct DryRun {
    std::optional<double> score;      ///< none: there is none, and what holds for nobody's band is asked
    RiskInputs inputs;
    int version = 0;                  ///< 0: the rules that hold
};

/// The names of the specification, and the house's. Every wrong field is told of at once.
class DryRunReader {
  public:
    explicit DryRunReader(JsonView root) : m_root(root) {}
    Result<DryRun> read() {
        DryRun out;
        if (!m_root.isObject()) return problem("invalid_fields", "needs an object");
        const JsonView score = place("riskScore", "risk_score");
        if (!score.isNull() || !score.exists()) out.score = number("riskScore", "risk_score", 0, 100);
        if (const auto people = number("audienceSize", "audience_size", 0, 1e9)) out.inputs.audienceSize = std::llround(*people);
        out.inputs.etaChangeMinutes = number("etaChangeMagnitude", "eta_change_magnitude", -527'040, 527'040);
        out.inputs.modelConfidence = number("modelConfidence", "model_confidence", 0, 1);
        channels(out);
        if (const JsonView version = m_root["version"]; version.exists() && !version.isNull()) out.version = static_cast<int>(number("version", "version", 1, 1e8).value_or(0));
        if (!m_why.fields.empty()) return m_why;
        OK_TRY(check(out.inputs));
        return out;
    }

  private:
    JsonView place(const char* camel, const char* snake) { return m_root[camel].exists() ? m_root[camel] : m_root[snake]; }
    std::optional<double> number(const char* camel, const char* snake, double least, double most) {
        const JsonView at = place(camel, snake);
        const auto value = at.number();
        if (!at.exists()) m_why.fields.push_back({camel, "missing", "is needed"});
        else if (!value) m_why.fields.push_back({camel, "not_a_number", "needs a number"});
        else if (!(*value >= least && *value <= most)) m_why.fields.push_back({camel, "out_of_range", formatNumber(least) + " to " + formatNumber(most)});
        else return value;
        return {};
    }
    void channels(DryRun& out) {
        const JsonView list = place("channelMix", "channel_mix");
        if (!list.exists()) return m_why.fields.push_back({"channelMix", "missing", "is needed"});
        if (!list.isArray() || list.size() > 20) return m_why.fields.push_back({"channelMix", "not_a_list", "needs a list of at most 20 channels"});
        auto& mix = out.inputs.channelMix.emplace();
        for (std::size_t i = 0; i < list.size(); ++i) mix.emplace_back(list.at(i).text().value_or(""));
    }
    JsonView m_root;
    Problem m_why = problem("invalid_fields", "some fields are not valid: see `fields`");
};

/// With the names of the specification.
std::string dryRunReply(const RiskActions& out, int version, Instant since) {
    JsonWriter json;
    json.beginObject();
    json.plainKey("actions");
    json.raw(toJson(out.actions));
    json.plainKey("effectiveAt");
    if (since.known()) json.plainText(toIso(since));
    else json.null();
    json.plainKey("evaluationLog");
    json.raw(toJson(out.log));
    json.plainKey("firedRules");
    json.raw(toJson(out.fired));
    json.plainKey("riskLevel");
    json.text(out.level);
    json.plainKey("rulesVersion");
    json.integer(version);
    json.endObject();
    return json.take();
}

HttpResponse tried(const policy::PolicyDesk& desk, Store& store, TenantId tenant, const DryRun& asked) {
    Views views(store.documents(tenant));
    const auto rules = asked.version == 0 ? Result<RiskRules>(riskRulesNow(views)) : riskRulesOfVersion(views, asked.version);
    if (!rules.ok()) return desk.refused(rules.problem());
    if (const Status usable = check(*rules); !usable.ok()) {
        Problem why = problem("policy_rules_misconfigured", "these risk rules cannot be used", {{"version", std::to_string(rules->version)}});
        why.fields = usable.problem().fields;
        return desk.refused(why);
    }
    const auto live = views.find<policy::PolicyLive>(std::string(riskKind));
    return HttpResponse::json(200, dryRunReply(actionsFor(*rules, asked.score, asked.inputs), rules->version, live && live->version == rules->version ? live->since : Instant{}));
}

void postDryRun(const DeskPtr& desk, const HttpRequest& request, net::Responder respond) {
    const auto who = admitted(desk, request, respond);
    if (!who) return;
    const auto document = parseJson(request.body);
    const auto asked = document.ok() ? DryRunReader(document->root()).read() : Result<DryRun>(document.problem());
    if (!asked.ok()) return respond(desk->parts.desk->refused(asked.problem()));
    look(desk, std::move(respond), [desk, tenant = who->tenant, asked = *asked](Store& store) { return tried(*desk->parts.desk, store, tenant, asked); });
}

}  // namespace

std::vector<policy::SimulationCase> riskHistory(Store& store, TenantId tenant, Instant from, Instant to) {
    Views views(store.documents(tenant));
    std::vector<policy::SimulationCase> out;
    for (const PastSendRecord& each : pastSends(views, std::max(from, to - hours(24 * 366)), to)) out.push_back({each.send.at, each.send.id, RawJson{toJson(each.send.inputs)}});
    return out;
}

void addRiskRoutes(net::Router& router, RiskRouteParts given) {
    addCalibrationRoutes(router, given);
    addRiskAuditRoutes(router, given);
    const auto clock = given.clock;
    const DeskPtr desk(new Desk{std::move(given), net::RateLimiter(clock)});
    const auto bind = [desk](auto handler) {
        return [desk, handler](const HttpRequest& request, net::Responder respond) { handler(desk, request, std::move(respond)); };
    };
    const net::RouteOptions small{.bodyLimit = bodyLimit};
    for (const std::string place : {"/v1", ""}) {
        router.post(place + "/risk-score", bind(postScore), small);
        router.post(place + "/policy/dry-run", bind(postDryRun), small);
    }
    router.get("/v1/risk-score/schema", bind(getSchema));
    router.get("/v1/risk-score/{broadcast}", bind(getScore));
}

}  // namespace ok::approvals
