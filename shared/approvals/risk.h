// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// How risky a send is, from 0 to 100, why, and what that asks for (F05.R1, F05.R2). Four facts, each brought to 0..1 by a curve of the
// utility's, weighted and added; then bands and rules turn the number into actions, strictest first. All of it is one document
// (risk_kind.h): versioned, published by two, simulated on the past. The same question has the same answer; nothing is asked outside.
#pragma once
#include "shared/approvals/drift.h"
#include "shared/approvals/stagger.h"

namespace ok::approvals {

/// Raw, as they are tuned: -1 to 1 in steps of 0.01. The engine weighs with |w| / sum of |w|; a negative one turns its factor round (C35).
struct RiskWeights {
    double audienceSize = 0.35, etaChange = 0.25, channelMix = 0.2, modelConfidence = 0.2;
    bool operator==(const RiskWeights&) const = default;
};
BOOST_DESCRIBE_STRUCT(RiskWeights, (), (audienceSize, etaChange, channelMix, modelConfidence))

/// Straight lines between points; flat before the first and behind the last. Values ascend, risks lie in 0..1.
struct CurvePoint {
    double value = 0, risk = 0;
    bool operator==(const CurvePoint&) const = default;
};
BOOST_DESCRIBE_STRUCT(CurvePoint, (), (value, risk))

/// What is known about a send. What is missing is replaced by the rules' defaults, and said to be.
struct RiskInputs {
    std::optional<std::int64_t> audienceSize;
    std::optional<double> etaChangeMinutes;       ///< later positive; the largest of its incidents
    std::optional<std::vector<std::string>> channelMix;
    std::optional<double> modelConfidence;        ///< 0..1
    bool operator==(const RiskInputs&) const = default;
};
BOOST_DESCRIBE_STRUCT(RiskInputs, (), (audienceSize, etaChangeMinutes, channelMix, modelConfidence))

enum class RiskActionKind { block, senior_approver, checklist, stagger, throttle };
BOOST_DESCRIBE_ENUM(RiskActionKind, block, senior_approver, checklist, stagger, throttle)

struct RiskAction {
    RiskActionKind kind = RiskActionKind::checklist;
    std::string name;                             ///< role, checklist or plan
    int perMinute = 0;                            ///< throttle
    auto operator<=>(const RiskAction&) const = default;
};
BOOST_DESCRIBE_STRUCT(RiskAction, (), (kind, name, perMinute))

/// Both ends belong to it. Bands cover 0 to 100 without gap or overlap.
struct RiskBand {
    int from = 0, to = 100;
    std::string level;                            ///< `low`, `medium`, `high`, `blocked`
    std::vector<RiskAction> actions;
    bool operator==(const RiskBand&) const = default;
};
BOOST_DESCRIBE_STRUCT(RiskBand, (), (from, to, level, actions))

/// Besides the bands: all that is given has to hold.
struct RiskRule {
    std::string id;
    std::optional<int> scoreAtLeast;
    std::optional<std::int64_t> audienceAtLeast;
    std::optional<double> etaChangeAtLeast;       ///< minutes, either way
    std::optional<double> confidenceBelow;
    std::string channel;
    std::vector<RiskAction> actions;
    bool operator==(const RiskRule&) const = default;
};
BOOST_DESCRIBE_STRUCT(RiskRule, (), (id, scoreAtLeast, audienceAtLeast, etaChangeAtLeast, confidenceBelow, channel, actions))

struct ChecklistItem {
    std::string id, text, help;
    bool required = true;
    bool operator==(const ChecklistItem&) const = default;
};
BOOST_DESCRIBE_STRUCT(ChecklistItem, (), (id, text, help, required))
struct Checklist {
    std::string id;
    std::vector<ChecklistItem> items;
    bool operator==(const Checklist&) const = default;
};
BOOST_DESCRIBE_STRUCT(Checklist, (), (id, items))

struct RiskRules {
    static constexpr std::string_view viewKind = "risk_rules";
    int version = 0;                              ///< of the document
    RiskWeights weights;
    std::vector<CurvePoint> audienceCurve{{0, 0}, {1'000, 0.2}, {10'000, 0.5}, {100'000, 0.85}, {500'000, 1}};
    std::vector<CurvePoint> etaCurve{{0, 0}, {15, 0.2}, {60, 0.5}, {240, 1}};
    std::map<std::string, double> channelRisk{{"web", 0.05}, {"email", 0.2}, {"sms", 0.45}, {"voice", 0.6}};
    RiskInputs defaults{10'000, 60, std::vector<std::string>{"sms"}, 0.5};
    std::vector<RiskBand> bands;
    std::optional<std::vector<RiskAction>> unmatched;   ///< when there is no score; without it the rules cannot be used
    std::vector<RiskRule> rules;
    std::vector<RiskActionKind> precedence{RiskActionKind::block, RiskActionKind::senior_approver, RiskActionKind::checklist, RiskActionKind::stagger, RiskActionKind::throttle};
    std::vector<Checklist> checklists;
    std::vector<StaggerPlan> plans;
    DriftRules drift;
    [[nodiscard]] std::string viewId() const { return "live"; }
    bool operator==(const RiskRules&) const = default;
};
BOOST_DESCRIBE_STRUCT(RiskRules, (), (version, weights, audienceCurve, etaCurve, channelRisk, defaults, bands, unmatched, rules, precedence, checklists, plans, drift))

/// Bands of the specification: 0-39 nothing, 40-69 checklist, 70-89 senior approver, checklist, stagger and 500 a minute, 90-100 block.
[[nodiscard]] RiskRules standardRiskRules();

struct RiskFactor {
    std::string name;                             ///< `audience_size`, `eta_change`, `channel_mix`, `model_confidence`, in this order
    RawJson rawValue;
    double normalizedValue = 0, weight = 0, contribution = 0, contributionPercent = 0;
    bool defaultUsed = false;
    bool operator==(const RiskFactor&) const = default;
};
BOOST_DESCRIBE_STRUCT(RiskFactor, (), (name, rawValue, normalizedValue, weight, contribution, contributionPercent, defaultUsed))

enum class RiskOutcome { matched, not_matched, merged, overridden };
BOOST_DESCRIBE_ENUM(RiskOutcome, matched, not_matched, merged, overridden)
struct RiskLogLine {
    std::string rule;                             ///< `band 70-89`, a rule's id, `unmatched`; of an action: `throttle`
    RiskOutcome outcome = RiskOutcome::matched;
    std::string detail;
    bool operator==(const RiskLogLine&) const = default;
};
BOOST_DESCRIBE_STRUCT(RiskLogLine, (), (rule, outcome, detail))

struct RiskActions {
    std::string level;                            ///< `unmatched` when there was no score
    std::vector<RiskAction> actions;              ///< what is asked for, by precedence; block stands alone
    std::vector<std::string> fired;               ///< rules that matched
    std::vector<RiskLogLine> log;
    bool operator==(const RiskActions&) const = default;
};
BOOST_DESCRIBE_STRUCT(RiskActions, (), (level, actions, fired, log))

struct RiskMetadata {
    std::string modelId = "outagekit.risk", modelVersion = "1", schemaVersion = "1";
    int configVersion = 0, thresholdsVersion = 0;
    std::vector<std::string> fallbacks;           ///< names of factors that a default stands for
    std::string idempotencyKey;                   ///< same subject, inputs and version: same key
    bool operator==(const RiskMetadata&) const = default;
};
BOOST_DESCRIBE_STRUCT(RiskMetadata, (), (modelId, modelVersion, schemaVersion, configVersion, thresholdsVersion, fallbacks, idempotencyKey))

struct RiskEvaluation {
    std::string subject;                          ///< the broadcast
    int score = 0;
    std::string riskLevel;
    std::vector<RiskFactor> factors;
    std::vector<RiskAction> actions;
    std::vector<std::string> firedRules;
    std::vector<RiskLogLine> evaluationLog;
    RiskMetadata metadata;
    bool operator==(const RiskEvaluation&) const = default;
};
BOOST_DESCRIBE_STRUCT(RiskEvaluation, (), (subject, score, riskLevel, factors, actions, firedRules, evaluationLog, metadata))

/// Problem `policy_rules_misconfigured`: rules that check() would not let pass, so nothing is sent under them (F05.R2.A7).
[[nodiscard]] Result<RiskEvaluation> evaluateRisk(const RiskRules& rules, std::string_view subject, const RiskInputs& inputs);
/// What a score asks for. No score, or one outside 0 to 100: `unmatched`. The same for a dry run.
[[nodiscard]] RiskActions actionsFor(const RiskRules& rules, std::optional<double> score, const RiskInputs& inputs);

/// May these rules be used? Problem `invalid_fields`: `overlap`, `gap` (each names the scores), `missing`, `out_of_range`, `unknown_value`.
[[nodiscard]] Status check(const RiskRules& rules);

/// Somebody says that an item is done, for exactly this content.
struct Attestation {
    std::string checklist, item, person;
    Digest contentHash;
    Instant at;
    bool operator==(const Attestation&) const = default;
};
BOOST_DESCRIBE_STRUCT(Attestation, (), (checklist, item, person, contentHash, at))

struct ActionState {
    RiskAction action;
    bool complete = false;
    std::vector<std::string> missing;             ///< items of a checklist, the role that has to approve
    bool operator==(const ActionState&) const = default;
};
BOOST_DESCRIBE_STRUCT(ActionState, (), (action, complete, missing))

/// `approvedBy`: roles of those who approved this content. Sending is possible when all are complete; block never is.
[[nodiscard]] std::vector<ActionState> statesOf(const RiskRules& rules, const std::vector<RiskAction>& actions, const Digest& contentHash,
                                                const std::vector<Attestation>& attested, const std::vector<std::string>& approvedBy);
[[nodiscard]] bool allComplete(const std::vector<ActionState>& states);

}  // namespace ok::approvals
