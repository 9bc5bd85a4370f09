// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// How a row of a review is drawn: a sign before its name, long texts wrapped, words that only one side has marked three ways at once -
// background, and a line under what is added or through what is removed - so that colour is never the only sign (F01.R2.A2, A6).
#pragma once
#include <QStyledItemDelegate>

#include "app/approvals/review_rows.h"
#include "app/style/theme.h"

class QTextLayout;
class QTreeView;

namespace ok::app {

class ReviewDelegate : public QStyledItemDelegate {
    Q_OBJECT
  public:
    ReviewDelegate(const Theme& theme, QTreeView* view);
    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override;
    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;

  private:
    [[nodiscard]] QFont fontOf(const QModelIndex& index, const QFont& base) const;
    /// Lays the cell's words out in so many pixels; returns the height.
    qreal layOut(QTextLayout& layout, const QModelIndex& index, qreal width) const;
    const Theme& m_theme;
    QTreeView* m_view;
};

}  // namespace ok::app
