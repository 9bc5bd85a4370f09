// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "shared/approvals/calibration.h"

#include <cmath>
#include <tuple>

namespace ok::approvals {
namespace {

Result<Judgement> judged(const RiskRules& rules, const PastSend& send) {
    OK_ASSIGN(RiskEvaluation evaluation, evaluateRisk(rules, send.id, send.inputs));
    return Judgement{evaluation.score, std::move(evaluation.riskLevel), !evaluation.actions.empty(), std::move(evaluation.actions), std::move(evaluation.firedRules)};
}

std::int64_t nearestRank(std::vector<std::int64_t> all, double share) {
    if (all.empty()) return 0;
    std::sort(all.begin(), all.end());
    const auto rank = static_cast<std::size_t>(std::ceil(share * static_cast<double>(all.size())));
    return all[std::clamp<std::size_t>(rank, 1, all.size()) - 1];
}

std::vector<BandFigures> figuresOf(const RiskRules& rules, const Calibration& all, const std::vector<PastSend>& past, Judgement JudgedTwice::*side) {
    std::vector<BandFigures> out;
    for (const RiskBand& band : rules.bands) {
        BandFigures figures;
        figures.level = band.level;
        std::vector<std::int64_t> times;
        double onlyDraft = 0, onlyLive = 0;
        for (std::size_t i = 0; i < past.size(); ++i) {
            const Judgement& judgement = all.sends[i].*side;
            if (judgement.level != band.level) continue;
            ++figures.sends;
            figures.gated += judgement.gated ? 1 : 0;
            figures.corrected += past[i].corrected ? 1 : 0;
            times.push_back(past[i].timeToSend.count() / 1'000'000);
            onlyDraft += all.sends[i].draft.gated && !all.sends[i].live.gated ? 1 : 0;
            onlyLive += all.sends[i].live.gated && !all.sends[i].draft.gated ? 1 : 0;
        }
        const auto count = static_cast<double>(figures.sends);
        if (figures.sends > 0) figures.correctedPerThousand = 1000.0 * static_cast<double>(figures.corrected) / count;
        if (figures.sends > 0) figures.falsePositiveRate = onlyDraft / count, figures.falseNegativeRate = onlyLive / count;
        figures.secondsP50 = nearestRank(times, 0.5);
        figures.secondsP90 = nearestRank(std::move(times), 0.9);
        out.push_back(std::move(figures));
    }
    return out;
}

std::vector<ActionFigures> actionsOf(const Calibration& all) {
    std::map<RiskAction, ActionFigures> out;
    for (const JudgedTwice& send : all.sends) {
        for (const RiskAction& action : send.live.actions) ++out[action].live;
        for (const RiskAction& action : send.draft.actions) {
            ActionFigures& figures = out[action];
            ++figures.draft;
            if (figures.sample.size() < 50) figures.sample.push_back(send.id);
        }
    }
    std::vector<ActionFigures> list;
    for (auto& [action, figures] : out) {
        figures.action = action;
        if (figures.live > 0) figures.changePercent = 100.0 * static_cast<double>(figures.draft - figures.live) / static_cast<double>(figures.live);
        list.push_back(std::move(figures));
    }
    return list;
}

std::vector<std::string> breachesOf(const Rollout& rollout, const RolloutFigures& now) {
    const RolloutFigures& was = rollout.baseline;
    std::vector<std::string> out;
    const auto worse = [](double value, double before, double percent) { return before > 0 ? value > before * (1 + percent / 100) : value > 0; };
    if (100 * (now.falseNegativeRate - was.falseNegativeRate) > rollout.plan.falseNegativePoints) out.emplace_back("false_negatives");
    if (worse(now.correctedPerThousand, was.correctedPerThousand, rollout.plan.correctedPercent)) out.emplace_back("corrections");
    if (worse(now.meanSecondsToSend, was.meanSecondsToSend, rollout.plan.timePercent)) out.emplace_back("time_to_send");
    return out;
}

std::int64_t medianOf(std::vector<std::int64_t> all) {
    if (all.empty()) return 0;
    std::sort(all.begin(), all.end());
    const std::size_t middle = all.size() / 2;
    return all.size() % 2 == 1 ? all[middle] : (all[middle - 1] + all[middle]) / 2;
}

}  // namespace

Result<Calibration> calibrate(const RiskRules& live, const RiskRules& draft, std::vector<PastSend> past) {
    if (past.size() > mostPastSends) return problem("too_many", "at most 10,000 sends are judged at once", {{"allowed", std::to_string(mostPastSends)}});
    std::sort(past.begin(), past.end(), [](const PastSend& a, const PastSend& b) { return std::tie(a.at, a.id) < std::tie(b.at, b.id); });
    Calibration out;
    out.liveVersion = live.version;
    out.draftVersion = draft.version;
    std::int64_t onlyDraft = 0, onlyLive = 0;
    for (const PastSend& send : past) {
        OK_ASSIGN(Judgement before, judged(live, send));
        OK_ASSIGN(Judgement after, judged(draft, send));
        onlyDraft += after.gated && !before.gated ? 1 : 0;
        onlyLive += before.gated && !after.gated ? 1 : 0;
        out.sends.push_back({send.id, send.at, send.channels, std::move(before), std::move(after)});
    }
    if (!past.empty()) {
        out.falsePositiveRate = static_cast<double>(onlyDraft) / static_cast<double>(past.size());
        out.falseNegativeRate = static_cast<double>(onlyLive) / static_cast<double>(past.size());
    }
    out.liveBands = figuresOf(live, out, past, &JudgedTwice::live);
    out.draftBands = figuresOf(draft, out, past, &JudgedTwice::draft);
    out.actions = actionsOf(out);
    return out;
}

Status check(const RolloutPlan& plan) {
    Problem why = problem("invalid_fields", "this rollout cannot be started: see `fields`");
    for (std::size_t i = 0; i < plan.stages.size(); ++i) {
        if (plan.stages[i] < 1 || plan.stages[i] > 100 || (i > 0 && plan.stages[i] <= plan.stages[i - 1])) why.fields.push_back({"stages", "not_ascending", "percent, growing, 1 to 100"});
    }
    if (plan.stages.empty() || plan.stages.size() > 20 || plan.stages.back() != 100) why.fields.push_back({"stages", "missing", "the last stage is everybody"});
    if (plan.intervalMinutes < 1 || plan.intervalMinutes > 1440) why.fields.push_back({"interval_minutes", "out_of_range", "1 to 1,440 minutes"});
    if (plan.cleanIntervals < 1 || plan.cleanIntervals > 1000) why.fields.push_back({"clean_intervals", "out_of_range", "1 to 1,000"});
    if (plan.breachesToRollBack < 1 || plan.breachesToRollBack > 10) why.fields.push_back({"breaches_to_roll_back", "out_of_range", "1 to 10"});
    if (why.fields.empty()) return {};
    return why;
}

Rollout afterInterval(const Rollout& rollout, const RolloutFigures& figures) {
    if (rollout.state == RolloutState::rolled_back || figures.to <= rollout.lastInterval) return rollout;
    Rollout out = rollout;
    out.lastInterval = figures.to;
    if (figures.sends == 0) return out;
    const std::vector<std::string> breaches = breachesOf(rollout, figures);
    if (!breaches.empty()) {
        out.clean = 0;
        ++out.breaches;
        for (const std::string& reason : breaches) {
            if (std::find(out.reasons.begin(), out.reasons.end(), reason) == out.reasons.end()) out.reasons.push_back(reason);
        }
        if (out.breaches >= out.plan.breachesToRollBack) out.state = RolloutState::rolled_back;
        return out;
    }
    out.breaches = 0;
    out.reasons.clear();
    if (++out.clean < out.plan.cleanIntervals || out.state == RolloutState::complete) return out;
    out.clean = 0;
    if (out.stage + 1 < static_cast<int>(out.plan.stages.size())) ++out.stage;
    else out.state = RolloutState::complete;
    return out;
}

Rollout rolledBack(const Rollout& rollout, std::string reason) {
    Rollout out = rollout;
    out.state = RolloutState::rolled_back;
    out.reasons = {std::move(reason)};
    return out;
}

int versionFor(const Rollout& rollout, std::string_view subject) {
    if (rollout.state == RolloutState::rolled_back) return rollout.from;
    if (rollout.state == RolloutState::complete || rollout.plan.stages.empty()) return rollout.to;
    const Digest spread = sha256(rollout.id + "|" + std::string(subject));
    const int place = (spread.bytes[0] << 16 | spread.bytes[1] << 8 | spread.bytes[2]) % 100;
    const auto stage = static_cast<std::size_t>(std::clamp(rollout.stage, 0, static_cast<int>(rollout.plan.stages.size()) - 1));
    return place < rollout.plan.stages[stage] ? rollout.to : rollout.from;
}

UnusualAudience unusualAudience(std::int64_t current, std::string_view type, std::string_view region, const std::vector<PastAudience>& past, Instant now) {
    std::vector<PastAudience> order = past;
    std::sort(order.begin(), order.end(), [](const PastAudience& a, const PastAudience& b) { return a.at > b.at; });
    std::vector<std::int64_t> alike, month, quarter;
    for (const PastAudience& each : order) {
        if (each.at > now) continue;
        if (each.type == type && each.region == region && alike.size() < 30) alike.push_back(each.people);
        if (each.at >= now - hours(24 * 30)) month.push_back(each.people);
        if (each.at >= now - hours(24 * 90)) quarter.push_back(each.people);
    }
    UnusualAudience out;
    out.current = current;
    out.basis = alike.size() >= 10 ? "type_and_region" : month.empty() ? "none" : "global";
    out.baseline = medianOf(alike.size() >= 10 ? alike : month);
    if (out.baseline > 0) out.percentOfBaseline = 100.0 * static_cast<double>(current) / static_cast<double>(out.baseline);
    double mean = 0, squares = 0;
    for (const std::int64_t people : quarter) mean += static_cast<double>(people) / static_cast<double>(quarter.size());
    for (const std::int64_t people : quarter) squares += (static_cast<double>(people) - mean) * (static_cast<double>(people) - mean);
    const double deviation = quarter.size() > 1 ? std::sqrt(squares / static_cast<double>(quarter.size() - 1)) : 0;
    if (deviation > 0) out.deviations = (static_cast<double>(current) - mean) / deviation;
    out.unusual = out.percentOfBaseline > 150 || out.deviations > 3;
    return out;
}

}  // namespace ok::approvals
