// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// IntegrityPage: what the server finds when it checks its own log (F07.R4, F07.R6): state, coverage, last checks, clock,
// damage with what to do about it, anchors and time stamps. What this console finds by itself is in the panel Log proof.
#pragma once
#include <QTimer>

#include "app/desk/page.h"
#include "shared/integrity/verification_status.h"

class QProgressBar;
class QTableView;

namespace ok::app {

class PlainTable;
class RunStrip;

class IntegrityPage : public Page {
    Q_OBJECT
  public:
    explicit IntegrityPage(const DeskContext& desk, QWidget* parent = nullptr);
    void refresh() override;

  protected:
    void hideEvent(QHideEvent* event) override;
    void showEvent(QShowEvent* event) override;

  private:
    QWidget* buildTiles();
    QWidget* buildTables();
    QWidget* buildDamage();
    void showStatus(const integrity::VerificationStatus& status);
    void fillTables(const integrity::VerificationStatus& status);
    void showProgress(const integrity::VerificationStatus& status);
    void tellEnd(const integrity::VerificationStatus& status);
    void refreshButtons();
    void checkNow();
    void remediate();
    void saveForensics();
    [[nodiscard]] const integrity::Anomaly* current() const;

    integrity::VerificationStatus m_status;
    Tile *m_overall, *m_coverage, *m_minute, *m_full, *m_clock;
    RunStrip* m_strip;
    QLabel* m_promises;
    QProgressBar* m_progress;
    PlainTable *m_damage, *m_anchors;
    QTableView* m_damageView;
    QPushButton *m_check, *m_remedy, *m_forensics, *m_entries;
    QTimer m_again;  // while somebody looks: checks of the minute leave no entry that would announce them
    Instant m_awaited;  // the end of the whole check that began then or later is told
};

}  // namespace ok::app
