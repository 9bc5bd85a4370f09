// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// KeyPolicyPage: how the policy about security keys stands, who does not meet it and what helps; the same as a file (F09.R4.A7).
#pragma once
#include "app/desk/page.h"

class QComboBox;
class QTableView;

namespace ok::app {

class PlainTable;

class KeyPolicyPage : public Page {
    Q_OBJECT
  public:
    explicit KeyPolicyPage(const DeskContext& desk, QWidget* parent = nullptr);
    void refresh() override;
    [[nodiscard]] static QString kindText(const QString& type);
    [[nodiscard]] static QString helpText(const QString& guidance);

  private:
    void showStatus(const QJsonObject& status);
    void showRows();
    void save(bool csv);
    QLabel *m_state, *m_scope;
    QComboBox* m_kind;
    PlainTable* m_table;
    QTableView* m_view;
    QList<QJsonObject> m_violations;
};

}  // namespace ok::app
