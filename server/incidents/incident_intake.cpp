// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "server/incidents/incident_intake.h"

#include <algorithm>

#include "server/incidents/incidents_state.h"
#include "shared/incidents/feed_decision.h"
#include "shared/incidents/place_report.h"
#include "shared/incidents/reshape.h"

namespace ok::incidents {

std::optional<Witness> witnessOf(const reports::Report& report) {
    if (!report.place || !isValid(report.place->position)) return std::nullopt;
    const bool back = std::find(report.symptoms.begin(), report.symptoms.end(), reports::Symptom::restored) != report.symptoms.end();
    const bool byPhone = report.channel == reports::Channel::sms || report.channel == reports::Channel::voice;
    return Witness{.report = report.id, .account = report.account, .position = report.place->position,
                   .saidAt = report.receivedAt, .service = report.service, .out = reports::saysOut(report.symptoms), .back = back,
                   .contact = byPhone ? report.from.token : std::string()};
}

Placed takeReport(CommandContext& cx, const reports::Report& report) {
    const auto witness = witnessOf(report);
    if (!witness) return {{}, {"no_place"}};
    IncidentBook& book = cx.state<IncidentsState>().book(cx);
    if (const IncidentReport* link = book.linkOf(report.id)) return {link->incident, {link->reason}};
    const Sighting sighting = book.witness(*witness);
    const Decision decision = placeReport(book, *witness, sighting, cx.now(), [&cx] { return cx.newId<IncidentId>(); });
    carryOut(cx, book, decision);
    return {decision.incident, decision.reasons};
}

void dropReport(CommandContext& cx, ReportId report) {
    IncidentBook& book = cx.state<IncidentsState>().book(cx);
    if (book.linkOf(report) != nullptr) {
        const auto decision = moveReport(book, report, {});
        if (decision.ok()) carryOut(cx, book, *decision, "report discarded");
    }
    book.forget(report);
}

Placed takeFeedRecord(CommandContext& cx, const reports::FeedRecord& record) {
    IncidentBook& book = cx.state<IncidentsState>().book(cx);
    const Decision decision = applyFeedRecord(book, record, cx.now(), [&cx] { return cx.newId<IncidentId>(); });
    carryOut(cx, book, decision);
    return {decision.incident, decision.reasons};
}

std::optional<Incident> incidentFor(CommandContext& cx, AccountId account, std::optional<LonLat> place, Service service) {
    IncidentBook& book = cx.state<IncidentsState>().book(cx);
    if (const Incident* incident = book.incidentOfAccount(account, service, cx.now()); incident && isLive(incident->status)) {
        return *incident;
    }
    if (!place || !isValid(*place)) return std::nullopt;
    for (const NearIncident& near : book.near(*place, 0, service, cx.now())) {
        if (isLive(book.find(near.incident)->status)) return *book.find(near.incident);
    }
    return std::nullopt;
}

}  // namespace ok::incidents
