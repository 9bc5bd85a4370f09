// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// DocTable: a table of documents with one row an id. A subclass says which ids, in which order, and what a cell shows;
// rows move in and out one by one, so that selection and scroll position survive a batch.
#pragma once
#include <QAbstractTableModel>
#include <QSet>
#include <QStringList>

namespace ok::app {

class DocTable : public QAbstractTableModel {
    Q_OBJECT
  public:
    enum Role { IdRole = Qt::UserRole + 1 };

    DocTable(QStringList headers, QObject* parent) : QAbstractTableModel(parent), m_headers(std::move(headers)) {}
    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
    [[nodiscard]] QString idAt(int row) const { return m_ids.value(row); }
    [[nodiscard]] int rowOf(const QString& id) const { return static_cast<int>(m_ids.indexOf(id)); }

  protected:
    /// The cell's text, colour or alignment; AccessibleTextRole falls back to header and text.
    virtual QVariant cell(const QString& id, int column, int role) const = 0;
    void show(const QStringList& wanted, const QSet<QString>& touched);

  private:
    QStringList m_headers;
    QStringList m_ids;
};

}  // namespace ok::app
