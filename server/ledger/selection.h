// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// What an export has picked, as it goes by: its root, and at the end the proofs that lead from it to the signed trees and
// the daily roots.
#pragma once
#include <map>
#include <optional>
#include <set>

#include "server/ledger/audit_walk.h"
#include "shared/ledger/evidence.h"
#include "shared/ledger/merkle.h"

namespace ok::ledger {

/// The first checkpoint that covers all entries of a stream before `to`; nothing when there are none. The same whenever it is
/// asked for. Problem `log_damaged`.
[[nodiscard]] Result<std::optional<SignedCheckpoint>> checkpointBefore(Store& store, PostingFile* index, TenantId tenant, Stream stream, Instant to);

class Selection {
  public:
    void add(const EntryHeader& header, const Digest& hash);
    [[nodiscard]] std::int64_t records() const { return m_root.size(); }
    [[nodiscard]] Digest root() const { return m_root.size() == 0 ? merkle::emptyRoot() : m_root.root(); }

    struct Proven {
        std::vector<StreamRoot> streams;
        std::vector<DayRoot> days;
        std::vector<EvidenceProof> proofs;
        std::vector<SignedCheckpoint> checkpoints;
        Instant asOf;      ///< ledger time of the latest of them
    };
    /// Leads every record to the first checkpoint that covers all entries before `to`, and to its day's root. Problem
    /// `log_damaged` when no checkpoint does, or what is signed is not what is stored.
    [[nodiscard]] Result<Proven> prove(Store& store, PostingFile* index, TenantId tenant, Instant to, Instant now) const;

  private:
    struct Picked {
        std::set<std::int64_t> sequences;
        std::set<std::string> days;
    };
    merkle::Frontier m_root;
    std::map<Stream, Picked> m_picked;
};

}  // namespace ok::ledger
