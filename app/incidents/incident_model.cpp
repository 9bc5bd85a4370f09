// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "app/incidents/incident_model.h"

#include "app/desk/words.h"

namespace ok::app {

IncidentModel::IncidentModel(const DeskContext& desk, QObject* parent) : QAbstractListModel(parent), m_desk(desk) {
    reload();
    connect(&m_desk.store, &ConsoleStore::changed, this, &IncidentModel::follow);
}

void IncidentModel::reload() {
    beginResetModel();
    m_ids = m_desk.store.incidents().keys();
    m_rows.clear();
    for (int row = 0; row < m_ids.size(); ++row) m_rows.insert(m_ids[row], row);
    const auto* biggest = m_desk.store.biggestUnhandled();
    m_biggest = biggest ? biggest->id : QString();
    endResetModel();
}

void IncidentModel::follow(const StoreChange& change) {
    if (change.reset) return reload();
    if (change.incidents.empty()) return;
    QStringList fresh;
    for (const auto& id : change.incidents) {
        if (!m_desk.store.incident(id)) return reload();  // rare: rows go only when an incident is purged
        if (!m_rows.contains(id)) fresh << id;
    }
    if (!fresh.empty()) {
        const int first = static_cast<int>(m_ids.size());
        beginInsertRows({}, first, first + static_cast<int>(fresh.size()) - 1);
        for (const auto& id : fresh) {
            m_rows.insert(id, static_cast<int>(m_ids.size()));
            m_ids << id;
        }
        endInsertRows();
    }
    const auto* biggest = m_desk.store.biggestUnhandled();
    const QString before = std::exchange(m_biggest, biggest ? biggest->id : QString());
    QSet<QString> touched = change.incidents;
    if (before != m_biggest) touched << before << m_biggest;
    for (const auto& id : touched) {
        const auto row = m_rows.constFind(id);
        if (row != m_rows.constEnd()) emit dataChanged(index(*row), index(*row));
    }
}

int IncidentModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(m_ids.size());
}

const IncidentDoc* IncidentModel::docAt(int row) const {
    return row >= 0 && row < m_ids.size() ? m_desk.store.incident(m_ids[row]) : nullptr;
}

QModelIndex IncidentModel::indexOf(const QString& id) const {
    const auto row = m_rows.constFind(id);
    return row == m_rows.constEnd() ? QModelIndex() : index(*row);
}

QVariant IncidentModel::data(const QModelIndex& index, int role) const {
    const auto* doc = index.isValid() ? docAt(index.row()) : nullptr;
    if (!doc) return {};
    switch (role) {
        case Qt::DisplayRole: return incidentTitle(*doc);
        case Qt::AccessibleTextRole:
        case Qt::ToolTipRole: return incidentSentence(*doc, zoneOf(m_desk.store.utility()), m_desk.now());
        case IdRole: return doc->id;
        case BiggestRole: return doc->id == m_biggest;
        default: return {};
    }
}

IncidentOrder::IncidentOrder(QObject* parent) : QSortFilterProxyModel(parent) {
    setDynamicSortFilter(true);
    sort(0);
}

const IncidentModel* IncidentOrder::incidents() const { return static_cast<const IncidentModel*>(sourceModel()); }

void IncidentOrder::setShow(Show show) {
    m_show = show;
    invalidateFilter();
}

void IncidentOrder::setSearch(const QString& text) {
    m_search = text.trimmed();
    invalidateFilter();
}

bool IncidentOrder::lessThan(const QModelIndex& left, const QModelIndex& right) const {
    const auto* a = incidents()->docAt(left.row());
    const auto* b = incidents()->docAt(right.row());
    if (!a || !b) return false;
    const auto rank = [](const IncidentDoc& i) {
        return i.attention == Attention::Unhandled ? 0 : i.attention <= Attention::HasEta ? 1 : 2;
    };
    if (rank(*a) != rank(*b)) return rank(*a) < rank(*b);
    if (a->customers != b->customers) return a->customers > b->customers;
    return std::tie(a->began, a->id) < std::tie(b->began, b->id);
}

bool IncidentOrder::filterAcceptsRow(int row, const QModelIndex&) const {
    const auto* doc = incidents()->docAt(row);
    if (!doc) return false;
    if (m_show == Show::Live && !isLive(*doc)) return false;
    if (m_show == Show::Unhandled && doc->attention != Attention::Unhandled) return false;
    if (m_show == Show::NoEta && (!isLive(*doc) || doc->eta)) return false;
    if (m_search.isEmpty()) return true;
    for (const auto& field : {doc->number, doc->place, doc->cause, doc->crewNote})
        if (field.contains(m_search, Qt::CaseInsensitive)) return true;
    return false;
}

}  // namespace ok::app
