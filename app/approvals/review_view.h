// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// ReviewView: what an approver looks at before turning a key (F01.R2, F04.R3, F05.R3): what was frozen, by whom, how long it waits, what
// is different since, both sides, whose keys, the risk. What it shows is what was frozen and never changes under the reader's eyes: a newer
// version is announced and shown when asked for. It reads anew when the request changes, and every half minute for what went on outside.
#pragma once
#include <QTimer>
#include <QWidget>
#include <optional>

#include "app/approvals/review_words.h"
#include "app/desk/desk_context.h"

class QFrame;
class QLabel;
class QScrollArea;
class QPushButton;
class QSplitter;
class QToolButton;
class QVBoxLayout;

namespace ok::app {

class ReviewFacts;
class ReviewTree;

/// Zone and locale of whoever sits here.
[[nodiscard]] approvals::Viewer viewerHere();

class ReviewView : public QWidget {
    Q_OBJECT
  public:
    ReviewView(const DeskContext& desk, QWidget* parent);
    /// Shows this request; an empty id shows nothing.
    void look(const QString& approval);
    /// Asks again soon, keeping what is shown.
    void refresh();
    /// What is shown, once the server has answered.
    [[nodiscard]] const std::optional<approvals::ReviewReply>& reply() const { return m_reply; }
    /// Why what is shown cannot be approved, as one sentence; empty: it can.
    [[nodiscard]] QString hindrance() const;
    [[nodiscard]] QString digest() const;
    /// Another column of facts below those of the review.
    void addBelow(QWidget* facts);
    [[nodiscard]] ReviewTree& tree() { return *m_tree; }
    [[nodiscard]] ReviewFacts& facts() { return *m_beside; }

  signals:
    void changed();
    void told(const QString& sentence, bool bad);
    void cancelRequested(const QString& approval, const QString& digest);

  protected:
    void resizeEvent(QResizeEvent* event) override;

  private:
    void buildHeader(QVBoxLayout* column);
    QFrame* notice(QLabel** words, QVBoxLayout* column);
    void ask();
    void take(int question, const CommandReply& reply);
    void present();
    void presentHead();
    void presentDrift();
    void presentNewer();
    void presentAsked();
    void presentRules();
    void tick();
    void offer();
    void act(OutgoingCommand command, const QString& done);
    void acknowledge();
    void freezeAnew();
    void acknowledgeAlerts();
    void takeOver();
    void attest(const QString& checklist, const QString& item);
    [[nodiscard]] QString placeName(const std::string& incident) const;
    DeskContext m_desk;
    QString m_approval, m_failed;
    std::optional<approvals::ReviewReply> m_reply, m_newer;
    bool m_takeNewest = false;   // what comes next was asked for here
    int m_asked = 0;
    QTimer m_second, m_drift, m_soon, m_calm;
    QLabel *m_title, *m_about, *m_risk, *m_left, *m_driftWords, *m_newerWords, *m_failedWords, *m_alertWords, *m_ruleWords;
    QFrame *m_driftNotice, *m_newerNotice, *m_failedNotice, *m_alertNotice, *m_ruleNotice;
    QPushButton *m_acknowledge, *m_anew, *m_cancel, *m_showNewer, *m_again, *m_alertSeen, *m_takeOver;
    QToolButton* m_copy;
    ReviewTree* m_tree = nullptr;
    ReviewFacts* m_beside = nullptr;
    QSplitter* m_split = nullptr;
    QScrollArea* m_scroll = nullptr;
    QVBoxLayout* m_below;
};

}  // namespace ok::app
