// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "server/incidents/incident_capture.h"

#include <algorithm>
#include <cmath>

#include "shared/access/tenant_profile.h"
#include "shared/incidents/incidents_commands.h"

namespace ok::incidents {
namespace {

using approvals::FrozenIncident;
using approvals::FrozenTime;

// Counted up when the same reports would be matched, or the same incident estimated, in another way.
constexpr const char* clustererVersion = "1";
constexpr const char* etaModelVersion = "1";

std::string sourceOf(const Etr& etr) {
    return etr.basis.empty() ? enumName(etr.source) : etr.basis;
}

void addTimes(FrozenIncident& out, const Etr& etr) {
    if (etr.earliest) out.times.push_back({"etr_earliest", *etr.earliest, sourceOf(etr), etr.setAt});
    if (etr.latest) out.times.push_back({"etr", *etr.latest, sourceOf(etr), etr.setAt});
}

/// Over the sorted ids of the accounts inside its outline.
void addMembers(CommandContext& cx, const IncidentsPorts& ports, const Incident& incident, FrozenIncident& out) {
    const territory::AccountsNear* accounts = ports.accounts ? ports.accounts(cx) : nullptr;
    if (accounts == nullptr || incident.boundary.rings.empty()) return;
    std::vector<AccountId> members;
    for (const auto& place : accounts->inside({incident.boundary})) members.push_back(place.id);
    std::sort(members.begin(), members.end());
    std::string text;
    for (const AccountId& each : members) text += each.str() + "\n";
    out.members = sha256(text);
    out.impacted = static_cast<std::int64_t>(members.size());
}

std::string zoneOf(CommandContext& cx) {
    const auto profile = cx.views().find<TenantProfile>("profile");
    return profile ? profile->timeZone : TenantProfile{}.timeZone;
}

approvals::ReviewSide publishedOf(const Incident& incident, const std::string& zone) {
    approvals::ReviewSide out;
    const std::string subject = incident.id.str();
    if (incident.etr.earliest) out.times.push_back({subject, "etr_earliest", *incident.etr.earliest, zone, sourceOf(incident.etr)});
    if (incident.etr.latest) {
        out.times.push_back({subject, "etr", *incident.etr.latest, zone, sourceOf(incident.etr)});
        out.times.push_back({subject, "etr_replaced", *incident.etr.latest, zone, sourceOf(incident.etr)});
    }
    if (!incident.boundary.rings.empty()) out.shapes.push_back({subject, incident.boundary});
    return out;
}

Status captureSetEtr(CommandContext& cx, const IncidentsPorts& ports, const SetEtr& command, Capture& out) {
    const auto incident = cx.views().find<Incident>(command.incident.str());
    if (!incident) return problem("incident_not_found", "there is no incident `" + command.incident.str() + "`");
    const std::string zone = zoneOf(cx);
    FrozenIncident frozen = frozenIncident(*incident, zone);
    addMembers(cx, ports, *incident, frozen);
    frozen.times.clear();
    addTimes(frozen, {.earliest = command.earliest, .latest = command.latest, .source = Source::console, .basis = command.basis});
    // What it takes the place of: when somebody else changes that meanwhile, the review says so.
    if (incident->etr.latest) frozen.times.push_back({"etr_replaced", *incident->etr.latest, sourceOf(incident->etr), incident->etr.setAt});
    out.published = publishedOf(*incident, zone);
    out.risk.audienceSize = frozen.impacted;
    out.risk.channelMix = {"web"};
    if (command.latest && incident->etr.latest) out.risk.etaChangeMinutes = std::round(static_cast<double>((*command.latest - *incident->etr.latest).count()) / 60e6);
    if (incident->confidencePercent > 0) out.risk.modelConfidence = incident->confidencePercent / 100.0;
    out.content.incidents.push_back(std::move(frozen));
    out.content.versions = modelVersions();
    return {};
}

}  // namespace

approvals::FrozenIncident frozenIncident(const Incident& incident, const std::string& zone) {
    FrozenIncident out;
    out.id = incident.id.str();
    out.name = incident.place.empty() ? incident.number : incident.number + " " + incident.place;
    out.stage = enumName(incident.status);
    out.zone = zone;
    out.impacted = incident.affectedAccounts;
    out.boundary = incident.boundary;
    out.closed = !isOpen(incident.status);
    addTimes(out, incident.etr);
    return out;
}

std::vector<approvals::FrozenVersion> modelVersions() {
    return {{"clusterer", clustererVersion}, {"eta_model", etaModelVersion}};
}

void addCaptures(Gate& gate, std::shared_ptr<const IncidentsPorts> ports) {
    gate.captures<SetEtr>([ports = std::move(ports)](CommandContext& cx, const SetEtr& c, Capture& out) { return captureSetEtr(cx, *ports, c, out); });
}

}  // namespace ok::incidents
