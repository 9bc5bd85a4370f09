// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// The approvals queue: what the gate holds until other people release it. Beside it the review of the chosen one: exactly what would
// leave, beside what was published. What one may not do is visible, disabled and explained before anybody tries.
#pragma once
#include <QWidget>

#include "app/desk/desk_context.h"

class QFrame;
class QLabel;
class QPushButton;

namespace ok::app {

class CommentsView;
class LadderView;
class PreflightView;
class QueueView;
class ReviewView;

class ApprovalsPanel : public QWidget {
    Q_OBJECT
  public:
    explicit ApprovalsPanel(const DeskContext& desk, QWidget* parent = nullptr);
    [[nodiscard]] QString current() const;
    /// It gives way to what stands beside it; whoever reviews gives it room.
    [[nodiscard]] QSize minimumSizeHint() const override { return {380, 140}; }
    void select(const QString& approval);
    /// The most urgent one, unless one is chosen.
    void chooseFirst();
    [[nodiscard]] ReviewView& review() { return *m_review; }
    [[nodiscard]] QueueView& queue() { return *m_queue; }
    [[nodiscard]] CommentsView& comments() { return *m_comments; }
    /// Says whether the window beside or around it may give it more room.
    void setLarge(bool large);

  signals:
    /// With the digest of what was looked at.
    void releaseRequested(const QString& approval, const QString& digest);
    void refuseRequested(const QString& approval, const QString& digest);
    void cancelRequested(const QString& approval, const QString& digest);
    void emergencyRequested(const QString& approval);
    void told(const QString& sentence, bool bad);
    void incidentActivated(const QString& incident);
    void etaWanted(const QString& incident);
    void messagesWanted(const QString& incident);
    /// A window of its own, or back into its place.
    void roomWanted();

  public slots:
    /// A decision is on its way: until it is answered there is no second one (F04.R3.A6).
    void deciding(const QString& approval);
    /// Says how it went; after a good one the keys are back in the queue.
    void decided(const QString& approval, bool done, const QString& sentence);

  protected:
    void keyPressEvent(QKeyEvent* event) override;

  private:
    void buildBanner(QWidget* side);
    QWidget* buildSide();
    void buildButtons(QWidget* side);
    void refresh();
    void offerSteps();
    void offerOwn(const ApprovalDoc* doc, const QString& hindrance);
    [[nodiscard]] QString releaseHindrance(const ApprovalDoc& doc) const;
    [[nodiscard]] QString factsHtml(const ApprovalDoc& doc) const;
    void namePeople();
    void askSomebody();
    DeskContext m_desk;
    QueueView* m_queue;
    ReviewView* m_review = nullptr;
    QLabel *m_facts, *m_hint, *m_couldTitle;
    LadderView* m_ladder;
    CommentsView* m_comments;
    QFrame* m_banner = nullptr;
    QLabel* m_bannerWords = nullptr;
    QString m_deciding;   // request whose decision is on its way
    QPushButton *m_release, *m_refuse, *m_comment, *m_emergency, *m_cancel, *m_room, *m_ask;
    PreflightView* m_preflight;
    QString m_lookedAt;   // request and its state, of which the preflight was asked
};

}  // namespace ok::app
