// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// What went out to customers and how it arrived: one row a broadcast, with its counts by state. Totals always add up:
// total = sent + withheld + failed + still to go.
#pragma once
#include <QWidget>

#include "app/desk/desk_context.h"
#include "app/desk/doc_table.h"

class QLabel;
class QPushButton;
class QTableView;

namespace ok::app {

class MessagesModel : public DocTable {
    Q_OBJECT
  public:
    MessagesModel(const DeskContext& desk, QObject* parent);

  protected:
    QVariant cell(const QString& id, int column, int role) const override;

  private:
    void refresh(const QSet<QString>& touched);
    DeskContext m_desk;
};

class MessagesPanel : public QWidget {
    Q_OBJECT
  public:
    explicit MessagesPanel(const DeskContext& desk, QWidget* parent = nullptr);

  signals:
    void incidentActivated(const QString& incident);
    /// What was sent is wrong.
    void retractRequested(const QString& broadcast);

  private:
    void offer();
    void showProgress();
    [[nodiscard]] QString hindrance(const QString& broadcast) const;
    [[nodiscard]] QString read(const comms::Draft& draft) const;
    DeskContext m_desk;
    MessagesModel* m_model;
    QTableView* m_table;
    QLabel* m_words;
    QPushButton *m_retract, *m_progress;
};

}  // namespace ok::app
