// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "app/desk/doc_table.h"

namespace ok::app {

int DocTable::rowCount(const QModelIndex& parent) const { return parent.isValid() ? 0 : static_cast<int>(m_ids.size()); }

int DocTable::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(m_headers.size());
}

QVariant DocTable::data(const QModelIndex& index, int role) const {
    if (!index.isValid() || index.row() >= m_ids.size()) return {};
    const auto& id = m_ids[index.row()];
    if (role == IdRole) return id;
    if (role == Qt::AccessibleTextRole)
        return QStringLiteral("%1: %2").arg(m_headers[index.column()], cell(id, index.column(), Qt::DisplayRole).toString());
    if (role == Qt::ToolTipRole) return cell(id, index.column(), Qt::DisplayRole);
    return cell(id, index.column(), role);
}

QVariant DocTable::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation == Qt::Horizontal && role == Qt::DisplayRole) return m_headers.value(section);
    if (orientation == Qt::Horizontal && role == Qt::TextAlignmentRole) return int(Qt::AlignLeft | Qt::AlignVCenter);
    return {};
}

void DocTable::show(const QStringList& wanted, const QSet<QString>& touched) {
    const QSet<QString> keep(wanted.begin(), wanted.end());
    for (int row = static_cast<int>(m_ids.size()) - 1; row >= 0; --row) {
        if (keep.contains(m_ids[row])) continue;
        beginRemoveRows({}, row, row);
        m_ids.removeAt(row);
        endRemoveRows();
    }
    const QSet<QString> have(m_ids.begin(), m_ids.end());
    QStringList kept = wanted;
    kept.removeIf([&](const QString& id) { return !have.contains(id); });
    if (kept != m_ids) {  // an order that changed under the rows: rare, so a reset is good enough
        beginResetModel();
        m_ids = wanted;
        endResetModel();
        return;
    }
    for (int row = 0; row < wanted.size(); ++row) {
        if (row < m_ids.size() && m_ids[row] == wanted[row]) continue;
        int last = row;
        while (last + 1 < wanted.size() && !have.contains(wanted[last + 1])) ++last;
        beginInsertRows({}, row, last);
        for (int at = row; at <= last; ++at) m_ids.insert(at, wanted[at]);
        endInsertRows();
        row = last;
    }
    for (int row = 0; row < m_ids.size(); ++row)
        if (touched.contains(m_ids[row])) emit dataChanged(index(row, 0), index(row, columnCount() - 1));
}

}  // namespace ok::app
