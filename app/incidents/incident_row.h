// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// IncidentRow: paints one incident of the list in two lines. Everything is quiet except the biggest unhandled one,
// which alone is filled.
#pragma once
#include <QStyledItemDelegate>

#include "app/desk/desk_context.h"

namespace ok::app {

class IncidentRow : public QStyledItemDelegate {
    Q_OBJECT
  public:
    explicit IncidentRow(const DeskContext& desk, QObject* parent = nullptr) : QStyledItemDelegate(parent), m_desk(desk) {}
    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override;
    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;

  private:
    DeskContext m_desk;
};

}  // namespace ok::app
