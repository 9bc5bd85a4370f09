// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Which risk rules may be used: every wrong place is named, with the scores that are missing or stand twice.
#include <cmath>
#include <set>

#include "shared/approvals/risk.h"

namespace ok::approvals {
namespace {

constexpr std::size_t mostRules = 200, mostBands = 20, mostPoints = 50, mostItems = 50;

class Checker {
  public:
    explicit Checker(const RiskRules& rules) : m_rules(rules) {}

    Status run() {
        weights();
        curve("audience_curve", m_rules.audienceCurve);
        curve("eta_curve", m_rules.etaCurve);
        for (const auto& [channel, risk] : m_rules.channelRisk) share("channel_risk." + channel, risk);
        defaults();
        bands();
        rules();
        precedence();
        lists();
        drift();
        if (m_why.fields.empty()) return {};
        return m_why;
    }

  private:
    void wrong(std::string field, const char* code, std::string words) {
        if (m_why.fields.size() < 50) m_why.fields.push_back({std::move(field), code, std::move(words)});
    }
    void share(const std::string& field, double value) {
        if (!(value >= 0 && value <= 1)) wrong(field, "out_of_range", "0 to 1");
    }

    void weights() {
        double sum = 0;
        const std::pair<const char*, double> all[] = {{"audience_size", m_rules.weights.audienceSize}, {"eta_change", m_rules.weights.etaChange},
                                                      {"channel_mix", m_rules.weights.channelMix}, {"model_confidence", m_rules.weights.modelConfidence}};
        for (const auto& [name, weight] : all) {
            const std::string field = std::string("weights.") + name;
            if (!(weight >= -1 && weight <= 1)) wrong(field, "out_of_range", "-1.00 to 1.00");
            else if (std::abs(weight * 100 - std::round(weight * 100)) > 1e-9) wrong(field, "bad_step", "steps of 0.01");
            else sum += std::abs(weight);
        }
        if (sum <= 0) wrong("weights", "missing", "at least one weight is not zero");
    }

    void curve(const std::string& field, const std::vector<CurvePoint>& points) {
        if (points.empty() || points.size() > mostPoints) wrong(field, "out_of_range", "1 to 50 points");
        for (std::size_t i = 0; i < points.size(); ++i) {
            const std::string at = field + "[" + std::to_string(i) + "]";
            share(at + ".risk", points[i].risk);
            if (!std::isfinite(points[i].value) || (i > 0 && points[i].value <= points[i - 1].value)) wrong(at + ".value", "not_ascending", "values ascend");
        }
    }

    void defaults() {
        if (!m_rules.defaults.audienceSize || *m_rules.defaults.audienceSize < 0) wrong("defaults.audience_size", "missing", "what counts when nobody knows");
        if (!m_rules.defaults.etaChangeMinutes || !std::isfinite(*m_rules.defaults.etaChangeMinutes)) wrong("defaults.eta_change_minutes", "missing", "what counts when nobody knows");
        if (!m_rules.defaults.channelMix || m_rules.defaults.channelMix->empty()) wrong("defaults.channel_mix", "missing", "what counts when nobody knows");
        if (!m_rules.defaults.modelConfidence) wrong("defaults.model_confidence", "missing", "what counts when nobody knows");
        else share("defaults.model_confidence", *m_rules.defaults.modelConfidence);
    }

    void bands() {
        if (!m_rules.unmatched) wrong("unmatched", "missing", "say what holds when there is no score");
        if (m_rules.bands.empty() || m_rules.bands.size() > mostBands) return wrong("bands", "out_of_range", "1 to 20 bands");
        std::vector<RiskBand> order = m_rules.bands;
        std::sort(order.begin(), order.end(), [](const RiskBand& a, const RiskBand& b) { return a.from < b.from; });
        const auto range = [](int from, int to) { return std::to_string(from) + "-" + std::to_string(to); };
        int next = 0;
        std::set<std::string> levels;
        for (const RiskBand& band : order) {
            if (band.from > band.to) wrong("bands", "out_of_range", range(band.from, band.to) + " ends before it begins");
            if (band.from > next) wrong("bands", "gap", range(next, band.from - 1) + " belongs to no band");
            if (band.from < next) wrong("bands", "overlap", range(band.from, std::min(next - 1, band.to)) + " belongs to two bands");
            if (band.level.empty() || !levels.insert(band.level).second) wrong("bands", "missing", range(band.from, band.to) + " needs a level of its own");
            next = std::max(next, band.to + 1);
            actions("bands", band.actions);
        }
        if (next <= 100) wrong("bands", "gap", range(next, 100) + " belongs to no band");
        if (next > 101) wrong("bands", "out_of_range", "a score is at most 100");
        if (m_rules.unmatched) actions("unmatched", *m_rules.unmatched);
    }

