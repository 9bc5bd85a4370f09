// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// ReviewModel: what would change as a tree of rows with two sides (F01.R2). It shows one answer of the server and never changes by
// itself. Screen readers get each cell as a sentence with the kind of change in words.
#pragma once
#include <QAbstractItemModel>

#include "app/approvals/review_rows.h"
#include "app/style/theme.h"

namespace ok::app {

class ReviewModel : public QAbstractItemModel {
    Q_OBJECT
  public:
    enum Column { What, Now, WouldBe, Difference, Columns };
    enum Role { IdRole = Qt::UserRole + 1, ChangeRole, PathRole, ToneRole, HoldsRole };

    ReviewModel(const Theme& theme, QObject* parent) : QAbstractItemModel(parent), m_theme(theme) {}
    void show(std::vector<ReviewRow> rows);
    void setHideUnchanged(bool hide);
    [[nodiscard]] bool hidesUnchanged() const { return m_hide; }
    [[nodiscard]] int total() const { return static_cast<int>(m_rows.size()); }
    [[nodiscard]] const ReviewRow* row(const QModelIndex& index) const;
    [[nodiscard]] QModelIndex find(const QString& id) const;
    /// The next (1) or previous (-1) row that is itself a change; it begins anew at the other end. Invalid: nothing changed.
    [[nodiscard]] QModelIndex change(const QModelIndex& from, int direction) const;
    /// Rows that are themselves changes.
    [[nodiscard]] int changes() const { return static_cast<int>(m_stops.size()); }
    /// Which of them this is, from 1; 0: none.
    [[nodiscard]] int numberOf(const QModelIndex& index) const;

    QModelIndex index(int row, int column, const QModelIndex& parent = {}) const override;
    QModelIndex parent(const QModelIndex& index) const override;
    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override { return parent.column() > 0 ? 0 : Columns; }
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

  private:
    [[nodiscard]] QString cellText(const ReviewRow& row, int column) const;
    [[nodiscard]] QString spoken(const ReviewRow& row, int column) const;
    void arrange();
    const Theme& m_theme;
    std::vector<ReviewRow> m_rows;
    std::vector<std::vector<int>> m_children;   // by row + 1; 0: top
    std::vector<int> m_place;                   // of a row among its parent's; -1: hidden
    std::vector<int> m_stops;                   // rows to jump between, in reading order
    bool m_hide = false;
};

}  // namespace ok::app
