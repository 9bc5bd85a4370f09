// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Tells the places outside where the log stood when each hour ended, and compares what they have with the log
// (shared/integrity/head_anchors.h). A place that cannot be reached is a warning; one that says something else is damage.
#pragma once
#include "server/gate/gate.h"
#include "server/integrity/anchor_places.h"
#include "server/ledger/tree_cache.h"
#include "shared/access/tenant_profile.h"
#include "shared/integrity/head_anchors.h"

namespace ok::integrity {

struct HeadNotaryParts {
    Gate& gate;
    std::shared_ptr<const SigningKey> key;
    std::function<Instant()> clock;
    std::vector<std::shared_ptr<AnchorPlace>> places;
    bool stamp = false;                              ///< the time-stamping authority stamps every hour's anchor too
    std::function<void(TenantId)> onMismatch;        ///< asks for a whole check, which reports the damage
};

class HeadNotary {
  public:
    explicit HeadNotary(HeadNotaryParts parts) : m_parts(std::move(parts)) {}
    /// When an hour is over: compares the last anchors, makes and publishes the next. On the log watch's thread.
    void visit(const TenantProfile& tenant);
    /// Anchors of the last two days that a place holds otherwise than the log is.
    [[nodiscard]] std::vector<std::string> mismatches(Store& store, TenantId tenant);

  private:
    [[nodiscard]] bool fits(Store& store, TenantId tenant, const std::string& body);
    void compareLast(Store& store, const TenantProfile& tenant, Instant end);
    void anchor(Store& store, const TenantProfile& tenant, Instant end);
    void publishOpen(Store& store, const TenantProfile& tenant);
    void record(const TenantProfile& tenant, const HeadsAnchorDoc& doc, const AnchorPlaceState& before, const std::string& problem);
    void tell(const TenantProfile& tenant, std::string_view command, const std::string& body, const std::string& once);
    HeadNotaryParts m_parts;
    ledger::TreeCache m_trees;
    std::map<TenantId, Instant> m_doneTo;
};

/// What the log says of the hour that ended then; no heads when nothing was signed before.
[[nodiscard]] HeadsAnchor headsAt(Store& store, TenantId tenant, Instant windowEnd);

/// AnchorHeads, RecordPublication. Before the gate starts.
void addHeadAnchorHandlers(Gate& gate);

}  // namespace ok::integrity
