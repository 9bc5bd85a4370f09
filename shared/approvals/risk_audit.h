// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Every judgement of the risk gate as auditors look for it (F05.R5): view `risk_audit`, one document for each frozen version that was scored,
// found by day and by broadcast. What happened to its request is read from the request's own documents; the entry it was told in proves it.
#pragma once
#include "shared/approvals/request_file.h"
#include "shared/approvals/release.h"
#include "shared/approvals/risk_record.h"

namespace ok::approvals {

struct RiskAuditRow {
    static constexpr std::string_view viewKind = "risk_audit";
    ApprovalId approval;
    int version = 1;                      ///< of what was frozen
    Instant createdAt;
    RiskEvaluation evaluation;
    RiskInputs inputs;
    std::vector<std::string> channels;
    std::string decision;                 ///< `none`, or what was asked for: `senior_approver+checklist+stagger+throttle`
    bool holds = false;                   ///< the rules were published: what they ask for had to be done
    std::string snapshotId;
    Digest contentHash;
    std::int64_t sequence = 0;            ///< of its entry in the stream ops
    [[nodiscard]] std::string viewId() const { return idOf(approval.str(), version); }
    [[nodiscard]] ViewKeys viewKeys() const;
    [[nodiscard]] static std::string idOf(const std::string& approval, int version) { return approval + "/" + std::to_string(version); }
};
BOOST_DESCRIBE_STRUCT(RiskAuditRow, (), (approval, version, createdAt, evaluation, inputs, channels, decision, holds, snapshotId, contentHash, sequence))

/// What the rules let nobody send, or cannot judge: nothing was frozen, and this is all that is left of the attempt (F05.R2.A5, F05.R2.A7).
struct RiskBlocked {
    static constexpr std::string_view eventType = "risk.blocked";
    ApprovalId approval;                  ///< of the request that would have been, or whose next version it would have been
    int version = 1;
    std::string command, code;            ///< `risk_blocked`, `policy_rules_misconfigured`
    std::optional<RiskEvaluation> risk;
    int rulesVersion = 0;
    Digest contentHash;
};
BOOST_DESCRIBE_STRUCT(RiskBlocked, (), (approval, version, command, code, risk, rulesVersion, contentHash))

struct RiskOutcomeStep {
    std::string person, outcome;          ///< who, `approved`, `rejected`
    Instant at;
    bool operator==(const RiskOutcomeStep&) const = default;
};
BOOST_DESCRIBE_STRUCT(RiskOutcomeStep, (), (person, outcome, at))

/// A row with all that belongs to it, in the names of the specification.
struct RiskAuditEntry {
    std::string id, broadcastId, approvalId;
    int version = 1;
    Instant createdAt;
    RiskInputs inputs;
    std::vector<RiskFactor> factors;      ///< raw, normalized, weight, contribution and its share
    std::map<std::string, double> normalizedValues, factorWeights;
    int finalRiskScore = 0;
    std::string riskLevel;
    std::vector<std::string> firedRules;
    std::vector<RiskLogLine> evaluationLog;
    std::string policyDecision;
    std::vector<RiskAction> actions;
    bool enforced = false;
    std::string state;                    ///< of its request
    std::vector<std::string> approverUserIds;
    std::vector<RiskOutcomeStep> approvals;
    std::vector<Attestation> checklistResponses;
    RiskMetadata engine;
    std::string snapshotId;
    Digest contentHash;
    std::int64_t sequence = 0;
};
BOOST_DESCRIBE_STRUCT(RiskAuditEntry, (), (id, broadcastId, approvalId, version, createdAt, inputs, factors, normalizedValues, factorWeights, finalRiskScore, riskLevel, firedRules,
                                           evaluationLog, policyDecision, actions, enforced, state, approverUserIds, approvals, checklistResponses, engine, snapshotId, contentHash,
                                           sequence))
static_assert(!holdsPersonalData<RiskAuditEntry>(), "auditors see ids; whose they are is told by who may");

[[nodiscard]] RiskAuditEntry auditEntryOf(Views& views, const RiskAuditRow& row);

struct RiskAuditFilter {
    Instant from, to;                     ///< [from, to)
    std::string broadcastId, policyDecision, ruleName, approverUserId, channel;
    int minScore = 0, maxScore = 100;
    bool byScore = false, ascending = false;
};
/// Those that fit, in order: by time or by score, ties by time and id, so that pages are stable.
[[nodiscard]] std::vector<RiskAuditEntry> riskAudit(Views& views, const RiskAuditFilter& filter);

/// One line a record; lists inside a cell are JSON.
[[nodiscard]] std::string riskAuditCsv(const std::vector<RiskAuditEntry>& entries);

/// Called by addRiskProjections().
void addRiskAuditProjections(Projections& projections);

}  // namespace ok::approvals
