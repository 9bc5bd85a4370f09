// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// ProofPanel: this console as a witness of the log: how far it has checked each stream, against which signed checkpoint,
// what did not fit and what to do, and what did not fit before.
#pragma once
#include <QWidget>

#include "app/desk/desk_context.h"

class QLabel;
class QPushButton;
class QTableView;

namespace ok::app {

class PlainTable;

class ProofPanel : public QWidget {
    Q_OBJECT
  public:
    explicit ProofPanel(const DeskContext& desk, QWidget* parent = nullptr);

  signals:
    void acknowledgeRequested();

  private:
    QWidget* buildWords();
    void refresh();
    void fillTables();
    DeskContext m_desk;
    QLabel *m_verdict, *m_advice, *m_key;
    QPushButton *m_acknowledge, *m_save;
    PlainTable *m_streams, *m_past;
    QTableView *m_streamView, *m_pastView;
};

}  // namespace ok::app
