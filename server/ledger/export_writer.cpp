// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "server/ledger/export_writer.h"

#include <fstream>

#include "server/gate/tenant_room.h"
#include "server/ledger/pdf_report.h"
#include "server/ledger/selection.h"
#include "server/ledger/time_lines.h"
#include "server/store/durable_file.h"
#include "shared/base/pdf_objects.h"
#include "shared/ledger/audit_event.h"
#include "shared/ledger/compliance_report.h"
#include "shared/ledger/redaction.h"
#include "shared/ledger/tar.h"

namespace ok::ledger {
namespace {

namespace fs = std::filesystem;
using operations::AuditExport;
using operations::ExportFile;
using operations::ExportFormat;
using operations::FinishExport;

constexpr std::size_t bufferSize = 1 << 20;

/// A file on its way, hashed as it is written.
class Output {
  public:
    explicit Output(const fs::path& path) : m_file(path, std::ios::binary | std::ios::trunc) {}
    std::string& buffer() { return m_buffer; }
    void flushWhenFull() {
        if (m_buffer.size() >= bufferSize) flush();
    }
    void flush() {
        m_sum.update(m_buffer);
        m_size += static_cast<std::int64_t>(m_buffer.size());
        m_file.write(m_buffer.data(), static_cast<std::streamsize>(m_buffer.size()));
        m_buffer.clear();
    }
    /// False when anything could not be written.
    bool close() {
        flush();
        m_file.close();
        return !m_file.fail();
    }
    [[nodiscard]] Digest digest() { return m_sum.finish(); }
    [[nodiscard]] std::int64_t size() const { return m_size; }

  private:
    std::ofstream m_file;
    std::string m_buffer;
    Sha256 m_sum;
    std::int64_t m_size = 0;
};

Problem writeFailed(const fs::path& path) { return problem("export_write_failed", "`" + path.filename().string() + "` could not be written"); }

Status writeWhole(const fs::path& path, std::string_view bytes) {
    std::ofstream file(path, std::ios::binary | std::ios::trunc);
    file.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    file.close();
    if (file.fail()) return writeFailed(path);
    return {};
}

std::string stamp(Instant t) {
    if (!t.known()) return "beginning";
    std::string text = toIso(t).substr(0, 19) + "Z";
    std::erase(text, '-');
    std::erase(text, ':');
    return text;
}

struct Kind {
    const char* extension;
    const char* contentType;
};
Kind kindOf(ExportFormat format) {
    switch (format) {
        case ExportFormat::csv: return {"csv", "text/csv; charset=utf-8; header=present"};
        case ExportFormat::jsonl: return {"jsonl", "application/jsonl"};
        case ExportFormat::pdf: return {"pdf", "application/pdf"};
        case ExportFormat::json: return {"json", "application/json"};
        case ExportFormat::report: return {"json", "application/json"};
        case ExportFormat::report_csv: return {"csv", "text/csv; charset=utf-8; header=present"};
        case ExportFormat::bundle: break;
    }
    return {"tar", "application/x-tar"};
}

/// A record a row: what proves them stands beside the artifact, where a bundle or a PDF holds it inside.
bool hasRows(ExportFormat format) { return format == ExportFormat::csv || format == ExportFormat::jsonl || format == ExportFormat::json; }

/// Who let personal data out, or did not: the policy, and whose it is.
struct RedactionCustody {
    int policyVersion = 0;
    std::string tokens, justifications;
    std::string setBy, approvedBy;         ///< of the policy; empty: it is the standard
};
BOOST_DESCRIBE_STRUCT(RedactionCustody, (), (policyVersion, tokens, justifications, setBy, approvedBy))

/// What the authority said when the report was signed.
struct StampCustody {
    std::string status;                    ///< ok, or why there is none
    std::optional<Instant> time;
};
BOOST_DESCRIBE_STRUCT(StampCustody, (), (status, time))

/// What goes with every artifact and says where it comes from (F07.R5.A7).
struct Custody {
    operations::ExportId exportId;
    TenantId tenantId;
    std::string initiator, approver;
    ApprovalId approval;
    std::string note, purpose, authority;
    Instant requestedAt, generatedAt;
    AuditFilter filter;
    std::string format, redaction;
    RedactionCustody redactionPolicy;
    std::string tool, formatVersion, reproducibilityToken;
    std::int64_t recordCount = 0;
    Instant windowStart, windowEnd;
    std::map<std::string, Digest> headHash;   ///< by stream: what the signed trees end with
    Digest parametersHash, selectionRoot, contentHash;
    std::vector<DayRoot> dailyRoots;
    std::vector<std::string> deliveryChannels;
    std::string times = "times.jsonl";     ///< stamps and clock of these records
    std::optional<StampCustody> signatureStamp;
};
BOOST_DESCRIBE_STRUCT(Custody, (), (exportId, tenantId, initiator, approver, approval, note, purpose, authority, requestedAt, generatedAt, filter, format, redaction,
                                    redactionPolicy, tool, formatVersion, reproducibilityToken, recordCount, windowStart, windowEnd, headHash, parametersHash, selectionRoot,
                                    contentHash, dailyRoots, deliveryChannels, times, signatureStamp))

class Maker {
  public:
    Maker(const AuditExport& asked, const ExportTools& tools, fs::path directory)
        : m_asked(asked), m_tools(tools), m_dir(std::move(directory)), m_tenant(tools.store.tenantBySlug(tools.slug).value_or(TenantId{})),
          m_policy(asked.redaction), m_times(tools.store, m_tenant) {
        m_policy.mode = asked.redacted ? RedactionMode::enforce : RedactionMode::off;
    }

