// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Collects what an export says about time (shared/ledger/time_evidence.h): the stamps of its records, the signed roots of
// their days with theirs, and how the clock was. What a stamp is missing today it may have tomorrow; all else follows from
// the question.
#pragma once
#include <filesystem>
#include <map>
#include <set>

#include "server/store/store.h"
#include "shared/ledger/audit_event.h"
#include "shared/ledger/time_evidence.h"

namespace ok::ledger {

class TimeLines {
  public:
    TimeLines(Store& store, TenantId tenant);
    void add(const EntryHeader& header);
    /// What a record says of its time, as the log knew it at `to`: so it is the same whenever the export is made again.
    [[nodiscard]] RecordEvidence evidenceOf(const EntryHeader& header, Instant to) const;
    /// The lines, in order of id. `to`: clock samples from then on do not belong to it.
    [[nodiscard]] std::string text(Instant to, const std::filesystem::path& clockSamples) const;

  private:
    void addClocks(std::map<std::string, TimeEvidence>& lines, Instant to, const std::filesystem::path& clockSamples) const;
    Store& m_store;
    TenantId m_tenant;
    struct Known {
        Instant askedAt;
        std::optional<Instant> settledAt;
    };
    std::map<std::string, StampEvidence> m_stamps;        // by anchor id
    std::map<std::string, Known> m_known;                 // since when what is said of them
    std::vector<ClockTrouble> m_drifts;
    std::set<std::string> m_entries;                      // anchor ids of records that have a stamp
    std::set<std::pair<std::string, Stream>> m_days;
};

}  // namespace ok::ledger
