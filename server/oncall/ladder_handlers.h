// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Ladders on the gate: they begin and end with the requests they are about, in the same transaction, and go on by timers of the store
// (F06.R2). With no published ladder nothing here happens.
#pragma once
#include <mutex>
#include <set>

#include "server/oncall/ladder_people.h"
#include "server/outbox/outbox_commands.h"

namespace ok::oncall {

using PortsPart = std::shared_ptr<const OncallPorts>;

/// Before the gate starts: the follower of requests and every command about ladders.
void addLadderHandlers(Gate& gate, PortsPart ports);
/// What became of the nudges' rows: receipts go back into the ladder; what is not needed any more does not leave.
void addRowOwners(outbox::RowOwners& owners, PortsPart ports);

/// Hears of incidents that running ladders are about, and of comments that mention people, and asks the gate what that means. Told on the gate's thread.
class IncidentEar {
  public:
    explicit IncidentEar(Gate& gate) : m_gate(gate) {}
    void heard(const CommittedBatch& batch);
    /// A ladder that was there before this server began.
    void know(TenantId tenant, const LadderRun& run);

  private:
    void hearMention(const Entry& entry);
    Gate& m_gate;
    std::mutex m_mutex;
    std::map<TenantId, std::map<std::string, std::vector<std::string>>> m_incidents;   ///< by request
};

}  // namespace ok::oncall