    Result<FinishExport> make() {
        std::error_code ec;
        fs::remove_all(m_dir, ec);
        fs::create_directories(m_dir, ec);
        const fs::path raw = m_dir / "records";
        Output records(raw);
        OK_TRY(readAll(records));
        OK_ASSIGN(m_proven, m_selection.prove(m_tools.store, m_tools.index, m_tenant, m_asked.filter.to, m_tools.now));
        describe();
        m_timeLines = m_times.text(m_asked.filter.to, m_tools.clockSamples);
        if (!records.close()) return writeFailed(raw);
        OK_ASSIGN(const ExportFile artifact, finishArtifact(records, raw));
        return seal(artifact);
    }

  private:
    /// Every record in order, in the artifact's form.
    Status readAll(Output& out) {
        if (m_asked.format == ExportFormat::csv) out.buffer() += csvHeader();
        if (m_asked.format == ExportFormat::json) out.buffer() += "[\n";
        for (const Stream stream : allStreams) {
            OK_ASSIGN(m_marks[stream], checkpointBefore(m_tools.store, m_tools.index, m_tenant, stream, m_asked.filter.to));
        }
        AuditWalk walk(m_tools.store, m_tools.index, {m_tenant, m_asked.filter, AuditOrder::oldestFirst, {}});
        for (auto entry = walk.next(); entry; entry = walk.next()) {
            m_selection.add(entry->header, entry->hash);
            m_times.add(entry->header);
            if (m_asked.format == ExportFormat::pdf && m_selection.records() > mostPdfRecords) {
                return problem("too_many_for_pdf", "a PDF holds at most 20,000 records; ask for a shorter period or another format");
            }
            if (isReport() && m_selection.records() > mostReportRecords) {
                return problem("too_many_for_report", "a report holds at most 100,000 actions; ask for a shorter period or another format");
            }
            write(*entry, out.buffer());
            out.flushWhenFull();
        }
        if (m_asked.format == ExportFormat::json) out.buffer() += m_selection.records() > 0 ? "\n]\n" : "]\n";
        if (walk.incomplete()) return problem("store_unavailable", "the database did not answer while the log was read: ask for this export again");
        if (const auto damaged = walk.damaged(); !damaged.empty()) {
            return problem("log_damaged", "entries in this period are not what was sealed", {{"entries", std::to_string(walk.unreadable())}, {"damaged", toJson(damaged)}});
        }
        return {};
    }

