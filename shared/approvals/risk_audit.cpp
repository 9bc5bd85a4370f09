// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "shared/approvals/risk_audit.h"

#include <tuple>

#include "shared/base/csv_writer.h"

namespace ok::approvals {
namespace {

std::string dayOf(Instant at) { return toIso(at).substr(0, 10); }

std::string decisionOf(const RiskEvaluation& evaluation) {
    std::string out;
    for (const RiskAction& action : evaluation.actions) {
        const std::string name = enumName(action.kind);
        if (("+" + out + "+").find("+" + name + "+") == std::string::npos) out += (out.empty() ? "" : "+") + name;
    }
    return out.empty() ? "none" : out;
}

bool contains(const std::vector<std::string>& all, const std::string& one) { return one.empty() || std::find(all.begin(), all.end(), one) != all.end(); }

/// What the row itself says; the request is asked only for those that fit so far.
bool fits(const RiskAuditFilter& filter, const RiskAuditRow& row) {
    if (row.createdAt < filter.from || row.createdAt >= filter.to) return false;
    if (!filter.broadcastId.empty() && row.evaluation.subject != filter.broadcastId) return false;
    if (row.evaluation.score < filter.minScore || row.evaluation.score > filter.maxScore) return false;
    const bool decided = filter.policyDecision.empty() || ("+" + row.decision + "+").find("+" + filter.policyDecision + "+") != std::string::npos || row.decision == filter.policyDecision;
    return decided && contains(row.evaluation.firedRules, filter.ruleName) && contains(row.channels, filter.channel);
}

std::vector<RiskAuditRow> rowsOf(Views& views, const RiskAuditFilter& filter) {
    std::vector<RiskAuditRow> out;
    const auto take = [&](std::vector<RiskAuditRow> some) {
        for (RiskAuditRow& row : some) {
            if (fits(filter, row)) out.push_back(std::move(row));
        }
    };
    if (!filter.broadcastId.empty()) {
        take(views.byKey<RiskAuditRow>("broadcast", filter.broadcastId));
        return out;
    }
    for (Instant day = filter.from; dayOf(day) <= dayOf(filter.to); day += hours(24)) take(views.byKey<RiskAuditRow>("day", dayOf(day)));
    return out;
}

void addRequest(Views& views, RiskAuditEntry& out) {
    if (out.policyDecision == "block" && out.enforced) {
        out.state = "blocked";
        return;
    }
    if (const auto request = views.find<Approval>(out.approvalId)) {
        out.state = request->version == out.version ? enumName(request->state) : std::string("superseded");
        for (const ApprovalStep& step : request->steps) {
            const bool decides = step.kind == StepKind::approved || step.kind == StepKind::rejected || step.kind == StepKind::override_confirmed;
            if (!decides || step.version != out.version) continue;
            out.approvals.push_back({step.actor.id, enumName(step.kind), step.at});
            if (!step.actor.id.empty() && !contains(out.approverUserIds, step.actor.id)) out.approverUserIds.push_back(step.actor.id);
        }
    }
    const auto file = views.find<RequestFile>(out.approvalId);
    if (file && file->request.version == out.version) out.checklistResponses = file->attested;
}

}  // namespace

ViewKeys RiskAuditRow::viewKeys() const { return {{"day", dayOf(createdAt)}, {"broadcast", evaluation.subject}}; }

RiskAuditEntry auditEntryOf(Views& views, const RiskAuditRow& row) {
    RiskAuditEntry out;
    const RiskEvaluation& e = row.evaluation;
    out.id = row.viewId();
    out.broadcastId = e.subject;
    out.approvalId = row.approval.str();
    out.version = row.version;
    out.createdAt = row.createdAt;
    out.inputs = row.inputs;
    out.factors = e.factors;
    for (const RiskFactor& factor : e.factors) {
        out.normalizedValues[factor.name] = factor.normalizedValue;
        out.factorWeights[factor.name] = factor.weight;
    }
    out.finalRiskScore = e.score;
    out.riskLevel = e.riskLevel;
    out.firedRules = e.firedRules;
    out.evaluationLog = e.evaluationLog;
    out.policyDecision = row.decision;
    out.actions = e.actions;
    out.enforced = row.holds;
    out.engine = e.metadata;
    out.snapshotId = row.snapshotId;
    out.contentHash = row.contentHash;
    out.sequence = row.sequence;
    addRequest(views, out);
    return out;
}

std::vector<RiskAuditEntry> riskAudit(Views& views, const RiskAuditFilter& filter) {
    std::vector<RiskAuditEntry> out;
    for (const RiskAuditRow& row : rowsOf(views, filter)) {
        RiskAuditEntry entry = auditEntryOf(views, row);
        if (filter.approverUserId.empty() || contains(entry.approverUserIds, filter.approverUserId)) out.push_back(std::move(entry));
    }
    const auto key = [&filter](const RiskAuditEntry& each) { return std::make_tuple(filter.byScore ? each.finalRiskScore : 0, each.createdAt, std::cref(each.id)); };
    std::sort(out.begin(), out.end(), [&](const RiskAuditEntry& a, const RiskAuditEntry& b) { return filter.ascending ? key(a) < key(b) : key(b) < key(a); });
    return out;
}

std::string riskAuditCsv(const std::vector<RiskAuditEntry>& entries) {
    static const char* const factors[] = {"audience_size", "eta_change", "channel_mix", "model_confidence"};
    std::vector<std::string> header{"broadcast_id", "approval_id", "version", "created_at", "inputs"};
    for (const char* name : factors) header.push_back(std::string("normalized_") + name), header.push_back(std::string("weight_") + name);
    header.insert(header.end(), {"final_risk_score", "risk_level", "fired_rules", "policy_decision", "state", "approvals", "checklist_responses", "engine_version", "config_version",
                                 "content_hash", "sequence"});
    std::string out;
    appendCsvLine(out, header);
    for (const RiskAuditEntry& each : entries) {
        std::vector<std::string> line{each.broadcastId, each.approvalId, std::to_string(each.version), toIso(each.createdAt), toJson(each.inputs)};
        for (const char* name : factors) {
            const auto value = each.normalizedValues.find(name), weight = each.factorWeights.find(name);
            line.push_back(value == each.normalizedValues.end() ? "" : formatNumber(value->second));
            line.push_back(weight == each.factorWeights.end() ? "" : formatNumber(weight->second));
        }
        line.insert(line.end(), {std::to_string(each.finalRiskScore), each.riskLevel, toJson(each.firedRules), each.policyDecision, each.state, toJson(each.approvals),
                                 toJson(each.checklistResponses), each.engine.modelId + "/" + each.engine.modelVersion, std::to_string(each.engine.configVersion),
                                 each.contentHash.hex(), std::to_string(each.sequence)});
        appendCsvLine(out, line);
    }
    return out;
}

void addRiskAuditProjections(Projections& projections) {
    projections.on<SnapshotTaken>([](const EntryHeader& header, const SnapshotTaken& e, Views& views) {
        if (!e.risk) return;
        RiskAuditRow row{e.request.id, e.request.version, header.ledgerTime, *e.risk, inputsOf(*e.risk), {}, decisionOf(*e.risk), e.riskHolds, e.snapshot.header.id, e.snapshot.header.contentHash,
                         header.sequence};
        row.channels = row.inputs.channelMix.value_or(std::vector<std::string>{});
        views.save(std::move(row));
    });
    projections.on<RiskBlocked>([](const EntryHeader& header, const RiskBlocked& e, Views& views) {
        if (!e.risk) return;
        RiskAuditRow row{e.approval, e.version, header.ledgerTime, *e.risk, inputsOf(*e.risk), {}, decisionOf(*e.risk), true, {}, e.contentHash, header.sequence};
        row.channels = row.inputs.channelMix.value_or(std::vector<std::string>{});
        views.save(std::move(row));
    });
}

}  // namespace ok::approvals
