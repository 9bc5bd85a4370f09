// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// EffectivePage: what somebody may really do, from all their roles together (F02.R7.A2), and, below, one question asked in their
// name with its reason (F02.R7.A4). Asks the same engine as the gate, with the matrix that is in force or a draft.
#pragma once
#include "app/access/matrix_draft.h"
#include "shared/access/permissions.h"

class QComboBox;
class QLineEdit;
class QSpinBox;

namespace ok::app {

class PlainTable;

class EffectivePage : public Page {
    Q_OBJECT
  public:
    EffectivePage(const DeskContext& desk, MatrixDraft& draft, QWidget* parent = nullptr);
    void refresh() override { m_draft.load(); }

  private:
    QWidget* buildQuestion();
    void recompile();
    void showPermissions();
    void ask();
    /// Asks the server what this person holds: roles, groups, what the directory gives.
    void findPerson();
    [[nodiscard]] access::Principal person() const;
    MatrixDraft& m_draft;
    access::MatrixPtr m_compiled;
    access::Principal m_known;   // as the server knows whoever stands in the field
    QStringList m_withheld;      // their roles that do not count for want of keys
    QLineEdit *m_who, *m_groups;
    QComboBox *m_role, *m_action, *m_channel, *m_place, *m_severity, *m_content;
    QSpinBox* m_audience;
    PlainTable* m_table;
    QLabel *m_about, *m_answer;
};

}  // namespace ok::app