    void rules() {
        if (m_rules.rules.size() > mostRules) wrong("rules", "too_many", "at most 200 rules");
        std::set<std::string> ids;
        for (const RiskRule& rule : m_rules.rules) {
            if (rule.id.empty() || !ids.insert(rule.id).second) wrong("rules." + rule.id, "twice", "a rule needs an id of its own");
            if (rule.actions.empty()) wrong("rules." + rule.id, "missing", "a rule asks for something");
            if (!rule.scoreAtLeast && !rule.audienceAtLeast && !rule.etaChangeAtLeast && !rule.confidenceBelow && rule.channel.empty()) wrong("rules." + rule.id, "missing", "a rule says when it holds");
            actions("rules." + rule.id, rule.actions);
        }
    }

    void actions(const std::string& field, const std::vector<RiskAction>& all) {
        for (const RiskAction& action : all) {
            const auto named = [&action](const auto& each) { return each.id == action.name; };
            if (action.kind == RiskActionKind::throttle && (action.perMinute < 1 || action.perMinute > 1'000'000)) wrong(field, "out_of_range", "a throttle is 1 to 1,000,000 a minute");
            if (action.kind == RiskActionKind::senior_approver && action.name.empty()) wrong(field, "missing", "name the role that has to approve");
            if (action.kind == RiskActionKind::checklist && std::none_of(m_rules.checklists.begin(), m_rules.checklists.end(), named)) wrong(field, "unknown_value", "there is no such checklist: " + action.name);
            if (action.kind == RiskActionKind::stagger && std::none_of(m_rules.plans.begin(), m_rules.plans.end(), named)) wrong(field, "unknown_value", "there is no such plan: " + action.name);
        }
    }

    void precedence() {
        const std::set<RiskActionKind> all(m_rules.precedence.begin(), m_rules.precedence.end());
        if (all.size() != 5 || m_rules.precedence.size() != 5) wrong("precedence", "missing", "each of the five kinds stands there once");
    }

    void lists() {
        std::set<std::string> ids;
        for (const Checklist& list : m_rules.checklists) {
            if (list.id.empty() || !ids.insert(list.id).second) wrong("checklists." + list.id, "twice", "a checklist needs an id of its own");
            std::set<std::string> items;
            for (const ChecklistItem& item : list.items) {
                if (item.id.empty() || item.text.empty() || !items.insert(item.id).second) wrong("checklists." + list.id, "twice", "an item needs an id of its own and a text");
            }
            if (list.items.empty() || list.items.size() > mostItems) wrong("checklists." + list.id, "out_of_range", "1 to 50 items");
        }
        std::set<std::string> plans;
        for (const StaggerPlan& plan : m_rules.plans) {
            if (!plans.insert(plan.id).second) wrong("plans." + plan.id, "twice", "a plan needs an id of its own");
            if (const Status status = approvals::check(plan); !status.ok()) {
                for (const FieldProblem& field : status.problem().fields) wrong("plans." + plan.id + "." + field.field, field.code.c_str(), field.message);
            }
        }
    }

    void drift() {
        const DriftRules& rules = m_rules.drift;
        const auto ordered = [this](const char* field, const DriftSteps& steps) {
            if (!(steps.acknowledge > 0 && steps.acknowledge <= steps.resnapshot)) wrong(std::string("drift.") + field, "not_ascending", "first somebody has to see it, then it is frozen anew");
        };
        ordered("recipients_percent", rules.recipientsPercent);
        ordered("impacted_percent", rules.impactedPercent);
        ordered("time_minutes", rules.timeMinutes);
        ordered("area_percent", rules.areaPercent);
        // An opt-out is never passed over in silence (digest C28).
        if (rules.optedOut < DriftLevel::acknowledge) wrong("drift.opted_out", "out_of_range", "acknowledge, resnapshot or invalid");
        if (rules.version < DriftLevel::notice) wrong("drift.version", "out_of_range", "at least a notice");
        if (rules.evidence < DriftLevel::notice) wrong("drift.evidence", "out_of_range", "at least a notice");
        if (!(rules.slack >= 0 && rules.slack <= 1'000)) wrong("drift.slack", "out_of_range", "0 to 1,000");
    }

    const RiskRules& m_rules;
    Problem m_why = problem("invalid_fields", "these risk rules cannot be used: see `fields`");
};

}  // namespace

Status check(const RiskRules& rules) { return Checker(rules).run(); }

}  // namespace ok::approvals
