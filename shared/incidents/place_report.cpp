// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "shared/incidents/place_report.h"

#include <algorithm>
#include <set>

#include "shared/incidents/boundary.h"
#include "shared/incidents/closing.h"
#include "shared/incidents/reshape.h"

namespace ok::incidents {
namespace {

IncidentReport linkFor(const Witness& w, std::string reason) {
    return {.report = w.report, .account = w.account, .position = w.position, .saidAt = w.saidAt, .reason = std::move(reason)};
}

IncidentReport clusterLink(const Witness& w, const Membership& why) {
    IncidentReport link = linkFor(w, why.role == Role::Core ? "cluster_core" : "cluster_border");
    link.metres = why.metres;
    link.neighbours = static_cast<int>(why.neighbourWeight);
    return link;
}

/// An incident that rules made and no person or feed has taken up: rules may merge it.
bool isAutomatic(const Incident& i) {
    return i.origin == Origin::reports && i.status == IncidentStatus::detected && i.feeds.empty() && !i.boundaryDrawn &&
           i.cause.source == Source::none && i.crew.source == Source::none && i.etr.source == Source::none;
}

/// The incidents that the members of a cluster belong to, by number.
std::vector<const Incident*> incidentsIn(const IncidentBook& book, const std::vector<ReportId>& members) {
    std::map<std::string, const Incident*> found;
    for (const ReportId member : members) {
        const IncidentReport* link = book.linkOf(member);
        const Incident* incident = link == nullptr ? nullptr : book.surviving(link->incident);
        if (incident != nullptr && isLive(incident->status)) found[incident->number] = incident;
    }
    std::vector<const Incident*> incidents;
    for (const auto& [number, incident] : found) incidents.push_back(incident);
    return incidents;
}

/// Whether the decision itself has attached a report that counts for this account.
bool attachesCounting(const Decision& decision, AccountId account) {
    return account.known() && std::any_of(decision.events.begin(), decision.events.end(), [account](const IncidentEvent& event) {
        const auto* attached = std::get_if<ReportAttached>(&event);
        return attached != nullptr && attached->link.counts && attached->link.account == account;
    });
}

/// Two clusters became one: their incidents do too, where nobody has touched them.
void mergeJoined(const IncidentBook& book, const Witness& w, const Incident& into, const std::vector<const Incident*>& all,
                 const NewIncidentId& newId, Decision& decision) {
    if (!isAutomatic(into)) return;
    // What this very decision has attached counts already, though the book does not know it yet.
    std::set<AccountId> counted;
    for (const IncidentEvent& event : decision.events) {
        const auto* attached = std::get_if<ReportAttached>(&event);
        if (attached != nullptr && attached->link.counts && attached->link.account.known()) counted.insert(attached->link.account);
    }
    std::vector<LonLat> gathered{w.position};
    for (const Incident* other : all) {
        if (other->id == into.id || !isAutomatic(*other)) continue;
        const auto positions = book.positionsOf(book.reportsOf(other->id));
        gathered.insert(gathered.end(), positions.begin(), positions.end());
        decision.events.push_back(mergeEvent(book, into, *other, gathered, "clusters_joined", newId().str(), counted));
        decision.reasons.push_back("clusters_joined");
    }
}

void openForCluster(const IncidentBook& book, const Witness& w, ClusterName cluster, Instant now, const NewIncidentId& newId,
                    Decision& decision) {
    std::vector<ReportId> members = book.membersOf(w.service, cluster);
    std::erase_if(members, [&book](ReportId r) { return book.linkOf(r) != nullptr; });
    IncidentOpened opened{.incident = newId(), .number = book.nextNumber(now), .service = w.service,
                          .origin = Origin::reports, .status = IncidentStatus::detected, .startedAt = w.saidAt,
                          .reasons = {"cluster_formed"}};
    const auto positions = book.positionsOf(members);
    const Polygon boundary = boundaryAround(positions, {}, book.settings().reportMarginMetres);
    std::vector<ReportId> all = members;
    for (const ReportId r : book.pendingWithin(boundary, {}, 0, w.service)) {
        if (std::find(members.begin(), members.end(), r) == members.end()) all.push_back(r);
    }
    for (const ReportId r : all) opened.startedAt = std::min(opened.startedAt, book.evidence(r)->saidAt);
    opened.extent = extentOf(boundaryAround(book.positionsOf(all), {}, book.settings().reportMarginMetres), book.accounts());
    decision.incident = opened.incident;
    decision.reasons.push_back("cluster_formed");
    decision.events.push_back(opened);
    for (const ReportId r : all) {
        const Membership why = book.explain(r);
        IncidentReport link = why.role == Role::Noise ? linkFor(*book.evidence(r), "inside_boundary")
                                                      : clusterLink(*book.evidence(r), why);
        link.incident = opened.incident;
        decision.events.push_back(ReportAttached{std::move(link)});
    }
    const int accounts = static_cast<int>(all.size());
    if (accounts >= book.settings().accountsToConfirm) {
        decision.events.push_back(StatusChanged{opened.incident, IncidentStatus::confirmed, "enough_accounts"});
    }
}

void placeInCluster(const IncidentBook& book, const Witness& w, const Sighting& sighting, Instant now,
                    const NewIncidentId& newId, Decision& decision) {
    const ClusterName cluster = sighting.membership.cluster;
    const Incident* incident = nullptr;
    std::vector<const Incident*> all;
    if (sighting.joined) {
        all = incidentsIn(book, book.membersOf(w.service, cluster));
        const auto automatic = [](const Incident* i) { return isAutomatic(*i); };
        if (std::count_if(all.begin(), all.end(), automatic) > 1) incident = *std::find_if(all.begin(), all.end(), automatic);
    }
    if (incident == nullptr) incident = book.incidentOfCluster(w.service, cluster, now);
    if (incident == nullptr) return openForCluster(book, w, cluster, now, newId, decision);
    joinIncident(book, *incident, w, clusterLink(w, sighting.membership), now, decision);
    for (const ReportId r : sighting.touched) {  // lone reports that it drew in
        const Membership why = book.explain(r);
        if (r == w.report || book.linkOf(r) != nullptr || why.role == Role::Noise || why.cluster != cluster) continue;
        IncidentReport link = clusterLink(*book.evidence(r), why);
        link.incident = incident->id;
        link.counts = !book.counts(incident->id, link.account) && !attachesCounting(decision, link.account);
        decision.events.push_back(ReportAttached{std::move(link)});
    }
    if (sighting.joined) mergeJoined(book, w, *incident, all, newId, decision);
}

}  // namespace

void joinIncident(const IncidentBook& book, const Incident& incident, const Witness& w, IncidentReport link, Instant now,
                  Decision& decision) {
    const IncidentSettings& settings = book.settings();
    link.incident = incident.id;
    link.counts = !book.counts(incident.id, w.account);
    decision.incident = incident.id;
    decision.reasons.push_back(link.reason);
    const bool counts = link.counts;
    decision.events.push_back(ReportAttached{std::move(link)});
    if (book.wouldMove(incident, w.position)) {
        Extent extent = book.extentWith(incident, std::array{w.position});
        if (extent.boundary != incident.boundary) {
            decision.events.push_back(BoundaryChanged{incident.id, std::move(extent), false, "report"});
        }
    }
    if (!isOpen(incident.status)) {
        const Instant since = incident.restoredAt.value_or(incident.closedAt.value_or(now));
        const auto last = book.lastSaid(w.account);
        if (w.saidAt < since || (last && *last > since)) return;  // said before, or already counted
        decision.events.push_back(RestorationEvidence{incident.id, EvidenceKind::still_out, 1, w.report, w.account, {}, w.saidAt});
        if (incident.restoration.stillOut + 1 < settings.stillOutToReopen) return;
        decision.events.push_back(IncidentReopened{incident.id, "still_out"});
        decision.reasons.push_back("still_out");
    } else if (incident.status == IncidentStatus::detected && counts &&
               incident.accountsReporting + 1 >= settings.accountsToConfirm) {
        decision.events.push_back(StatusChanged{incident.id, IncidentStatus::confirmed, "enough_accounts"});
    }
}

Decision placeReport(const IncidentBook& book, const Witness& w, const Sighting& sighting, Instant now,
                     const NewIncidentId& newId) {
    Decision decision;
    const Incident* ofAccount = book.incidentOfAccount(w.account, w.service, now);
    if (!w.out) {
        if (!w.back || ofAccount == nullptr) {
            decision.reasons.push_back(w.back ? "back_but_no_incident" : "says_nothing_about_service");
            return decision;
        }
        return hearEvidence(book, *ofAccount, {EvidenceKind::customer, 1, w.report, w.account, {}, w.contact}, w.saidAt);
    }
    if (ofAccount != nullptr) {
        joinIncident(book, *ofAccount, w, linkFor(w, "same_account"), now, decision);
        return decision;
    }
    if (const auto feeds = book.nearFeeds(w.position, w.service, now); !feeds.empty()) {
        IncidentReport link = linkFor(w, "within_feed_outage");
        link.metres = feeds.front().metres;
        joinIncident(book, *book.find(feeds.front().incident), w, std::move(link), now, decision);
        return decision;
    }
    if (sighting.membership.role != Role::Noise) {
        placeInCluster(book, w, sighting, now, newId, decision);
        return decision;
    }
    if (const auto inside = book.near(w.position, 0, w.service, now); !inside.empty()) {
        joinIncident(book, *book.find(inside.front().incident), w, linkFor(w, "inside_boundary"), now, decision);
        return decision;
    }
    decision.reasons.push_back(sighting.sameAccount.known() ? "same_account_waiting" : "too_few_neighbours");
    return decision;
}

}  // namespace ok::incidents
