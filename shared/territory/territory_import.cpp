// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "shared/territory/territory_import.h"

namespace ok::territory {
namespace {

constexpr std::uint64_t rowsBetweenProgress = 2000;

const char* sentenceFor(std::string_view code) {
    if (code == "quote_not_closed") return "a quote is opened and never closed";
    if (code == "quote_misplaced") return "text stands after a closing quote";
    if (code == "row_too_long" || code == "too_long") return "the row is too long";
    if (code == "too_many_columns") return "the row has too many columns";
    if (code == "bad_encoding") return "the row is not UTF-8 text";
    if (code == "nul_byte") return "the row holds a zero byte";
    if (code == "bad_json") return "the feature is not valid JSON";
    if (code == "bad_geometry") return "the geometry does not follow RFC 7946";
    if (code == "out_of_range") return "a coordinate is not on the globe; the file may not be WGS 84";
    if (code == "unsupported_geometry") return "this kind of geometry is not supported";
    return "the element is not a GeoJSON feature";
}

std::string joined(const std::vector<std::string>& fields) {
    constexpr std::size_t maxText = 2000;
    std::string out;
    for (std::size_t i = 0; i < fields.size(); ++i) {
        if (i > 0) out += " | ";
        out += fields[i];
        if (out.size() > maxText) break;
    }
    out.resize(std::min(out.size(), maxText));
    return out;
}

std::string propertiesText(const GeoFeature& feature) {
    std::vector<std::string> parts;
    for (const auto& [key, value] : feature.properties) parts.push_back(key + "=" + value);
    return joined(parts);
}

}  // namespace

TableImport::TableImport(ImportOptions options, std::vector<Field> required, RowHandler handler, KeptAsideSink aside)
    : m_options(std::move(options)), m_required(std::move(required)), m_handler(std::move(handler)),
      m_aside(std::move(aside)) {
    if (m_options.format == FileFormat::csv) {
        m_report.format = "csv";
        m_csv = std::make_unique<CsvReader>([this](CsvRow& row) { return onRow(row); }, m_options.encoding);
    } else {
        m_report.format = "geojson";
        m_geojson = std::make_unique<GeoJsonReader>([this](GeoFeature& f) { return onFeature(f); });
    }
}

Status TableImport::feed(std::string_view chunk) {
    m_bytes += chunk.size();
    return done(m_csv ? m_csv->feed(chunk) : m_geojson->feed(chunk));
}

Status TableImport::finish() {
    OK_TRY(done(m_csv ? m_csv->finish() : m_geojson->finish()));
    if (m_csv && !m_headerSeen) return problem("empty_file", "the file has no header row");
    if (m_options.watcher) m_options.watcher({m_bytes, m_report.rowsRead, m_report.accepted, m_report.keptAside});
    return {};
}

// A handler that stops the reader leaves the real reason in m_failure; without one it was the watcher.
Status TableImport::done(Status status) {
    if (status.ok()) return status;
    if (status.problem().code != "cancelled") return status;
    if (m_failure) return *m_failure;
    m_report.cancelled = true;
    return status;
}

bool TableImport::onHeader(const CsvRow& row) {
    m_headerSeen = true;
    m_columns = mapColumns(row.fields, m_options.columns);
    m_report.unmappedColumns = m_columns.unmapped;
    Problem missing = problem("columns_missing", "the file lacks columns that this import needs");
    for (const Field wanted : m_required) {
        bool found = false;
        for (const auto& field : m_columns.fields) found = found || field == wanted;
        if (found) continue;
        missing.fields.push_back({std::string(nameOf(wanted)), "missing_column",
                                  "no column is named `" + std::string(nameOf(wanted)) + "` or a synonym of it"});
    }
    if (missing.fields.empty()) return true;
    m_failure = std::move(missing);
    return false;
}

bool TableImport::onRow(CsvRow& row) {
    if (!m_headerSeen) return onHeader(row);
    m_issues.clear();
    m_record.clear();
    m_record.row = row.number;
    const auto text = [&row] { return joined(row.fields); };
    if (row.problemCode.empty() && row.fields.size() != m_columns.fields.size()) {
        m_issues.push_back({row.number, "", "wrong_field_count",
                            "the row has " + std::to_string(row.fields.size()) + " fields, the header " +
                                std::to_string(m_columns.fields.size()),
                            IssueEffect::keptAside});
        return settle(false, text());
    }
    if (!row.problemCode.empty()) {
        m_issues.push_back({row.number, "", row.problemCode, sentenceFor(row.problemCode), IssueEffect::keptAside});
        return settle(false, text());
    }
    for (std::size_t i = 0; i < row.fields.size(); ++i) {
        if (m_columns.fields[i]) m_record.set(*m_columns.fields[i], row.fields[i]);
    }
    return handle(nullptr, text);
}

bool TableImport::onFeature(GeoFeature& feature) {
    m_issues.clear();
    m_record.clear();
    m_record.row = feature.number;
    const auto text = [&feature] { return propertiesText(feature); };
    if (!feature.problemCode.empty()) {
        m_issues.push_back(
            {feature.number, "", feature.problemCode, sentenceFor(feature.problemCode), IssueEffect::keptAside});
        return settle(false, text());
    }
    for (const auto& [key, value] : feature.properties) {
        const auto chosen = m_options.columns.find(key);
        const auto field = fieldFor(chosen == m_options.columns.end() ? key : chosen->second);
        if (field && !m_record.has(*field)) m_record.set(*field, value);
    }
    return handle(&feature, text);
}

bool TableImport::handle(const GeoFeature* feature, const std::function<std::string()>& rowText) {
    constexpr std::size_t maxValue = 500;
    for (std::size_t i = 0; i < fieldCount; ++i) {
        if (m_record.values[i].size() <= maxValue) continue;
        m_issues.push_back({m_record.row, std::string(nameOf(static_cast<Field>(i))), "value_too_long",
                            "the value is longer than 500 bytes", IssueEffect::keptAside});
        return settle(false, rowText());
    }
    const bool accepted = m_handler(m_record, feature, m_issues);
    return settle(accepted, accepted ? std::string() : rowText());
}

bool TableImport::settle(bool accepted, const std::string& rowText) {
    ++m_report.rowsRead;
    ++(accepted ? m_report.accepted : m_report.keptAside);
    for (RowIssue& issue : m_issues) {
        if (!accepted && m_aside && issue.effect == IssueEffect::keptAside) m_aside(issue, rowText);
        m_report.note(std::move(issue));
    }
    if (!m_options.watcher || m_report.rowsRead % rowsBetweenProgress != 0) return true;
    return m_options.watcher({m_bytes, m_report.rowsRead, m_report.accepted, m_report.keptAside});
}

}  // namespace ok::territory
