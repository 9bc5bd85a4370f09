// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// The review at the desk, by keys alone (F01.R2, F01.R5.A7, F04.R3, F04.R4, F05.R3): what is shown never changes under the reader's eyes,
// what may not be done is visible, disabled and explained. Pictures: <build>/screens/review-*.png.
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

ReviewReply versionThree() {
    ReviewReply out = sample::review();
    out.version = out.latestVersion = 3;
    out.digest = sha256("version 3");
    return out;
}

// F01.R2.A2, F04.R3.A1: everything of the version is there, with its time, its snapshot and the count of what is left.
TEST(ReviewPanel, ShowsWhatWouldLeaveBesideWhatWasPublished) {
    Panel p;
    const OutgoingCommand* asked = p.d.server.last(QStringLiteral("approvals.review"));
    ASSERT_NE(asked, nullptr);
    EXPECT_FALSE(asked->body.value(QStringLiteral("viewer")).toObject().value(QStringLiteral("zone")).toString().isEmpty());
    EXPECT_FALSE(asked->body.value(QStringLiteral("viewer")).toObject().value(QStringLiteral("locale")).toString().isEmpty());
    const QString said = p.words();
    for (const char* each : {"version 2 of 2", "snapshot 22222222-2222-7222-8222-222222222222", "frozen 2024-09-26T18:34:00-04:00", "read-only", "fingerprint", "27:04", "1 of 3 keys are turned", "anna"}) {
        EXPECT_TRUE(said.contains(QLatin1String(each))) << each << " is missing in\n" << said.toStdString();
    }
    EXPECT_GT(p.panel->review().tree().model().changes(), 6);
    EXPECT_TRUE(p.pressable(QStringLiteral("Approve"))->isEnabled());
    EXPECT_FALSE(said.contains(QStringLiteral("Different since"))) << "no drift, no banner (F04.R4.A1)";
    p.shot("changes");
    p.d.desk.theme.setScheme(Scheme::Light);
    p.shot("changes-light");
    p.panel->resize(840, 380);
    p.shot("narrow");
    EXPECT_EQ(p.panel->width(), 840) << "it fits under the map";
    EXPECT_TRUE(p.words().contains(QStringLiteral("&nbsp;added"))) << "the legend stays (F01.R2.A2)";
    p.panel->resize(600, 380);
    EXPECT_EQ(p.panel->width(), 600);
    EXPECT_TRUE(p.rows().isVisible()) << "the comparison stays";
    p.shot("narrowest");
}

// F01.R2.A5: all of it without a pointing device.
TEST(ReviewPanel, IsReadByKeysAlone) {
    Panel p;
    p.rows().setFocus();
    ASSERT_TRUE(QTest::qWaitFor([&] { return p.rows().hasFocus(); }, 5000));
    const QString first = p.here();
    p.key(Qt::Key_N);
    const QString second = p.here();
    EXPECT_NE(first, second);
    p.key(Qt::Key_P);
    EXPECT_EQ(p.here(), first);
    p.key(Qt::Key_Down);
    EXPECT_NE(p.here(), first);
    p.key(Qt::Key_Up);
    EXPECT_EQ(p.here(), first);
    EXPECT_FALSE(p.panel->review().tree().breadcrumbs().isEmpty()) << "F01.R2.A3: where one is";
    const QModelIndex section = p.panel->review().tree().model().index(0, 0);
    p.rows().setCurrentIndex(section);
    ASSERT_TRUE(p.rows().isExpanded(section));
    p.key(Qt::Key_Return);
    EXPECT_FALSE(p.rows().isExpanded(section));
    p.key(Qt::Key_N);
    EXPECT_TRUE(p.rows().isExpanded(section)) << "a change in what is closed is opened";
    p.key(Qt::Key_Question);
    ASSERT_TRUE(QTest::qWaitFor([] { return qobject_cast<QMessageBox*>(QApplication::activeModalWidget()) != nullptr; }, 5000));
    QTest::keyClick(QApplication::activeModalWidget(), Qt::Key_Escape);
    // Tab goes on and comes round: nothing keeps the focus.
    QList<QWidget*> seen;
    QApplication::setActiveWindow(p.panel.get());
    p.rows().setFocus();
    for (int n = 0; n < 80 && !seen.contains(QApplication::focusWidget()); ++n) {
        seen << QApplication::focusWidget();
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Tab);
    }
    EXPECT_TRUE(seen.contains(p.pressable(QStringLiteral("Approve")))) << "the button is reached by Tab";
    EXPECT_TRUE(seen.contains(p.panel->findChild<QTableView*>())) << "and the queue";
    EXPECT_LT(seen.indexOf(&p.rows()), seen.indexOf(p.pressable(QStringLiteral("Reject")))) << "as it is read: the rows, then what is decided";
    EXPECT_LT(seen.indexOf(p.pressable(QStringLiteral("Reject"))), seen.indexOf(p.panel->findChild<QTableView*>())) << "and round again to the queue";
    for (auto* each : seen) {
        QAccessibleInterface* spoken = QAccessible::queryAccessibleInterface(each);
        ASSERT_NE(spoken, nullptr);
        EXPECT_FALSE(spoken->text(QAccessible::Name).isEmpty()) << each->metaObject()->className() << " has no name";
    }
}

