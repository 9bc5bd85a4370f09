// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// SplitDialog: choose which reports of an incident become a new one. At least one stays, at least one leaves.
#pragma once
#include <QDialog>

#include "app/desk/desk_context.h"

class QLabel;
class QListWidget;
class QPushButton;

namespace ok::app {

class SplitDialog : public QDialog {
    Q_OBJECT
  public:
    SplitDialog(const DeskContext& desk, const IncidentDoc& incident, QWidget* parent);
    [[nodiscard]] QStringList leaving() const;

  private:
    void check();
    QListWidget* m_list;
    QLabel* m_count;
    QPushButton* m_accept;
};

}  // namespace ok::app