    void write(const Entry& entry, std::string& out) {
        RedactionCounts counts;
        const bool past = m_tools.past && m_tools.past(entry.header);
        const std::string payload = past ? std::string() : redactPayload(entry.payload, m_policy, counts);
        if (m_asked.format == ExportFormat::bundle) {
            // The header's very bytes: they are what the proofs are about. Only the payload can be masked.
            out += "{\"hash\":\"" + entry.hash.hex() + "\",\"header\":" + entry.headerJson + ",\"payload\":" + (payload.empty() ? "\"\"" : payload);
            if (counts.tokens > 0 && m_asked.redacted) out += ",\"redacted\":true";
            out += "}\n";
            return;
        }
        EntryHeader header = entry.header;
        redactHeader(header, m_policy, counts);
        if (isReport()) return m_actions.push_back(reportedAction(header, payload, entry.hash));
        const RecordEvidence evidence = evidenceOf(entry.header);
        if (m_asked.format == ExportFormat::csv) return appendCsvRow(out, header, payload, entry.hash, evidence);
        if (m_asked.format == ExportFormat::pdf) m_pdf.add(header, entry.hash);
        if (m_asked.format == ExportFormat::json && m_selection.records() > 1) out += ",\n";
        out += eventJson(header, payload, entry.hash, m_asked.redacted && counts.tokens + counts.justifications > 0, {}, &evidence);
        if (m_asked.format != ExportFormat::json) out += '\n';
    }

    [[nodiscard]] RecordEvidence evidenceOf(const EntryHeader& header) const {
        RecordEvidence out = m_times.evidenceOf(header, m_asked.filter.to);
        if (const auto& mark = m_marks.at(header.stream)) {
            out.checkpoint = enumName(header.stream) + "/" + std::to_string(mark->checkpoint.size);
            out.keyId = mark->checkpoint.keyId;
        }
        return out;
    }

    void describe() {
        m_manifest.tenant = m_tenant;
        m_manifest.slug = m_tools.slug;
        m_manifest.filter = m_asked.filter;
        m_manifest.redaction = m_asked.redacted ? "enabled" : "disabled";
        if (m_asked.redacted) m_manifest.redactionPolicy = RedactionInForce{m_asked.policyVersion, m_policy.tokens, m_policy.justifications};
        m_manifest.records = m_selection.records();
        m_manifest.parametersHash = m_asked.parametersHash;
        m_manifest.selectionRoot = m_selection.root();
        m_manifest.streams = m_proven.streams;
        m_manifest.days = m_proven.days;
        m_manifest.reproducibilityToken = reproducibilityTokenOf(m_manifest);
    }

    [[nodiscard]] std::string proofLines() const {
        std::string out;
        for (const EvidenceProof& proof : m_proven.proofs) out += toJson(proof) + "\n";
        return out;
    }
    [[nodiscard]] std::string checkpointLines() const {
        std::string out;
        for (const SignedCheckpoint& mark : m_proven.checkpoints) out += toJson(mark) + "\n";
        return out;
    }

    Result<ExportFile> finishArtifact(Output& records, const fs::path& raw) {
        if (m_asked.format == ExportFormat::bundle) return bundle(records, raw);
        if (m_asked.format == ExportFormat::pdf) return pdf(records, raw);
        if (isReport()) return report(raw);
        return rename(raw, records.digest(), records.size());
    }

    Result<ExportFile> rename(const fs::path& from, const Digest& digest, std::int64_t size) {
        const ExportFile file{exportName(m_tools.slug, m_asked, digest), kindOf(m_asked.format).contentType, size, digest};
        std::error_code ec;
        fs::rename(from, m_dir / file.name, ec);
        if (ec) return writeFailed(m_dir / file.name);
        m_contentHash = m_contentHash.known() ? m_contentHash : digest;
        return file;
    }

    /// Manifest, schema, entries, proofs, checkpoints, report, checksums, signature: one archive that needs nothing else.
    Result<ExportFile> bundle(Output& records, const fs::path& raw) {
        OK_ASSIGN(const std::string entries, readWhole(raw));
        const std::string manifest = toJson(m_manifest) + "\n", proofs = proofLines(), checkpoints = checkpointLines();
        BundleFiles files{{"manifest.json", manifest}, {"entries.jsonl", entries}, {"proofs.jsonl", proofs}, {"checkpoints.jsonl", checkpoints},
                          {"times.jsonl", m_timeLines}};
        EvidenceVerdict verdict = verifyEvidence(files, {toHex(m_tools.key.publicKey()), {}}, false);
        if (!verdict.valid) return problem("log_damaged", "the log does not prove these entries: " + verdict.faults.front().message, {{"fault", verdict.faults.front().code}});
        const std::string report = toJson(verdict) + "\n", schema = std::string(eventSchema()) + "\n", about = std::string(readme);
        files.insert({{"verification.json", report}, {"schema.json", schema}, {"README.txt", about}});
        std::string sums;
        for (const auto& [name, bytes] : files) sums += checksumLine(name == "entries.jsonl" ? records.digest() : sha256(bytes), name);
        const std::string signature = detachedSignature(sums, m_tools.key);
        files.insert({{"checksums.txt", sums}, {"checksums.txt.sig", signature}});
        const fs::path path = m_dir / "bundle";
        Output out(path);
        for (const auto& [name, bytes] : files) {
            out.buffer() += tarHead(name, bytes.size());
            out.buffer() += bytes;
            out.buffer().append(tarPadding(bytes.size()), '\0');
            out.flushWhenFull();
        }
        out.buffer() += tarEnd();
        std::error_code ec;
        fs::remove(raw, ec);
        if (!out.close()) return writeFailed(path);
        return rename(path, out.digest(), out.size());
    }

