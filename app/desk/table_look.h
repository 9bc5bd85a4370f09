// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// The one look of every document table: whole rows, no grid, last column takes the rest.
#pragma once
#include <QTableView>

namespace ok::app {

/// Sets model, selection and headers. Column `stretch` takes the spare width.
void dressTable(QTableView* table, QAbstractItemModel* model, int stretch, const QString& accessibleName);
/// The ids of the selected rows (Qt::UserRole + 1), current first.
[[nodiscard]] QStringList selectedIds(const QTableView* table);

}  // namespace ok::app
