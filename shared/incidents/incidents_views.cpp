// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "shared/incidents/incidents_views.h"

#include <boost/mp11.hpp>

#include "shared/incidents/incident_fold.h"
#include "shared/reports/report.h"

namespace ok::incidents {
namespace {

template <class Document, class Change>
void change(Views& views, const std::string& id, Change apply) {
    const auto held = views.find<Document>(id);
    if (!held) return;  // a follower that started late
    Document document = *held;
    apply(document);
    views.save(std::move(document));
}

void changeIncidents(const EntryHeader& header, const IncidentEvent& event, Views& views) {
    const Recorded when{header.eventTime.known() ? header.eventTime : header.ledgerTime, header.drill};
    const CountsOf counted = [&views](ReportId report) {
        const auto link = views.find<IncidentReport>(report.str());
        return link && link->counts;
    };
    for (const IncidentId id : incidentsOf(event)) {
        const auto held = views.find<Incident>(id.str());
        if (!held && !std::holds_alternative<IncidentOpened>(event)) continue;
        Incident incident = held ? *held : Incident{};
        fold(incident, event, when, counted);
        views.save(std::move(incident));
    }
}

void changeLinks(const EntryHeader& header, const IncidentEvent& event, Views& views) {
    const auto tell = [&views](ReportId report, IncidentId incident) {
        change<reports::Report>(views, report.str(), [incident](reports::Report& r) { r.incident = incident; });
    };
    if (const auto* attached = std::get_if<ReportAttached>(&event)) {
        IncidentReport link = attached->link;
        link.attachedAt = header.eventTime.known() ? header.eventTime : header.ledgerTime;
        tell(link.report, link.incident);
        views.save(std::move(link));
    } else if (const auto* detached = std::get_if<ReportDetached>(&event)) {
        tell(detached->report, {});
        views.erase<IncidentReport>(detached->report.str());
    }
    eachMovedReport(event, [&](ReportId report, const LinkChange& to) {
        tell(report, to.incident);
        change<IncidentReport>(views, report.str(), [&to](IncidentReport& link) {
            link.incident = to.incident;
            link.counts = link.counts != to.flip;
            link.reason = to.reason;
        });
    });
}

/// What can be taken back is kept with what that needs.
void keepChange(const EntryHeader& header, const IncidentEvent& event, Views& views) {
    const Instant at = header.eventTime.known() ? header.eventTime : header.ledgerTime;
    if (const auto* m = std::get_if<IncidentMerged>(&event)) {
        views.save(IncidentChange{m->change, ChangeKind::merge, m->incident, m->absorbed, m->absorbedStatus, m->reports,
                                  m->duplicates, m->feeds, m->before, m->drawnBefore, at, header.actor.id, false});
    } else if (const auto* s = std::get_if<IncidentSplit>(&event)) {
        views.save(IncidentChange{s->change, ChangeKind::split, s->incident, s->part, IncidentStatus::detected, s->reports,
                                  s->recounted, {}, s->before, s->drawnBefore, at, header.actor.id, false});
    } else if (const auto* u = std::get_if<ChangeUndone>(&event)) {
        change<IncidentChange>(views, u->change, [](IncidentChange& c) { c.undone = true; });
    } else if (const auto* b = std::get_if<BoundaryChanged>(&event); b && b->drawn) {
        const auto before = views.find<Incident>(b->incident.str());
        if (!before) return;
        views.save(IncidentChange{header.entryId.str(), ChangeKind::boundary, b->incident, {}, IncidentStatus::detected, {},
                                  {}, {}, {before->boundary, before->centre, before->affectedAccounts},
                                  before->boundaryDrawn, at, header.actor.id, false});
    }
}

std::string timeOr(const std::optional<Instant>& t) { return t ? toIso(*t) : std::string(); }
template <class E>
std::string nameOf(E value) {
    return boost::describe::enum_to_string(value, "");
}

struct Line {
    bool shown = true;
    std::string detail;
    std::vector<std::string> reasons;
};

struct Describe {
    Line operator()(const IncidentOpened& e) const { return {true, e.number, e.reasons}; }
    Line operator()(const ReportAttached&) const { return {false, {}, {}}; }
    Line operator()(const ReportDetached& e) const { return {true, {}, {e.reason}}; }
    Line operator()(const BoundaryChanged& e) const { return {e.drawn, {}, {e.reason}}; }
    Line operator()(const StatusChanged& e) const { return {true, nameOf(e.status), {e.reason}}; }
    Line operator()(const CauseSet& e) const { return {true, e.cause.text.empty() ? e.cause.key : e.cause.text, {nameOf(e.cause.source)}}; }
    Line operator()(const CrewNoteSet& e) const { return {true, e.crew.text.empty() ? e.crew.key : e.crew.text, {nameOf(e.crew.source)}}; }
    Line operator()(const EtrSet& e) const {
        const std::string detail = e.etr.earliest && e.etr.earliest != e.etr.latest
                                       ? timeOr(e.etr.earliest) + "/" + timeOr(e.etr.latest) : timeOr(e.etr.latest);
        return {true, detail, {nameOf(e.etr.source), e.etr.basis}};
    }
    Line operator()(const FeedLinked& e) const { return {e.reason != "changed", e.feed.outageId, {e.reason}}; }
    Line operator()(const FeedWentSilent& e) const { return {true, e.outageId, {"not_a_restoration"}}; }
    Line operator()(const IncidentMerged& e) const { return {true, std::to_string(e.reports.size()), {e.reason}}; }
    Line operator()(const IncidentSplit& e) const { return {true, std::to_string(e.reports.size()), {e.reason}}; }
    Line operator()(const ChangeUndone& e) const { return {true, nameOf(e.kind), {e.reason}}; }
    Line operator()(const RestorationEvidence& e) const { return {true, std::to_string(e.count), {nameOf(e.kind), e.note}}; }
    Line operator()(const IncidentRestored& e) const { return {true, toIso(e.restoredAt), e.reasons}; }
    Line operator()(const IncidentClosed& e) const {
        return {true, e.reason, {e.withoutEvidence ? "without_evidence" : "with_evidence"}};
    }
    Line operator()(const IncidentReopened& e) const { return {true, {}, {e.reason}}; }
};

void addTimeline(const EntryHeader& header, const IncidentEvent& event, std::string_view type, Views& views) {
    const Line line = std::visit(Describe{}, event);
    if (!line.shown) return;
    const auto incidents = incidentsOf(event);
    for (const IncidentId incident : incidents) {
        TimelineItem item{.id = header.entryId.str(), .incident = incident, .sequence = header.sequence,
                          .at = header.eventTime.known() ? header.eventTime : header.ledgerTime, .actor = header.actor.id,
                          .kind = std::string(type.substr(type.find('.') + 1)), .detail = line.detail, .reasons = line.reasons,
                          .drill = header.drill};
        std::erase(item.reasons, std::string());
        if (incident != incidents.front()) item.id += ":" + incident.str();
        views.save(std::move(item));
    }
}

}  // namespace

void addProjections(Projections& projections) {
    boost::mp11::mp_for_each<boost::mp11::mp_transform<boost::mp11::mp_identity, IncidentEvent>>([&projections]<class Type>(Type) {
        using E = typename Type::type;
        projections.on<E>([](const EntryHeader& header, const E& payload, Views& views) {
            const IncidentEvent event = payload;
            keepChange(header, event, views);       // needs the incident as it was
            changeIncidents(header, event, views);  // needs the links as they were
            changeLinks(header, event, views);
            addTimeline(header, event, E::eventType, views);
        });
    });
}

}  // namespace ok::incidents
