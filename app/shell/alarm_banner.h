// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// AlarmBanner: across the whole window while the log does not fit and nobody has acknowledged it.
#pragma once
#include <QFrame>

#include "app/desk/desk_context.h"

class QLabel;

namespace ok::app {

class AlarmBanner : public QFrame {
    Q_OBJECT
  public:
    explicit AlarmBanner(const DeskContext& desk, QWidget* parent = nullptr);

  signals:
    void acknowledgeRequested();
    void detailsRequested();

  private:
    void refresh();
    DeskContext m_desk;
    QLabel* m_words;
};

}  // namespace ok::app
