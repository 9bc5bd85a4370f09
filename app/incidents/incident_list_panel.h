// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// IncidentListPanel: the desk's list with search and filter. Enter or click selects; two selected rows can be merged.
#pragma once
#include <QWidget>

#include "app/desk/desk_context.h"

class QComboBox;
class QLineEdit;
class QListView;

namespace ok::app {

class IncidentModel;
class IncidentOrder;
class EmptyHint;

class IncidentListPanel : public QWidget {
    Q_OBJECT
  public:
    explicit IncidentListPanel(const DeskContext& desk, QWidget* parent = nullptr);
    /// Shows `id` as the current row; an incident the filter hides resets the filter.
    void select(const QString& id);
    /// In the order of the list; the current one first.
    [[nodiscard]] QStringList selected() const;
    void focusSearch();
    void focusList();
    void selectBiggest();

  signals:
    void selectionChanged(const QStringList& ids);
    void activated(const QString& id);

  private:
    void build();
    void report();
    void refreshHint();
    DeskContext m_desk;
    IncidentModel* m_model;
    IncidentOrder* m_order;
    QLineEdit* m_search;
    QComboBox* m_show;
    QListView* m_list;
    EmptyHint* m_hint = nullptr;
    bool m_quiet = false;  // a selection made by select() is not reported back
};

}  // namespace ok::app
