// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Asks for the reason of a sensitive action, as the utility's rule wants it: code, words, link (F07.R2.A1). Checks with the
// server's own function while one types, says at each field what is missing, and lets nobody send before it is all there.
#pragma once
#include <QDialog>
#include <map>

#include "shared/approvals/guard.h"

class QComboBox;
class QFormLayout;
class QLabel;
class QLineEdit;
class QPlainTextEdit;
class QPushButton;

namespace ok::app {

class ReasonDialog : public QDialog {
    Q_OBJECT
  public:
    /// `action`: what is being done, as the operator would say it.
    ReasonDialog(const QString& action, const approvals::GuardRules& rules, const approvals::GuardRule& rule, QWidget* parent);
    [[nodiscard]] approvals::Justification value() const;

  private:
    void addField(QFormLayout* form, const QString& name, QWidget* edit, const std::string& field);
    void check();
    approvals::GuardRules m_rules;
    approvals::GuardRule m_rule;
    QComboBox* m_code;
    QPlainTextEdit* m_words;
    QLineEdit* m_link;
    std::map<std::string, QLabel*> m_hints;
    QPushButton* m_send;
};

}  // namespace ok::app
