// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Which risk rules judge a send: those of the live policy document, and for a share of sends those of a version that comes into force step
// by step (calibration.h). The share is decided by the subject alone, so that one send is judged by one version however often it is asked.
#pragma once
#include "shared/approvals/calibration.h"
#include "shared/approvals/risk_kind.h"
#include "shared/views/projections.h"

namespace ok::approvals {

/// The rollout of this utility, at most one.
struct RolloutView {
    static constexpr std::string_view viewKind = "risk_rollout";
    Rollout rollout;
    RolloutFigures last;                  ///< of the last interval
    std::string startedBy, endedBy;       ///< ids; the server itself where the figures ended it
    Instant startedAt, endedAt;
    std::string reason;                   ///< why it went back
    [[nodiscard]] std::string viewId() const { return "live"; }
};
BOOST_DESCRIBE_STRUCT(RolloutView, (), (rollout, last, startedBy, endedBy, startedAt, endedAt, reason))

struct RolloutStarted {
    static constexpr std::string_view eventType = "risk.rollout_started";
    Rollout rollout;
    std::string by;
};
BOOST_DESCRIBE_STRUCT(RolloutStarted, (), (rollout, by))

/// One interval went by: `rollout` is its state afterwards, which may be the next stage, its end or the way back (F05.R6.A5).
struct RolloutMeasured {
    static constexpr std::string_view eventType = "risk.rollout_measured";
    Rollout rollout;
    RolloutFigures figures;
};
BOOST_DESCRIBE_STRUCT(RolloutMeasured, (), (rollout, figures))

struct RolloutRolledBack {
    static constexpr std::string_view eventType = "risk.rollout_rolled_back";
    Rollout rollout;
    RolloutFigures figures;               ///< what was known when it went back
    std::string by, reason;
};
BOOST_DESCRIBE_STRUCT(RolloutRolledBack, (), (rollout, figures, by, reason))

struct RulesInForce {
    RiskRules rules;                      ///< the standard rules where none were published
    bool published = false;               ///< only then the actions have to be complete before something leaves
};
/// For one send; without a subject those of the live document. Rules that cannot be read are rules that cannot be used:
/// evaluateRisk() answers `policy_rules_misconfigured` for them.
[[nodiscard]] RulesInForce riskRulesInForce(Views& views, std::string_view subject = {});
/// Those of one version, live or not; 0: the standard ones. Problem `policy_version_not_found`.
[[nodiscard]] Result<RiskRules> riskRulesOfVersion(Views& views, int version);
/// Short for the rules of the live document.
[[nodiscard]] inline RiskRules riskRulesNow(Views& views) { return riskRulesInForce(views).rules; }

/// Whose checklists and plans an evaluation names: those of the version that made it, whatever is live by now.
[[nodiscard]] RiskRules riskRulesThatJudged(Views& views, const RiskEvaluation& evaluation);

/// Called by addProjections() of the approvals.
void addRiskProjections(Projections& projections);

}  // namespace ok::approvals
