// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "app/incidents/timeline_model.h"

#include <algorithm>

#include "app/desk/words.h"

namespace ok::app {

TimelineModel::TimelineModel(const DeskContext& desk, QObject* parent)
    : DocTable({tr("Time"), tr("What happened"), tr("Who")}, parent), m_desk(desk) {
    connect(&m_desk.store, &ConsoleStore::changed, this, [this](const StoreChange& change) {
        if (change.reset || change.timelineOf.contains(m_incident)) refresh();
    });
}

void TimelineModel::setIncident(const QString& id) {
    m_incident = id;
    refresh();
}

void TimelineModel::refresh() {
    QStringList ids;
    QSet<QString> all;
    const auto& line = m_desk.store.timelineOf(m_incident);
    for (auto item = line.rbegin(); item != line.rend(); ++item) ids << item->id, all << item->id;
    show(ids, all);
}

QVariant TimelineModel::cell(const QString& id, int column, int role) const {
    const auto& line = m_desk.store.timelineOf(m_incident);
    const auto item = std::find_if(line.begin(), line.end(), [&](const auto& t) { return t.id == id; });
    if (item == line.end()) return {};
    if (role == Qt::ForegroundRole && column != 1) return m_desk.theme.tokens().muted;
    if (role != Qt::DisplayRole) return {};
    switch (column) {
        case 0: return clockText(item->at, zoneOf(m_desk.store.utility()), m_desk.now());
        case 1: return timelineText(*item);
        default: return item->actor;
    }
}

}  // namespace ok::app
