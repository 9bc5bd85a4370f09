// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// EtaDialog: estimate, interval, confidence and reason for one incident. Times are typed and shown in the utility's zone.
#pragma once
#include <QDialog>

#include "app/desk/desk_context.h"

class QComboBox;
class QDateTimeEdit;
class QLabel;
class QLineEdit;
class QPushButton;
class QSpinBox;

namespace ok::app {

class EtaDialog : public QDialog {
    Q_OBJECT
  public:
    EtaDialog(const DeskContext& desk, const IncidentDoc& incident, QWidget* parent);
    [[nodiscard]] EtaValue value() const;

  private:
    void build(const IncidentDoc& incident);
    void check();
    [[nodiscard]] Instant instantOf(const QDateTimeEdit* edit) const;
    DeskContext m_desk;
    QDateTimeEdit *m_at, *m_low, *m_high;
    QSpinBox* m_confidence;
    QComboBox* m_reason;
    QLabel* m_error;
    QPushButton* m_accept;
};

}  // namespace ok::app
