// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// SecurityPage: the security centre (R3). One line a topic, the worst first: what is wrong, since when, and the page where it is
// mended; what is in order says so too.
#pragma once
#include "app/desk/page.h"
#include "shared/product/security_standing.h"

class QPushButton;
class QTableView;

namespace ok::app {

class PlainTable;

class SecurityPage : public Page {
    Q_OBJECT
  public:
    explicit SecurityPage(const DeskContext& desk, QWidget* parent = nullptr);
    void refresh() override;

  private:
    void showStanding(SecurityStanding standing);
    void chosen();
    void openChosen();
    [[nodiscard]] const SecurityFinding* current() const;
    SecurityStanding m_standing;
    Tile *m_act, *m_look, *m_good;
    PlainTable* m_table;
    QTableView* m_view;
    QPushButton* m_open;
};

/// What a finding says, as a sentence; `now` for what has an age.
[[nodiscard]] QString findingSentence(const SecurityFinding& finding, Instant now);

}  // namespace ok::app
