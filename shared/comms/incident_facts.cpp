// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "shared/comms/incident_facts.h"

namespace ok::comms {

EtaBelief beliefOf(const incidents::Etr& etr) {
    EtaBelief out;
    if (!etr.latest) return out;
    out.latest = *etr.latest;
    out.earliest = etr.earliest.value_or(*etr.latest);
    out.confidence = etr.confidencePercent >= 80   ? EtaConfidence::high
                     : etr.confidencePercent >= 50 ? EtaConfidence::medium
                                                   : EtaConfidence::low;
    return out;
}

UpdateKind suggestedUpdate(const incidents::Incident& incident) {
    using incidents::IncidentStatus;
    if (incident.status == IncidentStatus::restored || incident.status == IncidentStatus::closed) return UpdateKind::restored;
    if (incident.etr.latest) return UpdateKind::eta_set;
    return incident.status == IncidentStatus::detected ? UpdateKind::detected : UpdateKind::confirmed;
}

UpdateFacts factsOf(const incidents::Incident& incident, const TenantProfile& utility, const std::string& publicUrl) {
    UpdateFacts facts;
    facts.kind = suggestedUpdate(incident);
    facts.drill = incident.drill || utility.drill;
    facts.utility = utility.name;
    facts.area = incident.place;
    facts.customersOut = incident.customersOut > 0 ? incident.customersOut : incident.affectedAccounts;
    facts.causeKey = incident.cause.key;
    facts.crewKey = incident.crew.key;
    facts.eta = beliefOf(incident.etr);
    facts.nextUpdate = incident.etr.nextUpdateBy.value_or(Instant{});
    facts.pageUrl = publicUrl.empty() ? std::string() : publicUrl + "/o/" + utility.slug;
    facts.phone = utility.phoneShown;
    return facts;
}

PageArea pageAreaOf(const incidents::Incident& incident) {
    using incidents::IncidentStatus;
    PageArea area;
    area.id = incident.number;
    area.name = incident.place;
    switch (incident.status) {
        case IncidentStatus::detected: area.status = PageStatus::detected; break;
        case IncidentStatus::assigned: area.status = PageStatus::assigned; break;
        case IncidentStatus::restoring: area.status = PageStatus::restoring; break;
        case IncidentStatus::restored:
        case IncidentStatus::closed: area.status = PageStatus::restored; break;
        default: area.status = PageStatus::confirmed;
    }
    area.customersOut = incident.customersOut > 0 ? incident.customersOut : incident.affectedAccounts;
    area.eta = beliefOf(incident.etr);
    area.nextUpdate = incident.etr.nextUpdateBy.value_or(Instant{});
    area.causeKey = incident.cause.key;
    area.crewKey = incident.crew.key;
    area.startedAt = incident.startedAt;
    area.updatedAt = incident.updatedAt;
    area.boundary = incident.boundary;
    return area;
}

}  // namespace ok::comms
