// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "server/incidents/incident_scopes.h"

#include <algorithm>

#include "shared/incidents/incidents_commands.h"

namespace ok::incidents {
namespace {

void addOnce(std::vector<std::string>& list, std::string value) {
    if (std::find(list.begin(), list.end(), value) == list.end()) list.push_back(std::move(value));
}

void addPlaces(ScopeFacts& out, const std::vector<LonLat>& places) {
    out.question.points.insert(out.question.points.end(), places.begin(), places.end());
}

/// A command whose one incident stands in `incident`.
template <class C>
void onIncident(Gate& gate) {
    gate.facts<C>([](CommandContext& cx, const C& c, ScopeFacts& out) { stateIncident(cx, c.incident, out); });
}

// Nobody knows yet how many it will be; from its first evidence on its size says it.
void newIncident(CommandContext&, const CreateIncident& c, ScopeFacts& out) {
    out.question.severities = {c.causeKey == "safety" ? "critical" : "minor"};
    if (!out.wantsPlaces) return;
    if (!c.boundary.rings.empty()) addPlaces(out, outlineOf(c.boundary));
    else if (c.centre && isValid(*c.centre)) addPlaces(out, outlineOf(hullAround(std::span(&*c.centre, 1), std::clamp(c.radiusMetres, 1.0, 50'000.0))));
}

void newBoundary(CommandContext& cx, const DrawBoundary& c, ScopeFacts& out) {
    stateIncident(cx, c.incident, out);
    if (out.wantsPlaces) addPlaces(out, outlineOf(c.boundary));
}

void bothIncidents(CommandContext& cx, const MergeIncidents& c, ScopeFacts& out) {
    stateIncident(cx, c.into, out);
    stateIncident(cx, c.absorbed, out);
}

void movedReport(CommandContext& cx, const MoveReport& c, ScopeFacts& out) {
    if (const auto link = cx.views().find<IncidentReport>(c.report.str())) stateIncident(cx, link->incident, out);
    if (c.to.known()) stateIncident(cx, c.to, out);
}

void undoneChange(CommandContext& cx, const UndoIncidentChange& c, ScopeFacts& out) {
    if (const auto change = cx.views().find<IncidentChange>(c.change)) stateIncident(cx, change->incident, out);
}

}  // namespace

void stateIncident(CommandContext& cx, IncidentId id, ScopeFacts& out) {
    const auto incident = cx.views().find<Incident>(id.str());
    if (!incident) return;
    if (out.incident.empty()) out.incident = id.str();
    addOnce(out.question.severities, severityOf(*incident));
    if (out.wantsPlaces) addPlaces(out, placesOf(*incident));
}

void addScopeFacts(Gate& gate) {
    gate.facts<CreateIncident>(newIncident);
    gate.facts<MergeIncidents>(bothIncidents);
    gate.facts<MoveReport>(movedReport);
    gate.facts<DrawBoundary>(newBoundary);
    gate.facts<UndoIncidentChange>(undoneChange);
    gate.facts<SetEtr>([](CommandContext& cx, const SetEtr& c, ScopeFacts& out) {
        stateIncident(cx, c.incident, out);
        out.question.contentTypes = {"etr"};
    });
    onIncident<SplitIncident>(gate);
    onIncident<SetIncidentStatus>(gate);
    onIncident<SetCause>(gate);
    onIncident<SetCrewNote>(gate);
    onIncident<ConfirmRestoration>(gate);
    onIncident<CloseIncident>(gate);
    onIncident<ReopenIncident>(gate);
}

}  // namespace ok::incidents