// F01.R2.A3: expand, collapse, hide.
TEST(ReviewPanel, OpensClosesAndHides) {
    Panel p;
    ReviewTree& tree = p.panel->review().tree();
    tree.collapseAll();
    EXPECT_FALSE(p.rows().isExpanded(tree.model().index(0, 0)));
    tree.expandChanges();
    EXPECT_TRUE(p.rows().isExpanded(tree.model().find(QStringLiteral("delivery/options#/throttle"))));
    EXPECT_FALSE(p.rows().isExpanded(tree.model().find(QStringLiteral("delivery/options#/quiet_hours"))));
    auto* hide = tree.findChild<QCheckBox*>();
    hide->click();
    EXPECT_FALSE(tree.model().find(QStringLiteral("delivery/options#/quiet_hours")).isValid());
    hide->click();
    EXPECT_TRUE(tree.model().find(QStringLiteral("delivery/options#/quiet_hours")).isValid());
}

// F01.R2.A7, F01.R7: the key is turned for the digest that was looked at, whatever the log says meanwhile.
TEST(ReviewPanel, ApprovesExactlyWhatIsShown) {
    Panel p;
    auto doc = sample::ReviewDesk::waiting();
    doc.digest = QStringLiteral("another");
    p.d.put(doc);
    QSignalSpy released(p.panel.get(), &ApprovalsPanel::releaseRequested);
    QTest::keyClick(p.pressable(QStringLiteral("Approve")), Qt::Key_Space);
    ASSERT_EQ(released.size(), 1);
    EXPECT_EQ(released[0][0].toString(), kRequest);
    EXPECT_EQ(released[0][1].toString(), utf8(sha256("version 2").hex()));
    for (auto* each : p.panel->findChildren<QToolButton*>())
        if (each->text() == QLatin1String("Copy")) each->click();
    EXPECT_EQ(QApplication::clipboard()->text(), utf8(sha256("version 2").hex()));
}

// F01.R5.A5: a newer version is announced, not put under the reader's eyes; until it is looked at nothing can be approved.
TEST(ReviewPanel, ANewerVersionIsAnnouncedAndShownWhenAskedFor) {
    Panel p;
    p.serverSays(versionThree());
    EXPECT_TRUE(p.words().contains(QStringLiteral("Version 3 has replaced this one"))) << p.words().toStdString();
    EXPECT_EQ(p.panel->review().digest(), utf8(sha256("version 2").hex())) << "what is read stays";
    EXPECT_FALSE(p.pressable(QStringLiteral("Approve"))->isEnabled());
    p.shot("newer");
    QTest::mouseClick(p.pressable(QStringLiteral("Show it")), Qt::LeftButton);
    EXPECT_EQ(p.panel->review().digest(), utf8(sha256("version 3").hex()));
    EXPECT_TRUE(p.pressable(QStringLiteral("Approve"))->isEnabled());
    EXPECT_TRUE(p.words().contains(QStringLiteral("version 3 of 3")));
}

