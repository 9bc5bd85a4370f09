// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// ExportsPage: what has left the log as evidence: asked for, made, fetched, delivered. SchedulesPage: what leaves again and
// again.
#pragma once
#include "app/desk/page.h"
#include "app/ledger/export_dialogs.h"
#include "shared/operations/audit_sinks.h"

class QProgressBar;
class QTableView;

namespace ok::app {

class PlainTable;

class ExportsPage : public Page {
    Q_OBJECT
  public:
    explicit ExportsPage(const DeskContext& desk, QWidget* parent = nullptr);
    void refresh() override;

  public slots:
    /// A filter as JSON: opens the dialog with it.
    void take(const QVariant& what) override;

  private:
    QWidget* buildDetail();
    void showList(const std::vector<operations::AuditExport>& exports);
    void showCurrent();
    void refreshButtons();
    void save(bool everything);
    /// One file after the other; says how it ended after the last.
    void fetchNext(const QString& folder, QStringList names, const QString& id);
    [[nodiscard]] const operations::AuditExport* current() const;
    std::vector<operations::AuditExport> m_exports;
    Targets m_targets;
    PlainTable* m_table;
    QTableView* m_view;
    QPushButton *m_new, *m_save, *m_saveAll;
    QLabel* m_detail;
    QProgressBar* m_progress;
    bool m_fetching = false;
};

class SchedulesPage : public Page {
    Q_OBJECT
  public:
    explicit SchedulesPage(const DeskContext& desk, QWidget* parent = nullptr);
    void refresh() override;

  private:
    void make();
    void pause();
    void end();
    void refreshSinks();
    /// Sends on to those that were given up.
    void resume();
    void refreshButtons();
    [[nodiscard]] const operations::AuditSchedule* current() const;
    std::vector<operations::AuditSchedule> m_schedules;
    Targets m_targets;
    PlainTable* m_table;
    QTableView* m_view;
    QPushButton *m_new, *m_pause, *m_end, *m_resume;
    QLabel* m_sinks;
    QStringList m_failed;            ///< sinks that were given up
};

}  // namespace ok::app
