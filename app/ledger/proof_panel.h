// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// ProofPanel: this console as a witness of the log: how far it has checked, against which signed checkpoint, and, if
// something does not fit, what and what to do.
#pragma once
#include <QWidget>

#include "app/desk/desk_context.h"

class QLabel;

namespace ok::app {

class ProofPanel : public QWidget {
    Q_OBJECT
  public:
    explicit ProofPanel(const DeskContext& desk, QWidget* parent = nullptr);

  private:
    void refresh();
    DeskContext m_desk;
    QLabel *m_verdict, *m_advice, *m_facts;
};

}  // namespace ok::app