// F04.R4.A1, A2, A3: the banner, its reasons, and what may be done; approving waits for the acknowledgement.
TEST(ReviewPanel, WhatIsDifferentSinceIsSaidAndAcknowledged) {
    Panel p(sample::risky());
    EXPECT_TRUE(p.words().contains(QStringLiteral("Different since it was frozen"))) << p.words().toStdString();
    EXPECT_FALSE(p.pressable(QStringLiteral("Approve"))->isEnabled());
    EXPECT_TRUE(p.pressable(QStringLiteral("Approve"))->toolTip().contains(QStringLiteral("different since it was frozen"))) << p.pressable(QStringLiteral("Approve"))->toolTip().toStdString();
    EXPECT_FALSE(p.pressable(QStringLiteral("Cancel"))->isEnabled()) << "it is anna's";
    EXPECT_FALSE(p.pressable(QStringLiteral("Cancel"))->toolTip().isEmpty());
    p.shot("drift-risk");
    ReviewReply seen = sample::risky();
    seen.driftSeen = true;
    seen.blockedBy.clear();
    p.d.answer(seen);
    QTest::mouseClick(p.pressable(QStringLiteral("Acknowledge")), Qt::LeftButton);
    const OutgoingCommand* sent = p.d.server.last(QStringLiteral("approvals.acknowledge_drift"));
    ASSERT_NE(sent, nullptr);
    EXPECT_EQ(sent->body.value(QStringLiteral("drift")).toString(), utf8(sample::risky().drift.digest().hex())) << "exactly what was shown";
    EXPECT_EQ(sent->body.value(QStringLiteral("digest")).toString(), utf8(sample::risky().digest.hex()));
    EXPECT_TRUE(QTest::qWaitFor([&] { return p.pressable(QStringLiteral("Approve"))->isEnabled(); }, 5000));
    EXPECT_FALSE(p.pressable(QStringLiteral("Acknowledge"))->isEnabled());
}

// F04.R4.A4: frozen anew, the new version is shown at once to whoever asked for it, without the banner.
TEST(ReviewPanel, FreezingAnewShowsTheNewVersion) {
    Panel p(sample::risky());
    p.d.answer(versionThree());
    QTest::mouseClick(p.pressable(QStringLiteral("Freeze anew")), Qt::LeftButton);
    ASSERT_NE(p.d.server.last(QStringLiteral("approvals.resnapshot")), nullptr);
    EXPECT_TRUE(QTest::qWaitFor([&] { return p.panel->review().digest() == utf8(sha256("version 3").hex()); }, 5000));
    EXPECT_FALSE(p.words().contains(QStringLiteral("Different since")));
    ReviewReply four = versionThree();
    four.digest = sha256("version 4");
    four.version = four.latestVersion = 4;
    p.serverSays(four);
    EXPECT_EQ(p.panel->review().digest(), utf8(sha256("version 3").hex())) << "the next one is somebody else's: announced";
}

// F04.R4.A1: what cannot be mended by acknowledging says so.
TEST(ReviewPanel, WhatIsTooDifferentCanOnlyBeFrozenAnew) {
    ReviewReply reply = sample::risky();
    reply.drift.level = DriftLevel::resnapshot;
    reply.blockedBy = "snapshot_outdated";
    reply.mine = true;
    Panel p(reply);
    EXPECT_FALSE(p.pressable(QStringLiteral("Acknowledge"))->isEnabled());
    EXPECT_TRUE(p.pressable(QStringLiteral("Freeze anew"))->isEnabled());
    EXPECT_TRUE(p.pressable(QStringLiteral("Cancel"))->isEnabled());
    QSignalSpy cancelled(p.panel.get(), &ApprovalsPanel::cancelRequested);
    QTest::mouseClick(p.pressable(QStringLiteral("Cancel")), Qt::LeftButton);
    ASSERT_EQ(cancelled.size(), 1);
    EXPECT_EQ(cancelled[0][1].toString(), utf8(reply.digest.hex()));
}

// F05.R3.A1, A2, A3: score, factors, what is asked for, and boxes that attest.
TEST(ReviewPanel, RiskIsShownWithItsFactorsAndItsChecklist) {
    Panel p(sample::risky());
    const QString side = p.panel->review().facts().text();
    EXPECT_TRUE(side.contains(QStringLiteral("of 100"))) << side.toStdString();
    EXPECT_TRUE(side.contains(QStringLiteral("Approved by supervisor"))) << side.toStdString();
    EXPECT_TRUE(side.contains(QStringLiteral("required")));
    EXPECT_TRUE(side.contains(QStringLiteral("Calculated "))) << "when, in the reader's own zone";
    EXPECT_TRUE(side.contains(QStringLiteral("By somebody who did not write it"))) << "the help stands below its item";
    EXPECT_TRUE(side.contains(QStringLiteral("Mostly because of")));
    QCheckBox *done = nullptr, *open = nullptr;
    for (auto* each : p.panel->review().facts().findChildren<QCheckBox*>()) (each->isChecked() ? done : open) = each;
    ASSERT_NE(done, nullptr);
    ASSERT_NE(open, nullptr);
    EXPECT_FALSE(done->isEnabled());
    EXPECT_TRUE(done->accessibleName().contains(QStringLiteral("cleo"))) << done->accessibleName().toStdString();
    EXPECT_TRUE(open->isEnabled());
    open->setFocus();
    QTest::keyClick(open, Qt::Key_Space);
    const OutgoingCommand* sent = p.d.server.last(QStringLiteral("approvals.attest"));
    ASSERT_NE(sent, nullptr);
    EXPECT_EQ(sent->body.value(QStringLiteral("checklist")).toString(), QStringLiteral("pre_send"));
    EXPECT_EQ(sent->body.value(QStringLiteral("item")).toString(), QStringLiteral("map"));
}

