// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "server/incidents/incidents_state.h"

#include <algorithm>

#include "server/incidents/incident_intake.h"
#include "shared/access/tenant_profile.h"
#include "shared/incidents/incidents_commands.h"
#include "shared/reports/report.h"

namespace ok::incidents {
namespace {

IncidentSettings read(const IncidentsPorts& ports, TenantId tenant, Views& views) {
    return ports.settings ? ports.settings(tenant, views) : settingsFor(tenant, views);
}

/// A restored incident that nobody contradicts closes by itself.
constexpr Duration closeAfter = hours(6);

void setClosingTimer(CommandContext& cx, const IncidentRestored& restored) {
    cx.setTimer({.key = "incident-close:" + restored.incident.str(), .due = cx.now() + closeAfter,
                 .command = std::string(CloseRestored::card.name),
                 .body = toJson(CloseRestored{restored.incident, restored.restoredAt})});
}

}  // namespace

IncidentSettings settingsFor(TenantId, Views& views) {
    IncidentSettings settings;
    if (const auto profile = views.find<TenantProfile>("profile"); profile && !profile->bounds.empty()) {
        const GeoBox& box = profile->bounds;
        settings.clustering = settingsAround({(box.low.lon + box.high.lon) / 2, (box.low.lat + box.high.lat) / 2},
                                             settings.clustering);
    }
    return settings;
}

IncidentsState::IncidentsState(const IncidentsPorts& ports, TenantId tenant, Views& views)
    : m_ports(ports), m_real(read(ports, tenant, views), "INC"), m_drill(m_real.settings(), "DRILL") {
    load(views);
}

void IncidentsState::load(Views& views) {
    views.each<Incident>([this](const Incident& incident) { (incident.drill ? m_drill : m_real).load(incident); });
    views.each<IncidentReport>([this](const IncidentReport& link) {
        m_real.load(link);  // each book takes the links of its own incidents
        m_drill.load(link);
    });
    std::vector<Witness> real, drill;
    views.each<reports::Report>([&](const reports::Report& report) {
        const auto witness = witnessOf(report);
        if (witness && witness->out && report.state == reports::ReportState::placed) {
            (report.drill ? drill : real).push_back(*witness);
        }
    });
    for (auto* part : {&real, &drill}) {
        Instant newest;
        for (const Witness& w : *part) newest = std::max(newest, w.saidAt);
        const Instant limit = newest - m_real.settings().evidenceLifetime;
        std::erase_if(*part, [limit](const Witness& w) { return w.saidAt < limit; });
    }
    m_real.load(real);
    m_drill.load(drill);
}

IncidentBook& IncidentsState::book(CommandContext& cx) {
    IncidentBook& book = cx.drill() ? m_drill : m_real;
    book.expire(cx.now());
    if (m_ports.accounts) book.setAccounts(m_ports.accounts(cx));
    return book;
}

namespace {

/// An incident that nobody has named gets the name of its place; it stands in the entry, so a replay needs no map.
IncidentEvent named(CommandContext& cx, const IncidentEvent& event) {
    const auto* opened = std::get_if<IncidentOpened>(&event);
    const auto& nameOf = cx.state<IncidentsState>().ports().placeName;
    if (opened == nullptr || !opened->place.empty() || !opened->extent.centre || !nameOf) return event;
    IncidentOpened out = *opened;
    out.place = nameOf(cx, *out.extent.centre);
    return out;
}

}  // namespace

void carryOut(CommandContext& cx, IncidentBook& book, const Decision& decision, const std::string& justification) {
    for (const IncidentEvent& decided : decision.events) {
        const IncidentEvent event = named(cx, decided);
        EventOptions options{.justification = justification};
        for (const IncidentId id : incidentsOf(event)) options.subjects.push_back(id.str());
        std::visit([&cx, &options]<class E>(const E& e) { cx.emit(e, std::move(options)); }, event);
        book.apply(event, {cx.now(), cx.drill()});
        if (const auto* restored = std::get_if<IncidentRestored>(&event)) setClosingTimer(cx, *restored);
    }
}

}  // namespace ok::incidents
