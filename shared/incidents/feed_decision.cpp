// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "shared/incidents/feed_decision.h"

#include <algorithm>

#include "shared/incidents/boundary.h"
#include "shared/incidents/place_report.h"

namespace ok::incidents {
namespace {

using reports::CrewStage;
using reports::EtrBasis;
using reports::FeedCause;
using reports::FeedRecord;

std::string causeKey(FeedCause cause) {
    switch (cause) {
        case FeedCause::weather: return "storm";
        case FeedCause::trees: return "tree";
        case FeedCause::equipment: return "equipment";
        case FeedCause::planned: return "planned";
        case FeedCause::animal: return "animal";
        case FeedCause::vehicle: return "vehicle";
        case FeedCause::safety_shutoff: return "safety";
        case FeedCause::unknown:
        case FeedCause::investigating: return "unknown";
        case FeedCause::emergency:
        case FeedCause::other: return "";
    }
    return "";
}

std::string crewKey(CrewStage stage) {
    switch (stage) {
        case CrewStage::assigned:
        case CrewStage::assessor_en_route:
        case CrewStage::repair_en_route: return "assigned";
        case CrewStage::assessing:
        case CrewStage::repairing: return "on_site";
        case CrewStage::unknown:
        case CrewStage::blocked: return "";
    }
    return "";
}

IncidentStatus statusFor(CrewStage stage) {
    if (stage == CrewStage::repairing) return IncidentStatus::restoring;
    return crewKey(stage).empty() ? IncidentStatus::confirmed : IncidentStatus::assigned;
}

int confidenceOf(EtrBasis basis) {
    switch (basis) {
        case EtrBasis::assessed: return 70;
        case EtrBasis::typical:
        case EtrBasis::unstated: return 40;
        case EtrBasis::area: return 30;
        default: return 0;
    }
}

FeedLink linkOf(const FeedRecord& record, const FeedLink& before) {
    FeedLink link{record.adapter, record.outageId, record.customersOut.value_or(before.customersOut), {}, std::nullopt};
    if (record.position && isValid(*record.position)) link.points.push_back(*record.position);
    for (const LonLat p : record.devices) {
        if (isValid(p)) link.points.push_back(p);
    }
    link.points = convexHull(link.points);
    if (link.points.empty()) link.points = before.points;  // a record without a place does not unplace the outage
    return link;
}

void follow(const Incident& before, const FeedRecord& record, Decision& decision) {
    const IncidentId id = decision.incident;
    const Cause cause{causeKey(record.cause), record.causeText, Source::feed};
    if (before.cause.source != Source::console && cause != before.cause) decision.events.push_back(CauseSet{id, cause});
    const CrewNote crew{crewKey(record.crew), record.crewText, Source::feed};
    const bool says = !crew.key.empty() || !crew.text.empty() || before.crew.source == Source::feed;
    if (says && before.crew.source != Source::console && crew != before.crew) decision.events.push_back(CrewNoteSet{id, crew});
    const IncidentStatus status = statusFor(record.crew);
    if (isOpen(before.status) && status > before.status) {
        decision.events.push_back(StatusChanged{id, status, status == IncidentStatus::confirmed ? "utility_feed" : "feed_crew"});
    }
    Etr etr{.latest = record.etr, .confidencePercent = record.etr ? confidenceOf(record.etrBasis) : 0, .source = Source::feed,
            .basis = boost::describe::enum_to_string(record.etrBasis, "")};
    const bool same = etr.latest == before.etr.latest && etr.basis == before.etr.basis;
    const bool first = before.etr.source == Source::none;
    if (before.etr.source == Source::console || same || (first && !etr.latest && record.etrBasis == EtrBasis::none)) return;
    etr.nextUpdateBy = before.etr.nextUpdateBy;
    decision.events.push_back(EtrSet{id, std::move(etr)});
}

/// The open incident of reports that this outage explains.
const Incident* toAdopt(const IncidentBook& book, const FeedLink& link, Service service, Instant now) {
    if (link.points.empty()) return nullptr;
    for (const NearIncident& near : book.near(link.points.front(), book.settings().feedReachMetres, service, now)) {
        const Incident* incident = book.find(near.incident);
        if (isOpen(incident->status) && incident->feeds.empty()) return incident;
    }
    return nullptr;
}

void moveBoundary(const IncidentBook& book, Incident with, const FeedLink& link, const std::string& reason, Decision& decision) {
    if (with.boundaryDrawn) return;
    std::erase_if(with.feeds, [&](const FeedLink& f) { return f.adapter == link.adapter && f.outageId == link.outageId; });
    with.feeds.push_back(link);
    Extent extent = book.extentWith(with, {});
    if (extent.boundary != with.boundary) decision.events.push_back(BoundaryChanged{with.id, std::move(extent), false, reason});
}

void open(const IncidentBook& book, const FeedRecord& record, const FeedLink& link, Instant now, const NewIncidentId& newId,
          Decision& decision) {
    IncidentOpened opened{.incident = newId(), .number = book.nextNumber(now), .service = record.service,
                          .origin = Origin::feed, .status = IncidentStatus::confirmed, .place = record.region,
                          .startedAt = record.startedAt.value_or(record.seenAt), .reasons = {"utility_feed"}};
    const auto near = book.pendingWithin({}, link.points, std::max(book.settings().feedReachMetres, feedMargin(link.customersOut)),
                                         record.service);
    opened.extent = extentOf(boundaryAround(book.positionsOf(near), std::span(&link, 1), book.settings().reportMarginMetres),
                             book.accounts());
    decision.incident = opened.incident;
    decision.events.push_back(opened);
    decision.events.push_back(FeedLinked{opened.incident, link, "anchors"});
    for (const ReportId report : near) {
        const Witness& w = *book.evidence(report);
        double metres = 1e9;
        for (const LonLat p : link.points) metres = std::min(metres, metresBetween(p, w.position));
        decision.events.push_back(ReportAttached{{.report = report, .incident = opened.incident, .account = w.account,
                                                  .position = w.position, .saidAt = w.saidAt, .reason = "within_feed_outage",
                                                  .metres = metres}});
    }
}

void change(const IncidentBook& book, const Incident& incident, const FeedRecord& record, Decision& decision) {
    const auto same = [&](const FeedLink& f) { return f.adapter == record.adapter && f.outageId == record.outageId; };
    const auto held = std::find_if(incident.feeds.begin(), incident.feeds.end(), same);
    const FeedLink before = held == incident.feeds.end() ? FeedLink{} : *held;
    const FeedLink link = linkOf(record, before);
    decision.incident = incident.id;
    const bool returned = before.silentSince.has_value();
    if (link != before) decision.events.push_back(FeedLinked{incident.id, link, returned ? "returned" : "changed"});
    if (returned && !isOpen(incident.status)) {
        decision.events.push_back(IncidentReopened{incident.id, "feed_lists_it_again"});
    }
    if (link.points != before.points || link.customersOut != before.customersOut) {
        moveBoundary(book, incident, link, "feed", decision);
    }
    follow(incident, record, decision);
}

}  // namespace

Decision applyFeedRecord(const IncidentBook& book, const FeedRecord& record, Instant now, const NewIncidentId& newId) {
    Decision decision;
    const Incident* incident = book.byFeed(record.adapter, record.outageId);
    if (record.op == reports::FeedOp::gone) {
        if (incident == nullptr) {
            decision.reasons.push_back("unknown_outage");
            return decision;
        }
        decision.incident = incident->id;
        for (const FeedLink& feed : incident->feeds) {
            if (feed.adapter != record.adapter || feed.outageId != record.outageId || feed.silentSince) continue;
            decision.events.push_back(FeedWentSilent{incident->id, record.adapter, record.outageId, record.seenAt});
        }
        decision.reasons.push_back("not_a_restoration");
        return decision;
    }
    if (incident != nullptr) {
        change(book, *incident, record, decision);
        return decision;
    }
    const FeedLink link = linkOf(record, {});
    if (const Incident* adopted = toAdopt(book, link, record.service, now)) {
        decision.incident = adopted->id;
        decision.reasons.push_back("adopted");
        decision.events.push_back(FeedLinked{adopted->id, link, "adopted"});
        moveBoundary(book, *adopted, link, "feed", decision);
        follow(*adopted, record, decision);
        return decision;
    }
    open(book, record, link, now, newId, decision);
    Incident fresh;
    fresh.status = IncidentStatus::confirmed;
    follow(fresh, record, decision);
    decision.reasons.push_back("utility_feed");
    return decision;
}

}  // namespace ok::incidents
