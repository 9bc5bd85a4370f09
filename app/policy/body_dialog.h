// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// BodyDialog: the content of a draft as JSON, for kinds that have no editor of their own. The server checks it when it is saved and
// names each mistake with its place; nothing is lost by one.
#pragma once
#include <QDialog>

#include "app/policy/version_api.h"

class QLineEdit;
class QPlainTextEdit;
class QPushButton;

namespace ok::app {

class BodyDialog : public QDialog {
    Q_OBJECT
  public:
    BodyDialog(const DeskContext& desk, const policy::PolicyVersion& draft, QWidget* parent);

  private:
    void load();
    void look();
    void save();
    DeskContext m_desk;
    policy::PolicyVersion m_draft;
    QPlainTextEdit* m_text;
    QLineEdit* m_reason;
    QLabel* m_error;
    QPushButton* m_save;
};

}  // namespace ok::app
