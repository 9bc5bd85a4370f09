// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "shared/ledger/compliance_report.h"

#include "shared/base/csv_writer.h"
#include "shared/ledger/audit_event.h"

namespace ok::ledger {
namespace {

/// The first of these members that holds text.
std::string textOf(JsonView root, std::initializer_list<std::string_view> names) {
    for (const std::string_view name : names) {
        if (const auto text = root[name].text(); text && !text->empty()) return std::string(*text);
    }
    return {};
}

RawJson scopesOf(JsonView root, std::string_view name) {
    const JsonView found = root[name];
    return RawJson{found.exists() ? found.canonical() : "null"};
}

/// What a type of entry says about a decision where its payload names none.
std::string decisionOf(const EntryHeader& header, JsonView root) {
    const std::string said = textOf(root, {"decision"});
    if (!said.empty()) return said;
    if (header.type == "access.refused" || header.type == "command.refused") return "deny";
    if (header.type == "approval.decided") return textOf(root, {"state"});
    return header.decisionId.empty() ? std::string() : "allow";
}

}  // namespace

ReportedAction reportedAction(const EntryHeader& header, std::string_view payload, const Digest& hash) {
    const auto doc = parseJson(payload.empty() ? std::string_view("{}") : payload);
    const JsonView root = doc.ok() ? doc->root() : JsonView();
    ReportedAction out;
    out.timestampUtc = timestampOf(header.ledgerTime);
    out.actorId = header.actor.id;
    out.actorType = enumName(header.actor.type);
    out.actionType = header.type;
    out.incidentId = textOf(root, {"incident_id", "incident"});
    if (out.incidentId.empty()) out.incidentId = textOf(root["circumstances"], {"incident_id"});
    out.decision = decisionOf(header, root);
    out.decisionRationale = textOf(root, {"decision_rationale", "rationale", "rule", "code", "reason"});
    if (out.decisionRationale.empty()) out.decisionRationale = header.justification;
    out.requestedScopes = scopesOf(root, "requested_scopes");
    if (header.type == "approval.requested") out.requestedScopes = scopesOf(root["approval"], "requested");
    out.authorizedScopes = scopesOf(root, "authorized_scopes");
    const JsonView limits = root["soft_limits"];
    const bool passed = limits.exists() && limits.canonical() != "[]" && header.type == "access.allowed";
    if (passed || header.type.find("override") != std::string::npos) out.overrideJustification = header.justification;
    out.entryId = header.entryId.str();
    out.entryHash = hash;
    out.href = "/v1/audit/events/" + out.entryId;
    return out;
}

ReportBody reportOf(const EvidenceManifest& manifest, std::vector<ReportedAction> actions) {
    ReportBody out;
    out.tenant = manifest.tenant;
    out.slug = manifest.slug;
    out.filter = manifest.filter;
    out.selectionRoot = manifest.selectionRoot;
    out.streams = manifest.streams;
    out.days = manifest.days;
    for (const ReportedAction& action : actions) {
        ++out.actionCount;
        ++out.byActionType[action.actionType];
        ++out.byActor[action.actorId];
        if (!action.decision.empty()) ++out.byDecision[action.decision];
    }
    out.actions = std::move(actions);
    return out;
}

std::string signedReport(const ReportBody& body, const SigningKey& key) {
    return signedReport(toJson(body), key);
}

std::string signedReport(std::string bytes, const SigningKey& key) {
    ReportSignature mark{toHex(key.publicKey()), toHex(key.sign(asBytes(bytes)))};
    return toJson(SignedReport{RawJson{std::move(bytes)}, std::move(mark)}) + "\n";
}

std::string reportCsv(const std::vector<ReportedAction>& actions) {
    std::string out = "timestamp_utc,actor_id,actor_type,action_type,incident_id,decision,decision_rationale,requested_scopes,authorized_scopes,"
                      "override_justification,entry_id,entry_hash,href\r\n";
    for (const ReportedAction& a : actions) {
        const std::string hash = a.entryHash.hex();
        appendCsvLine(out, {a.timestampUtc, a.actorId, a.actorType, a.actionType, a.incidentId, a.decision, a.decisionRationale, a.requestedScopes.text,
                              a.authorizedScopes.text, a.overrideJustification, a.entryId, hash, a.href});
    }
    return out;
}

Result<ReportBody> readReport(std::string_view text, const std::string& pinnedKey) {
    OK_ASSIGN(const SignedReport held, fromJson<SignedReport>(text));
    const ReportSignature& mark = held.reportSignature;
    const std::string line = "outagekit-signature/1 " + mark.publicKey + " " + mark.signature;
    OK_TRY(signerOf(held.report.text, line));
    if (!pinnedKey.empty() && mark.publicKey != pinnedKey) return problem("bad_signature", "signed with a key that is not the expected one");
    return fromJson<ReportBody>(held.report.text);
}

}  // namespace ok::ledger
