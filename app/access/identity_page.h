// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// IdentityPage: where people come from (directories, identity providers), when each was last heard, and the rules that turn
// groups and attributes into roles, with a dry run that says who would gain and who would lose before anything is applied
// (F02.R3.A6).
#pragma once
#include "app/desk/page.h"

class QTableView;
class QPlainTextEdit;
class QTabWidget;

namespace ok::app {

class PlainTable;

class IdentityPage : public Page {
    Q_OBJECT
  public:
    explicit IdentityPage(const DeskContext& desk, QWidget* parent = nullptr);
    void refresh() override;

  private:
    QWidget* buildMapping();
    void showSources(const QJsonObject& status);
    void showPeople(const QJsonObject& answer);
    void showMapping(const QJsonObject& mapping);
    void dryRun();
    void showPreview(const QJsonObject& preview);
    void apply();
    void refreshButtons();
    void merge();
    PlainTable *m_sources, *m_people, *m_changes;
    QTabWidget* m_tabs;
    QPlainTextEdit* m_rules;
    QLabel *m_version, *m_totals;
    QPushButton *m_dry, *m_apply, *m_merge;
    QTableView* m_peopleView;
    QString m_tried, m_digest;  // the rules of the last dry run: what is applied is what was seen
};

}  // namespace ok::app
