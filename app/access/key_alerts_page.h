// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// KeyAlertsPage: what was unusual about security keys in the last ninety days, with the place it came from as a pin on a map and the
// way to its entries in the log; and the sums of the report that they stand in (F09.R6.A6, F09.R6.A7).
#pragma once
#include "app/desk/page.h"

class QPushButton;
class QTableView;

namespace ok::app {

class AreaMap;
class PlainTable;

class KeyAlertsPage : public Page {
    Q_OBJECT
  public:
    explicit KeyAlertsPage(const DeskContext& desk, QWidget* parent = nullptr);
    void refresh() override;
    [[nodiscard]] static QString kindText(const QString& type);

  private:
    void showReport(const QJsonObject& report);
    void showChosen();
    void openLog();
    [[nodiscard]] QJsonObject current() const;
    QPushButton* m_log;
    QLabel *m_sums, *m_place;
    PlainTable* m_table;
    QTableView* m_view;
    AreaMap* m_map;
    QList<QJsonObject> m_alerts;
};

}  // namespace ok::app
