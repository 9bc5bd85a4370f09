// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// The review at the desk as it meets eyes, screen readers and slow lines: contrast, size, one decision, what stays read only (F01.R2.A1,
// F01.R2.A4, F01.R2.A6, F04.R3).
#include <QAccessible>
#include <QCheckBox>
#include <QClipboard>
#include <QElapsedTimer>
#include <QLineEdit>
#include <QMessageBox>
#include <QSignalSpy>
#include <QToolButton>
#include <cstdio>

#include "app/approvals/queue_view.h"
#include "app/approvals/review_facts.h"
#include "app/approvals/stagger_words.h"
#include "tests/app/approvals/review_panel.h"

namespace ok::app {
namespace {

using namespace approvals;
using sample::kNow;
using sample::kRequest;
using sample::Panel;

// F01.R2.A6: contrast of what is written, on all its grounds, in both schemes.
TEST(ReviewPanel, SignsAndWordsHaveTheContrastTheyNeed) {
    for (const auto scheme : {Scheme::Dark, Scheme::Light}) {
        const Tokens t = tokensFor(scheme, false);
        for (const auto kind : {ChangeKind::same, ChangeKind::added, ChangeKind::removed, ChangeKind::modified})
            for (const QColor& ground : {t.panel, t.raised}) EXPECT_GE(contrastRatio(toneColour(changeTone(kind), t), ground), 4.5) << static_cast<int>(kind);
        for (const QColor& mark : {t.good, t.critical}) {
            const double share = 52 / 255.0;
            const auto mixed = [&](double a, double b) { return static_cast<float>(a * (1 - share) + b * share); };
            const QColor ground = QColor::fromRgbF(mixed(t.raised.redF(), mark.redF()), mixed(t.raised.greenF(), mark.greenF()), mixed(t.raised.blueF(), mark.blueF()));
            EXPECT_GE(contrastRatio(t.text, ground), 4.5) << "marked words";
        }
    }
}

// F01.R2.A1: a typical payload is on the screen and answers keys far below the two seconds.
TEST(ReviewPanel, AReviewAsLargeAsTheyComeIsThereAtOnce) {
    ReviewSide a = sample::published(), b = sample::proposed();
    std::string words;
    while (words.size() < 4'900) words += "crews are working along the river and expect power ";
    for (const char* language : {"en", "es", "fr", "de", "it", "pt"}) {
        a.texts.push_back({"email", language, "body", words, "", TextForm::plain});
        b.texts.push_back({"email", language, "body", words.substr(0, 2'000) + "at last " + words.substr(2'000), "", TextForm::plain});
    }
    std::string before = "{", after = "{";
    for (int n = 0; n < 200; ++n) {
        const std::string key = (n ? ",\"k" : "\"k") + std::to_string(n) + "\":";
        before += key + std::to_string(n);
        after += key + std::to_string(n % 5 ? n : n + 1);
    }
    a.documents.push_back({ReviewSection::payload, "comms.send_broadcast", {before + "}"}});
    b.documents.push_back({ReviewSection::payload, "comms.send_broadcast", {after + "}"}});
    const auto reply = sample::reviewOf(a, b);
    QElapsedTimer clock;
    clock.start();
    Panel p(reply);
    p.panel->grab();
    const auto shown = clock.elapsed();
    p.rows().setFocus();
    clock.restart();
    for (int n = 0; n < 20; ++n) {
        p.key(Qt::Key_N);
        p.panel->grab();
    }
    std::printf("review of six languages and 200 fields: on the screen in %lld ms, a key in %lld ms\n", static_cast<long long>(shown), static_cast<long long>(clock.elapsed() / 20));
    EXPECT_GT(p.panel->review().tree().model().changes(), 45);
    p.shot("large");
}

// F04.R3.A6: one decision at a time: a second press finds nothing to press; how it went is said, and the keys are back in the queue.
TEST(ReviewPanel, ADecisionIsSentOnceAndSaid) {
    Panel p;
    QSignalSpy released(p.panel.get(), &ApprovalsPanel::releaseRequested), refused(p.panel.get(), &ApprovalsPanel::refuseRequested);
    auto* approve = p.pressable(QStringLiteral("Approve"));
    QTest::mouseClick(approve, Qt::LeftButton);
    QTest::mouseClick(approve, Qt::LeftButton);
    QTest::mouseDClick(approve, Qt::LeftButton);
    EXPECT_EQ(released.size(), 1);
    EXPECT_FALSE(approve->isEnabled());
    EXPECT_FALSE(p.pressable(QStringLiteral("Reject"))->isEnabled());
    EXPECT_TRUE(approve->toolTip().contains(QStringLiteral("on its way")));
    p.panel->decided(kRequest, false, QStringLiteral("There is a newer version of this request: look at it."));
    EXPECT_TRUE(p.words().contains(QStringLiteral("\u2715  There is a newer version"))) << p.words().toStdString();
    EXPECT_TRUE(approve->isEnabled()) << "what failed may be tried again";
    QTest::keyClick(p.panel.get(), Qt::Key_Escape);
    EXPECT_FALSE(p.words().contains(QStringLiteral("There is a newer version"))) << "a notice goes with Escape (F04.R3.A7)";
    QTest::mouseClick(p.pressable(QStringLiteral("Reject")), Qt::LeftButton);
    ASSERT_EQ(refused.size(), 1);
    EXPECT_EQ(refused[0][1].toString(), utf8(sha256("version 2").hex())) << "no is said to what was looked at, too";
    p.panel->deciding(kRequest);
    p.panel->decided(kRequest, true, QStringLiteral("Rejected: nothing leaves, and whoever asked is told why."));
    EXPECT_TRUE(p.words().contains(QStringLiteral("\u2713  Rejected")));
    EXPECT_TRUE(qobject_cast<QTableView*>(p.panel->focusWidget())) << "back in the queue";
    p.shot("decided");
}

// F04.R3.A2, A3: what is reviewed is read, not written: nothing in it takes a word or sends a change; each way is named, also those it does not go.
TEST(ReviewPanel, WhatIsReviewedIsOnlyRead) {
    approvals::ReviewReply reply = sample::review();
    reply.audience.counts = {{"channel", {{"sms", 12'800}, {"email", 0}}}};
    Panel p(reply);
    EXPECT_EQ(p.panel->review().tree().view()->editTriggers() & ~QAbstractItemView::EditTriggers(QAbstractItemView::NoEditTriggers), QAbstractItemView::NoEditTriggers);
    for (auto* each : p.panel->review().facts().findChildren<QLineEdit*>()) EXPECT_TRUE(each->isReadOnly());
    const auto before = p.d.server.sent.size();
    p.rows().setFocus();
    QTest::keyClicks(&p.rows(), QStringLiteral("xyz"));
    QTest::keyClick(&p.rows(), Qt::Key_V, Qt::ControlModifier);
    QTest::keyClick(&p.rows(), Qt::Key_Delete);
    EXPECT_EQ(p.d.server.sent.size(), before);
    EXPECT_FALSE(p.panel->review().acceptDrops());
    const QString words = p.words();
    for (const char* each : {"Text: 12,800", "Email: 0", "Voice: not included", "read-only"}) EXPECT_TRUE(words.contains(QLatin1String(each))) << each << " in " << words.toStdString();
}

/// The cell that lies there, as a screen reader finds it.
QAccessibleInterface* cellOf(QTreeView& view, const QModelIndex& index) {
    QAccessibleInterface* tree = QAccessible::queryAccessibleInterface(&view);
    QAccessibleTableInterface* cells = tree ? tree->tableInterface() : nullptr;
    if (!cells) return nullptr;
    const QModelIndex first = index.siblingAtColumn(0);
    for (int row = 0; row < cells->rowCount(); ++row) {
        QAccessibleInterface* cell = cells->cellAt(row, 0);
        if (cell && cell->text(QAccessible::Name) == first.data(Qt::AccessibleTextRole).toString()) return index.column() == 0 ? cell : cells->cellAt(row, index.column());
    }
    return nullptr;
}

// F01.R2.A6, F04.R3.A7: to who listens it is a tree of rows and columns with names: each change says what it is, what holds others says whether it is open.
TEST(ReviewPanel, AScreenReaderFindsATreeWithKindsOfChangeAndWhatIsOpen) {
    Panel p;
    QAccessibleInterface* tree = QAccessible::queryAccessibleInterface(&p.rows());
    ASSERT_NE(tree, nullptr);
    EXPECT_EQ(tree->role(), QAccessible::Tree);
    EXPECT_FALSE(tree->text(QAccessible::Name).isEmpty());
    ASSERT_NE(tree->tableInterface(), nullptr) << "rows and columns";
    EXPECT_EQ(tree->tableInterface()->columnCount(), 4);
    const auto& model = p.panel->review().tree().model();
    const QModelIndex section = model.index(0, 0);
    QAccessibleInterface* holds = cellOf(p.rows(), section);
    ASSERT_NE(holds, nullptr);
    EXPECT_EQ(holds->role(), QAccessible::TreeItem);
    EXPECT_TRUE(holds->state().expandable);
    EXPECT_TRUE(holds->state().expanded);
    p.rows().setCurrentIndex(section);
    p.key(Qt::Key_Return);
    EXPECT_FALSE(cellOf(p.rows(), section)->state().expanded) << "closed is said";
    p.key(Qt::Key_Return);
    const QModelIndex added = model.find(QStringLiteral("message/sms/es/body")), changed = model.find(QStringLiteral("message/sms/en/body"));
    ASSERT_TRUE(added.isValid() && changed.isValid());
    EXPECT_TRUE(cellOf(p.rows(), added)->text(QAccessible::Name).startsWith(QStringLiteral("added: "))) << cellOf(p.rows(), added)->text(QAccessible::Name).toStdString();
    EXPECT_TRUE(cellOf(p.rows(), changed)->text(QAccessible::Name).startsWith(QStringLiteral("changed: ")));
    const QString now = cellOf(p.rows(), changed.siblingAtColumn(ReviewModel::Now))->text(QAccessible::Name), then = cellOf(p.rows(), changed.siblingAtColumn(ReviewModel::WouldBe))->text(QAccessible::Name);
    EXPECT_TRUE(now.startsWith(QStringLiteral("Now: ")) && now.contains(QStringLiteral("Removed: "))) << now.toStdString();
    EXPECT_TRUE(then.startsWith(QStringLiteral("Would be: ")) && then.contains(QStringLiteral("Added: "))) << then.toStdString();
}

// F01.R2.A4: here the viewer's zone with its offset, there the incident's when one points at it, and by how much.
TEST(ReviewPanel, ATimeSaysItsZoneItsMoveAndWhereTheIncidentIs) {
    approvals::ReviewSide a = sample::published(), b = sample::proposed();
    a.times[0].zone = b.times[0].zone = "America/Chicago";
    Panel p(sample::reviewOf(a, b));
    const auto& model = p.panel->review().tree().model();
    QModelIndex time;
    for (int row = 0; row < model.rowCount(); ++row)
        for (int at = 0; at < model.rowCount(model.index(row, 0)); ++at)
            if (const QModelIndex each = model.index(at, 0, model.index(row, 0)); each.data(ReviewModel::IdRole).toString().startsWith(QStringLiteral("time"))) time = each;
    ASSERT_TRUE(time.isValid());
    EXPECT_TRUE(time.siblingAtColumn(ReviewModel::WouldBe).data().toString().contains(QStringLiteral("EDT (UTC-04:00)")));
    EXPECT_EQ(time.siblingAtColumn(ReviewModel::Difference).data().toString(), QStringLiteral("+01:30 later"));
    const QString tip = time.siblingAtColumn(ReviewModel::WouldBe).data(Qt::ToolTipRole).toString();
    EXPECT_TRUE(tip.contains(QStringLiteral("Where the incident is")) && tip.contains(QStringLiteral("CDT"))) << tip.toStdString();
}

// F01.R2.A1: with 100 ms to the server and back: one question, on the screen and answering keys far below the two seconds.
TEST(ReviewPanel, OverASlowLineAReviewIsOneQuestion) {
    sample::ReviewDesk d;
    d.server.roundTripMs = 100;
    d.desk.theme.applyTo(*qApp);
    ApprovalsPanel panel(d.context);
    panel.resize(1320, 760);
    panel.show();
    ASSERT_TRUE(QTest::qWaitForWindowExposed(&panel));
    std::vector<qint64> shown, keys;
    for (int n = 0; n < 5; ++n) {
        panel.queue().table().clearSelection();
        EXPECT_TRUE(QTest::qWaitFor([&] { return !panel.review().reply(); }, 5000));
        const int before = d.server.count(QStringLiteral("approvals.review"));
        QElapsedTimer clock;
        clock.start();
        panel.select(kRequest);
        ASSERT_TRUE(QTest::qWaitFor([&] { return panel.review().reply().has_value(); }, 5000));
        panel.grab();
        shown.push_back(clock.elapsed());
        EXPECT_EQ(d.server.count(QStringLiteral("approvals.review")) - before, 1);
        for (const auto key : {Qt::Key_N, Qt::Key_Return, Qt::Key_P}) {
            clock.restart();
            QTest::keyClick(panel.review().tree().view(), key);
            panel.grab();
            keys.push_back(clock.elapsed());
        }
    }
    std::sort(shown.begin(), shown.end());
    std::sort(keys.begin(), keys.end());
    std::printf("review over 100 ms: on the screen in %lld ms (half), %lld ms (at most); a key in %lld ms (half)\n", static_cast<long long>(shown[shown.size() / 2]), static_cast<long long>(shown.back()), static_cast<long long>(keys[keys.size() / 2]));
    EXPECT_GE(shown.front(), 100) << "the line was slow";
    EXPECT_LT(shown.back(), 2'000);
}
}  // namespace
}  // namespace ok::app
