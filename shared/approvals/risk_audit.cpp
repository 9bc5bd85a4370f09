// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "shared/approvals/risk_audit.h"

#include <algorithm>

#include "shared/base/csv_writer.h"
#include "shared/ledger/audit_event.h"

namespace ok::approvals {
namespace {

std::string decisionOf(const RiskEvaluation& evaluation) {
    std::string out;
    for (const RiskAction& action : evaluation.actions) {
        const std::string name = enumName(action.kind);
        if (("+" + out + "+").find("+" + name + "+") == std::string::npos) out += (out.empty() ? "" : "+") + name;
    }
    return out.empty() ? "none" : out;
}

bool contains(const std::vector<std::string>& all, const std::string& one) { return one.empty() || std::find(all.begin(), all.end(), one) != all.end(); }

void addRequest(Views& views, RiskAuditEntry& out) {
    if (out.policyDecision == "block" && out.enforced) {
        out.state = "blocked";
        return;
    }
    if (const auto request = views.find<Approval>(out.approvalId)) {
        out.state = request->version == out.version ? enumName(request->state) : std::string("superseded");
        for (const ApprovalStep& step : request->steps) {
            if (!decidesJudgement(step, out.version)) continue;
            out.approvals.push_back({step.actor.id, enumName(step.kind), ledger::timestampOf(step.at), std::string(step.reason.empty() ? std::string_view() : riskMask)});
            if (step.name.known()) out.people[step.actor.id] = riskMask;
            if (!step.actor.id.empty() && !contains(out.approverUserIds, step.actor.id)) out.approverUserIds.push_back(step.actor.id);
        }
    }
    const auto file = views.find<RequestFile>(out.approvalId);
    if (!file || file->request.version != out.version) return;
    for (const Attestation& each : file->attested) out.checklistResponses.push_back({each.checklist, each.item, each.person, ledger::timestampOf(each.at)});
}

void keep(Views& views, RiskAuditRow row) {
    row.channels = row.inputs.channelMix.value_or(std::vector<std::string>{});
    if (const auto blocked = views.find<RiskAuditRow>(row.viewId())) removeFromIndex(views, *blocked);   // tried again: the same version was blocked before
    addToIndex(views, row);
    views.save(std::move(row));
}

}  // namespace

ViewKeys RiskAuditRow::viewKeys() const { return {{"broadcast", evaluation.subject}, {"sequence", std::to_string(sequence)}}; }

RiskAuditEntry auditEntryOf(Views& views, const RiskAuditRow& row) {
    RiskAuditEntry out;
    const RiskEvaluation& e = row.evaluation;
    out.id = row.viewId();
    out.broadcastId = e.subject;
    out.approvalId = row.approval.str();
    out.version = row.version;
    out.createdAt = ledger::timestampOf(row.createdAt);
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
    out.engineVersion = e.metadata.modelId + "/" + e.metadata.modelVersion;
    out.snapshotId = row.snapshotId;
    out.contentHash = row.contentHash;
    out.sequence = row.sequence;
    addRequest(views, out);
    return out;
}

std::vector<RiskAuditEntry> riskAudit(Views& views, const RiskAuditFilter& filter, std::size_t limit) {
    std::vector<RiskAuditEntry> out;
    const auto page = findRisks(views, filter, {}, limit);
    if (!page.ok()) return out;
    for (const RiskHit& hit : page->hits) {
        if (const auto row = views.find<RiskAuditRow>(hit.id())) out.push_back(auditEntryOf(views, *row));
    }
    return out;
}

void forgetJudgement(Views& views, std::int64_t sequence) {
    for (const RiskAuditRow& row : views.byKey<RiskAuditRow>("sequence", std::to_string(sequence))) {
        removeFromIndex(views, row);
        views.erase<RiskAuditRow>(row.viewId());
    }
}

std::string riskAuditCsv(const std::vector<RiskAuditEntry>& entries) {
    static const char* const factors[] = {"audience_size", "eta_change", "channel_mix", "model_confidence"};
    std::vector<std::string> header{"broadcast_id", "approval_id", "version", "created_at", "inputs"};
    for (const char* name : factors) header.push_back(std::string("normalized_") + name), header.push_back(std::string("weight_") + name);
    header.insert(header.end(), {"final_risk_score", "risk_level", "fired_rules", "policy_decision", "state", "approvals", "checklist_responses", "engine_version", "config_version",
                                 "content_hash", "sequence", "integrity_hashes"});
    std::string out;
    appendCsvLine(out, header);
    for (const RiskAuditEntry& each : entries) {
        std::vector<std::string> line{each.broadcastId, each.approvalId, std::to_string(each.version), each.createdAt, toJson(each.inputs)};
        for (const char* name : factors) {
            const auto value = each.normalizedValues.find(name), weight = each.factorWeights.find(name);
            line.push_back(value == each.normalizedValues.end() ? "" : formatNumber(value->second));
            line.push_back(weight == each.factorWeights.end() ? "" : formatNumber(weight->second));
        }
        line.insert(line.end(), {std::to_string(each.finalRiskScore), each.riskLevel, toJson(each.firedRules), each.policyDecision, each.state, toJson(each.approvals),
                                 toJson(each.checklistResponses), each.engineVersion, std::to_string(each.engine.configVersion),
                                 each.contentHash.hex(), std::to_string(each.sequence), toJson(each.integrityHashes)});
        appendCsvLine(out, line);
    }
    return out;
}

void addRiskAuditProjections(Projections& projections) {
    addRiskIndexProjections(projections);
    projections.on<SnapshotTaken>([](const EntryHeader& header, const SnapshotTaken& e, Views& views) {
        if (!e.risk) return;
        RiskAuditRow row{e.request.id, e.request.version, header.ledgerTime, *e.risk, inputsOf(*e.risk), {}, decisionOf(*e.risk), e.riskHolds, e.snapshot.header.id, e.snapshot.header.contentHash,
                         header.sequence};
        keep(views, std::move(row));
    });
    projections.on<RiskBlocked>([](const EntryHeader& header, const RiskBlocked& e, Views& views) {
        if (!e.risk) return;
        RiskAuditRow row{e.approval, e.version, header.ledgerTime, *e.risk, inputsOf(*e.risk), {}, decisionOf(*e.risk), true, {}, e.contentHash, header.sequence};
        keep(views, std::move(row));
    });
}

}  // namespace ok::approvals
