// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// RolloutDialog: in which stages a version of the risk rules begins to judge, how often its figures are looked at, and how much worse they may
// be before it goes back by itself (F05.R6.A5). What the server would refuse cannot be begun.
#pragma once
#include <QDialog>
#include <optional>

#include "shared/approvals/calibration.h"

class QLabel;
class QLineEdit;
class QPushButton;

namespace ok::app {

class RolloutDialog : public QDialog {
    Q_OBJECT
  public:
    RolloutDialog(int version, QWidget* parent);
    /// As it stands in the fields; nothing while one of them is wrong.
    [[nodiscard]] std::optional<approvals::RolloutPlan> plan() const;
    [[nodiscard]] QString reason() const;

  private:
    QLineEdit* field(const QString& name, const QString& value, const QString& about);
    void look();
    QLineEdit *m_stages, *m_interval, *m_clean, *m_breaches, *m_missed, *m_corrected, *m_slower, *m_reason;
    QLabel* m_error;
    QPushButton* m_begin = nullptr;
};

/// `10, 25 %, 50`: numbers between anything; nothing where there is something else.
[[nodiscard]] std::optional<std::vector<int>> stagesOf(const QString& text);

}  // namespace ok::app
