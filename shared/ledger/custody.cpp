// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "shared/ledger/custody.h"

#include <algorithm>
#include <charconv>

#include "shared/base/csv_writer.h"

namespace ok::ledger {
namespace {

std::string textOf(JsonView place) { return std::string(place.text().value_or("")); }
RawJson jsonOf(JsonView place) { return RawJson{place.exists() ? place.canonical() : std::string("null")}; }
RawJson textJson(const std::string& text) { return RawJson{toJson(text)}; }

/// `evidence.integrity_mismatch` → `EVIDENCE_INTEGRITY_MISMATCH`.
std::string shouted(std::string_view type) {
    std::string out(type);
    for (char& c : out) c = c == '.' ? '_' : c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c;
    return out;
}

JsonView lastOf(JsonView list) { return list.size() == 0 ? JsonView() : list.at(list.size() - 1); }

std::string rolesOf(JsonView step) {
    const JsonView roles = step["key"]["roles"];
    std::string out;
    for (std::size_t i = 0; i < roles.size(); ++i) out += (out.empty() ? "" : ", ") + textOf(roles.at(i));
    return out;
}

std::string cursorOf(const CustodyStep& step) { return toBase64Url(asBytes(std::to_string(step.number) + ":" + step.entryId)); }

}  // namespace

const std::vector<std::string>& custodyTypes() {
    static const std::vector<std::string> types{"snapshot.*", "approval.stepped", "approval.decided", "approval.snapshot_mismatch", "comms.broadcast_sent",
                                                "comms.broadcast_completed", "evidence.*"};
    return types;
}

CustodyStep& CustodyReader::add(const Entry& entry, std::string type) {
    CustodyStep& step = m_steps.emplace_back();
    step.number = static_cast<std::int64_t>(m_steps.size());
    step.eventType = std::move(type);
    step.at = toIso(entry.header.ledgerTime);
    step.incidentId = m_incident;
    step.actorId = entry.header.actor.id;
    step.entryType = entry.header.type;
    step.entryId = entry.header.entryId.str();
    step.entryHash = entry.hash.hex();
    step.prevHash = entry.header.prevHash.known() ? entry.header.prevHash.hex() : std::string();
    step.stream = entry.header.stream;
    step.sequence = entry.header.sequence;
    return step;
}

void CustodyReader::addSnapshot(const Entry& entry, JsonView payload) {
    const JsonView header = payload["snapshot"]["header"];
    const bool first = header["version"].integer().value_or(1) == 1;
    CustodyStep& step = add(entry, first ? "SNAPSHOT_CREATED" : "SNAPSHOT_RESNAPSHOT");
    step.approvalId = textOf(header["approval"]);
    step.snapshotId = textOf(header["id"]);
    step.snapshotHash = textOf(header["content_hash"]);
    auto& known = m_frozen[step.approvalId];
    if (const auto parent = known.find(textOf(header["parent"])); parent != known.end()) step.parentSnapshotId = parent->second.id;
    known[step.snapshotHash] = m_last[step.approvalId] = {step.snapshotId, step.snapshotHash};
    step.details["created_at"] = jsonOf(header["created_at"]);
    step.details["version"] = jsonOf(header["version"]);
    step.details["reason"] = jsonOf(header["reason"]);
    step.details["signer_user_id"] = jsonOf(header["requested_by"]);
    step.details["signer_key_fingerprint"] = jsonOf(payload["signer_key_fingerprint"]);
    if (first) return;
    step.details["parent_snapshot_id"] = textJson(step.parentSnapshotId);
    step.details["parent_snapshot_hash"] = jsonOf(header["parent"]);
    step.details["new_snapshot_id"] = textJson(step.snapshotId);
    step.details["new_snapshot_hash"] = textJson(step.snapshotHash);
}

void CustodyReader::addDecision(const Entry& entry, JsonView payload) {
    const bool stepped = entry.header.type == "approval.stepped";
    const JsonView one = stepped ? payload["step"] : lastOf(payload["record"]["steps"]);
    const std::string kind = textOf(one["kind"]), state = stepped ? std::string() : textOf(payload["state"]);
    if (stepped && kind != "approved") return;
    CustodyStep& step = add(entry, "APPROVAL_DECISION");
    step.approvalId = textOf(payload["approval"]);
    const std::string decision = stepped || state == "released" || state == "failed" ? "approved" : state;
    const std::string seen = textOf(one["seen"]);
    const auto& known = m_frozen[step.approvalId];
    const auto named = known.find(seen);
    const Frozen about = named != known.end() ? named->second : m_last[step.approvalId];
    step.snapshotId = about.id;
    step.snapshotHash = about.hash;
    step.details["decision"] = textJson(decision);
    step.details["decided_at"] = textJson(step.at);
    step.details["approver_user_id"] = textJson(stepped ? textOf(one["actor"]["id"]) : textOf(payload["by"]["id"]));
    step.details["approver_role"] = textJson(rolesOf(one));
    step.details["final"] = RawJson{stepped ? "false" : "true"};
    const std::string reason = stepped ? textOf(one["reason"]) : textOf(payload["reason"]);
    if (!reason.empty()) step.details["reason"] = textJson(reason);
}

void CustodyReader::addBroadcast(const Entry& entry, JsonView payload, bool completed) {
    const JsonView leg = completed ? lastOf(payload["legs"]) : payload["leg"];
    CustodyStep& step = add(entry, completed ? "BROADCAST_COMPLETED" : "BROADCAST_STARTED");
    step.approvalId = textOf(leg["approval"]);
    step.snapshotId = textOf(leg["snapshot_id"]);
    step.snapshotHash = textOf(leg["snapshot_hash"]);
    step.details["job_id"] = jsonOf(payload["broadcast"]);
    step.details["payload_hashes"] = jsonOf(payload["payloads"]);
    if (completed) {
        step.details["counts"] = jsonOf(payload["counts"]);
        step.details["duration_ms"] = jsonOf(payload["duration_ms"]);
        step.details["completed_at"] = textJson(step.at);
        return;
    }
    step.details["channels"] = jsonOf(payload["channels"]);
    step.details["planned_recipient_counts"] = jsonOf(payload["planned"]);
    step.details["withheld"] = jsonOf(payload["withheld"]);
    step.details["started_at"] = jsonOf(leg["started_at"]);
}

void CustodyReader::take(const Entry& entry) {
    const auto doc = parseJson(entry.payload.empty() ? std::string_view("{}") : entry.payload);
    if (!doc.ok()) return;
    const JsonView payload = doc->root();
    const std::string& type = entry.header.type;
    if (type == "snapshot.taken") return addSnapshot(entry, payload);
    if (type == "approval.decided" || type == "approval.stepped") return addDecision(entry, payload);
    if (type == "comms.broadcast_sent" || type == "comms.broadcast_completed") return addBroadcast(entry, payload, type == "comms.broadcast_completed");
    if (type == "snapshot.drift_detected" || type == "snapshot.drift_acknowledged") {
        const bool detected = type == "snapshot.drift_detected";
        CustodyStep& step = add(entry, detected ? "DRIFT_DETECTED" : "DRIFT_ACKNOWLEDGED");
        step.approvalId = textOf(payload["approval"]);
        const Frozen& last = m_last[step.approvalId];
        step.snapshotId = detected ? textOf(payload["snapshot_id"]) : last.id;
        step.snapshotHash = detected ? textOf(payload["snapshot_hash"]) : last.hash;
        const JsonView items = detected ? payload["items"] : payload["acknowledged"]["items"];
        std::vector<std::string> fields;
        for (std::size_t i = 0; i < items.size(); ++i) fields.push_back(textOf(items.at(i)["kind"]));
        std::sort(fields.begin(), fields.end());
        fields.erase(std::unique(fields.begin(), fields.end()), fields.end());
        step.details["changed_fields"] = RawJson{toJson(fields)};
        step.details[detected ? "detected_at" : "acknowledged_at"] = textJson(step.at);
        if (!detected) return;
        step.details["level"] = jsonOf(payload["level"]);
        step.details["previous_snapshot_id"] = textJson(step.snapshotId);
        step.details["previous_snapshot_hash"] = textJson(step.snapshotHash);
        return;
    }
    if (type == "approval.snapshot_mismatch") {
        CustodyStep& step = add(entry, "APPROVAL_SNAPSHOT_MISMATCH");
        step.approvalId = textOf(payload["approval"]);
        step.snapshotId = m_last[step.approvalId].id;
        step.snapshotHash = textOf(payload["latest"]);
        step.details["seen_snapshot_hash"] = jsonOf(payload["seen"]);
        step.details["latest_version"] = jsonOf(payload["latest_version"]);
        return;
    }
    if (!type.starts_with("evidence.")) return;
    CustodyStep& step = add(entry, shouted(type));
    step.snapshotId = textOf(payload["snapshot_id"]);
    for (std::size_t i = 0; i < payload.size(); ++i) step.details[std::string(payload.keyAt(i))] = jsonOf(payload.valueAt(i));
}

Result<CustodyChain> custodyPage(const std::string& incident, const std::vector<CustodyStep>& steps, std::int64_t damaged, std::string_view cursor, std::size_t pageSize) {
    std::size_t from = 0;
    if (!cursor.empty()) {
        const auto bytes = cursor.size() <= 200 ? fromBase64(cursor) : Result<Bytes>(problem("bad_cursor", "too long"));
        const std::string text = bytes.ok() ? std::string(asText(*bytes)) : std::string();
        const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), from);
        // It names the step it stands behind: one of another chain fits nothing.
        const bool fits = error == std::errc() && from >= 1 && from <= steps.size() && cursorOf(steps[from - 1]) == cursor;
        if (!fits) return problem("bad_cursor", "this cursor does not belong to this chain");
    }
    CustodyChain out{incident, static_cast<std::int64_t>(steps.size()), damaged, {}, {}};
    const std::size_t to = std::min(steps.size(), from + pageSize);
    out.items.assign(steps.begin() + static_cast<std::ptrdiff_t>(from), steps.begin() + static_cast<std::ptrdiff_t>(to));
    if (to < steps.size()) out.nextCursor = cursorOf(steps[to - 1]);
    return out;
}

std::string csvOf(const CustodyChain& chain) {
    std::string out;
    appendCsvLine(out, {"number", "event_type", "at", "incident_id", "approval_id", "snapshot_id", "snapshot_hash", "parent_snapshot_id", "actor_id", "entry_type", "entry_id",
                        "stream", "sequence", "entry_hash", "prev_hash", "details"});
    for (const CustodyStep& step : chain.items) {
        appendCsvLine(out, {std::to_string(step.number), step.eventType, step.at, step.incidentId, step.approvalId, step.snapshotId, step.snapshotHash, step.parentSnapshotId, step.actorId,
                            step.entryType, step.entryId, enumName(step.stream), std::to_string(step.sequence), step.entryHash, step.prevHash, toJson(step.details)});
    }
    return out;
}

}  // namespace ok::ledger
