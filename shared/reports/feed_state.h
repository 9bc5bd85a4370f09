// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Follows one feed in memory: which outages it lists, the totals, and what is odd about the order of its changes. Used
// by intake and by the replay; the same answers for the same records.
#pragma once
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "shared/reports/feed_adapters.h"

namespace ok::reports {

struct FeedTotals {
    int outages = 0;
    std::int64_t customers = 0;
    bool operator==(const FeedTotals&) const = default;
};

class FeedState {
  public:
    /// Starts a snapshot. Totals are then those of the snapshot before.
    void begin(const FeedSnapshot& header);
    /// Applies one change. False, with an issue, for a record older than what is known of its outage.
    bool apply(const FeedRecord& record, std::vector<FeedIssue>& issues);
    [[nodiscard]] const FeedTotals& totals() const { return m_totals; }
    /// True when in the running snapshot so much has left that it is probably partial: at least `leastGone` outages and
    /// `share` of those listed before (PG&E, 2019-10-09 22:10Z: 1,551 to 240 and back).
    [[nodiscard]] bool suspect() const;
    [[nodiscard]] bool lists(const std::string& outageId) const { return m_listed.contains(outageId); }
    /// Restores a state from stored outages.
    void add(const FeedOutage& outage);

    static constexpr int leastGone = 50;
    static constexpr double share = 0.3;

  private:
    struct Held {
        Instant seenAt;
        int customers = 0;
    };
    std::map<std::string, Held> m_listed;
    std::map<std::string, Instant> m_left;
    FeedTotals m_totals;
    int m_before = 0;
    int m_gone = 0;
};

/// What changed between what a feed listed and a whole new snapshot of records: seen, changed, gone. For feeds that are
/// polled whole.
[[nodiscard]] std::vector<FeedRecord> changesBetween(const std::map<std::string, FeedRecord>& before,
                                                     const std::vector<FeedRecord>& now, Instant takenAt);

}  // namespace ok::reports
