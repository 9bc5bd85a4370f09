// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// The tray of reports that could not be placed: nothing a customer said is lost, a person places it. Oldest first,
// because the oldest has waited longest.
#pragma once
#include <QWidget>

#include "app/desk/desk_context.h"
#include "app/desk/doc_table.h"

class QAction;
class QPushButton;
class QTableView;

namespace ok::app {

class TrayModel : public DocTable {
    Q_OBJECT
  public:
    TrayModel(const DeskContext& desk, QObject* parent);

  protected:
    QVariant cell(const QString& id, int column, int role) const override;

  private:
    void refresh(const QSet<QString>& touched);
    DeskContext m_desk;
    QSet<QString> m_tray;
};

class TrayPanel : public QWidget {
    Q_OBJECT
  public:
    explicit TrayPanel(const DeskContext& desk, QAction* place, QWidget* parent = nullptr);
    [[nodiscard]] QString current() const;

  signals:
    void currentChanged(const QString& report);

  private:
    TrayModel* m_model;
    QTableView* m_table;
};

}  // namespace ok::app
