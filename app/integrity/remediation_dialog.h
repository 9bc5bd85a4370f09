// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// RemediationDialog: what to do about one damaged place, step by step (F07.R6.A6). One person checks, chooses and says why;
// nothing happens until another one has released it under Approvals; the check afterwards ends the anomaly.
#pragma once
#include <QDialog>

#include "app/desk/desk_context.h"
#include "shared/integrity/verification_status.h"

class QCheckBox;
class QLabel;
class QPlainTextEdit;
class QPushButton;
class QRadioButton;
class QVBoxLayout;

namespace ok::app {

class RemediationDialog : public QDialog {
    Q_OBJECT
  public:
    RemediationDialog(const DeskContext& desk, const integrity::Anomaly& anomaly, QWidget* parent);

  signals:
    void told(const QString& sentence, bool bad);

  private:
    void buildFacts(QVBoxLayout* column);
    void buildChecks(QVBoxLayout* column);
    void buildChoice(QVBoxLayout* column);
    void chooseFile();
    void tryFile(const QByteArray& bytes, const QString& name);
    void refresh();
    void submit();
    [[nodiscard]] QString hindrance() const;
    /// The request that already waits for its second person, or null.
    [[nodiscard]] const ApprovalDoc* waiting() const;
    DeskContext m_desk;
    integrity::Anomaly m_anomaly;
    std::vector<integrity::GenuineEntry> m_entries;
    std::vector<QCheckBox*> m_checks;
    QRadioButton *m_restore, *m_accept;
    QPushButton *m_choose, *m_submit;
    QLabel *m_file, *m_state, *m_impact;
    QPlainTextEdit* m_why;
};

}  // namespace ok::app
