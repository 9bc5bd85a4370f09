// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "shared/policy/policy_tables.h"

#include <algorithm>

#include "shared/base/csv_writer.h"
#include "shared/base/json_value.h"
#include "shared/base/pdf_pages.h"
#include "shared/base/unicode.h"

namespace ok::policy {
namespace {

void count(ChangeCounts& into, ChangeType change) {
    if (change == ChangeType::added) ++into.added;
    if (change == ChangeType::removed) ++into.removed;
    if (change == ChangeType::modified) ++into.modified;
}

bool wanted(const DiffRow& row, const DiffFilter& filter, const std::string& principal) {
    if (!filter.dimension.empty() && row.dimension != filter.dimension) return false;
    if (filter.change && row.change != *filter.change) return false;
    return principal.empty() || std::any_of(row.principals.begin(), row.principals.end(), [&](const Principal& p) { return asciiLower(p.id).find(principal) != std::string::npos; });
}

std::vector<DiffRow> structuralRows(const std::vector<Change>& changes) {
    std::vector<DiffRow> out;
    for (const Change& change : changes) {
        DiffRow row;
        row.change = !change.before ? ChangeType::added : !change.after ? ChangeType::removed : ChangeType::modified;
        row.dimension = "value";
        const auto steps = stepsOf(change.path);
        row.itemType = steps.empty() ? "document" : steps.front();
        row.item = steps.size() < 2 ? change.path : steps[1];
        if (change.before) row.before = {change.before->text};
        if (change.after) row.after = {change.after->text};
        row.path = change.path;
        out.push_back(std::move(row));
    }
    return out;
}

std::string peopleOf(const std::vector<Principal>& principals) {
    std::vector<std::string> out;
    for (const Principal& p : principals) out.push_back(p.type + ":" + p.id);
    return joined(out);
}

std::string typesOf(const std::vector<Principal>& principals) {
    std::vector<std::string> out;
    for (const Principal& p : principals) {
        if (std::find(out.begin(), out.end(), p.type) == out.end()) out.push_back(p.type);
    }
    return joined(out);
}

std::string cut(const std::string& words, std::size_t most) { return words.size() <= most ? words : std::string(cutUtf8(words, most - 3)) + "..."; }

std::string countsLine(const ChangeCounts& c) {
    return "added " + std::to_string(c.added) + ", removed " + std::to_string(c.removed) + ", modified " + std::to_string(c.modified);
}

void addGroup(PdfPages& pdf, const DimensionGroup& group) {
    pdf.next(2);
    pdf.line(40, "F2", 10, group.dimension + ": " + countsLine(group.counts));
    for (const DiffRow& row : group.rows) {
        pdf.next();
        pdf.line(40, "F1", 7, enumName(row.change));
        pdf.line(90, "F1", 7, cut(row.itemType + " " + row.item, 44));
        pdf.line(270, "F1", 7, cut(joined(row.before), 44));
        pdf.line(450, "F1", 7, cut(joined(row.after), 44));
        pdf.line(630, "F1", 7, cut(peopleOf(row.principals), 44));
    }
}

}  // namespace

std::string joined(const std::vector<std::string>& values, std::string_view between) {
    std::string out;
    for (const std::string& value : values) {
        if (!out.empty()) out += between;
        out += value;
    }
    return out;
}

Result<PolicyDiff> diffOf(const Kind& kind, const Bodies& bodies, const DiffFilter& filter) {
    PolicyDiff out;
    out.kind = kind.name;
    out.filter = filter;
    out.baselineDigest = sha256(bodies.before);
    out.versionDigest = sha256(bodies.after);
    OK_ASSIGN(out.changes, changesBetween(bodies.before, bodies.after));
    const std::string principal = asciiLower(filter.principal);
    std::map<std::string, std::vector<DiffRow>> byDimension;
    for (DiffRow& row : kind.summarise ? kind.summarise(bodies) : structuralRows(out.changes)) {
        if (!wanted(row, filter, principal)) continue;
        count(out.totals, row.change);
        byDimension[row.dimension].push_back(std::move(row));
    }
    std::vector<std::string> order = kind.dimensions;
    for (const auto& [dimension, rows] : byDimension) {
        if (std::find(order.begin(), order.end(), dimension) == order.end()) order.push_back(dimension);
    }
    for (const std::string& dimension : order) {
        const auto found = byDimension.find(dimension);
        if (found == byDimension.end()) continue;
        DimensionGroup group{dimension, {}, std::move(found->second)};
        for (const DiffRow& row : group.rows) count(group.counts, row.change);
        out.groups.push_back(std::move(group));
    }
    return out;
}

std::string csvOf(const PolicyDiff& diff) {
    std::string out = "dimension,change,item_type,item,before,after,principal_types,principals,path\r\n";
    for (const DimensionGroup& group : diff.groups) {
        for (const DiffRow& row : group.rows) {
            appendCsvLine(out, {row.dimension, enumName(row.change), row.itemType, row.item, joined(row.before), joined(row.after),
                                typesOf(row.principals), peopleOf(row.principals), row.path});
        }
    }
    return out;
}

std::string csvOf(const Impact& impact) {
    std::vector<std::string> dimensions;
    for (const auto& [dimension, values] : impact.byDimension) dimensions.push_back(dimension);
    std::vector<std::string> header{"analysis_id", "change", "principal_type", "principal"};
    header.insert(header.end(), dimensions.begin(), dimensions.end());
    header.insert(header.end(), {"capabilities", "high_risk", "risks"});
    std::string out;
    appendCsvLine(out, header);
    for (const ImpactRow& row : impact.rows) {
        std::vector<std::string> fields{impact.analysisId, row.gain ? "gain" : "loss", row.principal.type, row.principal.id};
        for (const std::string& dimension : dimensions) {
            const auto found = row.capability.find(dimension);
            fields.push_back(found == row.capability.end() ? "" : joined(found->second));
        }
        fields.insert(fields.end(), {std::to_string(row.count), row.risks.empty() ? "no" : "yes", joined(row.risks)});
        appendCsvLine(out, fields);
    }
    return out;
}

std::string csvOf(const Simulation& simulation) {
    std::vector<std::string> dimensions;
    for (const auto& [dimension, values] : simulation.byDimension) dimensions.push_back(dimension);
    std::vector<std::string> header{"at", "entry"};
    header.insert(header.end(), dimensions.begin(), dimensions.end());
    header.insert(header.end(), {"decision", "decision_before", "reason", "matched"});
    std::string out;
    appendCsvLine(out, header);
    for (const SimulatedAction& action : simulation.actions) {
        std::vector<std::string> fields{toIso(action.at), action.entry};
        for (const std::string& dimension : dimensions) {
            const auto found = action.dimensions.find(dimension);
            fields.push_back(found == action.dimensions.end() ? "" : found->second);
        }
        fields.insert(fields.end(), {action.allowed ? "Allow" : "Deny", action.allowedBefore ? "Allow" : "Deny", action.reason, joined(action.matched)});
        appendCsvLine(out, fields);
    }
    return out;
}

std::string pdfOf(const PolicyDiff& diff, Instant at) {
    PdfPages pdf;
    pdf.next();
    pdf.line(40, "F2", 16, "Changes of " + diff.kind + " from version " + std::to_string(diff.baseline) + " to version " + std::to_string(diff.version));
    pdf.next(2);
    pdf.line(40, "F1", 9, "Totals: " + countsLine(diff.totals));
    pdf.next();
    pdf.line(40, "F1", 7, "Baseline " + diff.baselineDigest.hex() + ", version " + diff.versionDigest.hex());
    pdf.next();
    const std::string only = (diff.filter.dimension.empty() ? "" : " dimension " + diff.filter.dimension) +
                             (diff.filter.change ? " change " + enumName(*diff.filter.change) : "") +
                             (diff.filter.principal.empty() ? "" : " principal " + diff.filter.principal);
    pdf.line(40, "F1", 7, "Made at " + toIso(at) + (only.empty() ? "" : ", only" + only));
    for (const DimensionGroup& group : diff.groups) addGroup(pdf, group);
    return pdf.finished(at, "OutageKit policy changes");
}

}  // namespace ok::policy
