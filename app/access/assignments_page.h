// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// AssignmentsPage: who has which role, whole or within a scope, for how long; many at once, with a result for each person
// (F02.R7.A2, F02.R7.A5). Edits the same draft as RolesPage.
#pragma once
#include <QDialog>

#include "app/access/matrix_draft.h"

class QComboBox;
class QLineEdit;
class QPlainTextEdit;
class QProgressBar;
class QTableView;

namespace ok::app {

class PlainTable;
class ScopeForm;

/// What becomes of one person or group in a change of many.
struct AssignmentResult {
    QString principal;
    bool done = false;
    QString why;
};

struct AssignmentWish {
    access::PrincipalKind kind = access::PrincipalKind::user;
    QStringList principals;
    std::string give, take;                ///< role ids; empty: none
    std::optional<access::Scope> within;
    std::optional<Instant> until;
};

/// All of one person's changes or none of them; a person who has the role already, or does not have the one to take, is told so.
[[nodiscard]] std::vector<AssignmentResult> applyWish(access::RolesMatrix& matrix, const AssignmentWish& wish);

class AssignmentDialog : public QDialog {
    Q_OBJECT
  public:
    AssignmentDialog(const DeskContext& desk, const access::RolesMatrix& matrix, const QStringList& chosen, QWidget* parent);
    [[nodiscard]] AssignmentWish wish() const;
    [[nodiscard]] const std::vector<access::Area>& drawnAreas() const;

  private:
    void build(const access::RolesMatrix& matrix);
    void check();
    DeskContext m_desk;
    QComboBox *m_kind, *m_give, *m_take, *m_scope, *m_until;
    QPlainTextEdit* m_who;
    ScopeForm* m_within;
    QLabel* m_mistake;
    QPushButton* m_accept;
};

class AssignmentsPage : public Page {
    Q_OBJECT
  public:
    AssignmentsPage(const DeskContext& desk, MatrixDraft& draft, QWidget* parent = nullptr);
    void refresh() override { m_draft.load(); }

  private:
    void showMatrix();
    void assign();
    void remove();
    void refreshButtons();
    void showResults(const std::vector<AssignmentResult>& results);
    [[nodiscard]] QStringList chosenPeople() const;
    MatrixDraft& m_draft;
    PlainTable *m_table, *m_results;
    QTableView *m_view, *m_resultView;
    QProgressBar* m_progress;
    QLineEdit* m_search;
    QPushButton *m_assign, *m_remove;
};

}  // namespace ok::app
