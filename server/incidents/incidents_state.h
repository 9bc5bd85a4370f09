// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// The incident books of one tenant, in memory on the gate's thread: one for what is real and one for drills, so that a
// rehearsed report can never join a real incident. Made from the views at start and after a failed commit.
#pragma once
#include <functional>

#include "server/gate/command.h"
#include "shared/incidents/decision.h"

namespace ok::incidents {

/// What main() connects.
struct IncidentsPorts {
    /// The tenant's accounts by place, or null; asked for each command, because an import replaces them.
    std::function<const territory::AccountsNear*(CommandContext&)> accounts;
    std::function<IncidentSettings(TenantId, Views&)> settings;
    /// What people call this place, `Otter Rock Court, Letcher County`; may be empty. For incidents that nobody has named.
    std::function<std::string(CommandContext&, LonLat)> placeName;
};

class IncidentsState final : public TenantState {
  public:
    IncidentsState(const IncidentsPorts& ports, TenantId tenant, Views& views);

    /// The book for this command: expired to now, with the accounts of now.
    [[nodiscard]] IncidentBook& book(CommandContext& cx);
    [[nodiscard]] const IncidentsPorts& ports() const { return m_ports; }

  private:
    void load(Views& views);

    const IncidentsPorts& m_ports;
    IncidentBook m_real;
    IncidentBook m_drill;
};

/// Emits the decision's events and applies each to the book.
void carryOut(CommandContext& cx, IncidentBook& book, const Decision& decision, const std::string& justification = {});

/// Settings on the plane of the tenant's own territory.
[[nodiscard]] IncidentSettings settingsFor(TenantId tenant, Views& views);

}  // namespace ok::incidents
