// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// HeadLine: the storm in one line: customers out, incidents, unhandled, unplaced reports, approvals waiting, the clock.
// A figure that needs somebody is a button that goes there.
#pragma once
#include <QTimer>
#include <QWidget>

#include "app/desk/desk_context.h"

class QLabel;
class QToolButton;

namespace ok::app {

class HeadLine : public QWidget {
    Q_OBJECT
  public:
    explicit HeadLine(const DeskContext& desk, QWidget* parent = nullptr);

  signals:
    void unhandledClicked();
    void unplacedClicked();
    void approvalsClicked();

  private:
    QToolButton* figure(const QString& name);
    void refresh();
    void refreshClock();
    DeskContext m_desk;
    QLabel *m_utility, *m_customers, *m_clock;
    QToolButton *m_incidents, *m_unhandled, *m_unplaced, *m_approvals;
    QTimer m_tick;
};

}  // namespace ok::app