    Result<ExportFile> pdf(Output& records, const fs::path& raw) {
        OK_ASSIGN(const std::string lines, readWhole(raw));
        std::error_code ec;
        fs::remove(raw, ec);
        m_pdf.describe(m_manifest, m_proven.asOf.known() ? m_proven.asOf : m_asked.filter.to);
        std::vector<PdfAttachment> attached{{"checkpoints.jsonl", "application/jsonl", checkpointLines()},
                                            {"manifest.json", "application/json", toJson(m_manifest) + "\n"},
                                            {"proofs.jsonl", "application/jsonl", proofLines()},
                                            {"records.jsonl", "application/jsonl", lines}};
        std::string sums;
        for (const PdfAttachment& file : attached) sums += checksumLine(file.name == "records.jsonl" ? records.digest() : sha256(file.bytes), file.name);
        attached.push_back({"checksums.txt", "text/plain", sums});
        const std::string content = m_pdf.content(attached);
        m_contentHash = sha256(content);
        OK_ASSIGN(ReportSigner* const signer, m_tools.signer());
        auto file = PdfObjects::withPlace(content, {"custody.json", "application/json", toJson(custody()) + "\n"}, m_tools.now, signer->name());
        const std::string_view all(file.bytes);
        OK_ASSIGN(const auto made, signer->sign(all.substr(0, file.contentsAt), all.substr(file.contentsAt + file.contentsSize), m_tools.now, m_tools.stamp));
        m_stamp = StampCustody{made.stampedAt ? "ok" : made.stampProblem.empty() ? "not_configured" : made.stampProblem, made.stampedAt};
        if (!PdfObjects::fill(file, made.der)) return problem("signature_failed", "the signature is larger than its place");
        const fs::path path = m_dir / "report";
        OK_TRY(writeWhole(path, file.bytes));
        return rename(path, sha256(file.bytes), static_cast<std::int64_t>(file.bytes.size()));
    }

    [[nodiscard]] bool isReport() const { return m_asked.format == ExportFormat::report || m_asked.format == ExportFormat::report_csv; }

    Result<ExportFile> report(const fs::path& raw) {
        const std::string text = m_asked.format == ExportFormat::report_csv ? reportCsv(m_actions)
                                                                            : signedReport(reportOf(m_manifest, std::move(m_actions)), m_tools.key);
        OK_TRY(writeWhole(raw, text));
        return rename(raw, sha256(text), static_cast<std::int64_t>(text.size()));
    }

    static Result<std::string> readWhole(const fs::path& path) {
        std::ifstream file(path, std::ios::binary);
        std::string out{std::istreambuf_iterator<char>(file), {}};
        if (!file) return writeFailed(path);
        return out;
    }

    [[nodiscard]] Custody custody() const {
        Custody out;
        out.exportId = m_asked.id;
        out.tenantId = m_tenant;
        out.initiator = m_asked.initiator;
        out.approver = m_asked.approver;
        out.approval = m_asked.approval;
        out.note = m_asked.note;
        out.purpose = m_asked.purpose;
        out.authority = m_asked.authority;
        out.requestedAt = m_asked.createdAt;
        out.generatedAt = m_tools.now;
        out.filter = m_asked.filter;
        out.format = enumName(m_asked.format);
        out.redaction = m_manifest.redaction;
        if (m_asked.redacted) out.redactionPolicy = redactionCustody();
        out.tool = m_manifest.tool;
        out.formatVersion = m_manifest.format;
        out.reproducibilityToken = m_manifest.reproducibilityToken;
        out.recordCount = m_manifest.records;
        out.windowStart = m_asked.filter.from;
        out.windowEnd = m_asked.filter.to;
        for (const SignedCheckpoint& mark : m_proven.checkpoints) out.headHash[enumName(mark.checkpoint.stream)] = mark.checkpoint.headHash;
        out.parametersHash = m_asked.parametersHash;
        out.selectionRoot = m_manifest.selectionRoot;
        out.contentHash = m_contentHash;
        out.dailyRoots = m_manifest.days;
        out.deliveryChannels = {"download"};
        out.signatureStamp = m_stamp;
        for (const auto& delivery : m_asked.deliveries) out.deliveryChannels.push_back(enumName(delivery.to.kind));
        return out;
    }

