// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Ties the log to the outside (shared/integrity/anchors.h): signs the root of every finished day, asks the time-stamping
// authority for what is pending, and each night checks that what it said still fits. Called on the log watch's thread.
#pragma once
#include <mutex>
#include <set>

#include "server/gate/gate.h"
#include "server/integrity/tsa_client.h"
#include "shared/access/tenant_profile.h"
#include "shared/base/dice.h"
#include "shared/integrity/anchors.h"

namespace ok::integrity {

struct NotaryParts {
    Gate& gate;
    std::shared_ptr<const SigningKey> key;
    std::function<Instant()> clock;
    Dice dice;
    TsaSettings tsa;
    /// Types of entries that get a time stamp of their own (digest C10).
    std::set<std::string> flagged{"approval.decided", "ledger.anomaly_found", "privacy.person_erased"};
    int daysBack = 7;                    ///< days that may have passed while no server ran
};

class Notary {
  public:
    /// Before Gate::start(): follows commits.
    explicit Notary(NotaryParts parts);
    /// Closes days that are over, asks for stamps that are due.
    void visit(const TenantProfile& tenant);
    /// Anchor ids whose stamp or signature does not fit the log any more; empty: everything fits.
    [[nodiscard]] std::vector<std::string> mismatches(Store& store, TenantId tenant) const;

  private:
    void closeDays(Store& reader, const TenantProfile& tenant);
    void requestFlagged(const TenantProfile& tenant);
    void stampDue(Store& reader, const TenantProfile& tenant);
    void tell(const TenantProfile& tenant, std::string_view command, const std::string& body, const std::string& once);
    NotaryParts m_parts;
    std::mutex m_mutex;
    std::map<TenantId, std::vector<StampWanted>> m_wanted;
    std::map<TenantId, std::string> m_closedTo;   // last day that is known to be closed
};

/// CloseDay, RequestStamps, RecordStamp. Before the gate starts.
void addAnchorHandlers(Gate& gate);

}  // namespace ok::integrity
