// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "shared/ledger/siem_format.h"

#include "shared/ledger/audit_event.h"
#include "shared/ledger/redaction.h"
#include "shared/ledger/severity.h"

namespace ok::ledger {
namespace {

constexpr int auditFacility = 13;

/// In the CEF header a pipe and a backslash are escaped, in its extension an equals sign and a backslash; no line breaks.
std::string escaped(std::string_view text, char special) {
    std::string out;
    for (const char c : text) {
        if (c == '\n' || c == '\r') {
            out += "\\n";
            continue;
        }
        if (c == '\\' || c == special) out += '\\';
        out += c;
    }
    return out;
}

/// A syslog header field or parameter name: printable ASCII without blanks, of limited length.
std::string word(std::string_view text, std::size_t most) {
    std::string out;
    for (const char c : text.substr(0, most)) out += c > 32 && c < 127 ? c : '_';
    return out.empty() ? "-" : out;
}

std::string parameter(std::string_view name, std::string_view value) {
    std::string out = " " + std::string(name) + "=\"";
    for (const char c : value) {
        if (c == '"' || c == '\\' || c == ']') out += '\\';
        out += c;
    }
    return out + '"';
}

EntryHeader shownHeader(const EntryHeader& header) {
    EntryHeader out = header;
    RedactionCounts counts;
    redactHeader(out, RedactionPolicy{}, counts);
    return out;
}

}  // namespace

std::string dedupeKey(const EntryHeader& header) {
    return header.correlationId + ":" + enumName(header.stream) + ":" + std::to_string(header.sequence);
}

std::string cefLine(const EntryHeader& given, const std::string& utility) {
    const EntryHeader header = shownHeader(given);
    std::string subjects;
    for (const std::string& subject : header.subjects) subjects += (subjects.empty() ? "" : " ") + subject;
    std::string out = "CEF:0|OutageKit|OutageKit|1|" + escaped(header.type, '|') + "|" + escaped(header.type, '|') + "|" +
                      std::to_string(cefSeverity(severityOf(header.type))) + "|";
    out += "rt=" + std::to_string(header.ledgerTime.millis()) + " externalId=" + header.entryId.str() + " suser=" + escaped(header.actor.id, '=') +
           " sourceServiceName=" + escaped(header.source, '=') + " cs1Label=correlationId cs1=" + escaped(header.correlationId, '=') +
           " cs2Label=subjects cs2=" + escaped(subjects, '=') + " cs3Label=utility cs3=" + escaped(utility, '=') + " cs4Label=stream cs4=" +
           enumName(header.stream) + " cn1Label=sequence cn1=" + std::to_string(header.sequence);
    out += " cs5Label=dedupeKey cs5=" + escaped(dedupeKey(given), '=');
    if (!header.justification.empty()) out += " reason=" + escaped(header.justification, '=');
    return out;
}

std::string siemJson(const Entry& entry) {
    RedactionCounts counts;
    EntryHeader header = entry.header;
    redactHeader(header, RedactionPolicy{}, counts);
    const std::string payload = redactPayload(entry.payload, RedactionPolicy{}, counts);
    std::string event = eventJson(header, payload, entry.hash, counts.tokens + counts.justifications > 0);
    // In its place among the members, which are in order.
    return event.insert(event.find(",\"drill\":"), ",\"dedupe_key\":" + toJson(dedupeKey(entry.header)));
}

std::string syslogMessage(const Entry& entry, const std::string& host, const std::string& utility, SyslogBody body) {
    const int priority = auditFacility * 8 + syslogSeverity(severityOf(entry.header.type));
    std::string out = "<" + std::to_string(priority) + ">1 " + toIso(entry.header.ledgerTime) + " " + word(host, 255) + " outagekit - " +
                      word(entry.header.type, 32) + " [outagekit@32473";
    out += parameter("utility", utility) + parameter("stream", enumName(entry.header.stream)) +
           parameter("sequence", std::to_string(entry.header.sequence)) + parameter("entry", entry.header.entryId.str()) + "] \xEF\xBB\xBF";
    return out + (body == SyslogBody::cef ? cefLine(entry.header, utility) : siemJson(entry));
}

std::string syslogFrame(const std::string& message) { return std::to_string(message.size()) + " " + message; }

std::vector<std::pair<std::string, std::string>> webhookHeaders(const std::string& id, Instant now, std::string_view body, ByteView secret) {
    const std::string time = std::to_string(now.wholeSeconds());
    const std::string signature = "v1," + toBase64(hmacSha256(secret, asBytes(id + "." + time + "." + std::string(body))).bytes);
    return {{"Content-Type", "application/json"}, {"webhook-id", id}, {"webhook-timestamp", time}, {"webhook-signature", signature},
            {"X-OK-Event-Id", id}, {"X-OK-Timestamp", time}, {"X-OK-Signature", signature}};
}

}  // namespace ok::ledger
