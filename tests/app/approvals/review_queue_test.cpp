// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// The queue beside the review (F06.R6): who is next and why, put off and given on by keys, found by words; the reader keeps their place.
#include <QComboBox>
#include <QElapsedTimer>
#include <QHeaderView>
#include <QDialog>
#include <QDialogButtonBox>
#include <QJsonArray>
#include <QLabel>
#include <QLineEdit>
#include <QSignalSpy>
#include <QTimer>

#include "app/approvals/comments_view.h"
#include "app/approvals/queue_view.h"
#include "app/approvals/queue_views.h"
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
    auto* words = p.panel->queue().findChild<QLineEdit*>();
    ASSERT_TRUE(QTest::qWaitFor([&] { return words->hasFocus(); }, 5000));
    QTest::keyClicks(words, QStringLiteral("riverside anna"));
    EXPECT_EQ(table->model()->rowCount(), 1);
    EXPECT_EQ(p.panel->current(), kRequest);
    QTest::keyClicks(words, QStringLiteral(" nowhere"));
    EXPECT_EQ(table->model()->rowCount(), 0);
    p.shot("empty");
    words->clear();
    EXPECT_EQ(table->model()->rowCount(), all);
    auto* kinds = p.panel->queue().findChild<QComboBox*>();
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

oncall::QueueView saved(const char* name, const char* risk, bool first) {
    oncall::QueueView out;
    out.name = name, out.risk = risk, out.first = first;
    return out;
}

// F06.R6.A2: what was filtered, sorted and looked for is saved under a name, opens the queue, and is cleared with one press.
TEST(ReviewQueue, ViewsAreSavedOpenedAndCleared) {
    sample::ReviewDesk d;
    const std::vector<oncall::QueueView> kept{saved("Risky ones", "high", true)};
    const std::string body = "{\"items\":" + toJson(kept) + "}";
    d.desk.data.put(QStringLiteral("/v1/queue-views"), QByteArray(body.data(), static_cast<qsizetype>(body.size())));
    QueueView queue(d.context, nullptr, QueueView::Room::Whole);
    queue.resize(1200, 400);
    queue.QWidget::show();
    const int all = static_cast<int>(d.desk.store.approvals().size());
    ASSERT_GE(all, 2);
    EXPECT_EQ(queue.shown().risk, "high") << "the view that comes first is shown at once";
    EXPECT_EQ(queue.table().model()->rowCount(), 1);
    queue.clearAll();
    EXPECT_EQ(queue.table().model()->rowCount(), all);
    EXPECT_TRUE(queue.shown() == oncall::QueueView{}) << "filters, order and words";
    auto* words = queue.findChild<QLineEdit*>();
    words->setText(QStringLiteral("riverside"));
    emit queue.table().horizontalHeader()->sectionClicked(ApprovalsModel::Age);
    emit queue.table().horizontalHeader()->sectionClicked(ApprovalsModel::Age);
    EXPECT_TRUE(queue.table().horizontalHeader()->isSortIndicatorShown());
    EXPECT_EQ(queue.table().horizontalHeader()->sortIndicatorSection(), ApprovalsModel::Age);
    EXPECT_EQ(queue.table().horizontalHeader()->sortIndicatorOrder(), Qt::DescendingOrder);
    queue.saveAs(QStringLiteral("Riverside"));
    const OutgoingCommand* sent = d.server.last(QStringLiteral("oncall.save_queue_views"));
    ASSERT_NE(sent, nullptr);
    const QJsonArray views = sent->body.value(QStringLiteral("views")).toArray();
    ASSERT_EQ(views.size(), 2);
    const QJsonObject mine = views[1].toObject();
    EXPECT_EQ(mine.value(QStringLiteral("words")).toString(), QStringLiteral("riverside"));
    EXPECT_EQ(mine.value(QStringLiteral("sort")).toString(), QStringLiteral("age"));
    EXPECT_TRUE(mine.value(QStringLiteral("descending")).toBool());
    EXPECT_TRUE(views[0].toObject().value(QStringLiteral("first")).toBool()) << "the other one stays the first";
    queue.clearAll();
    queue.show(*queue.views().find(QStringLiteral("Riverside")));
    EXPECT_EQ(queue.table().model()->rowCount(), 1);
    EXPECT_EQ(words->text(), QStringLiteral("riverside"));
    queue.views().setFirst(QStringLiteral("Riverside"));
    EXPECT_FALSE(d.server.last(QStringLiteral("oncall.save_queue_views"))->body.value(QStringLiteral("views")).toArray()[0].toObject().value(QStringLiteral("first")).toBool()) << "one is the first";
}

