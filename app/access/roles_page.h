// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// RolesPage: roles, what each inherits, and the policies it is made of, by channel, place, severity, content and size (F02.R7.A1).
// Edits a draft; Versions takes it into force.
#pragma once
#include "app/access/matrix_draft.h"

class QListWidget;
class QTableView;

namespace ok::app {

class PlainTable;

/// The buttons every page over a MatrixDraft has: make a draft, save, forget; and the line that says where it stands.
class DraftBar : public QWidget {
    Q_OBJECT
  public:
    DraftBar(const DeskContext& desk, MatrixDraft& draft, QWidget* parent);

  private:
    void refresh();
    DeskContext m_desk;
    MatrixDraft& m_draft;
    QLabel* m_standing;
    QPushButton *m_begin, *m_save, *m_forget;
};

class RolesPage : public Page {
    Q_OBJECT
  public:
    RolesPage(const DeskContext& desk, MatrixDraft& draft, QWidget* parent = nullptr);
    void refresh() override { m_draft.load(); }

  private:
    QWidget* buildRoles();
    QWidget* buildRole();
    void showMatrix();
    void showRole();
    void refreshButtons();
    void editRole(bool fresh);
    void removeRole();
    void editPolicy(bool fresh);
    void removePolicy();
    [[nodiscard]] const access::Role* role() const;
    [[nodiscard]] const access::Policy* policy() const;
    MatrixDraft& m_draft;
    PlainTable *m_roles, *m_policies;
    QTableView *m_roleView, *m_policyView;
    QLabel *m_about, *m_mistakes;
    QPushButton *m_newRole, *m_editRole, *m_dropRole, *m_newPolicy, *m_editPolicy, *m_dropPolicy;
};

}  // namespace ok::app
