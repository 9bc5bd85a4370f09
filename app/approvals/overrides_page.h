// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// OverridesPage: what was let out in an emergency, by whom, why, for whom, step by step; whoever was part of neither half looks at it
// afterwards and says what they found (F02.R2.A6).
#pragma once
#include "app/desk/page.h"

class QComboBox;
class QPushButton;
class QTableView;

namespace ok::app {

class PlainTable;

class OverridesPage : public Page {
    Q_OBJECT
  public:
    explicit OverridesPage(const DeskContext& desk, QWidget* parent = nullptr);
    void refresh() override;

  private:
    void showChosen();
    void review();
    [[nodiscard]] QJsonObject current() const;
    [[nodiscard]] QString nameOf(const QJsonObject& review, const QString& person) const;
    QComboBox* m_which;
    QPushButton* m_review;
    PlainTable* m_table;
    QTableView* m_view;
    QLabel* m_story;
    QList<QJsonObject> m_all;
};

}  // namespace ok::app
