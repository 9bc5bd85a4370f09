// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// SecurityPage: how safe the house is at one look (R3): keys, sessions, the log's own check, backups, and what of the last week
// somebody ought to know. It decides nothing; each figure leads to the page where something can be done.
#pragma once
#include "app/desk/page.h"

class QTableView;

namespace ok::app {

class PlainTable;
class Tile;

class SecurityPage : public Page {
    Q_OBJECT
  public:
    explicit SecurityPage(const DeskContext& desk, QWidget* parent = nullptr);
    void refresh() override;
    [[nodiscard]] static QString eventText(const QString& type);

  private:
    void addTile(Tile*& tile, const QString& name, const char* page, const QString& button);
    void showKeys(const QJsonObject& status);
    void showSessions(const QJsonObject& answer);
    void showLog(const QJsonObject& status);
    void showBackups(const QJsonObject& status);
    void showEvents(const QJsonObject& answer);
    QWidget* m_row;
    Tile *m_keys = nullptr, *m_sessions = nullptr, *m_log = nullptr, *m_backups = nullptr;
    PlainTable* m_table;
    QTableView* m_view;
};

}  // namespace ok::app
