// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// One role, and one policy of a role: what may be done, and where. Mistakes are named at their place before anything is saved.
#pragma once
#include <QDialog>

#include "app/access/scope_form.h"

class QComboBox;
class QLineEdit;
class QListWidget;
class QPlainTextEdit;

namespace ok::app {

/// What an action is called on the screen; its key where it has no name of its own.
[[nodiscard]] QString actionText(const std::string& action);

class RoleDialog : public QDialog {
    Q_OBJECT
  public:
    RoleDialog(const access::RolesMatrix& matrix, const access::Role& role, QWidget* parent);
    [[nodiscard]] access::Role role() const;

  private:
    void check();
    access::Role m_role;
    bool m_fresh;
    std::vector<std::string> m_taken;
    QLineEdit *m_name, *m_about;
    QListWidget* m_inherits;
    QLabel* m_mistake;
    QPushButton* m_accept;
};

class PolicyDialog : public QDialog {
    Q_OBJECT
  public:
    PolicyDialog(const DeskContext& desk, const access::RolesMatrix& matrix, const access::Policy& policy, QWidget* parent);
    [[nodiscard]] access::Policy policy() const;
    [[nodiscard]] const std::vector<access::Area>& drawnAreas() const { return m_scope->drawn(); }

  private:
    void build();
    void check();
    access::Policy m_policy;
    QLineEdit* m_name;
    QComboBox* m_effect;
    QListWidget* m_actions;
    ScopeForm* m_scope;
    QLabel* m_mistake;
    QPushButton* m_accept;
};

/// A stable id out of a name that is not among `taken`.
[[nodiscard]] std::string freshId(const QString& name, const std::vector<std::string>& taken);

}  // namespace ok::app
