// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// IncidentDetailPanel: one incident in full: size, ETA with its interval, cause, crew, why it is one incident, timeline.
// It asks for changes by signals; the shell's desk actions carry them out.
#pragma once
#include <QWidget>

#include "app/desk/desk_context.h"

class QAction;
class QLabel;
class QPushButton;
class QStackedWidget;
class QTableView;

namespace ok::app {

class TimelineModel;

class IncidentDetailPanel : public QWidget {
    Q_OBJECT
  public:
    explicit IncidentDetailPanel(const DeskContext& desk, QWidget* parent = nullptr);
    void setIncident(const QString& id);
    [[nodiscard]] QString incident() const { return m_id; }
    /// Buttons that trigger the window's own actions, so that text, shortcut and enabled state have one home.
    void setActions(const QList<QAction*>& actions);

  private:
    QWidget* buildEmpty();
    QWidget* buildBody();
    QWidget* buildHead();
    QWidget* buildFacts();
    void refresh();
    void refreshEta(const struct IncidentDoc& doc);
    DeskContext m_desk;
    QString m_id;
    QStackedWidget* m_stack;
    TimelineModel* m_timeline;
    QLabel *m_title, *m_state, *m_customers, *m_reports, *m_age, *m_eta, *m_etaDetail, *m_cause, *m_crew, *m_why;
    QTableView* m_table;
    QWidget* m_buttons;
};

}  // namespace ok::app
