// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// BackupsPage: the catalogue of backups (R4): how old the last verified one is, what the last rehearsal took, where copies lie, and
// what an acknowledged command outlives.
#pragma once
#include "app/desk/page.h"
#include "app/desk/pieces.h"
#include "shared/operations/recovery.h"

class QTableView;

namespace ok::app {

class PlainTable;

class BackupsPage : public Page {
    Q_OBJECT
  public:
    explicit BackupsPage(const DeskContext& desk, QWidget* parent = nullptr);
    void refresh() override;

  private:
    void showStatus(const operations::BackupStatus& status);
    Tile *m_verified, *m_made, *m_drill, *m_kept;
    PlainTable* m_table;
    QTableView* m_view;
};

}  // namespace ok::app
