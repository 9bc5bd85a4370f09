// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// An address that gives out one file for a few minutes: for a browser that somebody opens from the console (F04.R3.A5).
#pragma once
#include "shared/evidence/evidence.h"

namespace ok::evidence {

inline constexpr Duration ticketHolds = minutes(5);

struct Ticket {
    TenantId tenant;
    IncidentId incident;
    std::string evidence, snapshot;   ///< snapshot: as it was pinned there; empty: as it was attached
    Instant until;
    bool drill = false;
};
BOOST_DESCRIBE_STRUCT(Ticket, (), (tenant, incident, evidence, snapshot, until, drill))

/// base64url of its JSON, a dot, its MAC.
[[nodiscard]] std::string ticketText(const Ticket& ticket, const Digest& secret);
/// Problem `ticket_not_found`: bent, of another server, or over; nobody is told which.
[[nodiscard]] Result<Ticket> readTicket(std::string_view text, const Digest& secret, Instant now);

}  // namespace ok::evidence
