// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Carries out shared/integrity/anomaly.h on the gate, and the outbox rows of its alerts.
#pragma once
#include "server/gate/gate.h"
#include "server/outbox/notice.h"
#include "server/outbox/outbox_commands.h"
#include "shared/integrity/anomaly.h"
#include "shared/integrity/sli.h"

namespace ok::integrity {

/// What an outbox row of the connectors `alert_email`, `alert_slack` and `alert_pagerduty` says.
struct AlertNote {
    std::string kind;             ///< found, still_open, resolved, accepted; slo_breached, slo_met
    std::string incidentKey;
    std::string anomaly;
    std::string severity;
    std::string affectedRange;    ///< `ops 20-24`
    std::string type, code;
    std::string remediation;      ///< link, relative to the server
    Instant at;
};
BOOST_DESCRIBE_STRUCT(AlertNote, (), (kind, incidentKey, anomaly, severity, affectedRange, type, code, remediation, at))

using outbox::alertConnectors;
inline constexpr Duration heartbeat = minutes(15);
inline constexpr Duration quietAfterSettled = minutes(30);   ///< the same damage again within it is told, but not alerted anew

struct MetricPlace {
    std::string environment = "production", region = "local";
    std::function<std::string(TenantId)> slugOf;
};
/// Which subject of an entry is under a legal hold, or empty.
using HeldBy = std::function<std::string(CommandContext&, Stream, std::int64_t sequence)>;
/// Before the gate starts.
void addHandlers(Gate& gate, MetricPlace place, HeldBy heldBy = {});
/// Measures how long alerts take from finding to delivery.
void addRowOwners(outbox::RowOwners& owners, MetricPlace place);

}  // namespace ok::integrity
