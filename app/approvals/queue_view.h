// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// QueueView: the queue with what is needed to find something in it, and keys for all that is done there (F06.R6.A1, A2, A7): / finds, f narrows,
// Enter goes to the review, r gives on, s puts off, c comments, ? lists them. What somebody filtered, sorted and looked for can be saved
// under a name. It says when it last changed, and that it stands still when nothing is heard of the server.
#pragma once
#include <QTableView>

#include "app/approvals/approvals_model.h"

class QComboBox;
class QHBoxLayout;
class QLabel;
class QLineEdit;
class QMenu;
class QPushButton;
class QSpinBox;
class QToolButton;

namespace ok::app {

class EmptyHint;
class QueueViews;

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
    /// Beside the review, or as a page of its own with all columns and filters.
    enum class Room { Beside, Whole };
    QueueView(const DeskContext& desk, QWidget* parent, Room room = Room::Beside);
    [[nodiscard]] ApprovalsModel& model() { return *m_model; }
    [[nodiscard]] QTableView& table() { return *m_table; }
    [[nodiscard]] QueueViews& views() { return *m_views; }
    /// What is looked at, and with it what else is chosen.
    [[nodiscard]] QString current() const;
    [[nodiscard]] QStringList chosen() const;
    void select(const QString& approval);
    /// What is filtered, sorted and looked for now.
    [[nodiscard]] oncall::QueueView shown() const;
    void show(const oncall::QueueView& view);
    using QWidget::show;
    void clearAll();
    void saveAs(const QString& name) { save(name); }

  signals:
    void chosenChanged();
    void openWanted();
    void giveOnWanted();
    void putOffWanted();
    void commentWanted();
    void told(const QString& sentence, bool bad);

  protected:
    void resizeEvent(QResizeEvent* event) override;

  private:
    void buildFind();
    void buildFilters();
    void buildTable();
    void buildViewMenu();
    void offerNames();
    void handle(int key);
    void narrow();
    void sortBy(int column);
    void sayCount();
    void sayState();
    void save(const QString& name);
    void help();
    [[nodiscard]] bool narrowed() const;
    DeskContext m_desk;
    Room m_room;
    ApprovalsModel* m_model;
    QueueViews* m_views;
    QueueTable* m_table;
    QLineEdit* m_words;
    QComboBox *m_show, *m_stage, *m_assignee, *m_team, *m_severity, *m_risk, *m_order;
    QSpinBox *m_youngest, *m_oldest;
    QHBoxLayout* m_bar;
    QToolButton* m_filter;
    QPushButton *m_viewButton, *m_clear;
    QMenu* m_viewMenu;
    QWidget* m_filters;
    QLabel *m_count, *m_state, *m_delayed;
    EmptyHint* m_empty = nullptr;
    QString m_kept;       // what was looked at, over another order of rows
    QString m_viewName;   // of the saved view that is shown
    QString m_last;       // what happened last, in words
    std::string m_sort;
    bool m_descending = false;
};

}  // namespace ok::app