    [[nodiscard]] RedactionCustody redactionCustody() const {
        RedactionCustody out{m_asked.policyVersion, enumName(m_policy.tokens), enumName(m_policy.justifications), {}, {}};
        operations::ExportPolicy policy;
        policy.version = m_asked.policyVersion;
        const auto body = m_tools.store.documents(m_tenant).read(operations::ExportPolicy::viewKind, policy.viewId());
        if (const auto held = body ? fromJson<operations::ExportPolicy>(*body) : Result<operations::ExportPolicy>(policy); held.ok()) {
            out.setBy = held->by;
            out.approvedBy = held->approvedBy;
        }
        return out;
    }

    /// The files beside the artifact: custody, times, checksums, detached signature.
    Result<FinishExport> seal(const ExportFile& artifact) {
        FinishExport out{m_asked.id, {artifact}, m_manifest.records, m_manifest.selectionRoot, m_manifest.days, m_manifest.reproducibilityToken, {}};
        const auto add = [&](const std::string& name, const char* type, const std::string& bytes) -> Status {
            out.files.push_back({name, type, static_cast<std::int64_t>(bytes.size()), sha256(bytes)});
            return writeWhole(m_dir / name, bytes);
        };
        const std::string metadata = toJson(custody()) + "\n";
        OK_TRY(add("metadata.json", "application/json", metadata));
        OK_TRY(add("times.jsonl", "application/jsonl", m_timeLines));
        if (hasRows(m_asked.format)) {
            OK_TRY(add("checkpoints.jsonl", "application/jsonl", checkpointLines()));
            OK_TRY(add("manifest.json", "application/json", toJson(m_manifest) + "\n"));
            OK_TRY(add("proofs.jsonl", "application/jsonl", proofLines()));
        }
        std::string sums;
        for (const ExportFile& file : out.files) sums += checksumLine(file.sha256, file.name);
        OK_TRY(add("checksums.txt", "text/plain; charset=utf-8", sums));
        OK_TRY(add("checksums.txt.sig", "text/plain; charset=utf-8", detachedSignature(sums, m_tools.key)));
        // The log will say that they are there.
        for (const ExportFile& file : out.files) OK_TRY(syncToDisk(m_dir / file.name));
        OK_TRY(syncToDisk(m_dir));
        return out;
    }

    static constexpr std::string_view readme =
        "Evidence from an OutageKit audit log. `okctl verify FILE.tar` checks all of it offline; the format is described in docs/audit.md:\n"
        "checksums and signature, every entry's hash, the root over the records, and the proofs that lead from them to the signed log.\n";

    const AuditExport& m_asked;
    const ExportTools& m_tools;
    fs::path m_dir;
    TenantId m_tenant;
    RedactionPolicy m_policy;
    TimeLines m_times;
    std::string m_timeLines;
    std::optional<StampCustody> m_stamp;
    std::map<Stream, std::optional<SignedCheckpoint>> m_marks;   // what the records' proofs lead to
    Selection m_selection;
    Selection::Proven m_proven;
    EvidenceManifest m_manifest;
    PdfReport m_pdf{{}, {}};
    std::vector<ReportedAction> m_actions;
    Digest m_contentHash;
};

}  // namespace

std::string exportName(const std::string& slug, const AuditExport& asked, const Digest& sha256) {
    return "outagekit_audit_" + slug + "_" + stamp(asked.filter.from) + "_" + stamp(asked.filter.to) + "_" + enumName(asked.format) + "_" +
           sha256.hex().substr(0, 8) + (asked.redacted ? "-redacted." : ".") + kindOf(asked.format).extension;
}

Result<FinishExport> writeExport(const AuditExport& asked, const ExportTools& tools, const fs::path& directory) {
    return Maker(asked, tools, directory).make();
}

}  // namespace ok::ledger
