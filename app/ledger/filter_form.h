// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// FilterForm: which entries of the log, in two rows of fields: the same for searching, exporting and schedules.
#pragma once
#include <QWidget>

#include "app/desk/desk_context.h"
#include "shared/ledger/audit_filter.h"

class QComboBox;
class QDateTimeEdit;
class QLineEdit;

namespace ok::app {

class FilterForm : public QWidget {
    Q_OBJECT
  public:
    enum class Period { Asked, None };  // a schedule brings its own
    FilterForm(const DeskContext& desk, Period period, QWidget* parent);
    [[nodiscard]] ledger::AuditFilter filter() const;
    void setFilter(const ledger::AuditFilter& filter);
    void focusText();

  signals:
    /// Enter in a field.
    void submitted();

  private:
    void build(Period period);
    void refreshPeriod();
    [[nodiscard]] QLineEdit* field(const QString& name, const QString& hint);
    DeskContext m_desk;
    QComboBox *m_period = nullptr, *m_stream, *m_severity, *m_type;
    QDateTimeEdit *m_from = nullptr, *m_to = nullptr;
    QLineEdit *m_actor, *m_approver, *m_object, *m_text, *m_reason;
    ledger::AuditFilter m_rest;  // members that have no field here
};

/// What a filter asks for, in one line; "everything" when nothing.
[[nodiscard]] QString filterSentence(const ledger::AuditFilter& filter, const QTimeZone& zone);

}  // namespace ok::app
