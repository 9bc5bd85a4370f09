// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "shared/incidents/closing.h"

#include <algorithm>

#include "shared/incidents/incident_fold.h"

namespace ok::incidents {
namespace {

/// Why the evidence suffices; empty when it does not.
std::string whyRestored(const Restoration& r, int accountsReporting, const IncidentSettings& settings) {
    if (r.crews > 0) return "crew_confirmed";
    if (r.stillOut > 0) return {};
    if (r.meters >= settings.metersToRestore) return "meters_answer";
    const bool share = r.customers >= settings.shareToRestore * accountsReporting;
    const bool voices = static_cast<int>(r.contacts.size()) >= settings.contactsToRestore;
    return r.customers >= settings.customersToRestore && share && voices ? "customers_confirm" : std::string();
}

constexpr std::size_t shortestReason = 8;

}  // namespace

Decision hearEvidence(const IncidentBook& book, const Incident& incident, const Heard& heard, Instant at) {
    const auto& known = incident.restoration.heard;
    if (heard.kind == EvidenceKind::customer && std::find(known.begin(), known.end(), heard.account) != known.end()) {
        return {{}, {"already_heard"}, incident.id};
    }
    Decision decision{{RestorationEvidence{incident.id, heard.kind, heard.count, heard.report, heard.account, heard.note, at, heard.contact}},
                      {boost::describe::enum_to_string(heard.kind, "")}, incident.id};
    if (!isOpen(incident.status)) return decision;
    Restoration sum = incident.restoration;
    switch (heard.kind) {
        case EvidenceKind::meter: sum.meters += heard.count; break;
        case EvidenceKind::crew: sum.crews += heard.count; break;
        case EvidenceKind::customer: sum.customers += heard.count; break;
        case EvidenceKind::still_out: sum.stillOut += heard.count; break;
    }
    addContact(sum, heard.contact);
    const std::string why = whyRestored(sum, incident.accountsReporting, book.settings());
    if (why.empty()) return decision;
    decision.events.push_back(IncidentRestored{incident.id, at, {why}});
    decision.reasons.push_back(why);
    return decision;
}

Result<Decision> closeIncident(const IncidentBook& book, IncidentId id, const std::string& reason) {
    const Incident* incident = book.find(id);
    if (incident == nullptr) return problem("incident_not_found", "there is no incident `" + id.str() + "`");
    if (!isLive(incident->status)) return problem("incident_over", "incident `" + incident->number + "` is over");
    const bool proved = incident->status == IncidentStatus::restored;
    if (!proved && reason.size() < shortestReason) {
        return problem("evidence_missing", "nothing shows that service is back in `" + incident->number + "`",
                       {{"needs", "confirmation by a crew, answering meters, replies of customers, or a reason in words"}});
    }
    return Decision{{IncidentClosed{id, reason, !proved}}, {}, id};
}

Result<Decision> reopenIncident(const IncidentBook& book, IncidentId id, const std::string& reason) {
    const Incident* incident = book.find(id);
    if (incident == nullptr) return problem("incident_not_found", "there is no incident `" + id.str() + "`");
    if (isOpen(incident->status)) return problem("incident_open", "incident `" + incident->number + "` is open");
    if (incident->mergedInto) {
        return problem("incident_merged", "incident `" + incident->number + "` lives on in another",
                       {{"merged_into", incident->mergedInto->str()}});
    }
    return Decision{{IncidentReopened{id, reason}}, {}, id};
}

}  // namespace ok::incidents
