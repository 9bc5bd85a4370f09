// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// What shall leave the house as evidence: once (ExportDialog) or again and again (ScheduleDialog). Both only put together
// the command; the page sends it.
#pragma once
#include <QDialog>

#include "app/desk/desk_context.h"
#include "shared/operations/audit_schedules.h"

class QCheckBox;
class QComboBox;
class QLabel;
class QLineEdit;
class QListWidget;
class QPushButton;
class QTimeEdit;
class QVBoxLayout;

namespace ok::app {

class FilterForm;
/// What an export is for and by what right (H2): a list and a field in one row.
class PurposeRow;

using Targets = std::vector<operations::DeliveryTarget>;

[[nodiscard]] QString formatText(operations::ExportFormat format);
[[nodiscard]] QString targetText(const operations::DeliveryTarget& target);
class ExportDialog : public QDialog {
    Q_OBJECT
  public:
    ExportDialog(const DeskContext& desk, const ledger::AuditFilter& filter, const Targets& targets, QWidget* parent);
    [[nodiscard]] operations::StartExport command() const;
    [[nodiscard]] QString purpose() const;
    [[nodiscard]] QString authority() const;

  private:
    void check();
    FilterForm* m_form;
    QComboBox* m_format;
    QCheckBox* m_redact;
    QListWidget* m_targets;
    QLineEdit* m_note;
    PurposeRow* m_purpose;
    QLabel* m_about;
};

class ScheduleDialog : public QDialog {
    Q_OBJECT
  public:
    ScheduleDialog(const DeskContext& desk, const Targets& targets, QWidget* parent);
    [[nodiscard]] operations::CreateSchedule command() const;
    [[nodiscard]] QString purpose() const;
    [[nodiscard]] QString authority() const;

  private:
    void build(const Targets& targets);
    void check();
    DeskContext m_desk;
    FilterForm* m_form;
    QLineEdit *m_name, *m_zone;
    PurposeRow* m_purpose;
    QComboBox *m_period, *m_weekday;
    QTimeEdit* m_time;
    std::vector<std::pair<operations::ExportFormat, QCheckBox*>> m_formats;
    QCheckBox* m_redact;
    QListWidget* m_targets;
    QLabel* m_next;
    QPushButton* m_accept;
};

}  // namespace ok::app
