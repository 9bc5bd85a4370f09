// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Diff, impact and simulation as people read and take them away: filtered, counted, as CSV and PDF. Totals are made once from
// the rows that are shown, so that screen, CSV and PDF cannot differ (F02.R6.A2).
#pragma once
#include "shared/policy/kind.h"

namespace ok::policy {

struct DiffFilter {
    std::string dimension;               ///< empty: every
    std::optional<ChangeType> change;
    std::string principal;               ///< part of an id, without regard to case
    bool operator==(const DiffFilter&) const = default;
};
BOOST_DESCRIBE_STRUCT(DiffFilter, (), (dimension, change, principal))

struct ChangeCounts {
    std::int64_t added = 0, removed = 0, modified = 0;
    bool operator==(const ChangeCounts&) const = default;
};
BOOST_DESCRIBE_STRUCT(ChangeCounts, (), (added, removed, modified))

struct DimensionGroup {
    std::string dimension;
    ChangeCounts counts;
    std::vector<DiffRow> rows;
};
BOOST_DESCRIBE_STRUCT(DimensionGroup, (), (dimension, counts, rows))

struct PolicyDiff {
    std::string kind;
    int baseline = 0, version = 0;
    Digest baselineDigest, versionDigest;
    DiffFilter filter;
    ChangeCounts totals;
    std::vector<DimensionGroup> groups;  ///< in the kind's order of dimensions, others behind
    std::vector<Change> changes;         ///< the places in the body, unfiltered
};
BOOST_DESCRIBE_STRUCT(PolicyDiff, (), (kind, baseline, version, baselineDigest, versionDigest, filter, totals, groups, changes))

/// Rows as the kind tells them; a kind that tells none gets a row a changed place.
[[nodiscard]] Result<PolicyDiff> diffOf(const Kind& kind, const Bodies& bodies, const DiffFilter& filter);

[[nodiscard]] std::string csvOf(const PolicyDiff& diff);
[[nodiscard]] std::string csvOf(const Impact& impact);
[[nodiscard]] std::string csvOf(const Simulation& simulation);
[[nodiscard]] std::string pdfOf(const PolicyDiff& diff, Instant at);

/// `a, b`.
[[nodiscard]] std::string joined(const std::vector<std::string>& values, std::string_view between = ", ");

}  // namespace ok::policy
