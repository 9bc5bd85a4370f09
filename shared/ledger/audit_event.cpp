// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "shared/ledger/audit_event.h"

#include "shared/base/csv_writer.h"
#include "shared/ledger/severity.h"

namespace ok::ledger {
namespace {

std::string joined(const std::vector<std::string>& parts) {
    std::string out;
    for (const std::string& part : parts) {
        if (!out.empty()) out += ' ';
        out += part;
    }
    return out;
}

std::vector<std::string> flagsOf(const EntryHeader& header, const RecordEvidence* evidence) {
    auto out = timeFlags(header);
    if (evidence != nullptr && evidence->clockDrift) out.emplace_back("clock_drift_critical");
    return out;
}

}  // namespace

std::string timestampOf(Instant ledgerTime) {
    std::string text = toIso(ledgerTime);
    return text.replace(text.size() - 4, 4, "Z");
}

std::vector<std::string> timeFlags(const EntryHeader& header) {
    std::vector<std::string> out;
    if (header.drill || !header.eventTime.known()) return out;
    const Duration late = header.ledgerTime - header.eventTime;
    if (late > milliseconds(100)) out.emplace_back("time_delta_exceeds_threshold");
    if (late > seconds(5) || late < Duration::zero()) out.emplace_back("client_clock_suspect");
    return out;
}

std::string eventJson(const EntryHeader& header, std::string_view payload, const Digest& hash, bool redacted,
                      const std::vector<std::string>& flags, const RecordEvidence* evidence) {
    auto allFlags = flagsOf(header, evidence);
    allFlags.insert(allFlags.end(), flags.begin(), flags.end());
    JsonWriter out;
    const auto text = [&out](std::string_view key, std::string_view value) {
        out.plainKey(key);
        out.text(value);
    };
    const auto plain = [&out](std::string_view key, const std::string& value) {
        out.plainKey(key);
        out.plainText(value);
    };
    out.beginObject();
    text("actor_id", header.actor.id);
    plain("actor_type", enumName(header.actor.type));
    text("causation_id", header.causationId);
    if (evidence != nullptr) {
        plain("checkpoint", evidence->checkpoint);
        plain("checkpoint_key_id", evidence->keyId);
        out.plainKey("clock_drift_critical");
        out.boolean(evidence->clockDrift);
        plain("clock_metrics", evidence->clock);
    }
    text("correlation_id", header.correlationId);
    text("decision_id", header.decisionId);
    out.plainKey("drill");
    out.boolean(header.drill);
    plain("entry_id", header.entryId.str());
    plain("event_time", toIso(header.eventTime));
    text("event_type", header.type);
    if (!allFlags.empty()) {
        out.plainKey("flags");
        JsonCodec<std::vector<std::string>>::write(out, allFlags);
    }
    plain("hash", hash.hex());
    text("justification", header.justification);
    plain("ledger_time", toIso(header.ledgerTime));
    out.plainKey("payload");
    if (payload.empty()) out.null();
    else out.raw(payload);
    out.plainKey("payload_erased");
    out.boolean(payload.empty());
    plain("payload_hash", header.payloadHash.hex());
    if (header.prevHash.known()) plain("prev_hash", header.prevHash.hex());
    out.plainKey("redacted");
    out.boolean(redacted);
    out.plainKey("sequence");
    out.integer(header.sequence);
    plain("severity", enumName(severityOf(header.type)));
    text("source_service", header.source);
    plain("stream", enumName(header.stream));
    out.plainKey("subjects");
    JsonCodec<std::vector<std::string>>::write(out, header.subjects);
    plain("tenant_id", header.tenant.str());
    plain("timestamp", timestampOf(header.ledgerTime));
    if (evidence != nullptr && !evidence->tsaReference.empty()) {
        plain("tsa_reference", evidence->tsaReference);
        plain("tsa_status", evidence->tsaStatus);
        if (evidence->tsaTime) plain("tsa_time", toIso(*evidence->tsaTime));
    }
    out.endObject();
    return out.take();
}

std::string_view csvHeader() {
    return "timestamp,ledger_time,event_time,entry_id,stream,sequence,event_type,severity,actor_type,actor_id,source_service,"
           "correlation_id,causation_id,decision_id,subjects,justification,drill,payload,payload_hash,prev_hash,"
           "flags,checkpoint,checkpoint_key_id,clock_metrics,clock_drift_critical,tsa_reference,tsa_status,tsa_time,hash\r\n";
}

void appendCsvRow(std::string& out, const EntryHeader& header, std::string_view payload, const Digest& hash,
                  const RecordEvidence& evidence) {
    const auto next = [&out](std::string_view text) {
        appendCsvField(out, text);
        out += ',';
    };
    next(timestampOf(header.ledgerTime));
    next(toIso(header.ledgerTime));
    next(toIso(header.eventTime));
    next(header.entryId.str());
    next(enumName(header.stream));
    next(std::to_string(header.sequence));
    next(header.type);
    next(enumName(severityOf(header.type)));
    next(enumName(header.actor.type));
    next(header.actor.id);
    next(header.source);
    next(header.correlationId);
    next(header.causationId);
    next(header.decisionId);
    next(joined(header.subjects));
    next(header.justification);
    next(header.drill ? "true" : "false");
    next(payload);
    next(header.payloadHash.hex());
    next(header.prevHash.known() ? header.prevHash.hex() : std::string());
    next(joined(flagsOf(header, &evidence)));
    next(evidence.checkpoint);
    next(evidence.keyId);
    next(evidence.clock);
    next(evidence.clockDrift ? "true" : "false");
    next(evidence.tsaReference);
    next(evidence.tsaStatus);
    next(evidence.tsaTime ? toIso(*evidence.tsaTime) : std::string());
    out += hash.hex();
    out += "\r\n";
}

std::string_view eventSchema() {
    return R"({"$schema":"https://json-schema.org/draft/2020-12/schema","properties":{"actor_id":{"type":"string"},)"
           R"("actor_type":{"enum":["human","service","system"]},"causation_id":{"type":"string"},"checkpoint":{"type":"string"},)"
           R"("checkpoint_key_id":{"type":"string"},"clock_drift_critical":{"type":"boolean"},"clock_metrics":{"type":"string"},"correlation_id":{"type":"string"},)"
           R"("decision_id":{"type":"string"},"drill":{"type":"boolean"},"entry_id":{"format":"uuid","type":"string"},)"
           R"("event_time":{"format":"date-time","type":"string"},"event_type":{"type":"string"},"flags":{"items":{"type":"string"},"type":"array"},"hash":{"pattern":"^[0-9a-f]{64}$","type":"string"},)"
           R"("justification":{"type":"string"},"ledger_time":{"format":"date-time","type":"string"},"payload":{},"payload_erased":{"type":"boolean"},)"
           R"("payload_hash":{"pattern":"^[0-9a-f]{64}$","type":"string"},"prev_hash":{"pattern":"^[0-9a-f]{64}$","type":"string"},)"
           R"("redacted":{"type":"boolean"},"sequence":{"minimum":1,"type":"integer"},"severity":{"enum":["info","notice","warning","error","critical"]},)"
           R"("source_service":{"type":"string"},"stream":{"enum":["ops","decisions","security","executions"]},"subjects":{"items":{"type":"string"},"type":"array"},)"
           R"("tenant_id":{"format":"uuid","type":"string"},"timestamp":{"format":"date-time","type":"string"},"tsa_reference":{"type":"string"},)"
           R"("tsa_status":{"enum":["ok","pending","failed"]},"tsa_time":{"format":"date-time","type":"string"}},)"
           R"("required":["actor_id","actor_type","correlation_id","entry_id","event_type","hash","ledger_time","payload_hash","sequence","stream","tenant_id","timestamp"],"type":"object"})";
}

}  // namespace ok::ledger
