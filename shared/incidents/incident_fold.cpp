// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "shared/incidents/incident_fold.h"

#include <algorithm>
#include <cmath>

namespace ok::incidents {
namespace {

constexpr std::size_t mostReasons = 12;

void addReason(Incident& incident, const std::string& reason) {
    if (reason.empty() || std::find(incident.reasons.begin(), incident.reasons.end(), reason) != incident.reasons.end()) return;
    if (incident.reasons.size() == mostReasons) incident.reasons.erase(incident.reasons.begin());
    incident.reasons.push_back(reason);
}

void setExtent(Incident& incident, const Extent& extent) {
    incident.boundary = extent.boundary;
    incident.centre = extent.centre;
    incident.affectedAccounts = extent.affectedAccounts;
}

void sumCustomers(Incident& incident) {
    incident.customersOut = 0;
    for (const FeedLink& feed : incident.feeds) incident.customersOut += feed.customersOut;
}

void putFeed(Incident& incident, const FeedLink& feed) {
    const auto same = [&feed](const FeedLink& f) { return f.adapter == feed.adapter && f.outageId == feed.outageId; };
    const auto found = std::find_if(incident.feeds.begin(), incident.feeds.end(), same);
    if (found == incident.feeds.end()) {
        incident.feeds.push_back(feed);
    } else {
        *found = feed;
    }
    sumCustomers(incident);
}

void dropFeeds(Incident& incident, const std::vector<FeedLink>& feeds) {
    for (const FeedLink& feed : feeds) {
        std::erase_if(incident.feeds, [&](const FeedLink& f) { return f.adapter == feed.adapter && f.outageId == feed.outageId; });
    }
    sumCustomers(incident);
}

/// One event on one incident; an overload an event.
struct Fold {
    Incident& incident;
    Recorded when;
    const CountsOf& counted;

    [[nodiscard]] int counting(const std::vector<ReportId>& reports) const {
        return static_cast<int>(std::count_if(reports.begin(), reports.end(), counted));
    }
    /// Moves `reports` in (sign 1) or out (-1); `flipped` ones count differently at the two ends.
    void move(const std::vector<ReportId>& reports, const std::vector<ReportId>& flipped, int sign) const {
        incident.reportCount += sign * static_cast<int>(reports.size());
        int counts = counting(reports);
        if (sign > 0) {  // `counted` speaks of where they come from
            const int lose = counting(flipped);
            counts += static_cast<int>(flipped.size()) - 2 * lose;
        }
        incident.accountsReporting += sign * counts;
    }

