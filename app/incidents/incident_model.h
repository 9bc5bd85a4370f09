// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// IncidentModel: one row an incident, in no order. IncidentOrder: the desk's order (unhandled first, most customers
// first, restored last) and the filter. Both follow the store, one model change a batch.
#pragma once
#include <QAbstractListModel>
#include <QSortFilterProxyModel>

#include "app/desk/desk_context.h"

namespace ok::app {

class IncidentModel : public QAbstractListModel {
    Q_OBJECT
  public:
    enum Role { IdRole = Qt::UserRole + 1, DocRole, BiggestRole };

    explicit IncidentModel(const DeskContext& desk, QObject* parent = nullptr);
    int rowCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    [[nodiscard]] const IncidentDoc* docAt(int row) const;
    [[nodiscard]] QModelIndex indexOf(const QString& id) const;

  private:
    void follow(const StoreChange& change);
    void reload();
    DeskContext m_desk;
    QStringList m_ids;
    QHash<QString, int> m_rows;
    QString m_biggest;
};

class IncidentOrder : public QSortFilterProxyModel {
    Q_OBJECT
  public:
    enum class Show { Live, Unhandled, NoEta, All };
    explicit IncidentOrder(QObject* parent = nullptr);
    void setShow(Show show);
    void setSearch(const QString& text);

  protected:
    bool lessThan(const QModelIndex& left, const QModelIndex& right) const override;
    bool filterAcceptsRow(int row, const QModelIndex& parent) const override;

  private:
    [[nodiscard]] const IncidentModel* incidents() const;
    Show m_show = Show::Live;
    QString m_search;
};

}  // namespace ok::app