/// A queue as long as they come.
void fill(sample::ReviewDesk& d, int count) {
    StoreBatch batch;
    for (int n = 0; n < count; ++n) {
        auto doc = sample::ReviewDesk::waiting();
        doc.id = QStringLiteral("many-%1").arg(n, 5, 10, QLatin1Char('0'));
        doc.summary = QStringLiteral("#%1 Street %2").arg(3000 + n).arg(n % 17);
        doc.requested = kNow - seconds(20 + n);
        doc.deadline = kNow + minutes(30) + seconds(n);
        batch.approvals.push_back(doc);
        auto ladder = ladderOf(doc.id);
        ladder.step = n % 3;
        ladder.priority = QStringLiteral("P%1").arg(1 + n % 4);
        ladder.nudges[0].who = QStringLiteral("person%1").arg(n % 23);
        batch.ladders.push_back(ladder);
    }
    d.desk.store.apply(std::move(batch));
}

// F06.R6.A2, A1: among five hundred found at once, in every order; a thousand are scrolled without a stop.
TEST(ReviewQueue, LongQueuesAreFoundSortedAndScrolledAtOnce) {
    sample::ReviewDesk d;
    QueueView queue(d.context, nullptr, QueueView::Room::Whole);
    queue.resize(1200, 700);
    queue.QWidget::show();
    fill(d, 500);
    oncall::QueueView wish;
    QElapsedTimer clock;
    clock.start();
    wish.words = "person7 street";
    queue.show(wish);
    const auto found = clock.elapsed();
    EXPECT_GT(queue.table().model()->rowCount(), 10);
    EXPECT_LT(queue.table().model()->rowCount(), 40);
    EXPECT_LT(found, 300);
    for (const char* sort : {"age", "stage", "severity", "assignee", "risk", "due"}) {
        for (const bool down : {false, true}) {
            wish = {};
            wish.show = "waiting", wish.team = "", wish.sort = sort, wish.descending = down;
            queue.show(wish);
            const int column = std::map<std::string, int>{{"age", ApprovalsModel::Age}, {"stage", ApprovalsModel::Stage}, {"severity", ApprovalsModel::Priority}, {"assignee", ApprovalsModel::Assigned}, {"risk", ApprovalsModel::Risk}, {"due", ApprovalsModel::Due}}.at(sort);
            const auto at = [&](int row) { return queue.table().model()->index(row, column).data().toString(); };
            for (int row = 1; row < 400 && column != ApprovalsModel::Risk && column != ApprovalsModel::Due; ++row) ASSERT_TRUE(down ? at(row) <= at(row - 1) : at(row) >= at(row - 1)) << sort << row << at(row - 1).toStdString() << " " << at(row).toStdString();
        }
    }
    for (const auto& [stage, least] : {std::pair{"step1", 160}, std::pair{"step2", 160}, std::pair{"step3", 160}}) {
        wish = {};
        wish.stage = stage;
        queue.show(wish);
        EXPECT_GE(queue.table().model()->rowCount(), least) << stage;
    }
    wish = {};
    wish.youngest = 5;
    queue.show(wish);
    EXPECT_EQ(queue.table().model()->rowCount(), 220 + 1) << "those that wait for five minutes and more, and the sample's own";
    fill(d, 1'000);
    queue.clearAll();
    clock.restart();
    constexpr int frames = 60;
    for (int n = 0; n < frames; ++n) {
        queue.table().scrollTo(queue.table().model()->index(n * 16, 0), QAbstractItemView::PositionAtTop);
        queue.table().viewport()->grab();
    }
    std::printf("queue: found among 500 in %lld ms; a screen of 1,000 scrolled in %.1f ms\n", static_cast<long long>(found), static_cast<double>(clock.elapsed()) / frames);
}

// F06.R6.A1: ages tick, the last change is said, and when nothing is heard of the server it is said and times stand still.
TEST(ReviewQueue, TimesStandStillAndItIsSaidWhenNothingIsHeard) {
    sample::ReviewDesk d;
    QueueView queue(d.context, nullptr, QueueView::Room::Whole);
    queue.resize(1200, 400);
    queue.QWidget::show();
    auto& model = queue.model();
    const auto age = [&] { return model.index(model.rowOf(kRequest), ApprovalsModel::Age).data().toString(); };
    EXPECT_EQ(age(), QStringLiteral("00:08:00"));
    d.now = kNow + seconds(1);
    model.tick();
    EXPECT_EQ(age(), QStringLiteral("00:08:01"));
    QString said;
    QObject::connect(&model, &ApprovalsModel::happened, &queue, [&said](const QString& words) { said = words; });
    StoreBatch batch;
    auto ladder = ladderOf(kRequest);
    ladder.step = 1;
    batch.ladders = {ladder};
    d.desk.store.apply(std::move(batch));
    EXPECT_EQ(said, QStringLiteral("#2407 Riverside: step 2 of 3")) << "said aloud to who listens (F06.R6.A7)";
    const auto words = [&queue] {
        QString out;
        for (auto* each : queue.findChildren<QLabel*>())
            if (each->isVisibleTo(&queue)) out += each->text() + QLatin1Char('\n');
        return out;
    };
    EXPECT_TRUE(words().contains(QStringLiteral("Updated 18:40:01"))) << words().toStdString();
    d.desk.store.hear(11'000);
    d.now = kNow + seconds(12);
    model.tick();
    EXPECT_TRUE(words().contains(QStringLiteral("Connection delayed"))) << words().toStdString();
    const QString stood = age();
    d.now = kNow + seconds(20);
    model.tick();
    EXPECT_EQ(age(), stood) << "what may be wrong does not tick on";
    d.desk.store.hear();
    model.tick();
    EXPECT_FALSE(words().contains(QStringLiteral("Connection delayed")));
    EXPECT_EQ(age(), QStringLiteral("00:08:20"));
}

// F01.R5.A7: over, the way it went is grey, says what became of it and when, and offers nothing.
TEST(ReviewQueue, TheWayItWentIsGreyAndSaysWhatBecameOfIt) {
    Panel p;
    StoreBatch batch;
    batch.ladders = {ladderOf(kRequest)};
    p.d.desk.store.apply(std::move(batch));
    ASSERT_TRUE(p.pressable(QStringLiteral("Give to"))->isEnabled());
    auto doc = sample::ReviewDesk::waiting();
    doc.state = QStringLiteral("expired");
    doc.decided = kNow;
    p.d.put(doc);
    QLabel* lines = nullptr;
    for (auto* each : p.panel->findChildren<QLabel*>())
        if (each->accessibleName() == QStringLiteral("Who is asked, and who is next")) lines = each;
    ASSERT_NE(lines, nullptr);
    EXPECT_TRUE(lines->toolTip().contains(QStringLiteral("Expired")) && lines->toolTip().contains(QStringLiteral("18:40:00"))) << lines->toolTip().toStdString();
    const QString grey = p.d.desk.theme.tokens().muted.name();
    EXPECT_EQ(lines->text().count(QStringLiteral("color:")), lines->text().count(grey)) << lines->text().toStdString();
    for (const char* each : {"Give to", "Put off", "I look at it"}) EXPECT_FALSE(p.pressable(QLatin1String(each))->isEnabled()) << each;
}

// F06.R6.A5: written beside the request, said who wrote it and when, and changed for five minutes by who wrote it.
TEST(ReviewQueue, CommentsAreWrittenAndChangedBesideTheRequest) {
    Panel p;
    auto* table = p.panel->findChild<QTableView*>();
    table->setFocus();
    QTest::keyClick(table, Qt::Key_C);
    QLineEdit& line = p.panel->comments().line();
    ASSERT_TRUE(QTest::qWaitFor([&] { return line.hasFocus(); }, 5000));
    EXPECT_EQ(line.maxLength(), 1'000);
    QTest::keyClicks(&line, QStringLiteral("who knows the pole, @cleo?"));
    QTest::keyClick(&line, Qt::Key_Return);
    const OutgoingCommand* sent = p.d.server.last(QStringLiteral("approvals.comment"));
    ASSERT_NE(sent, nullptr);
    EXPECT_EQ(sent->body.value(QStringLiteral("text")).toString(), QStringLiteral("who knows the pole, @cleo?"));
    EXPECT_TRUE(line.text().isEmpty());
    auto doc = sample::ReviewDesk::waiting();
    doc.steps = {{QStringLiteral("commented"), QStringLiteral("me"), {}, QStringLiteral("who knows the pole, @cleo?"), kNow - minutes(4), QStringLiteral("c1"), true, 0},
                 {QStringLiteral("commented"), QStringLiteral("cleo"), {}, QStringLiteral("I do <b>"), kNow - minutes(1), QStringLiteral("c2"), false, 1}};
    p.d.put(doc);
    const QString list = p.panel->comments().text();
    EXPECT_TRUE(list.contains(QStringLiteral("cleo, 18:39"))) << list.toStdString();
    EXPECT_TRUE(list.contains(QStringLiteral("I do &lt;b&gt;"))) << "plain text";
    EXPECT_EQ(list.count(QStringLiteral("href=")), 1) << "one's own alone";
    EXPECT_TRUE(list.contains(QStringLiteral("change (1:00 left)"))) << list.toStdString();
    p.shot("comments");
    for (auto* each : p.panel->comments().findChildren<QLabel*>())
        if (each->text().contains(QStringLiteral("href="))) emit each->linkActivated(QStringLiteral("change:c1"));
    EXPECT_EQ(line.text(), QStringLiteral("who knows the pole, @cleo?"));
    QTest::keyClicks(&line, QStringLiteral(" Thanks."));
    QTest::keyClick(&line, Qt::Key_Return);
    const OutgoingCommand* changed = p.d.server.last(QStringLiteral("oncall.revise_comment"));
    ASSERT_NE(changed, nullptr);
    EXPECT_EQ(changed->body.value(QStringLiteral("comment")).toString(), QStringLiteral("c1"));
    p.d.now = kNow + minutes(2);
    p.d.put(doc);
    EXPECT_TRUE(QTest::qWaitFor([&] { return p.panel->comments().text().contains(QStringLiteral("change, keeping what it said")); }, 5000)) << "five minutes are over: " << p.panel->comments().text().toStdString();
}

}  // namespace
}  // namespace ok::app
