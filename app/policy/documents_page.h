// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// DocumentsPage: the life of every policy document, whatever it is about (F02.R6): versions, what a version changes and whom
// that touches, who has looked at it, and the steps draft, review, approval, schedule, publication, rollback. Which steps are
// possible follows from the version's state, from who changed it, and from the viewer's role; each says why not.
#pragma once
#include <QHash>

#include "app/policy/diff_view.h"

class QComboBox;
class QTabWidget;
class QTableView;

namespace ok::app {

class PlainTable;
class CalibrationView;
class TrialView;

class DocumentsPage : public Page {
    Q_OBJECT
  public:
    explicit DocumentsPage(const DeskContext& desk, QWidget* parent = nullptr);
    void refresh() override;

  public slots:
    /// A kind, or a map with `kind` and `version`.
    void take(const QVariant& what) override;

  signals:
    /// The draft's content is wanted in its own editor.
    void editWanted(const QString& kind, int version);

  private:
    struct Step {
        QString name;     // as the route calls it
        QPushButton* button = nullptr;
        QString needs;    // action
    };
    QWidget* buildVersions();
    QWidget* buildDetail();
    void addStep(const QString& name, const QString& text, const QString& needs, bool primary = false);
    void showKinds(const std::vector<KindFacts>& kinds);
    void readVersions();
    void showVersions(std::vector<policy::PolicyVersion> versions);
    void showCurrent();
    /// The risk rules are tried on what was sent, everything else on what people did.
    void showTrial(const policy::PolicyVersion* version);
    void editDraft(const policy::PolicyVersion& draft);
    void showReviews(const policy::PolicyVersion& version);
    void refreshSteps();
    /// Why this step is not possible now, whatever the role; empty when it is.
    [[nodiscard]] QString hindranceOf(const QString& step, const policy::PolicyVersion* version) const;
    void run(const QString& step);
    void transmit(const DataRequest& request, const QString& done);
    void makeDraft();
    void rollBack();
    void schedule(const policy::PolicyVersion& version);
    void check(const policy::PolicyVersion& version);
    [[nodiscard]] QString kind() const;
    [[nodiscard]] const KindFacts* facts() const;
    [[nodiscard]] const policy::PolicyVersion* current() const;

    std::vector<KindFacts> m_kinds;
    std::vector<policy::PolicyVersion> m_versions;
    std::vector<Step> m_steps;
    int m_wanted = 0;
    QComboBox* m_kind;
    QLabel *m_live, *m_about;
    PlainTable *m_table, *m_reviews, *m_findings;
    QTableView* m_view;
    QTabWidget* m_tabs;
    DiffView* m_diff;
    ImpactView* m_impact;
    TrialView* m_trial;
    CalibrationView* m_calibration;
    QPushButton *m_new, *m_rollback;
    QWidget* m_buttons;
};

}  // namespace ok::app
