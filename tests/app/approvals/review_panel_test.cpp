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

// F01.R3.A4, F01.R4.A6, F01.R4.A7: so many are acknowledged before anybody approves; the rule that stands in the way has a code; an old directory says so.
TEST(ReviewPanel, WhatHasToBeSeenIsAcknowledgedAndARuleIsNamed) {
    ReviewReply asked = sample::review();
    asked.alerts = {{"unusual_audience", {{"people", "1800"}, {"median", "600"}, {"percent", "300"}}}};
    asked.alertsUnseen = {"unusual_audience"};
    asked.blockedBy = "alert_unacknowledged";
    asked.directory = approvals::DirectoryAge{"scim", asked.submittedAt, true};
    Panel p(asked);
    EXPECT_TRUE(p.words().contains(QStringLiteral("Unusually many people"))) << p.words().toStdString();
    EXPECT_TRUE(p.words().contains(QStringLiteral("(300 %)")));
    EXPECT_TRUE(p.words().contains(QStringLiteral("as the directory had them"))) << "a banner";
    EXPECT_FALSE(p.pressable(QStringLiteral("Approve"))->isEnabled());
    p.shot("unusual");
    ReviewReply seen = asked;
    seen.alertsUnseen.clear();
    seen.blockedBy.clear();
    p.d.answer(seen);
    QTest::mouseClick(p.pressable(QStringLiteral("I saw this")), Qt::LeftButton);
    const OutgoingCommand* sent = p.d.server.last(QStringLiteral("approvals.acknowledge_alert"));
    ASSERT_NE(sent, nullptr);
    EXPECT_EQ(sent->body.value(QStringLiteral("alert")).toString(), QStringLiteral("unusual_audience"));
    EXPECT_TRUE(QTest::qWaitFor([&] { return p.pressable(QStringLiteral("Approve"))->isEnabled(); }, 5000));
    ReviewReply blocked = sample::review();
    blocked.blockedBy = "policy_violation.device_revoked";
    blocked.blockedRule = "require_device_trust";
    blocked.blockedCode = "POL-DEV-002";
    blocked.policyVersion = "guard_rules/3 approval_policy/2";
    blocked.learnMore = "https://intranet.example/two-keys";
    p.serverSays(blocked);
    const QString words = p.words();
    for (const char* part : {"POL-DEV-002", "This device is not trusted any more", "require_device_trust", "approval_policy/2", "https://intranet.example/two-keys", "Learn more"}) {
        EXPECT_TRUE(words.contains(QLatin1String(part))) << part << words.toStdString();
    }
    EXPECT_FALSE(p.pressable(QStringLiteral("Approve"))->isEnabled());
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

}  // namespace
}  // namespace ok::app
