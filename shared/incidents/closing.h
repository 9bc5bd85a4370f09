// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Restored, closed, reopened: by evidence (field: "restored while still out" is the complaint heard most). An incident is
// restored by a crew, by answering meters or by enough customers, never by silence. It closes after that, or when a person
// takes it upon themselves and says why.
#pragma once
#include <string>

#include "shared/base/result.h"
#include "shared/incidents/decision.h"

namespace ok::incidents {

struct Heard {
    EvidenceKind kind = EvidenceKind::customer;
    int count = 1;
    ReportId report;
    AccountId account;
    std::string note;
    std::string contact;   ///< the telephone's token, of a text or call
};

/// The evidence, and the restoration when it now suffices: one crew; or metersToRestore meters; or customersToRestore
/// customers who are at least shareToRestore of the accounts that reported, contactsToRestore of them by telephones of their
/// own: anybody can fill in forms for three addresses. Nothing while someone says "still out", and an account
/// is heard once.
[[nodiscard]] Decision hearEvidence(const IncidentBook& book, const Incident& incident, const Heard& heard, Instant at);

/// Problems: `incident_not_found`, `incident_over`, `evidence_missing` (with what would do).
[[nodiscard]] Result<Decision> closeIncident(const IncidentBook& book, IncidentId incident, const std::string& reason);

/// Problems: `incident_not_found`, `incident_open`, `incident_merged`.
[[nodiscard]] Result<Decision> reopenIncident(const IncidentBook& book, IncidentId incident, const std::string& reason);

}  // namespace ok::incidents
