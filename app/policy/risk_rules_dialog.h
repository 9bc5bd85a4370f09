// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// RiskRulesDialog: how much each of the four facts weighs in a draft of the risk rules, and from which score on each band begins
// (F05.R6.A1). What is wrong is said beside its field, and nothing is saved before it is mended. The rest of the document: as JSON.
#pragma once
#include <QDialog>

#include "app/policy/version_api.h"
#include "shared/approvals/risk.h"

class QFormLayout;
class QLineEdit;
class QPushButton;

namespace ok::app {

class RiskRulesDialog : public QDialog {
    Q_OBJECT
  public:
    RiskRulesDialog(const DeskContext& desk, const policy::PolicyVersion& draft, QWidget* parent);

  signals:
    /// The whole document is wanted in the editor for everything.
    void wholeWanted();

  private:
    struct Field {
        QLineEdit* edit = nullptr;
        QLabel* note = nullptr;   // what is wrong, or what the number comes to
    };
    Field addField(QFormLayout* form, const QString& name, const QString& value);
    void load();
    void show(approvals::RiskRules rules);
    using QDialog::show;
    void look();
    bool readWeights();
    bool readCutoffs();
    void save();
    DeskContext m_desk;
    policy::PolicyVersion m_draft;
    approvals::RiskRules m_rules;
    std::vector<Field> m_weights, m_cutoffs;
    QFormLayout* m_form;
    QLineEdit* m_reason;
    QLabel* m_error;
    QPushButton* m_save;
};

}  // namespace ok::app
