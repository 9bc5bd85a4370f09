// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "shared/ledger/record_files.h"

#include <set>

#include "shared/base/csv_reader.h"
#include "shared/ledger/audit_event.h"
#include "shared/ledger/json_slices.h"

namespace ok::ledger {
namespace {

constexpr CsvLimits rowLimits{.rowBytes = 16 << 20, .columns = 64};

/// Rows on their way to the form a bundle has.
struct Rebuilt {
    std::string entries;                               // entries.jsonl
    std::set<std::string> checkpoints;                 // what the rows refer to, `ops/1234 <key id>`
    std::vector<std::int64_t> unreadable;              // line numbers
};

void add(Rebuilt& out, const EntryHeader& header, std::string_view hash, std::string_view payload, bool mayBeMasked) {
    const bool masked = mayBeMasked && !payload.empty() && sha256(payload) != header.payloadHash;
    out.entries += "{\"hash\":\"" + std::string(hash) + "\",\"header\":" + toJson(header) + ",\"payload\":" + (payload.empty() ? "\"\"" : std::string(payload));
    if (masked) out.entries += ",\"redacted\":true";
    out.entries += "}\n";
}

template <class Text>
std::optional<EntryHeader> headerFrom(const Text& at, std::vector<std::string> subjects) {
    const auto tenant = TenantId::parse(at("tenant_id"));
    const auto entryId = EntryId::parse(at("entry_id"));
    const auto stream = parseEnum<Stream>(at("stream"));
    const auto actorType = parseEnum<ActorType>(at("actor_type"));
    const auto eventTime = parseIso(at("event_time")), ledgerTime = parseIso(at("ledger_time"));
    const auto payloadHash = Digest::parse(at("payload_hash")), prevHash = Digest::parse(at("prev_hash"));
    if (!tenant.ok() || !entryId.ok() || !stream || !actorType || !eventTime.ok() || !ledgerTime.ok() || !payloadHash.ok()) return {};
    EntryHeader out;
    out.tenant = *tenant;
    out.stream = *stream;
    out.entryId = *entryId;
    out.type = at("event_type");
    out.eventTime = *eventTime;
    out.ledgerTime = *ledgerTime;
    out.actor = {*actorType, at("actor_id")};
    out.source = at("source_service");
    out.correlationId = at("correlation_id");
    out.causationId = at("causation_id");
    out.decisionId = at("decision_id");
    out.subjects = std::move(subjects);
    out.justification = at("justification");
    out.payloadHash = *payloadHash;
    if (prevHash.ok()) out.prevHash = *prevHash;
    return out;
}

void addJson(Rebuilt& out, std::int64_t number, std::string_view line, bool mayBeMasked) {
    const auto doc = parseJson(line);
    if (!doc.ok()) return out.unreadable.push_back(number);
    const auto at = [&](const char* name) { return std::string(doc->root()[name].text().value_or("")); };
    std::vector<std::string> subjects;
    const JsonView listed = doc->root()["subjects"];
    for (std::size_t i = 0; i < listed.size(); ++i) subjects.emplace_back(listed.at(i).text().value_or(""));
    auto header = headerFrom(at, std::move(subjects));
    const auto payload = memberBytes(line, "payload");
    if (!header || !payload) return out.unreadable.push_back(number);
    header->sequence = doc->root()["sequence"].integer().value_or(0);
    header->drill = doc->root()["drill"].boolean().value_or(false);
    out.checkpoints.insert(at("checkpoint") + " " + at("checkpoint_key_id"));
    add(out, *header, at("hash"), *payload == "null" ? std::string_view() : *payload, mayBeMasked);
}

Rebuilt fromLines(std::string_view text, bool mayBeMasked) {
    Rebuilt out;
    std::int64_t number = 0;
    eachLine(text, [&](std::string_view line) {
        ++number;
        if (line.ends_with(',')) line.remove_suffix(1);
        if (line != "[" && line != "]") addJson(out, number, line, mayBeMasked);
    });
    return out;
}

Rebuilt fromCsv(std::string_view text, const std::string& tenant, bool mayBeMasked) {
    Rebuilt out;
    std::map<std::string, std::size_t> columns;
    CsvReader reader([&](CsvRow& row) {
        if (row.number == 1) {
            for (std::size_t i = 0; i < row.fields.size(); ++i) columns[row.fields[i]] = i;
            return true;
        }
        const auto at = [&](const std::string& name) {
            if (name == "tenant_id") return tenant;
            const auto found = columns.find(name);
            return found == columns.end() || found->second >= row.fields.size() ? std::string() : row.fields[found->second];
        };
        auto header = row.problemCode.empty() ? headerFrom(at, {}) : std::nullopt;
        const auto sequence = fromJson<std::int64_t>(at("sequence"));
        if (!header || !sequence.ok()) {
            out.unreadable.push_back(static_cast<std::int64_t>(row.number));
            return true;
        }
        header->sequence = *sequence;
        header->drill = at("drill") == "true";
        out.checkpoints.insert(at("checkpoint") + " " + at("checkpoint_key_id"));
        add(out, *header, at("hash"), at("payload"), mayBeMasked);
        return true;
    }, TextEncoding::utf8, rowLimits);
    (void)reader.feed(text);
    (void)reader.finish();
    return out;
}

bool isRows(std::string_view name) {
    return name.starts_with("outagekit_audit_") && (name.ends_with(".csv") || name.ends_with(".jsonl") || name.ends_with(".json"));
}

}  // namespace

EvidenceVerdict verifyExportFiles(const BundleFiles& files, const EvidenceTrust& trust) {
    EvidenceVerdict sealed;
    verifyChecksums(files, trust.key, sealed);
    std::string_view name, rows;
    for (const auto& [each, bytes] : files) {
        if (isRows(each)) name = each, rows = bytes;
    }
    sealed.valid = sealed.faults.empty();
    // Without a manifest there are no proofs to check: a report, or an export of an earlier version.
    if (name.empty() || !files.contains("manifest.json")) return sealed;
    auto manifest = fromJson<EvidenceManifest>(files.at("manifest.json"));
    const bool masked = manifest.ok() && manifest->redaction == "enabled", csv = name.ends_with(".csv");
    const Rebuilt rebuilt = csv ? fromCsv(rows, manifest.ok() ? manifest->tenant.str() : std::string(), masked) : fromLines(rows, masked);
    BundleFiles proven = files;
    proven["entries.jsonl"] = rebuilt.entries;
    std::string shown;
    if (manifest.ok() && (csv || masked)) {
        // What is asked about these cannot be seen in such rows any more.
        manifest->filter.objects.clear();
        manifest->filter.incidents.clear();
        manifest->filter.text.clear();
        shown = toJson(*manifest);
        proven["manifest.json"] = shown;
    }
    EvidenceVerdict verdict = verifyEvidence(proven, {!trust.key.empty() ? trust.key : sealed.publicKey, trust.authorities}, false, !masked && !csv);
    const auto fault = [&](const char* code, const char* message, std::int64_t line) { sealed.faults.push_back({code, message, std::string(name), line, {}}); };
    for (const std::int64_t line : rebuilt.unreadable) fault("bad_line", "the record cannot be read", line);
    for (const std::string& reference : rebuilt.checkpoints) {
        bool known = false;
        eachLine(files.contains("checkpoints.jsonl") ? files.at("checkpoints.jsonl") : std::string_view(), [&](std::string_view line) {
            const auto mark = fromJson<SignedCheckpoint>(line);
            known = known || (mark.ok() && reference == enumName(mark->checkpoint.stream) + "/" + std::to_string(mark->checkpoint.size) + " " + mark->checkpoint.keyId);
        });
        if (!known) fault("bad_checkpoint", "a record refers to a checkpoint that is not there", 0);
    }
    verdict.faults.insert(verdict.faults.begin(), sealed.faults.begin(), sealed.faults.end());
    verdict.valid = verdict.faults.empty();
    return verdict;
}

}  // namespace ok::ledger
