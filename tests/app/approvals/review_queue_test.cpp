// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// The queue beside the review (F06.R6): who is next and why, put off and given on by keys, found by words; the reader keeps their place.
#include <QComboBox>
#include <QDialog>
#include <QDialogButtonBox>
#include <QJsonArray>
#include <QLineEdit>
#include <QSignalSpy>
#include <QTimer>

#include "tests/app/approvals/review_panel.h"

namespace ok::app {
namespace {

using sample::kNow;
using sample::kRequest;
using sample::Panel;

/// Answers the next dialog.
void whenDialog(const std::function<void(QDialog&)>& act) {
    auto* look = new QTimer(qApp);
    QObject::connect(look, &QTimer::timeout, look, [look, act] {
        auto* dialog = qobject_cast<QDialog*>(QApplication::activeModalWidget());
        if (dialog == nullptr) return;
        look->stop();
        look->deleteLater();
        act(*dialog);
    });
    look->start(5);
}

LadderDoc ladderOf(const QString& request) {
    LadderDoc out;
    out.id = request;
    out.phase = QStringLiteral("running");
    out.steps = 3;
    out.stepDue = kNow + minutes(4);
    out.deadline = kNow + minutes(20);
    out.nudges = {{QStringLiteral("cleo"), QStringLiteral("sms"), QStringLiteral("delivered"), kNow - minutes(1)}};
    out.next = {{1, QStringLiteral("role:approver"), QStringLiteral("dara"), {}}, {1, QStringLiteral("role:approver"), QStringLiteral("anna"), QStringLiteral("self_approval")}};
    return out;
}

// F06.R6.A1, A3, A4, A7: who is next and why; put off and given on by keys, with a reason, several at once.
TEST(ReviewQueue, WhoIsNextIsShownAndSteeredByKeys) {
    Panel p(sample::risky());
    const QString other = QStringLiteral("33333333-3333-7333-8333-333333333333");
    auto doc = sample::ReviewDesk::waiting();
    doc.id = other;
    p.d.put(doc);
    StoreBatch batch;
    batch.ladders = {ladderOf(kRequest), ladderOf(other)};
    p.d.desk.store.apply(std::move(batch));
    EXPECT_TRUE(p.words().contains(QStringLiteral("the next ones are asked at 18:44"))) << p.words().toStdString();
    EXPECT_TRUE(p.words().contains(QStringLiteral("passed over: anna (asked for it)")));
    p.shot("ladder");
    auto* table = p.panel->findChild<QTableView*>();
    table->setFocus();
    whenDialog([](QDialog& dialog) {
        auto* ok = dialog.findChild<QDialogButtonBox*>()->button(QDialogButtonBox::Ok);
        EXPECT_FALSE(ok->isEnabled()) << "a reason is needed";
        dialog.findChild<QLineEdit*>(QString(), Qt::FindDirectChildrenOnly)->setText(QStringLiteral("the crew calls back"));
        EXPECT_TRUE(ok->isEnabled());
        dialog.accept();
    });
    QTest::keyClick(table, Qt::Key_S);
    const OutgoingCommand* off = p.d.server.last(QStringLiteral("oncall.snooze"));
    ASSERT_NE(off, nullptr);
    EXPECT_EQ(off->body.value(QStringLiteral("minutes")).toInt(), 15);
    EXPECT_EQ(off->body.value(QStringLiteral("reason")).toString(), QStringLiteral("the crew calls back"));
    table->selectAll();
    whenDialog([](QDialog& dialog) {
        dialog.findChild<QLineEdit*>(QString(), Qt::FindDirectChildrenOnly)->setText(QStringLiteral("shift change"));
        dialog.accept();
    });
    p.d.server.answer(QStringLiteral("oncall.reassign"), R"({"items":[{"approval":"11111111-1111-7111-8111-111111111111","problem":""},{"approval":"33333333-3333-7333-8333-333333333333","problem":"ladder_not_running"}],"done":1})");
    QSignalSpy told(p.panel.get(), &ApprovalsPanel::told);
    QTest::keyClick(table, Qt::Key_R);
    const OutgoingCommand* given = p.d.server.last(QStringLiteral("oncall.reassign"));
    ASSERT_NE(given, nullptr);
    EXPECT_EQ(given->body.value(QStringLiteral("approvals")).toArray().size(), 2) << "those without a ladder are left out";
    EXPECT_EQ(given->body.value(QStringLiteral("target")).toString(), QStringLiteral("role:approver"));
    ASSERT_EQ(told.size(), 1);
    EXPECT_TRUE(told[0][0].toString().startsWith(QStringLiteral("1 given to")) && told[0][0].toString().contains(QStringLiteral("ladder_not_running"))) << told[0][0].toString().toStdString();
}

// F06.R6.A2, A7: found by words, narrowed by kind, cleared again; what is looked at stays.
TEST(ReviewQueue, TheQueueIsSearchedAndNarrowed) {
    Panel p;
    auto* table = p.panel->findChild<QTableView*>();
    const int all = table->model()->rowCount();
    ASSERT_GE(all, 2);
    table->setFocus();
    QTest::keyClick(table, Qt::Key_Slash);
    auto* words = p.panel->findChild<QLineEdit*>();
    ASSERT_TRUE(QTest::qWaitFor([&] { return words->hasFocus(); }, 5000));
    QTest::keyClicks(words, QStringLiteral("riverside anna"));
    EXPECT_EQ(table->model()->rowCount(), 1);
    EXPECT_EQ(p.panel->current(), kRequest);
    QTest::keyClicks(words, QStringLiteral(" nowhere"));
    EXPECT_EQ(table->model()->rowCount(), 0);
    p.shot("empty");
    words->clear();
    EXPECT_EQ(table->model()->rowCount(), all);
    auto* kinds = p.panel->findChild<QComboBox*>();
    kinds->setCurrentIndex(kinds->findText(QStringLiteral("High risk")));
    EXPECT_EQ(table->model()->rowCount(), 1);
    kinds->setCurrentIndex(kinds->findText(QStringLiteral("Put off")));
    EXPECT_EQ(table->model()->rowCount(), 0);
    kinds->setCurrentIndex(0);
    EXPECT_EQ(table->model()->rowCount(), all);
}

// Whoever runs through the queue with the arrow does not ask for what they pass.
TEST(ReviewQueue, RunningThroughTheQueueAsksForTheOneWhereItStops) {
    Panel p;
    auto doc = sample::ReviewDesk::waiting();
    for (int n = 0; n < 20; ++n) {
        doc.id = QStringLiteral("44444444-4444-7444-8444-4444444444%1").arg(n, 2, 10, QLatin1Char('0'));
        doc.deadline = kNow + hours(1) + minutes(n);
        p.d.put(doc);
    }
    auto* table = p.panel->findChild<QTableView*>();
    table->setFocus();
    const int before = p.d.server.count(QStringLiteral("approvals.review"));
    for (int n = 0; n < 20; ++n) QTest::keyClick(table, Qt::Key_Down);
    EXPECT_LT(p.d.server.count(QStringLiteral("approvals.review")) - before, 20) << "not for each that was passed";
    const QString last = p.panel->current();
    EXPECT_NE(last, kRequest);
    EXPECT_TRUE(QTest::qWaitFor([&] { return p.d.server.last(QStringLiteral("approvals.review"))->body.value(QStringLiteral("approval")).toString() == last; }, 5000));
}

// F06.R6.A1: what others do to other requests leaves the reader where they are.
TEST(ReviewQueue, AnotherOrderOfTheQueueLeavesTheReaderWhereTheyAre) {
    Panel p;
    auto doc = sample::ReviewDesk::waiting();
    doc.id = QStringLiteral("33333333-3333-7333-8333-333333333333");
    doc.deadline = kNow + minutes(1);
    p.d.put(doc);
    EXPECT_EQ(p.panel->current(), kRequest);
    const int asked = p.d.server.count(QStringLiteral("approvals.review"));
    doc.state = QStringLiteral("released");
    p.d.put(doc);
    EXPECT_EQ(p.panel->current(), kRequest) << "the rows changed places";
    EXPECT_TRUE(p.panel->review().reply().has_value());
    EXPECT_EQ(p.d.server.count(QStringLiteral("approvals.review")), asked) << "and nothing was read again";
}

}  // namespace
}  // namespace ok::app
