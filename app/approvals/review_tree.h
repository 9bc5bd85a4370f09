// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// ReviewTree: the two sides of a review with all that is done to them, by mouse or by keys alone (F01.R2.A3, A5): up and down between
// rows, Enter opens and closes, n and p go to the next and the previous change, ? says so. Above it how many of what, beneath it where
// one is.
#pragma once
#include <QTreeView>

#include "app/approvals/review_model.h"
#include "app/desk/pieces.h"

class QCheckBox;
class QHBoxLayout;
class QToolButton;

namespace ok::app {

/// The view itself; letters are commands here, not a search.
class ReviewRowsView : public QTreeView {
    Q_OBJECT
  public:
    using QTreeView::QTreeView;
    /// Heights follow widths: before the next painting.
    void measureAnew() { scheduleDelayedItemsLayout(); }

  signals:
    void nextWanted(int direction);
    void helpWanted();
    void widthChanged();

  protected:
    void keyPressEvent(QKeyEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void drawBranches(QPainter* painter, const QRect& rect, const QModelIndex& index) const override;
};

class ReviewTree : public QWidget {
    Q_OBJECT
  public:
    ReviewTree(const Theme& theme, QWidget* parent);
    /// Keeps the place and what was opened when the same rows come again.
    void show(const approvals::ReviewDiff& diff, const PlaceNames& places);
    void clear();
    using QWidget::show;
    [[nodiscard]] ReviewModel& model() { return *m_model; }
    [[nodiscard]] QTreeView* view() { return m_view; }
    [[nodiscard]] QString breadcrumbs() const { return m_path->text(); }
    void expandChanges();
    void collapseAll();
    void go(int direction);

  signals:
    void currentChanged(const QString& id);

  private:
    void buildBar(QHBoxLayout* bar);
    void openAtFirst();
    void help();
    void shareWidth();
    void sayPlace();
    void sayTotals();
    QToolButton* tool(const QString& text, const QString& tip);
    const Theme& m_theme;
    ReviewModel* m_model;
    ReviewRowsView* m_view;
    QLabel *m_legend, *m_path, *m_place;
    QCheckBox* m_hide;
    std::int64_t m_same = 0, m_added = 0, m_removed = 0, m_modified = 0;
    bool m_coarse = false;
};

}  // namespace ok::app
