// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "server/ledger/pdf_report.h"

#include <fmt/format.h>

#include <algorithm>

#include "shared/base/pdf_objects.h"
#include "shared/base/unicode.h"
#include "shared/ledger/audit_event.h"
#include "shared/ledger/severity.h"

namespace ok::ledger {
namespace {

constexpr int width = 842, height = 595;       // A4 landscape, points
constexpr std::size_t recordsAPage = 20, linesOnFirst = 38;

std::string cut(const std::string& words, std::size_t most) { return words.size() <= most ? words : std::string(cutUtf8(words, most - 3)) + "..."; }

std::string frame(std::size_t page, std::size_t pages, Instant at) {
    std::string out;
    // The watermark lies under everything.
    out += "q 0.90 g BT /F2 54 Tf 0.866 0.5 -0.5 0.866 110 90 Tm (OutageKit Compliance Report) Tj ET Q\n0 g\n";
    pdfLine(out, 40, 24, "F1", 8, fmt::format("Page {} of {}", page, pages));
    pdfLine(out, 560, 24, "F1", 8, "Generated at " + toIso(at) + " (UTC)");
    return out;
}

std::string valuesOf(const std::vector<std::string>& values) {
    std::string out;
    for (const std::string& value : values) out += (out.empty() ? "" : ", ") + value;
    return out;
}

}  // namespace

void PdfReport::add(const EntryHeader& header, const Digest& hash) {
    std::string subjects;
    for (const std::string& subject : header.subjects) subjects += (subjects.empty() ? "" : " ") + subject;
    m_records.push_back({timestampOf(header.ledgerTime), header.type, enumName(severityOf(header.type)), header.actor.id, header.source,
                         enumName(header.stream) + " " + std::to_string(header.sequence), header.entryId.str(), hash.hex(),
                         header.justification.empty() ? subjects : header.justification});
}

void PdfReport::describe(EvidenceManifest manifest, Instant generatedAt) {
    m_manifest = std::move(manifest);
    m_at = generatedAt;
}

std::vector<std::string> PdfReport::summary() const {
    const AuditFilter& filter = m_manifest.filter;
    std::vector<std::string> out{
        "Utility: " + m_manifest.slug + " (" + m_manifest.tenant.str() + ")",
        "Period: " + (filter.from.known() ? toIso(filter.from) : "beginning") + " to " + toIso(filter.to) + " (exclusive)",
        "Records: " + std::to_string(m_manifest.records), "Redaction: " + m_manifest.redaction, "Hash algorithm: " + m_manifest.hashAlgorithm};
    const auto also = [&out](const char* name, const std::vector<std::string>& values) {
        if (!values.empty()) out.push_back(cut(std::string(name) + ": " + valuesOf(values), 150));
    };
    also("Actors", filter.actors);
    also("Types", filter.types);
    also("Incidents", filter.incidents);
    also("Objects", filter.objects);
    also("Severities", filter.severities);
    also("Sources", filter.sources);
    also("Streams", filter.streams);
    for (const auto& [name, values] : filter.fields) also(name.c_str(), values);
    if (!filter.text.empty()) out.push_back("Words: " + filter.text);
    out.push_back("Selection root: " + m_manifest.selectionRoot.hex());
    out.push_back("Parameters hash: " + m_manifest.parametersHash.hex());
    for (const StreamRoot& root : m_manifest.streams) out.push_back(fmt::format("Signed tree {} of {} entries: {}", enumName(root.stream), root.size, root.root.hex()));
    for (const DayRoot& day : m_manifest.days) {
        if (out.size() == linesOnFirst - 2) {
            out.push_back("Further daily roots: see the attachment manifest.json");
            break;
        }
        out.push_back(fmt::format("Daily root {} {}: {}", day.day, enumName(day.stream), day.root.hex()));
    }
    out.push_back("Tool: " + m_manifest.tool + ", " + m_manifest.format);
    out.push_back("Proofs, checksums and the records themselves are attached to this file.");
    return out;
}

std::string PdfReport::content(const std::vector<PdfAttachment>& attachments) const {
    PdfObjects pdf;
    const std::size_t pages = 1 + (m_records.size() + recordsAPage - 1) / recordsAPage;
    std::vector<std::string> streams;
    std::string first = frame(1, pages, m_at);
    pdfLine(first, 40, height - 50, "F2", 18, "Audit report");
    int y = height - 80;
    for (const std::string& line : summary()) {
        pdfLine(first, 40, y, "F1", 9, line);
        y -= 12;
    }
    streams.push_back(std::move(first));
    for (std::size_t at = 0; at < m_records.size(); at += recordsAPage) {
        std::string page = frame(streams.size() + 1, pages, m_at);
        pdfLine(page, 40, height - 40, "F2", 8, "Time (UTC)");
        pdfLine(page, 160, height - 40, "F2", 8, "Event");
        pdfLine(page, 360, height - 40, "F2", 8, "Severity");
        pdfLine(page, 420, height - 40, "F2", 8, "Actor");
        pdfLine(page, 640, height - 40, "F2", 8, "Source");
        pdfLine(page, 720, height - 40, "F2", 8, "Stream, sequence");
        int line = height - 58;
        for (std::size_t i = at; i < std::min(m_records.size(), at + recordsAPage); ++i) {
            const Record& r = m_records[i];
            pdfLine(page, 40, line, "F1", 8, r.time);
            pdfLine(page, 160, line, "F1", 8, cut(r.type, 44));
            pdfLine(page, 360, line, "F1", 8, r.severity);
            pdfLine(page, 420, line, "F1", 8, cut(r.actor, 44));
            pdfLine(page, 640, line, "F1", 8, cut(r.source, 16));
            pdfLine(page, 720, line, "F1", 8, r.place);
            pdfLine(page, 40, line - 9, "F1", 6, r.id);
            pdfLine(page, 160, line - 9, "F1", 6, r.hash);
            pdfLine(page, 420, line - 9, "F1", 6, cut(r.justification, 110));
            line -= 25;
        }
        streams.push_back(std::move(page));
    }
    return pdf.report(streams, attachments, width, height, m_at);
}

}  // namespace ok::ledger
