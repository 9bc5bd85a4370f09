// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// ReviewFacts: what stands beside the comparison: whose keys are turned and whose are missing, how risky it is and why, what that asks
// for with the checklist to attest (F05.R3), how many people are told by what (F01.R3), and the area.
#pragma once
#include <QWidget>
#include <map>

#include "app/approvals/review_words.h"
#include "app/desk/desk_context.h"

class QCheckBox;
class QProgressBar;
class QVBoxLayout;

namespace ok::app {

class FrozenMapView;
class ShapeOverlay;

class ReviewFacts : public QWidget {
    Q_OBJECT
  public:
    ReviewFacts(const DeskContext& desk, QWidget* parent);
    void show(const approvals::ReviewReply& reply, const PlaceNames& places);
    using QWidget::show;
    [[nodiscard]] QString text() const;

  signals:
    void attestRequested(const QString& checklist, const QString& item);

  private:
    struct Factor {
        QLabel* words;
        QProgressBar* bar;
    };
    QWidget* section(const QString& title, std::initializer_list<QWidget*> content);
    void showKeys(const approvals::ReviewReply& reply);
    void showRisk(const approvals::ReviewReply& reply);
    void showActions(const approvals::ReviewReply& reply);
    QCheckBox* checkBox(const approvals::ChecklistItem& item);
    void showChecklists(const approvals::ReviewReply& reply);
    void showSchedule(const approvals::ReviewReply& reply);
    void showAudience(const approvals::ReviewReply& reply);
    void showReplaced(const approvals::ReviewReply& reply);
    void showStill(const approvals::ReviewReply& reply);
    void showArea(const approvals::ReviewReply& reply, const PlaceNames& places);
    [[nodiscard]] QString who(const approvals::ReviewReply& reply, const std::string& id) const;
    DeskContext m_desk;
    QVBoxLayout* m_column;
    QWidget *m_keysPart, *m_riskPart, *m_actionsPart, *m_audiencePart, *m_replacedPart, *m_areaPart, *m_stillPart, *m_schedulePart;
    QLabel *m_keys, *m_score, *m_why, *m_actions, *m_audience, *m_replaced, *m_areaWords, *m_stillWords, *m_schedule, *m_calculated;
    QWidget *m_factorBox, *m_checkBox;
    ShapeOverlay* m_area;
    FrozenMapView* m_still;
    std::vector<Factor> m_factors;
    std::map<QString, QCheckBox*> m_checks;   // checklist/item
};

}  // namespace ok::app