    void operator()(const IncidentOpened& e) const {
        incident.id = e.incident;
        incident.number = e.number;
        incident.service = e.service;
        incident.origin = e.origin;
        incident.status = e.status;
        incident.place = e.place;
        incident.startedAt = e.startedAt;
        incident.detectedAt = when.at;
        incident.drill = when.drill;
        setExtent(incident, e.extent);
        for (const std::string& reason : e.reasons) addReason(incident, reason);
    }
    void operator()(const ReportAttached& e) const {
        ++incident.reportCount;
        incident.accountsReporting += e.link.counts ? 1 : 0;
        incident.startedAt = std::min(incident.startedAt, e.link.saidAt);
    }
    void operator()(const ReportDetached& e) const {
        --incident.reportCount;
        incident.accountsReporting -= e.counted ? 1 : 0;
    }
    void operator()(const BoundaryChanged& e) const {
        setExtent(incident, e.extent);
        incident.boundaryDrawn = e.drawn || incident.boundaryDrawn;
    }
    void operator()(const StatusChanged& e) const {
        incident.status = e.status;
        if (!isLive(e.status)) incident.closedAt = when.at;
        addReason(incident, e.reason);
    }
    void operator()(const CauseSet& e) const { incident.cause = e.cause; }
    void operator()(const CrewNoteSet& e) const { incident.crew = e.crew; }
    void operator()(const EtrSet& e) const {
        incident.etr = e.etr;
        incident.etr.setAt = when.at;
        ++incident.etrChanges;
    }
    void operator()(const FeedLinked& e) const {
        putFeed(incident, e.feed);
        if (e.reason != "changed") addReason(incident, "feed_" + e.reason);
    }
    void operator()(const FeedWentSilent& e) const {
        for (FeedLink& feed : incident.feeds) {
            if (feed.adapter == e.adapter && feed.outageId == e.outageId) feed.silentSince = e.since;
        }
        addReason(incident, "feed_went_silent");
    }
    void operator()(const IncidentMerged& e) const {
        if (incident.id == e.absorbed) {
            incident.status = IncidentStatus::merged;
            incident.mergedInto = e.incident;
            move(e.reports, {}, -1);
            dropFeeds(incident, e.feeds);
            return;
        }
        move(e.reports, e.duplicates, 1);
        for (const FeedLink& feed : e.feeds) putFeed(incident, feed);
        setExtent(incident, e.after);
        addReason(incident, e.reason);
    }
    void operator()(const IncidentSplit& e) const {
        if (incident.id == e.part) {
            incident.splitFrom = e.incident;
            move(e.reports, e.recounted, 1);
            return;
        }
        move(e.reports, {}, -1);
        setExtent(incident, e.after);
        addReason(incident, e.reason);
    }
    void operator()(const ChangeUndone& e) const {
        const bool merge = e.kind == ChangeKind::merge;
        const bool isOther = incident.id == e.other;
        if (e.kind != ChangeKind::boundary) move(e.reports, e.flipped, isOther == merge ? 1 : -1);
        setExtent(incident, isOther ? e.otherExtent : e.extent);
        if (!isOther) {
            incident.boundaryDrawn = e.drawn;
            dropFeeds(incident, e.feeds);
            return;
        }
        incident.status = merge ? e.otherStatus : IncidentStatus::merged;
        incident.mergedInto = merge ? std::nullopt : std::optional(e.incident);
        for (const FeedLink& feed : e.feeds) putFeed(incident, feed);
    }
    void operator()(const RestorationEvidence& e) const {
        Restoration& r = incident.restoration;
        switch (e.kind) {
            case EvidenceKind::meter: r.meters += e.count; break;
            case EvidenceKind::crew: r.crews += e.count; break;
            case EvidenceKind::customer: r.customers += e.count; break;
            case EvidenceKind::still_out: r.stillOut += e.count; break;
        }
        if (e.kind == EvidenceKind::customer && e.account.known()) r.heard.push_back(e.account);
        addContact(r, e.contact);
        if (!r.firstAt) r.firstAt = e.at;
        r.lastAt = e.at;
    }
    void operator()(const IncidentRestored& e) const {
        incident.status = IncidentStatus::restored;
        incident.restoredAt = e.restoredAt;
        incident.restoration.stillOut = 0;
        incident.restoration.heard.clear();
        for (const std::string& reason : e.reasons) addReason(incident, reason);
    }
    void operator()(const IncidentClosed& e) const {
        incident.status = IncidentStatus::closed;
        incident.closedAt = when.at;
        addReason(incident, e.withoutEvidence ? "closed_without_evidence" : "closed");
    }
    void operator()(const IncidentReopened& e) const {
        incident.status = incident.feeds.empty() ? IncidentStatus::confirmed : IncidentStatus::restoring;
        incident.restoredAt.reset();
        incident.closedAt.reset();
        incident.restoration = {};
        addReason(incident, "reopened");
        addReason(incident, e.reason);
    }
};

}  // namespace

std::vector<IncidentId> incidentsOf(const IncidentEvent& event) {
    return std::visit(
        []<class E>(const E& e) -> std::vector<IncidentId> {
            if constexpr (std::is_same_v<E, ReportAttached>) return {e.link.incident};
            else if constexpr (std::is_same_v<E, IncidentMerged>) return {e.incident, e.absorbed};
            else if constexpr (std::is_same_v<E, IncidentSplit>) return {e.incident, e.part};
            else if constexpr (std::is_same_v<E, ChangeUndone>) {
                if (e.other.known()) return {e.incident, e.other};
                return {e.incident};
            } else return {e.incident};
        },
        event);
}

void fold(Incident& incident, const IncidentEvent& event, Recorded when, const CountsOf& counted) {
    std::visit(Fold{incident, when, counted}, event);
    incident.updatedAt = when.at;
    ++incident.version;
    incident.confidencePercent = confidenceOf(incident);
}

void eachMovedReport(const IncidentEvent& event, const std::function<void(ReportId, const LinkChange&)>& visit) {
    const auto all = [&visit](const std::vector<ReportId>& reports, const std::vector<ReportId>& flipped, IncidentId to,
                              const std::string& reason) {
        for (const ReportId report : reports) {
            const bool flip = std::find(flipped.begin(), flipped.end(), report) != flipped.end();
            visit(report, {to, flip, reason});
        }
    };
    if (const auto* merged = std::get_if<IncidentMerged>(&event)) {
        all(merged->reports, merged->duplicates, merged->incident, "merged");
    } else if (const auto* split = std::get_if<IncidentSplit>(&event)) {
        all(split->reports, split->recounted, split->part, "split");
    } else if (const auto* undone = std::get_if<ChangeUndone>(&event)) {
        all(undone->reports, undone->flipped, undone->kind == ChangeKind::merge ? undone->other : undone->incident, "undone");
    }
}

int confidenceOf(const Incident& incident) {
    if (incident.origin == Origin::console) return 100;
    if (!incident.feeds.empty()) return 95;
    if (incident.status != IncidentStatus::detected) return 90;
    // Every further account that says the same leaves a fifth less room for chance.
    return static_cast<int>(std::lround(std::min(0.9, 1 - std::pow(0.8, incident.accountsReporting)) * 100));
}

void addContact(Restoration& restoration, const std::string& contact) {
    auto& known = restoration.contacts;
    if (!contact.empty() && std::find(known.begin(), known.end(), contact) == known.end()) known.push_back(contact);
}

}  // namespace ok::incidents
