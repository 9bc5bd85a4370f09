// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// QueueView: the queue with a line above it to find something in it, and keys for all that is done there (F06.R6.A2, A7): / finds, f narrows,
// Enter goes to the review, r gives on, s puts off, c comments, ? lists them.
#pragma once
#include <QTableView>

#include "app/approvals/approvals_model.h"

class QComboBox;
class QLabel;
class QLineEdit;

namespace ok::app {

class QueueTable : public QTableView {
    Q_OBJECT
  public:
    using QTableView::QTableView;

  signals:
    void keyPressed(int key);

  protected:
    void keyPressEvent(QKeyEvent* event) override;
};

class QueueView : public QWidget {
    Q_OBJECT
  public:
    QueueView(const DeskContext& desk, QWidget* parent);
    [[nodiscard]] ApprovalsModel& model() { return *m_model; }
    [[nodiscard]] QTableView& table() { return *m_table; }
    /// What is looked at, and with it what else is chosen.
    [[nodiscard]] QString current() const;
    [[nodiscard]] QStringList chosen() const;
    void select(const QString& approval);

  signals:
    void chosenChanged();
    void openWanted();
    void giveOnWanted();
    void putOffWanted();
    void commentWanted();

  protected:
    void resizeEvent(QResizeEvent* event) override;

  private:
    void handle(int key);
    void narrow();
    void help();
    ApprovalsModel* m_model;
    QueueTable* m_table;
    QLineEdit* m_words;
    QComboBox* m_show;
    QLabel* m_count;
};

}  // namespace ok::app
