// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "app/desk/table_look.h"

#include <QHeaderView>

#include "app/desk/doc_table.h"

namespace ok::app {

void dressTable(QTableView* table, QAbstractItemModel* model, int stretch, const QString& accessibleName) {
    table->setModel(model);
    table->setAccessibleName(accessibleName);
    table->setSelectionBehavior(QAbstractItemView::SelectRows);
    table->setSelectionMode(QAbstractItemView::SingleSelection);
    table->setShowGrid(false);
    table->setTabKeyNavigation(false);
    table->setWordWrap(false);
    table->setTextElideMode(Qt::ElideRight);
    table->verticalHeader()->hide();
    table->verticalHeader()->setDefaultSectionSize(table->fontMetrics().height() + 12);
    auto* head = table->horizontalHeader();
    head->setHighlightSections(false);
    head->setStretchLastSection(false);
    for (int column = 0; column < model->columnCount(); ++column)
        head->setSectionResizeMode(column, column == stretch ? QHeaderView::Stretch : QHeaderView::ResizeToContents);
    // Measuring every row of a long tray would stall the window; the first screens are enough.
    head->setResizeContentsPrecision(40);
}

QStringList selectedIds(const QTableView* table) {
    QStringList ids;
    const auto rows = table->selectionModel()->selectedRows();
    for (const auto& row : rows) ids << row.data(DocTable::IdRole).toString();
    return ids;
}

}  // namespace ok::app
