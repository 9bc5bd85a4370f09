// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// The rules that hold, a version of them tried on what was sent, and its way into force (F05.R6).
#include <set>

#include "server/approvals/risk_routes.h"
#include "shared/base/csv_writer.h"
#include "shared/base/derived_ids.h"

namespace ok::approvals {
namespace {

using net::HttpRequest;
using net::HttpResponse;
using Desk = std::shared_ptr<const policy::PolicyDesk>;
using Held = policy::PolicyDesk::Held;

constexpr Duration longestSpan = hours(24 * 90);
constexpr std::size_t mostListed = 500;

struct RulesReply {
    int version = 0;
    bool published = false;
    Instant since;
    RiskRules rules;
    std::optional<RolloutView> rollout;
    int percent = 0;                  ///< of sends that the version of the rollout judges now
    std::int64_t judgedByNew = 0, judged = 0;   ///< sends since the rollout began: by its version, all
};
BOOST_DESCRIBE_STRUCT(RulesReply, (), (version, published, since, rules, rollout, percent, judgedByNew, judged))

int percentOf(const Rollout& rollout) {
    if (rollout.state == RolloutState::rolled_back || rollout.plan.stages.empty()) return 0;
    if (rollout.state == RolloutState::complete) return 100;
    return rollout.plan.stages[std::min(static_cast<std::size_t>(std::max(rollout.stage, 0)), rollout.plan.stages.size() - 1)];
}

void getRules(const Desk& desk, const HttpRequest& request, net::Responder respond) {
    desk->read(request, std::move(respond), "policies.read", [now = desk->parts().clock()](Store& store, const SecurityContext& who) {
        Views views(store.documents(who.tenant));
        RulesInForce inForce = riskRulesInForce(views);
        RulesReply out{inForce.rules.version, inForce.published, {}, std::move(inForce.rules), {}, 0, 0, 0};
        if (const auto live = views.find<policy::PolicyLive>(std::string(riskKind))) out.since = live->since;
        if (const auto rollout = views.find<RolloutView>("live")) {
            out.rollout = *rollout;
            out.percent = percentOf(rollout->rollout);
            for (const PastSendRecord& each : pastSends(views, rollout->startedAt, rollout->endedAt.known() ? rollout->endedAt : now + seconds(1))) {
                ++out.judged;
                out.judgedByNew += each.version == rollout->rollout.to ? 1 : 0;
            }
        }
        return HttpResponse::json(200, toJson(out));
    });
}

struct SimulateBody {
    int version = 0;                  ///< the draft, or any other
    std::optional<int> baseline;      ///< none: what is live
    Instant from, to;                 ///< unknown: the last 90 days
    std::string level;                ///< only what the draft puts into this band
    std::string action;               ///< only sends the draft asks this of, `checklist`
    std::size_t limit = 50;
    std::string pageToken;            ///< the id of the last send of the page before
};
BOOST_DESCRIBE_STRUCT(SimulateBody, (), (version, baseline, from, to, level, action, limit, pageToken))

struct BandDelta {
    std::string level;
    std::int64_t live = 0, draft = 0;
};
BOOST_DESCRIBE_STRUCT(BandDelta, (), (level, live, draft))

struct SimulateReply {
    std::string simulationId;         ///< same versions, same sends: same id
    int liveVersion = 0, draftVersion = 0;
    Instant from, to;
    std::int64_t total = 0, gatedLive = 0, gatedDraft = 0;
    double falsePositiveRate = 0, falseNegativeRate = 0;
    std::vector<BandFigures> liveBands, draftBands;
    std::vector<BandDelta> distribution;
    std::vector<ActionFigures> actions;
    std::vector<JudgedTwice> sends;   ///< one page
    std::string nextPageToken;
};
BOOST_DESCRIBE_STRUCT(SimulateReply, (), (simulationId, liveVersion, draftVersion, from, to, total, gatedLive, gatedDraft, falsePositiveRate, falseNegativeRate, liveBands,
                                          draftBands, distribution, actions, sends, nextPageToken))

Result<SimulateBody> bodyOf(const HttpRequest& request, Instant now) {
    OK_ASSIGN(SimulateBody body, fromJson<SimulateBody>(request.body));
    Problem why = problem("invalid_fields", "this cannot be simulated: see `fields`");
    if (!body.to.known()) body.to = now;
    if (!body.from.known()) body.from = body.to - longestSpan;
    if (body.version < 1) why.fields.push_back({"version", "missing", "which version is tried"});
    if (body.from >= body.to || body.to - body.from > longestSpan) why.fields.push_back({"from", "out_of_range", "a period of at most 90 days"});
    if (body.limit < 1 || body.limit > mostListed) why.fields.push_back({"limit", "out_of_range", "1 to 500"});
    if (body.level.size() > 64) why.fields.push_back({"level", "unknown_value", "a band of the rules"});
    if (!body.action.empty() && !parseEnum<RiskActionKind>(body.action)) why.fields.push_back({"action", "unknown_value", "block, senior_approver, checklist, stagger or throttle"});
    if (why.fields.empty()) return body;
    return why;
}

Result<RiskRules> rulesFor(Views& views, std::optional<int> version) {
    if (!version) return riskRulesNow(views);
    if (*version == 0) return standardRiskRules();
    return riskRulesOfVersion(views, *version);
}

bool wanted(const SimulateBody& asked, const JudgedTwice& send) {
    if (!asked.level.empty() && send.draft.level != asked.level) return false;
    if (asked.action.empty()) return true;
    return std::any_of(send.draft.actions.begin(), send.draft.actions.end(), [&](const RiskAction& action) { return enumName(action.kind) == asked.action; });
}

std::vector<BandDelta> distributionOf(const Calibration& all) {
    std::vector<BandDelta> out;
    const auto at = [&out](const std::string& level) -> BandDelta& {
        const auto found = std::find_if(out.begin(), out.end(), [&](const BandDelta& each) { return each.level == level; });
        return found != out.end() ? *found : out.emplace_back(BandDelta{level, 0, 0});
    };
    for (const BandFigures& each : all.liveBands) at(each.level).live = each.sends;
    for (const BandFigures& each : all.draftBands) at(each.level).draft = each.sends;
    return out;
}

void fillPage(SimulateReply& out, const SimulateBody& asked, std::vector<JudgedTwice> sends) {
    bool begun = asked.pageToken.empty();
    for (JudgedTwice& send : sends) {
        if (!begun) {
            begun = send.id == asked.pageToken;
            continue;
        }
        if (out.sends.size() == asked.limit) {
            out.nextPageToken = out.sends.back().id;
            return;
        }
        out.sends.push_back(std::move(send));
    }
}

Result<SimulateReply> simulated(Views& views, const SimulateBody& asked) {
    OK_ASSIGN(const RiskRules live, rulesFor(views, asked.baseline));
    OK_ASSIGN(const RiskRules draft, riskRulesOfVersion(views, asked.version));
    OK_TRY(check(draft));
    std::vector<PastSend> past;
    for (PastSendRecord& each : pastSends(views, asked.from, asked.to)) past.push_back(std::move(each.send));
    std::string seed = toJson(live) + "|" + toJson(draft);
    for (const PastSend& send : past) seed += "|" + send.id;
    OK_ASSIGN(Calibration all, calibrate(live, draft, past));
    SimulateReply out{formatUuid(derivedUuid(seed)), live.version, draft.version, asked.from, asked.to, static_cast<std::int64_t>(past.size()), 0, 0,
                      all.falsePositiveRate, all.falseNegativeRate, all.liveBands, all.draftBands, distributionOf(all), all.actions, {}, {}};
    for (const JudgedTwice& send : all.sends) {
        out.gatedLive += send.live.gated ? 1 : 0;
        out.gatedDraft += send.draft.gated ? 1 : 0;
    }
    if (!asked.level.empty() || !asked.action.empty()) {   // the actions of this band alone (F05.R6.A3)
        std::set<std::string> ids;
        for (const JudgedTwice& send : all.sends) {
            if (wanted(asked, send)) ids.insert(send.id);
        }
        std::erase_if(past, [&](const PastSend& send) { return !ids.contains(send.id); });
        OK_ASSIGN(all, calibrate(live, draft, std::move(past)));
        out.actions = std::move(all.actions);
    }
    fillPage(out, asked, std::move(all.sends));
    return out;
}

/// Live beside draft, a line a band (F05.R6.A4).
std::string csvOf(const SimulateReply& out, const std::string& level) {
    std::string csv;
    appendCsvLine(csv, {"rules", "version", "level", "sends", "gated", "corrected", "corrected_per_thousand", "seconds_p50", "seconds_p90", "false_positive_rate", "false_negative_rate",
                        "false_positive_rate_of_all", "false_negative_rate_of_all"});
    const auto lines = [&](const char* rules, int version, const std::vector<BandFigures>& bands) {
        for (const BandFigures& each : bands) {
            if (!level.empty() && each.level != level) continue;
            appendCsvLine(csv, {rules, std::to_string(version), each.level, std::to_string(each.sends), std::to_string(each.gated), std::to_string(each.corrected),
                                formatNumber(each.correctedPerThousand), std::to_string(each.secondsP50), std::to_string(each.secondsP90), formatNumber(each.falsePositiveRate),
                                formatNumber(each.falseNegativeRate), formatNumber(out.falsePositiveRate), formatNumber(out.falseNegativeRate)});
        }
    };
    lines("live", out.liveVersion, out.liveBands);
    lines("draft", out.draftVersion, out.draftBands);
    return csv;
}

policy::PolicyExamined examinedOf(const SimulateReply& out, const std::string& format) {
    policy::PolicyExamined examined;
    examined.kind = riskKind;
    examined.number = out.draftVersion;
    examined.baseline = out.liveVersion;
    examined.what = "simulation";
    examined.analysisId = out.simulationId;
    examined.counts = {{"gated_draft", out.gatedDraft}, {"gated_live", out.gatedLive}, {"sends", out.total}};
    examined.format = format;
    return examined;
}

void answerSimulation(const Desk& desk, Store& store, const SecurityContext& who, const SimulateBody& asked, const std::string& format, const Held& held) {
    if (format == "csv" && desk->parts().ports.beforeExport) {
        if (const auto why = desk->parts().ports.beforeExport(store, who)) return (*held)(desk->refused(*why));
    }
    Views views(store.documents(who.tenant));
    const auto out = simulated(views, asked);
    if (!out.ok()) return (*held)(desk->refused(out.problem()));
    HttpResponse response = format == "csv" ? policy::fileResponse("text/csv; charset=utf-8; header=present", "risk-rules-simulation-" + std::to_string(out->draftVersion) + ".csv", csvOf(*out, asked.level))
                                            : HttpResponse::json(200, toJson(*out));
    response.headers.set("Cache-Control", "no-store");
    policy::PolicyExamined examined = examinedOf(*out, format);
    examined.resultDigest = sha256(response.bodyView());
    desk->record(who, std::move(examined), held, std::move(response));
}

void postSimulate(const Desk& desk, const HttpRequest& request, net::Responder respond) {
    const auto who = desk->admit(request, respond, "policies.read");
    if (!who) return;
    const auto asked = bodyOf(request, desk->parts().clock());
    const std::string format(request.queryValue("format").value_or("json"));
    if (!asked.ok()) return respond(desk->refused(asked.problem()));
    if (format != "json" && format != "csv") return respond(desk->refused(problem("invalid_fields", "`format` is json or csv")));
    const auto held = std::make_shared<net::Responder>(std::move(respond));
    desk->post(held, [desk, who = *who, asked = *asked, format, held](Store& store) { answerSimulation(desk, store, who, asked, format, held); });
}

template <class C>
void send(const Desk& desk, const HttpRequest& request, net::Responder respond, int status) {
    const auto who = desk->admit(request, respond, C::card.action);
    if (!who) return;
    const auto command = fromJson<C>(request.body);
    if (!command.ok()) return respond(desk->refused(command.problem()));
    const auto held = std::make_shared<net::Responder>(std::move(respond));
    desk->submit(*who, C::card.name, toJson(*command), [desk, held, status](const CommandAnswer& answer) {
        (*held)(answer.reply.ok() ? HttpResponse::json(status, *answer.reply) : desk->refused(answer.reply.problem()));
    });
}

}  // namespace

void addCalibrationRoutes(net::Router& router, const RiskRouteParts& parts) {
    const auto bind = [desk = parts.desk](auto handler) {
        return [desk, handler](const HttpRequest& request, net::Responder respond) { handler(desk, request, std::move(respond)); };
    };
    router.get("/v1/risk-rules", bind(getRules));
    router.post("/v1/risk-rules/simulate", bind(postSimulate));
    router.post("/v1/risk-rules/rollout", [desk = parts.desk](const HttpRequest& request, net::Responder respond) { send<StartRollout>(desk, request, std::move(respond), 201); });
    router.post("/v1/risk-rules/rollout/back", [desk = parts.desk](const HttpRequest& request, net::Responder respond) { send<RollBackRollout>(desk, request, std::move(respond), 200); });
}

}  // namespace ok::approvals
