// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// PendingPage: everything that waits on one page (F05.R7.A6): what it is about, priority, risk, how long it waits, when the next are asked,
// whether anybody looks at it; sorted, filtered, and changing as the log does.
#pragma once
#include <QTimer>

#include "app/desk/page.h"

class QPushButton;

namespace ok::app {

class QueueView;

class PendingPage : public Page {
    Q_OBJECT
  public:
    PendingPage(const DeskContext& desk, QWidget* parent);
    void refresh() override;
    [[nodiscard]] QueueView& queue() { return *m_queue; }

  signals:
    void reviewWanted(const QString& approval);

  private:
    void offer();
    QueueView* m_queue;
    Tile *m_waiting, *m_soon, *m_unseen, *m_risky, *m_oldest;
    QPushButton* m_review;
    QTimer m_often;
};

}  // namespace ok::app
