// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// PlainTable: a table of rows that are already words, for what is read from the server rather than kept in the store.
// Rows keep their place and the selection when the same ids come again.
#pragma once
#include <QHash>
#include <vector>

#include "app/desk/doc_table.h"
#include "app/desk/pieces.h"

namespace ok::app {

struct PlainCell {
    QString text;
    Tone tone = Tone::Plain;
    QString tip = {};  // when more than the text itself
};

struct PlainRow {
    QString id;
    std::vector<PlainCell> cells;
};

class PlainTable : public DocTable {
    Q_OBJECT
  public:
    PlainTable(const Theme& theme, QStringList headers, QObject* parent);
    void setRows(std::vector<PlainRow> rows);
    void addRows(std::vector<PlainRow> rows);
    [[nodiscard]] QString text(const QString& id, int column) const;
    QVariant data(const QModelIndex& index, int role) const override;

  protected:
    QVariant cell(const QString& id, int column, int role) const override;

  private:
    const PlainCell* find(const QString& id, int column) const;
    const Theme& m_theme;
    QStringList m_order;
    QHash<QString, PlainRow> m_rows;
};

}  // namespace ok::app
