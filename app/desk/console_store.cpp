// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "app/desk/console_store.h"

#include <algorithm>
#include <tuple>

namespace ok::app {

bool StoreChange::concerns(QLatin1String area) const {
    return reset || std::any_of(heard.begin(), heard.end(), [area](const QString& type) { return type.startsWith(area); });
}

void ConsoleStore::apply(StoreBatch batch) {
    StoreChange change;
    if (batch.reset) {
        m_incidents.clear(), m_reports.clear(), m_approvals.clear(), m_broadcasts.clear(), m_timeline.clear(), m_ladders.clear();
        m_unplaced.clear();
        change.reset = true;
    }
    takeDocuments(batch, change);
    dropGone(batch.gone, change);
    if (batch.utility && !(*batch.utility == m_utility)) {
        m_utility = std::move(*batch.utility);
        change.utility = true;
    }
    if (batch.proof && !(*batch.proof == m_proof)) {
        m_proof = std::move(*batch.proof);
        change.proof = true;
    }
    change.heard = std::move(batch.heard);
    recount();
    const bool touched = change.reset || !change.heard.empty() || change.utility || change.proof || !change.incidents.empty() ||
                         !change.reports.empty() || !change.timelineOf.empty() || !change.approvals.empty() ||
                         !change.broadcasts.empty() || !change.ladders.empty();
    if (touched) emit changed(change);
}

void ConsoleStore::takeDocuments(StoreBatch& batch, StoreChange& change) {
    for (auto& doc : batch.incidents) {
        doc.attention = attentionOf(doc);
        change.incidents.insert(doc.id);
        m_incidents.insert(doc.id, std::move(doc));
    }
    for (auto& doc : batch.reports) {
        change.reports.insert(doc.id);
        if (doc.placed) m_unplaced.remove(doc.id);
        else m_unplaced.insert(doc.id);
        m_reports.insert(doc.id, std::move(doc));
    }
    for (auto& doc : batch.approvals) {
        name(doc);
        change.approvals.insert(doc.id);
        m_approvals.insert(doc.id, std::move(doc));
    }
    for (auto& doc : batch.broadcasts) {
        change.broadcasts.insert(doc.id);
        m_broadcasts.insert(doc.id, std::move(doc));
    }
    for (auto& doc : batch.ladders) {
        name(doc);
        change.ladders.insert(doc.id);
        m_ladders.insert(doc.id, std::move(doc));
    }
    for (auto& doc : batch.timeline) {
        doc.actor = nameOf(doc.actor);
        change.timelineOf.insert(doc.incident);
        auto& line = m_timeline[doc.incident];
        const auto same = std::find_if(line.begin(), line.end(), [&](const auto& t) { return t.id == doc.id; });
        if (same != line.end()) *same = std::move(doc);
        else line.push_back(std::move(doc));
    }
    for (const auto& incident : std::as_const(change.timelineOf)) {
        auto& line = m_timeline[incident];
        std::sort(line.begin(), line.end(),
                  [](const auto& a, const auto& b) { return std::tie(a.at, a.id) < std::tie(b.at, b.id); });
    }
}

void ConsoleStore::name(ApprovalDoc& doc) const {
    doc.initiator = nameOf(doc.initiator);
    for (auto& step : doc.steps) step.who = nameOf(step.who);
}

void ConsoleStore::name(LadderDoc& doc) const {
    for (auto& each : doc.onIt) each = nameOf(each);
    for (auto& each : doc.nudges) each.who = nameOf(each.who);
    for (auto& each : doc.next) each.who = nameOf(each.who);
    if (doc.assignee.startsWith(QLatin1String("user:"))) doc.assignee = QStringLiteral("user:") + nameOf(doc.assignee.mid(5));
}

void ConsoleStore::setPeople(QHash<QString, QString> people) {
    if (people == m_people) return;
    m_people = std::move(people);
    StoreChange change;
    for (auto& doc : m_approvals) name(doc), change.approvals.insert(doc.id);
    for (auto& doc : m_ladders) name(doc), change.ladders.insert(doc.id);
    for (auto line = m_timeline.begin(); line != m_timeline.end(); ++line) {
        for (auto& each : line.value()) each.actor = nameOf(each.actor);
        change.timelineOf.insert(line.key());
    }
    emit changed(change);
}

void ConsoleStore::hear(qint64 agoMs) {
    m_heardAt.start();
    m_heardAgo = agoMs;
}

void ConsoleStore::dropGone(const QSet<QString>& gone, StoreChange& change) {
    for (const auto& id : gone) {
        if (m_incidents.remove(id)) change.incidents.insert(id);
        if (m_reports.remove(id)) change.reports.insert(id), m_unplaced.remove(id);
        if (m_approvals.remove(id)) change.approvals.insert(id);
        if (m_broadcasts.remove(id)) change.broadcasts.insert(id);
    }
}

void ConsoleStore::recount() {
    Totals totals;
    const IncidentDoc* biggest = nullptr;
    for (const auto& doc : std::as_const(m_incidents)) {
        if (!isLive(doc)) continue;
        ++totals.incidents;
        totals.customersOut += doc.customers;
        if (doc.attention != Attention::Unhandled) continue;
        ++totals.unhandled;
        // Ties go to the older incident, so that the mark does not jump between equals.
        if (!biggest || doc.customers > biggest->customers ||
            (doc.customers == biggest->customers && doc.began < biggest->began)) {
            biggest = &doc;
        }
    }
    m_biggest = biggest ? biggest->id : QString();
    totals.unplaced = static_cast<int>(m_unplaced.size());
    for (const auto& doc : std::as_const(m_approvals)) totals.waiting += doc.state == QLatin1String("waiting") ? 1 : 0;
    m_totals = totals;
}

const std::vector<TimelineDoc>& ConsoleStore::timelineOf(const QString& incident) const {
    static const std::vector<TimelineDoc> none;
    const auto found = m_timeline.constFind(incident);
    return found == m_timeline.constEnd() ? none : *found;
}

const IncidentDoc* ConsoleStore::incident(const QString& id) const {
    const auto found = m_incidents.constFind(id);
    return found == m_incidents.constEnd() ? nullptr : &*found;
}

const ReportDoc* ConsoleStore::report(const QString& id) const {
    const auto found = m_reports.constFind(id);
    return found == m_reports.constEnd() ? nullptr : &*found;
}

const IncidentDoc* ConsoleStore::biggestUnhandled() const { return incident(m_biggest); }

}  // namespace ok::app