// F05.R3.A2: what is asked for with what is missing; nothing is approved before all of it is done; the steps with their hours and words.
TEST(ReviewPanel, NothingIsApprovedBeforeWhatTheRiskAsksForIsDoneAndItsStepsAreShown) {
    ReviewReply asks = sample::risky();
    asks.drift = {};
    asks.blockedBy = "risk_actions_incomplete";
    asks.schedule = {{{"email"}, 0, 400, 2, 200, 30, 120, 30}, {{"sms"}, 150, 800, 2, 500, 60, 0, 210}};
    Panel p(asks);
    EXPECT_FALSE(p.pressable(QStringLiteral("Approve"))->isEnabled());
    EXPECT_TRUE(p.pressable(QStringLiteral("Approve"))->toolTip().contains(QStringLiteral("The risk asks for more")));
    const QString side = p.panel->review().facts().text();
    EXPECT_TRUE(side.contains(QStringLiteral("At once: email, 400 messages in 2 batches, the last after 30 s; then 2 min to look"))) << side.toStdString();
    EXPECT_TRUE(side.contains(QStringLiteral("After 2 min 30 s: text messages, 800 messages in 2 batches, the last after 3 min 30 s"))) << side.toStdString();
    EXPECT_TRUE(side.contains(QStringLiteral("Crews are repairing a tree on the line at Riverside."))) << "a preview of each channel";
    ReviewReply done = asks;
    done.blockedBy.clear();
    for (auto& each : done.actions) each.complete = true, each.missing.clear();
    p.serverSays(done);
    EXPECT_TRUE(p.pressable(QStringLiteral("Approve"))->isEnabled());
    p.serverSays(asks);
    EXPECT_FALSE(p.pressable(QStringLiteral("Approve"))->isEnabled()) << "something became open again";
}

TEST(StaggerWords, WhoMayBeAskedAreThoseTheServerNamesEachOnce) {  // F05.R3.A4
    approvals::PreflightReply reply;
    reply.approvers = {{"sms", {{"u1", "supervisor", {}, {}, false}, {"u2", "supervisor", {}, {}, false}}}, {"email", {{"u1", "supervisor", {}, {}, false}}}};
    reply.logins = {{"u1", "maria"}, {"u2", "jonas"}};
    EXPECT_EQ(peopleToAsk(reply), (QStringList{QStringLiteral("jonas"), QStringLiteral("maria")}));
    EXPECT_EQ(spanText(0), QStringLiteral("at once"));
    EXPECT_EQ(spanText(90), QStringLiteral("1 min 30 s"));
}

// F04.R3.A6, F01.R2.A7: nothing is approved that could not be read or does not fit its signature.
TEST(ReviewPanel, WhatCannotBeReadCannotBeApproved) {
    Panel p;
    EXPECT_TRUE(p.pressable(QStringLiteral("Approve"))->isEnabled());
    ReviewReply bent = sample::review();
    bent.verified = false;
    p.serverSays(bent);
    EXPECT_FALSE(p.pressable(QStringLiteral("Approve"))->isEnabled());
    EXPECT_TRUE(p.pressable(QStringLiteral("Approve"))->toolTip().contains(QStringLiteral("does not fit its signature")));
    p.d.fail(QStringLiteral("overloaded"));
    p.panel->review().refresh();
    ASSERT_TRUE(QTest::qWaitFor([&] { return p.words().contains(QStringLiteral("could not be read (overloaded)")); }, 5000)) << p.words().toStdString();
    EXPECT_FALSE(p.pressable(QStringLiteral("Approve"))->isEnabled());
    EXPECT_TRUE(p.pressable(QStringLiteral("Reject"))->isEnabled()) << "no is always possible";
    p.shot("failed");
    p.d.answer(sample::review());
    QTest::mouseClick(p.pressable(QStringLiteral("Read again")), Qt::LeftButton);
    EXPECT_TRUE(QTest::qWaitFor([&] { return p.pressable(QStringLiteral("Approve"))->isEnabled(); }, 5000));
}

