// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "app/desk/plain_table.h"

namespace ok::app {

PlainTable::PlainTable(const Theme& theme, QStringList headers, QObject* parent) : DocTable(std::move(headers), parent), m_theme(theme) {
    connect(&theme, &Theme::changed, this, [this] {
        if (rowCount() > 0) emit dataChanged(index(0, 0), index(rowCount() - 1, columnCount() - 1));
    });
}

void PlainTable::setRows(std::vector<PlainRow> rows) {
    m_order.clear();
    m_rows.clear();
    addRows(std::move(rows));
}

void PlainTable::addRows(std::vector<PlainRow> rows) {
    for (auto& row : rows) {
        if (!m_rows.contains(row.id)) m_order << row.id;
        m_rows.insert(row.id, std::move(row));
    }
    show(m_order, QSet<QString>(m_order.begin(), m_order.end()));
}

const PlainCell* PlainTable::find(const QString& id, int column) const {
    const auto row = m_rows.constFind(id);
    if (row == m_rows.constEnd() || column >= static_cast<int>(row->cells.size())) return nullptr;
    return &row->cells[static_cast<std::size_t>(column)];
}

QString PlainTable::text(const QString& id, int column) const {
    const auto* found = find(id, column);
    return found ? found->text : QString();
}

QVariant PlainTable::data(const QModelIndex& index, int role) const {
    if (role == Qt::ToolTipRole) {
        const auto* found = find(idAt(index.row()), index.column());
        if (found && !found->tip.isEmpty()) return found->tip;
    }
    return DocTable::data(index, role);
}

QVariant PlainTable::cell(const QString& id, int column, int role) const {
    const auto* found = find(id, column);
    if (!found) return {};
    if (role == Qt::DisplayRole) return found->text;
    if (role == Qt::ForegroundRole && found->tone != Tone::Plain) return toneColour(found->tone, m_theme.tokens());
    return {};
}

}  // namespace ok::app
