// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "app/approvals/review_model.h"

#include <algorithm>

namespace ok::app {
namespace {

using approvals::ChangeKind;

}  // namespace

void ReviewModel::show(std::vector<ReviewRow> rows) {
    beginResetModel();
    m_rows = std::move(rows);
    arrange();
    endResetModel();
}

void ReviewModel::setHideUnchanged(bool hide) {
    if (hide == m_hide) return;
    beginResetModel();
    m_hide = hide;
    arrange();
    endResetModel();
}

void ReviewModel::arrange() {
    m_children.assign(m_rows.size() + 1, {});
    m_place.assign(m_rows.size(), -1);
    m_stops.clear();
    for (std::size_t at = 0; at < m_rows.size(); ++at) {
        const ReviewRow& row = m_rows[at];
        const bool changed = row.change != ChangeKind::same;
        if (m_hide && !changed) continue;
        auto& siblings = m_children[static_cast<std::size_t>(row.parent + 1)];
        m_place[at] = static_cast<int>(siblings.size());
        siblings.push_back(static_cast<int>(at));
        if (changed && !row.holds) m_stops.push_back(static_cast<int>(at));
    }
}

const ReviewRow* ReviewModel::row(const QModelIndex& index) const {
    return index.isValid() && index.model() == this ? &m_rows[index.internalId()] : nullptr;
}

QModelIndex ReviewModel::find(const QString& id) const {
    for (std::size_t at = 0; at < m_rows.size(); ++at)
        if (m_rows[at].id == id && m_place[at] >= 0) return createIndex(m_place[at], 0, at);
    return {};
}

QModelIndex ReviewModel::change(const QModelIndex& from, int direction) const {
    if (m_stops.empty()) return {};
    const int at = from.isValid() ? static_cast<int>(from.internalId()) : direction > 0 ? -1 : static_cast<int>(m_rows.size());
    int found = 0;
    if (direction > 0) {
        const auto next = std::upper_bound(m_stops.begin(), m_stops.end(), at);
        found = next == m_stops.end() ? m_stops.front() : *next;
    } else {
        const auto here = std::lower_bound(m_stops.begin(), m_stops.end(), at);
        found = here == m_stops.begin() ? m_stops.back() : *std::prev(here);
    }
    return createIndex(m_place[static_cast<std::size_t>(found)], 0, static_cast<quintptr>(found));
}

int ReviewModel::numberOf(const QModelIndex& index) const {
    if (!index.isValid()) return 0;
    const auto found = std::find(m_stops.begin(), m_stops.end(), static_cast<int>(index.internalId()));
    return found == m_stops.end() ? 0 : static_cast<int>(found - m_stops.begin()) + 1;
}

QModelIndex ReviewModel::index(int row, int column, const QModelIndex& parent) const {
    if (column < 0 || column >= Columns || row < 0 || m_children.empty()) return {};
    const auto& children = m_children[parent.isValid() ? parent.internalId() + 1 : 0];
    return row < static_cast<int>(children.size()) ? createIndex(row, column, static_cast<quintptr>(children[static_cast<std::size_t>(row)])) : QModelIndex();
}

QModelIndex ReviewModel::parent(const QModelIndex& index) const {
    if (!index.isValid()) return {};
    const int above = m_rows[index.internalId()].parent;
    return above < 0 ? QModelIndex() : createIndex(m_place[static_cast<std::size_t>(above)], 0, static_cast<quintptr>(above));
}

int ReviewModel::rowCount(const QModelIndex& parent) const {
    if (parent.column() > 0 || m_children.empty()) return 0;
    return static_cast<int>(m_children[parent.isValid() ? parent.internalId() + 1 : 0].size());
}

QString ReviewModel::cellText(const ReviewRow& row, int column) const {
    switch (column) {
        case What: return row.name;
        case Now: return plain(row.before);
        case WouldBe: return plain(row.after);
        default: return row.delta;
    }
}

// A screen reader hears what the eye sees by colour and place: the kind of change, which side, which words (F01.R2.A6).
QString ReviewModel::spoken(const ReviewRow& row, int column) const {
    if (column == What) return row.holds && row.parent < 0 ? tr("%1, %2").arg(row.name, row.delta) : tr("%1: %2").arg(changeWord(row.change), row.name);
    if (column == Difference) return row.delta.isEmpty() ? QString() : tr("Difference: %1").arg(row.delta);
    const ReviewPieces& side = column == Now ? row.before : row.after;
    if (side.empty()) return row.holds ? QString() : column == Now ? tr("Now: nothing") : tr("Would be: nothing");
    QStringList marked;
    for (const auto& each : side)
        if (each.marked && side.size() > 1) marked << each.text.trimmed();
    const QString words = (column == Now ? tr("Now: %1") : tr("Would be: %1")).arg(plain(side));
    if (marked.isEmpty()) return words;
    return words + QLatin1Char(' ') + (column == Now ? tr("Removed: %1") : tr("Added: %1")).arg(marked.join(QStringLiteral(", ")));
}

QVariant ReviewModel::data(const QModelIndex& index, int role) const {
    const ReviewRow* found = row(index);
    if (!found) return {};
    switch (role) {
        case Qt::DisplayRole: return cellText(*found, index.column());
        case Qt::AccessibleTextRole: return spoken(*found, index.column());
        case Qt::ToolTipRole:
            if (index.column() == What && !found->delta.isEmpty()) return found->name + QStringLiteral("\n") + found->delta;
            return !found->tip.isEmpty() ? found->tip : cellText(*found, index.column()).left(600);
        case Qt::ForegroundRole: return toneColour(index.column() == Difference ? found->tone : found->change == ChangeKind::same ? Tone::Muted : Tone::Plain, m_theme.tokens());
        case IdRole: return found->id;
        case ChangeRole: return static_cast<int>(found->change);
        case PathRole: return found->path;
        case ToneRole: return static_cast<int>(found->tone);
        case HoldsRole: return found->holds;
        default: return {};
    }
}

QVariant ReviewModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal) return {};
    if (role == Qt::TextAlignmentRole) return int(Qt::AlignLeft | Qt::AlignVCenter);
    if (role != Qt::DisplayRole) return {};
    switch (section) {
        case What: return tr("What");
        case Now: return tr("Published now");
        case WouldBe: return tr("Would be");
        default: return tr("Difference");
    }
}

}  // namespace ok::app
