// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Risk over HTTP (F05.R1, R2, R6). Scoring and trying ask for `approvals.score`; looking at the rules and their past for `policies.read`.
//     POST /v1/risk-score              {broadcast_id, inputs, persist} or {approval_id}; the same without /v1
//     GET  /v1/risk-score/{broadcast}  the score that is kept with it; GET /v1/risk-score/schema: how answers look
//     POST /v1/policy/dry-run          {riskScore, audienceSize, etaChangeMagnitude, channelMix, modelConfidence}: what a score asks for
//     GET  /v1/risk-rules              those that hold, and the version that is coming into force
//     POST /v1/risk-rules/simulate     ?format=json|csv {version, baseline, from, to, level, action, limit, page_token}: the past judged again
//     POST /v1/risk-rules/rollout      {version, plan, reason}; POST /v1/risk-rules/rollout/back {reason}
// With `ledger.read`, how each broadcast was judged (F05.R5):
//     GET  /v1/risk-audit              ?from=&to=&broadcast_id=&min_score=&max_score=&policy_decision=&rule_name=&approver_user_id=&channel=
//                                      &sort=created_at|final_risk_score&order=desc|asc&limit=&page_token=&format=json|csv; /export: a list alone
//                                      `next_page_token` (header X-Next-Page-Token) is a place, not a number: pages neither skip nor repeat
//     GET  /v1/risk-audit/verify?broadcast_id=   its judgements as a chain: each fits its hash, its neighbour, the signed head; the first that does not
//     GET  /v1/risk-audit/{approval}/{version}   one, and whether its entry in the log says the same; with ?scope=pii:read&reason= (action
//                                      `privacy.read_tokens`) names and notes, which is written down. Changing answers 405 and is written down
#pragma once
#include "server/policy/policy_routes.h"
#include "shared/approvals/risk_audit.h"

namespace ok::approvals {

/// How long a judgement's entry is kept; asked of whoever knows the periods and the holds.
struct RiskKeeping {
    bool legalHold = false;
    Instant until;
};
using RiskKeepingOf = std::function<RiskKeeping(const EntryHeader&)>;

struct RiskRouteParts {
    std::shared_ptr<const policy::PolicyDesk> desk;
    WorkThread& reader;              ///< of short questions: a score does not wait for a simulation
    std::function<Instant()> clock;
    std::function<RiskKeepingOf(Store&, TenantId)> keeping = {};   ///< may be empty
};
void addRiskRoutes(net::Router& router, RiskRouteParts parts);
/// Rules in force, simulation, rollout: calibration_routes.cpp.
void addCalibrationRoutes(net::Router& router, const RiskRouteParts& parts);

/// risk_audit_routes.cpp.
void addRiskAuditRoutes(net::Router& router, const RiskRouteParts& parts);

/// What was sent in a period, for the simulation every kind of policy document has.
[[nodiscard]] std::vector<policy::SimulationCase> riskHistory(Store& store, TenantId tenant, Instant from, Instant to);

}  // namespace ok::approvals
