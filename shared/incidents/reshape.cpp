// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "shared/incidents/reshape.h"

#include <algorithm>
#include <map>
#include <set>

#include "shared/incidents/boundary.h"

namespace ok::incidents {
namespace {

Result<const Incident*> liveIncident(const IncidentBook& book, IncidentId id) {
    const Incident* incident = book.find(id);
    if (incident == nullptr) return problem("incident_not_found", "there is no incident `" + id.str() + "`");
    if (!isLive(incident->status)) {
        std::map<std::string, std::string> details{{"number", incident->number}};
        if (incident->mergedInto) details["merged_into"] = incident->mergedInto->str();
        return problem("incident_over", "incident `" + incident->number + "` is over", std::move(details));
    }
    return incident;
}

Extent extentNow(const Incident& incident) { return {incident.boundary, incident.centre, incident.affectedAccounts}; }

Extent extentFrom(const IncidentBook& book, std::span<const ReportId> reports, std::span<const FeedLink> feeds) {
    return extentOf(boundaryAround(convexHull(book.positionsOf(reports)), feeds, book.settings().reportMarginMetres), book.accounts());
}

std::vector<ReportId> without(const std::vector<ReportId>& all, const std::vector<ReportId>& taken) {
    const std::set<ReportId> gone(taken.begin(), taken.end());
    std::vector<ReportId> rest;
    for (const ReportId r : all) {
        if (!gone.contains(r)) rest.push_back(r);
    }
    return rest;
}

std::vector<FeedLink> feedsOf(const Incident& incident, const std::vector<FeedLink>& like) {
    std::vector<FeedLink> found;
    for (const FeedLink& feed : incident.feeds) {
        const auto same = [&](const FeedLink& f) { return f.adapter == feed.adapter && f.outageId == feed.outageId; };
        if (std::any_of(like.begin(), like.end(), same)) found.push_back(feed);
    }
    return found;
}

std::vector<FeedLink> feedsWithout(const Incident& incident, const std::vector<FeedLink>& taken) {
    std::vector<FeedLink> rest;
    for (const FeedLink& feed : incident.feeds) {
        const auto same = [&](const FeedLink& f) { return f.adapter == feed.adapter && f.outageId == feed.outageId; };
        if (std::none_of(taken.begin(), taken.end(), same)) rest.push_back(feed);
    }
    return rest;
}

/// In the incident they go home to, one report an account counts: the one that counts now, else the first.
std::vector<ReportId> flipsAtHome(const IncidentBook& book, const std::vector<ReportId>& going) {
    std::map<AccountId, ReportId> counting;
    for (const ReportId r : going) {
        const IncidentReport* link = book.linkOf(r);
        const auto [first, fresh] = counting.emplace(link->account, r);
        if (!fresh && link->counts && !book.linkOf(first->second)->counts) first->second = r;
    }
    std::vector<ReportId> flips;
    for (const ReportId r : going) {
        const IncidentReport* link = book.linkOf(r);
        const bool shall = !link->account.known() || counting.at(link->account) == r;
        if (shall != link->counts) flips.push_back(r);
    }
    return flips;
}

/// Reports that counted for their accounts leave: another one of each account, among those that stay, counts from now on.
void handCountingOn(const IncidentBook& book, IncidentId from, const std::vector<ReportId>& leaving, Decision& decision) {
    std::set<AccountId> orphaned;
    for (const ReportId r : leaving) {
        const IncidentReport* link = book.linkOf(r);
        if (link->counts && link->account.known()) orphaned.insert(link->account);
    }
    for (const ReportId r : without(book.reportsOf(from), leaving)) {
        IncidentReport heir = *book.linkOf(r);
        if (orphaned.erase(heir.account) == 0) continue;
        decision.events.push_back(ReportDetached{from, r, heir.counts, "counts_instead"});
        heir.counts = true;
        decision.events.push_back(ReportAttached{std::move(heir)});
    }
}

Decision undoMerge(const IncidentBook& book, const IncidentChange& change, const Incident& incident, const Incident& other,
                   ChangeUndone undone) {
    for (const ReportId r : change.reports) {
        const IncidentReport* link = book.linkOf(r);
        if (link == nullptr || link->incident != incident.id) continue;  // moved on since
        undone.reports.push_back(r);
    }
    undone.flipped = flipsAtHome(book, undone.reports);
    undone.feeds = feedsOf(incident, change.feeds);
    undone.extent = change.drawnBefore ? change.before
                                       : extentFrom(book, without(book.reportsOf(incident.id), undone.reports),
                                                    feedsWithout(incident, undone.feeds));
    undone.otherExtent = other.boundaryDrawn ? extentNow(other) : extentFrom(book, undone.reports, undone.feeds);
    Decision decision{{undone}, {}, incident.id};
    handCountingOn(book, incident.id, undone.reports, decision);
    return decision;
}

Decision undoSplit(const IncidentBook& book, const IncidentChange& change, const Incident& incident, const Incident& other,
                   ChangeUndone undone) {
    undone.reports = book.reportsOf(other.id);
    std::vector<ReportId> all = book.reportsOf(incident.id);
    all.insert(all.end(), undone.reports.begin(), undone.reports.end());
    for (const ReportId r : undone.reports) {
        const IncidentReport* link = book.linkOf(r);
        if (link->counts && book.counts(incident.id, link->account)) undone.flipped.push_back(r);
    }
    undone.extent = change.drawnBefore ? change.before : extentFrom(book, all, incident.feeds);
    undone.otherExtent = extentNow(other);
    return {{undone}, {}, incident.id};
}

}  // namespace

IncidentMerged mergeEvent(const IncidentBook& book, const Incident& into, const Incident& absorbed,
                          std::span<const LonLat> added, const std::string& reason, const std::string& change,
                          std::set<AccountId>& counted) {
    IncidentMerged merged{.change = change, .incident = into.id, .absorbed = absorbed.id, .absorbedStatus = absorbed.status,
                          .reports = book.reportsOf(absorbed.id), .feeds = absorbed.feeds, .before = extentNow(into),
                          .drawnBefore = into.boundaryDrawn, .reason = reason};
    for (const ReportId r : merged.reports) {
        const IncidentReport* link = book.linkOf(r);
        if (!link->counts || !link->account.known()) continue;
        if (book.counts(into.id, link->account) || !counted.insert(link->account).second) merged.duplicates.push_back(r);
    }
    if (into.boundaryDrawn || absorbed.boundaryDrawn) {
        std::vector<LonLat> corners(added.begin(), added.end());
        for (const Polygon* shape : {&into.boundary, &absorbed.boundary}) {
            if (!shape->rings.empty()) corners.insert(corners.end(), shape->rings[0].begin(), shape->rings[0].end());
        }
        merged.after = extentOf(corners.empty() ? Polygon{} : Polygon{{convexHull(corners)}}, book.accounts());
        return merged;
    }
    Incident both = into;
    both.feeds.insert(both.feeds.end(), absorbed.feeds.begin(), absorbed.feeds.end());
    std::vector<LonLat> points = book.positionsOf(merged.reports);
    points.insert(points.end(), added.begin(), added.end());
    merged.after = book.extentWith(both, points);
    return merged;
}

Result<Decision> mergeIncidents(const IncidentBook& book, IncidentId into, IncidentId absorbed, const std::string& reason,
                                const std::string& change) {
    if (into == absorbed) return problem("same_incident", "an incident cannot be merged with itself");
    OK_ASSIGN(const Incident* kept, liveIncident(book, into));
    OK_ASSIGN(const Incident* lost, liveIncident(book, absorbed));
    if (kept->service != lost->service) {
        return problem("different_service", "`" + kept->number + "` and `" + lost->number + "` are of different services");
    }
    std::set<AccountId> counted;
    return Decision{{mergeEvent(book, *kept, *lost, {}, reason, change, counted)}, {}, into};
}

Result<Decision> splitIncident(const IncidentBook& book, const SplitWish& wish, Instant now, const NewIncidentId& newId) {
    OK_ASSIGN(const Incident* incident, liveIncident(book, wish.incident));
    std::set<ReportId> chosen;
    std::set<AccountId> accounts;
    for (const ReportId r : wish.reports) {
        const IncidentReport* link = book.linkOf(r);
        if (link == nullptr || link->incident != incident->id) continue;
        chosen.insert(r);
        if (link->account.known()) accounts.insert(link->account);
    }
    for (const ReportId r : book.reportsOf(incident->id)) {
        if (accounts.contains(book.linkOf(r)->account)) chosen.insert(r);
    }
    const std::vector<ReportId> moved(chosen.begin(), chosen.end());
    const std::vector<ReportId> rest = without(book.reportsOf(incident->id), moved);
    if (moved.empty() || (rest.empty() && incident->feeds.empty())) {
        return problem("nothing_to_split", "a split needs reports that go and something that stays");
    }
    IncidentOpened opened{.incident = newId(), .number = book.nextNumber(now), .service = incident->service,
                          .origin = Origin::split, .status = incident->status, .place = incident->place, .startedAt = now,
                          .extent = extentFrom(book, moved, {}), .reasons = {"split_from_" + incident->number}};
    if (!isOpen(opened.status)) opened.status = IncidentStatus::confirmed;
    for (const ReportId r : moved) opened.startedAt = std::min(opened.startedAt, book.linkOf(r)->saidAt);
    IncidentSplit split{.change = wish.change, .incident = incident->id, .part = opened.incident, .reports = moved,
                        .before = extentNow(*incident), .after = extentFrom(book, rest, incident->feeds),
                        .drawnBefore = incident->boundaryDrawn, .reason = wish.reason};
    if (incident->boundaryDrawn) split.after = split.before;
    const IncidentId part = opened.incident;
    return Decision{{std::move(opened), std::move(split)}, {}, part};
}

Result<Decision> moveReport(const IncidentBook& book, ReportId report, IncidentId to) {
    const IncidentReport* link = book.linkOf(report);
    const Witness* w = book.evidence(report);
    if (link == nullptr && w == nullptr) return problem("report_not_found", "no placed report `" + report.str() + "` is known");
    Decision decision;
    IncidentReport moved = link != nullptr ? *link
                                           : IncidentReport{.report = report, .account = w->account, .position = w->position, .saidAt = w->saidAt};
    if (to.known()) {
        OK_ASSIGN(const Incident* target, liveIncident(book, to));
        if (link != nullptr && link->incident == to) return problem("already_there", "the report is already in `" + target->number + "`");
        moved.incident = to;
        moved.counts = !book.counts(to, moved.account);
        moved.reason = "moved_by_operator";
        moved.metres = 0;
        decision.incident = to;
    } else if (link == nullptr) {
        return problem("already_there", "the report is in no incident");
    }
    if (link != nullptr) {
        const Incident* from = book.find(link->incident);
        decision.events.push_back(ReportDetached{from->id, report, link->counts, "moved_by_operator"});
        handCountingOn(book, from->id, {report}, decision);
        if (!from->boundaryDrawn) {
            Extent extent = extentFrom(book, without(book.reportsOf(from->id), {report}), from->feeds);
            decision.events.push_back(BoundaryChanged{from->id, std::move(extent), false, "report"});
        }
    }
    if (to.known()) {
        decision.events.push_back(ReportAttached{moved});
        const Incident* target = book.find(to);
        if (moved.position && book.wouldMove(*target, *moved.position)) {
            decision.events.push_back(BoundaryChanged{to, book.extentWith(*target, std::array{*moved.position}), false, "report"});
        }
    }
    return decision;
}

Status checkBoundary(const Polygon& boundary) {
    std::size_t corners = 0;
    bool good = !boundary.rings.empty();
    for (const Ring& ring : boundary.rings) {
        corners += ring.size();
        good = good && ring.size() >= 3 && std::all_of(ring.begin(), ring.end(), [](LonLat p) { return isValid(p); });
    }
    if (good && corners <= 2000 && squareMetres(boundary) <= 2e10) return {};
    return problem("bad_boundary", "a boundary has 3 to 2,000 corners on the globe and at most 20,000 square kilometres");
}

Result<Decision> drawBoundary(const IncidentBook& book, IncidentId id, const Polygon& boundary) {
    OK_ASSIGN(const Incident* incident, liveIncident(book, id));
    OK_TRY(checkBoundary(boundary));
    return Decision{{BoundaryChanged{incident->id, extentOf(boundary, book.accounts()), true, "drawn"}}, {}, id};
}

Result<Decision> withdrawIncident(const IncidentBook& book, IncidentId id, const std::string& reason) {
    OK_ASSIGN(const Incident* incident, liveIncident(book, id));
    if (incident->origin != Origin::console || !incident->feeds.empty()) {
        return problem("not_created_by_person", "`" + incident->number + "` has evidence of its own: cancel or close it instead");
    }
    Decision decision{{}, {}, id};
    for (const ReportId r : book.reportsOf(id)) decision.events.push_back(ReportDetached{id, r, book.linkOf(r)->counts, reason});
    decision.events.push_back(StatusChanged{id, IncidentStatus::cancelled, reason});
    return decision;
}

Result<Decision> undoChange(const IncidentBook& book, const IncidentChange& change, const std::string& reason) {
    if (change.undone) return problem("change_already_undone", "this change has already been taken back");
    OK_ASSIGN(const Incident* incident, liveIncident(book, change.incident));
    ChangeUndone undone{.change = change.id, .kind = change.kind, .incident = incident->id, .other = change.other,
                        .otherStatus = change.otherStatus, .drawn = change.drawnBefore, .reason = reason};
    if (change.kind == ChangeKind::boundary) {
        undone.extent = change.drawnBefore ? change.before : extentFrom(book, book.reportsOf(incident->id), incident->feeds);
        return Decision{{undone}, {}, incident->id};
    }
    const Incident* other = book.find(change.other);
    if (other == nullptr) return problem("incident_not_found", "there is no incident `" + change.other.str() + "`");
    const bool merge = change.kind == ChangeKind::merge;
    if (merge ? other->mergedInto != incident->id : !isLive(other->status)) {
        return problem("incident_over", "incident `" + other->number + "` has changed since", {{"number", other->number}});
    }
    return merge ? undoMerge(book, change, *incident, *other, std::move(undone))
                 : undoSplit(book, change, *incident, *other, std::move(undone));
}

}  // namespace ok::incidents
