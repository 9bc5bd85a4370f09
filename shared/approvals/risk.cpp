// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "shared/approvals/risk.h"

#include <cmath>
#include <set>

#include "shared/base/derived_ids.h"

namespace ok::approvals {
namespace {

double onCurve(const std::vector<CurvePoint>& curve, double value) {
    if (curve.empty()) return 0;
    const auto above = std::find_if(curve.begin(), curve.end(), [value](const CurvePoint& point) { return point.value > value; });
    if (above == curve.begin()) return curve.front().risk;
    if (above == curve.end()) return curve.back().risk;
    const CurvePoint& below = *(above - 1);
    return below.risk + (above->risk - below.risk) * (value - below.value) / (above->value - below.value);
}

/// Each further channel adds a part of what is left to one.
double channelRisk(const RiskRules& rules, const std::vector<std::string>& channels) {
    double calm = 1;
    std::set<std::string_view> seen;
    for (const std::string& channel : channels) {
        if (!seen.insert(channel).second) continue;
        const auto known = rules.channelRisk.find(channel);
        calm *= 1 - (known == rules.channelRisk.end() ? 1.0 : known->second);   // a channel nobody thought of is a risky one
    }
    return 1 - calm;
}

template <class T>
RawJson rawOf(const T& value) {
    JsonWriter out;
    JsonCodec<T>::write(out, value);
    return {out.take()};
}

bool usable(double number) { return std::isfinite(number); }

/// Inputs with the defaults in the places of what is missing or no number.
struct Known {
    std::int64_t audience = 0;
    double eta = 0, confidence = 0;
    std::vector<std::string> channels;
    bool audienceDefault = false, etaDefault = false, channelsDefault = false, confidenceDefault = false;
};

Known knownOf(const RiskRules& rules, const RiskInputs& in) {
    Known out;
    out.audienceDefault = !in.audienceSize || *in.audienceSize < 0;
    out.audience = out.audienceDefault ? rules.defaults.audienceSize.value_or(0) : *in.audienceSize;
    out.etaDefault = !in.etaChangeMinutes || !usable(*in.etaChangeMinutes);
    out.eta = out.etaDefault ? rules.defaults.etaChangeMinutes.value_or(0) : *in.etaChangeMinutes;
    out.channelsDefault = !in.channelMix || in.channelMix->empty();
    out.channels = out.channelsDefault ? rules.defaults.channelMix.value_or(std::vector<std::string>{}) : *in.channelMix;
    out.confidenceDefault = !in.modelConfidence || !usable(*in.modelConfidence) || *in.modelConfidence < 0 || *in.modelConfidence > 1;
    out.confidence = out.confidenceDefault ? rules.defaults.modelConfidence.value_or(0) : *in.modelConfidence;
    return out;
}

std::string said(const RiskAction& action) {
    std::string out = enumName(action.kind);
    if (!action.name.empty()) out += " " + action.name;
    if (action.kind == RiskActionKind::throttle) out += " " + std::to_string(action.perMinute) + "/min";
    return out;
}

bool holds(const RiskRule& rule, const std::optional<double>& score, const Known& known) {
    if (rule.scoreAtLeast && (!score || *score < *rule.scoreAtLeast)) return false;
    if (rule.audienceAtLeast && known.audience < *rule.audienceAtLeast) return false;
    if (rule.etaChangeAtLeast && std::abs(known.eta) < *rule.etaChangeAtLeast) return false;
    if (rule.confidenceBelow && known.confidence >= *rule.confidenceBelow) return false;
    return rule.channel.empty() || std::find(known.channels.begin(), known.channels.end(), rule.channel) != known.channels.end();
}

/// How long a plan holds back: of two the slower one is the stricter.
std::int64_t slowness(const RiskRules& rules, const std::string& plan) {
    for (const StaggerPlan& each : rules.plans) {
        if (each.id != plan) continue;
        std::int64_t out = 0;
        for (const StaggerStep& step : each.steps) out += step.holdSeconds + step.gapSeconds;
        return out;
    }
    return -1;
}

/// One action a kind where there can be only one; everything else side by side.
std::vector<RiskAction> resolved(const RiskRules& rules, const std::vector<RiskAction>& asked, std::vector<RiskLogLine>& log) {
    std::vector<RiskAction> out;
    for (const RiskActionKind kind : rules.precedence) {
        std::set<RiskAction> mine;
        for (const RiskAction& action : asked) {
            if (action.kind == kind) mine.insert(action);
        }
        if (mine.empty()) continue;
        if (kind == RiskActionKind::throttle || kind == RiskActionKind::stagger) {
            const auto strictest = kind == RiskActionKind::throttle
                                       ? std::min_element(mine.begin(), mine.end(), [](const RiskAction& a, const RiskAction& b) { return a.perMinute < b.perMinute; })
                                       : std::max_element(mine.begin(), mine.end(), [&](const RiskAction& a, const RiskAction& b) { return slowness(rules, a.name) < slowness(rules, b.name); });
            for (const RiskAction& action : mine) {
                if (action != *strictest) log.push_back({enumName(kind), RiskOutcome::merged, said(action) + " gives way to " + said(*strictest)});
            }
            out.push_back(*strictest);
        } else {
            out.insert(out.end(), mine.begin(), mine.end());
        }
    }
    const auto block = std::find_if(out.begin(), out.end(), [](const RiskAction& action) { return action.kind == RiskActionKind::block; });
    if (block == out.end()) return out;
    for (const RiskAction& action : out) {
        if (action.kind != RiskActionKind::block) log.push_back({enumName(action.kind), RiskOutcome::overridden, said(action) + " is overridden by block"});
    }
    return {*block};
}

RiskFactor factor(const char* name, RawJson raw, double normalized, double rawWeight, double sum, bool defaulted) {
    RiskFactor out{name, std::move(raw), rawWeight < 0 ? 1 - normalized : normalized, std::abs(rawWeight) / sum, 0, 0, defaulted};
    out.contribution = out.normalizedValue * out.weight;
    return out;
}

}  // namespace

RiskActions actionsFor(const RiskRules& rules, std::optional<double> score, const RiskInputs& inputs) {
    RiskActions out;
    const Known known = knownOf(rules, inputs);
    if (score && (!usable(*score) || *score < 0 || *score > 100)) score.reset();
    std::vector<RiskAction> asked;
    out.level = "unmatched";
    for (const RiskBand& band : rules.bands) {
        // A score between two whole numbers belongs to the band it is rounded into.
        if (!score || std::lround(*score) < band.from || std::lround(*score) > band.to) continue;
        const std::string name = "band " + std::to_string(band.from) + "-" + std::to_string(band.to);
        out.level = band.level;
        out.fired.push_back(name);
        out.log.push_back({name, RiskOutcome::matched, band.level});
        asked = band.actions;
        break;
    }
    if (out.fired.empty()) {
        out.fired.emplace_back("unmatched");
        out.log.push_back({"unmatched", RiskOutcome::matched, "there is no score"});
        asked = rules.unmatched.value_or(std::vector<RiskAction>{{RiskActionKind::block, {}, 0}});
    }
    for (const RiskRule& rule : rules.rules) {
        const bool fires = holds(rule, score, known);
        out.log.push_back({rule.id, fires ? RiskOutcome::matched : RiskOutcome::not_matched, {}});
        if (!fires) continue;
        out.fired.push_back(rule.id);
        asked.insert(asked.end(), rule.actions.begin(), rule.actions.end());
    }
    out.actions = resolved(rules, asked, out.log);
    return out;
}

Result<RiskEvaluation> evaluateRisk(const RiskRules& rules, std::string_view subject, const RiskInputs& inputs) {
    const RiskWeights& w = rules.weights;
    const double sum = std::abs(w.audienceSize) + std::abs(w.etaChange) + std::abs(w.channelMix) + std::abs(w.modelConfidence);
    if (!usable(sum) || sum <= 0 || rules.bands.empty() || !rules.unmatched) return problem("policy_rules_misconfigured", "these risk rules cannot be used", {{"version", std::to_string(rules.version)}});
    const Known known = knownOf(rules, inputs);
    RiskEvaluation out;
    out.subject = subject;
    out.factors = {factor("audience_size", rawOf(known.audience), onCurve(rules.audienceCurve, static_cast<double>(known.audience)), w.audienceSize, sum, known.audienceDefault),
                   factor("eta_change", rawOf(known.eta), onCurve(rules.etaCurve, std::abs(known.eta)), w.etaChange, sum, known.etaDefault),
                   factor("channel_mix", rawOf(known.channels), channelRisk(rules, known.channels), w.channelMix, sum, known.channelsDefault),
                   factor("model_confidence", rawOf(known.confidence), 1 - known.confidence, w.modelConfidence, sum, known.confidenceDefault)};
    double total = 0;
    for (const RiskFactor& each : out.factors) total += each.contribution;
    for (RiskFactor& each : out.factors) {
        each.contributionPercent = total > 0 ? 100 * each.contribution / total : 0;
        if (each.defaultUsed) out.metadata.fallbacks.push_back(each.name);
    }
    out.score = static_cast<int>(std::clamp(std::lround(100 * total), 0L, 100L));
    // Bands with a hole, or two for one score, are a mistake of the rules, not an answer (F05.R2.A7).
    const auto bands = std::count_if(rules.bands.begin(), rules.bands.end(), [&](const RiskBand& band) { return out.score >= band.from && out.score <= band.to; });
    if (bands != 1) return problem("policy_rules_misconfigured", "the bands of these risk rules do not say what this score asks for", {{"version", std::to_string(rules.version)}, {"score", std::to_string(out.score)}});
    RiskActions actions = actionsFor(rules, out.score, inputs);
    out.riskLevel = std::move(actions.level);
    out.actions = std::move(actions.actions);
    out.firedRules = std::move(actions.fired);
    out.evaluationLog = std::move(actions.log);
    out.metadata.configVersion = out.metadata.thresholdsVersion = rules.version;
    out.metadata.idempotencyKey = formatUuid(derivedUuid("risk|" + std::string(subject) + "|" + std::to_string(rules.version) + "|" + toJson(inputs)));
    return out;
}

std::vector<ActionState> statesOf(const RiskRules& rules, const std::vector<RiskAction>& actions, const Digest& contentHash, const std::vector<Attestation>& attested,
                                  const std::vector<std::string>& approvedBy) {
    std::vector<ActionState> out;
    for (const RiskAction& action : actions) {
        ActionState state{action, false, {}};
        if (action.kind == RiskActionKind::senior_approver && std::find(approvedBy.begin(), approvedBy.end(), action.name) == approvedBy.end()) state.missing.push_back(action.name);
        const auto list = std::find_if(rules.checklists.begin(), rules.checklists.end(), [&action](const Checklist& each) { return each.id == action.name; });
        if (action.kind == RiskActionKind::checklist && list == rules.checklists.end()) state.missing.push_back(action.name);
        else if (action.kind == RiskActionKind::checklist) {
            for (const ChecklistItem& item : list->items) {
                const bool done = std::any_of(attested.begin(), attested.end(), [&](const Attestation& each) {
                    return each.checklist == list->id && each.item == item.id && each.contentHash == contentHash && !each.person.empty();
                });
                if (item.required && !done) state.missing.push_back(item.id);
            }
        }
        // Stagger and throttle are carried out while sending: nothing has to be done for them before.
        state.complete = action.kind != RiskActionKind::block && state.missing.empty();
        out.push_back(std::move(state));
    }
    return out;
}

bool allComplete(const std::vector<ActionState>& states) {
    return std::all_of(states.begin(), states.end(), [](const ActionState& each) { return each.complete; });
}

RiskRules standardRiskRules() {
    const RiskAction checklist{RiskActionKind::checklist, "pre_send", 0}, stagger{RiskActionKind::stagger, "web_email_first", 0};
    RiskRules out;
    out.bands = {{0, 39, "low", {}},
                 {40, 69, "medium", {checklist}},
                 {70, 89, "high", {{RiskActionKind::senior_approver, "senior_approver", 0}, checklist, stagger, {RiskActionKind::throttle, {}, 500}}},
                 {90, 100, "blocked", {{RiskActionKind::block, {}, 0}}}};
    out.unmatched = std::vector<RiskAction>{{RiskActionKind::senior_approver, "senior_approver", 0}, checklist};
    out.checklists = {{"pre_send",
                       {{"eta_confirmed", "The restoration time was confirmed with the crew", "", true},
                        {"area_checked", "The area on the map is the one that is out", "", true},
                        {"words_read", "Somebody other than the author has read every language", "", true}}}};
    out.plans = {{"web_email_first", {{{"web", "email"}, 10'000, 60, 300}, {{"sms"}, 2'000, 60, 300}, {{"voice"}, 500, 60, 0}}}};
    return out;
}

}  // namespace ok::approvals