// F01.R4, F02.R4.A6: the author sees why not, and may take it back.
TEST(ReviewPanel, TheAuthorCannotApproveAndMayCancel) {
    ReviewReply own = sample::review();
    own.mine = true;
    own.blockedBy = "policy_violation.self_approval";
    Panel p(own);
    EXPECT_FALSE(p.pressable(QStringLiteral("Approve"))->isEnabled());
    EXPECT_TRUE(p.pressable(QStringLiteral("Approve"))->toolTip().contains(QStringLiteral("another person")));
    EXPECT_TRUE(p.pressable(QStringLiteral("Cancel request"))->isEnabled());
}

// F01.R5.A6, A7: what is over is still to be read, says so, and offers nothing.
TEST(ReviewPanel, WhatIsDecidedIsStillReadAndOffersNothing) {
    ReviewReply over = sample::risky();
    over.state = "cancelled";
    Panel p(over);
    auto doc = sample::ReviewDesk::waiting();
    doc.state = QStringLiteral("withdrawn");
    p.d.put(doc);
    EXPECT_GT(p.panel->review().tree().model().changes(), 6);
    EXPECT_TRUE(QTest::qWaitFor([&] { return p.words().contains(QStringLiteral("Withdrawn")); }, 5000));
    for (const char* each : {"Approve", "Reject", "Comment"}) {
        EXPECT_FALSE(p.pressable(QLatin1String(each))->isEnabled()) << each;
        EXPECT_TRUE(p.pressable(QLatin1String(each))->toolTip().contains(QStringLiteral("Withdrawn"))) << each;
    }
    EXPECT_FALSE(p.words().contains(QStringLiteral("Different since"))) << "the banner is gone (F04.R4.A5)";
}

// F05.R3.A6, F06.R6.A6: the incident stands there with what is known of it, one press away.
TEST(ReviewPanel, TheIncidentIsOnePressAway) {
    Panel p;
    auto doc = sample::ReviewDesk::waiting();
    doc.incidents = {QStringLiteral("incident-000007"), QStringLiteral("not-for-these-eyes")};
    p.d.put(doc);
    for (const char* each : {"customers out, ", "\u2191 ", "Crew on site at Oakley Plaza", "371 of 388 arrived", "all messages", "set ETA"}) EXPECT_TRUE(p.words().contains(QString::fromUtf8(each))) << each << "\n" << p.words().toStdString();
    EXPECT_LE(p.words().count(QStringLiteral("\u2193 ")) + p.words().count(QStringLiteral("\u2191 ")), 5) << "the last five";
    EXPECT_FALSE(p.words().contains(QStringLiteral("not-for-these-eyes")));
    EXPECT_TRUE(p.words().contains(QStringLiteral("not yours to see"))) << "that there is one is said";
    QSignalSpy wanted(p.panel.get(), &ApprovalsPanel::incidentActivated);
    for (auto* each : p.panel->findChildren<QLabel*>())
        if (each->text().contains(QStringLiteral("href='incident-000007'"))) emit each->linkActivated(QStringLiteral("incident-000007"));
    ASSERT_EQ(wanted.size(), 1);
    EXPECT_EQ(wanted[0][0].toString(), QStringLiteral("incident-000007"));
}

// F01.R5.A7: the request's own entries make it read anew, at once.
TEST(ReviewPanel, ReadsAnewWhenTheRequestChanges) {
    Panel p;
    const int before = p.d.server.count(QStringLiteral("approvals.review"));
    auto doc = sample::ReviewDesk::waiting();
    doc.have = 2;
    p.d.put(doc);
    EXPECT_TRUE(QTest::qWaitFor([&] { return p.d.server.count(QStringLiteral("approvals.review")) > before; }, 5000));
    doc.id = QStringLiteral("33333333-3333-7333-8333-333333333333");
    p.panel->select(kRequest);
    const int asked = p.d.server.count(QStringLiteral("approvals.review"));
    p.d.put(doc);
    QApplication::processEvents();
    EXPECT_EQ(p.d.server.count(QStringLiteral("approvals.review")), asked) << "another request's do not";
}

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
    EXPECT_TRUE(p.panel->findChild<QTableView*>()->hasFocus()) << "back in the queue";
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
