// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// SessionsPage: who is signed in, from which device, how strongly; ends one's own sessions and, with the right to, others'. What
// is ended here stops everywhere within seconds. KeysPage: one's own hardware keys and codes.
#pragma once
#include "app/desk/page.h"

class QComboBox;
class QTableView;

namespace ok::app {

class PlainTable;

class SessionsPage : public Page {
    Q_OBJECT
  public:
    explicit SessionsPage(const DeskContext& desk, QWidget* parent = nullptr);
    void refresh() override;

  private:
    void end();
    void endOthers();
    void refreshButtons();
    [[nodiscard]] QJsonObject current() const;
    QComboBox* m_whose;
    PlainTable* m_table;
    QTableView* m_view;
    QPushButton *m_end, *m_endOthers;
    QList<QJsonObject> m_sessions;
};

class KeysPage : public Page {
    Q_OBJECT
  public:
    explicit KeysPage(const DeskContext& desk, QWidget* parent = nullptr);
    void refresh() override;

  private:
    void removeCurrent();
    void post(const QString& step, const QJsonObject& body, const QString& done);
    void refreshButtons();
    [[nodiscard]] QJsonObject current() const;
    PlainTable* m_table;
    QTableView* m_view;
    QLabel* m_codes;
    QPushButton *m_rename, *m_primary, *m_remove;
    QList<QJsonObject> m_keys;
};

}  // namespace ok::app
