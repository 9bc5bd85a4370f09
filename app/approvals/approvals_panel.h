// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// The approvals queue: what the gate holds until a second person releases it. The right half shows exactly what will
// happen; who asked for it cannot release it, and the panel says so before anybody tries.
#pragma once
#include <QWidget>

#include "app/desk/desk_context.h"
#include "app/desk/doc_table.h"

class QLabel;
class QPushButton;
class QTableView;

namespace ok::app {

class PreflightView;

class ApprovalsModel : public DocTable {
    Q_OBJECT
  public:
    ApprovalsModel(const DeskContext& desk, QObject* parent);

  protected:
    QVariant cell(const QString& id, int column, int role) const override;

  private:
    void refresh(const QSet<QString>& touched);
    DeskContext m_desk;
};

class ApprovalsPanel : public QWidget {
    Q_OBJECT
  public:
    explicit ApprovalsPanel(const DeskContext& desk, QWidget* parent = nullptr);
    [[nodiscard]] QString current() const;

  signals:
    void releaseRequested(const QString& approval);
    void refuseRequested(const QString& approval);
    void commentRequested(const QString& approval);
    void emergencyRequested(const QString& approval);

  private:
    QWidget* buildSide();
    void refresh();
    void offerSteps();
    DeskContext m_desk;
    ApprovalsModel* m_model;
    QTableView* m_table;
    QLabel *m_facts, *m_hint;
    QPushButton *m_release, *m_refuse, *m_comment, *m_emergency;
    PreflightView* m_preflight;
    QString m_lookedAt;   // request and its state, of which the preflight was asked
};

}  // namespace ok::app
