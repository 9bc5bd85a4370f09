// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "shared/approvals/risk_rules_view.h"

#include "shared/approvals/risk_audit.h"
#include "shared/policy/policy_events.h"
#include "shared/views/change.h"

namespace ok::approvals {
namespace {

/// Whatever is read of such rules, nothing is sent under them.
RiskRules unusable(int version) {
    RiskRules out;
    out.version = version;
    out.bands.clear();
    out.unmatched.reset();
    return out;
}

void end(Views& views, Rollout rollout, const std::string& by, Instant at, const std::string& reason) {
    changeDocument<RolloutView>(views, "live", [&](RolloutView& next) {
        next.rollout = std::move(rollout);
        next.endedBy = by;
        next.endedAt = at;
        next.reason = reason;
    });
}

/// A version that is thrown away judges nothing any more; whatever goes live counts for everybody.
void endedByPolicy(Views& views, int version, const std::string& by, Instant at, bool wentLive) {
    const auto running = views.find<RolloutView>("live");
    if (!running || running->rollout.state == RolloutState::rolled_back || (!wentLive && running->rollout.to != version)) return;
    if (!wentLive) return end(views, rolledBack(running->rollout, "taken_back"), by, at, "taken_back");
    if (running->rollout.to != version) return end(views, rolledBack(running->rollout, "replaced"), by, at, "replaced");
    Rollout whole = running->rollout;
    whole.state = RolloutState::complete;
    end(views, std::move(whole), by, at, {});
}

void published(const EntryHeader& header, const policy::PolicyPublished& e, Views& views) {
    if (e.kind != riskKind) return;
    const auto body = views.find<policy::PolicyBody>(policy::PolicyVersion::idOf(e.kind, e.number));
    auto rules = body ? riskRulesOf(body->body.text, e.number) : Result<RiskRules>(problem("policy_version_not_found", ""));
    views.save(rules.ok() ? std::move(*rules) : unusable(e.number));
    endedByPolicy(views, e.number, e.publishedBy, header.ledgerTime, true);
}

}  // namespace

RulesInForce riskRulesInForce(Views& views, std::string_view subject) {
    const auto rollout = subject.empty() ? nullptr : views.find<RolloutView>("live");
    const auto live = views.find<RiskRules>("live");
    const bool shared = rollout && rollout->rollout.state != RolloutState::rolled_back;
    if (const int version = shared ? versionFor(rollout->rollout, subject) : 0; version > 0 && (!live || version != live->version)) {
        auto rules = riskRulesOfVersion(views, version);
        return {rules.ok() ? std::move(*rules) : unusable(version), true};
    }
    if (!live) return {standardRiskRules(), false};
    return {*live, true};
}

Result<RiskRules> riskRulesOfVersion(Views& views, int version) {
    if (version <= 0) return standardRiskRules();
    const auto body = views.find<policy::PolicyBody>(policy::PolicyVersion::idOf(std::string(riskKind), version));
    if (!body) return problem("policy_version_not_found", "there is no such version of the risk rules", {{"version", std::to_string(version)}});
    return riskRulesOf(body->body.text, version);
}

RiskRules riskRulesThatJudged(Views& views, const RiskEvaluation& evaluation) {
    auto rules = riskRulesOfVersion(views, evaluation.metadata.configVersion);
    return rules.ok() ? std::move(*rules) : riskRulesNow(views);
}

void addRiskProjections(Projections& projections) {
    addRiskRecordProjections(projections);
    addRiskAuditProjections(projections);
    projections.on<policy::PolicyPublished>(published);
    projections.on<policy::PolicyTakenBack>([](const EntryHeader& header, const policy::PolicyTakenBack& e, Views& views) {
        if (e.kind == riskKind) endedByPolicy(views, e.number, e.by, header.ledgerTime, false);
    });
    projections.on<RolloutStarted>([](const EntryHeader& header, const RolloutStarted& e, Views& views) {
        views.save(RolloutView{e.rollout, {}, e.by, {}, header.ledgerTime, {}, {}});
    });
    projections.on<RolloutMeasured>([](const EntryHeader&, const RolloutMeasured& e, Views& views) {
        changeDocument<RolloutView>(views, "live", [&](RolloutView& next) {
            next.rollout = e.rollout;
            next.last = e.figures;
        });
    });
    projections.on<RolloutRolledBack>([](const EntryHeader& header, const RolloutRolledBack& e, Views& views) { end(views, e.rollout, e.by, header.ledgerTime, e.reason); });
}

}  // namespace ok::approvals
