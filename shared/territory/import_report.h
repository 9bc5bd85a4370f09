// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// What an import did, row by row where it matters. Nothing is dropped silently: a row is either accepted, accepted
// without one of its fields, or kept aside; the last two are named here with row, field and reason.
#pragma once
#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include <boost/describe.hpp>

namespace ok::territory {

enum class IssueEffect : std::uint8_t { keptAside = 1, fieldIgnored = 2 };
BOOST_DESCRIBE_ENUM(IssueEffect, keptAside, fieldIgnored)

struct RowIssue {
    /// As a spreadsheet counts: the header is row 1. In GeoJSON and OSM: the feature or element, from 1.
    std::uint64_t row = 0;
    std::string field;
    std::string code;
    std::string message;
    IssueEffect effect = IssueEffect::keptAside;
    bool operator==(const RowIssue&) const = default;
};
BOOST_DESCRIBE_STRUCT(RowIssue, (), (row, field, code, message, effect))

struct ImportReport {
    std::string format;
    std::uint64_t rowsRead = 0;
    std::uint64_t accepted = 0;
    std::uint64_t keptAside = 0;
    std::uint64_t fieldsIgnored = 0;
    /// The first `maxIssues` in row order; `issueCounts` counts all of them by code.
    std::vector<RowIssue> issues;
    std::map<std::string, std::uint64_t> issueCounts;
    std::vector<std::string> unmappedColumns;
    bool cancelled = false;

    static constexpr std::size_t maxIssues = 10'000;
    void note(RowIssue issue) {
        ++issueCounts[issue.code];
        if (issue.effect == IssueEffect::fieldIgnored) ++fieldsIgnored;
        if (issues.size() < maxIssues) issues.push_back(std::move(issue));
    }
    bool operator==(const ImportReport&) const = default;
};
BOOST_DESCRIBE_STRUCT(ImportReport, (),
                      (format, rowsRead, accepted, keptAside, fieldsIgnored, issues, issueCounts, unmappedColumns,
                       cancelled))

struct ImportProgress {
    std::uint64_t bytesRead = 0;
    std::uint64_t rowsRead = 0;
    std::uint64_t accepted = 0;
    std::uint64_t keptAside = 0;
};
BOOST_DESCRIBE_STRUCT(ImportProgress, (), (bytesRead, rowsRead, accepted, keptAside))

/// Called every few thousand rows on the importing thread. Returning false cancels: the report says so, and what was
/// handed out before stays the caller's to discard.
using ImportWatcher = std::function<bool(const ImportProgress&)>;

}  // namespace ok::territory
