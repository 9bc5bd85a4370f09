// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Two people and the real server in front of a request: what the other desk reviews, by keys alone, is what was frozen, and what leaves
// is what was reviewed (F01.R2, F01.R5, F04.R3, F06.R6).
#include "tests/app/console/console_fixture.h"

#include <QDialogButtonBox>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QTableView>

#include "app/approvals/approvals_panel.h"
#include "app/approvals/review_tree.h"
#include "app/approvals/review_view.h"
#include "app/desk/command_body.h"

namespace ok::app {
namespace {

void acceptWith(QDialog& dialog, const QString& words) {
    if (auto* text = dialog.findChild<QPlainTextEdit*>(); text && !words.isEmpty()) text->setPlainText(words);
    auto* box = dialog.findChild<QDialogButtonBox*>();
    for (auto* button : box->buttons()) {
        if (box->buttonRole(button) != QDialogButtonBox::AcceptRole) continue;
        EXPECT_TRUE(button->isEnabled());
        QTest::mouseClick(button, Qt::LeftButton);
    }
    if (dialog.isVisible()) {
        ADD_FAILURE() << "the dialog was not accepted";
        dialog.reject();
    }
}

QPushButton* pressable(QWidget& in, const QString& text) {
    for (auto* each : in.findChildren<QPushButton*>())
        if (QString(each->text()).remove(QLatin1Char('&')).startsWith(text) && each->isVisibleTo(&in)) return each;
    return nullptr;
}

/// What maria asks for next; its id.
QString askForEta(Operator& maria, const QString& incident) {
    QSet<QString> before(maria.store().approvals().keyBegin(), maria.store().approvals().keyEnd());
    QString found;
    maria.window().select(incident);
    maria.actions().eta->trigger();
    EXPECT_TRUE(soon([&] {
        for (const auto& each : maria.store().approvals())
            if (!before.contains(each.id) && each.state == QLatin1String("waiting")) found = each.id;
        return !found.isEmpty();
    }));
    return found;
}

bool reviews(Operator& who, const QString& request) {
    if (!soon([&] { return who.store().approvals().contains(request); })) return false;
    ApprovalsPanel& panel = *who.window().approvals();
    who.window().openReview();
    panel.select(request);
    return soon([&] { return panel.review().reply() && utf8(panel.review().reply()->approval.str()) == request; });
}

TEST_F(ConsoleLine, TheOtherDeskReviewsByKeysWhatWasFrozenAndReleasesExactlyThat) {
    const auto* doc = incidentWhere([](const auto& d) { return d.customers > 2; });
    ASSERT_NE(doc, nullptr);
    const QString incident = doc->id;
    whenDialog([](QDialog& dialog) { acceptWith(dialog, {}); });
    const QString request = askForEta(maria(), incident);
    ASSERT_FALSE(request.isEmpty());
    ASSERT_TRUE(reviews(jonas(), request));
    ApprovalsPanel& panel = *jonas().window().approvals();
    const approvals::ReviewReply reply = *panel.review().reply();
    EXPECT_TRUE(reply.verified);
    // F06.R6.A1: people are called by their logins, whatever the log calls them.
    EXPECT_TRUE(soon([&] { return jonas().store().approvals().value(request).initiator == QStringLiteral("maria"); })) << jonas().store().approvals().value(request).initiator.toStdString();
    EXPECT_EQ(reply.version, 1);
    EXPECT_EQ(utf8(reply.digest.hex()), jonas().store().approvals().value(request).digest) << "the log and the review speak of one version";
    EXPECT_GT(panel.review().tree().model().total(), 0);
    ReviewTree& tree = panel.review().tree();
    tree.view()->setFocus();
    const QString first = tree.view()->currentIndex().data(ReviewModel::IdRole).toString();
    EXPECT_FALSE(first.isEmpty());
    if (tree.model().changes() > 1) {
        QTest::keyClick(tree.view(), Qt::Key_N);
        EXPECT_NE(tree.view()->currentIndex().data(ReviewModel::IdRole).toString(), first);
    }
    auto* approve = pressable(panel, QStringLiteral("Approve"));
    ASSERT_NE(approve, nullptr);
    ASSERT_TRUE(soon([&] { return approve->isEnabled(); })) << approve->toolTip().toStdString();
    QTest::keyClick(approve, Qt::Key_Space);
    EXPECT_TRUE(soon([&] { return jonas().store().approvals().value(request).state == QLatin1String("released"); }));
    EXPECT_TRUE(soon([&] { return maria().store().incident(incident)->eta.has_value(); }));
    jonas().window().toggleReviewWindow();
}

TEST_F(ConsoleLine, TheAuthorReadsItTooCannotApproveItAndTakesItBack) {
    const auto* doc = incidentWhere([](const auto& d) { return d.customers > 2; });
    ASSERT_NE(doc, nullptr);
    whenDialog([](QDialog& dialog) { acceptWith(dialog, {}); });
    const QString request = askForEta(maria(), doc->id);
    ASSERT_FALSE(request.isEmpty());
    ASSERT_TRUE(reviews(maria(), request));
    ApprovalsPanel& panel = *maria().window().approvals();
    EXPECT_TRUE(panel.review().reply()->mine);
    EXPECT_FALSE(pressable(panel, QStringLiteral("Approve"))->isEnabled());
    auto* cancel = pressable(panel, QStringLiteral("Cancel request"));
    ASSERT_NE(cancel, nullptr);
    ASSERT_TRUE(soon([&] { return cancel->isEnabled(); })) << cancel->toolTip().toStdString();
    whenDialog([](QDialog& dialog) { acceptWith(dialog, QStringLiteral("the crew found another fault")); });
    QTest::mouseClick(cancel, Qt::LeftButton);
    EXPECT_TRUE(soon([&] { return maria().store().approvals().value(request).state == QLatin1String("withdrawn"); }));
    EXPECT_TRUE(soon([&] { return jonas().store().approvals().value(request).state == QLatin1String("withdrawn"); })) << "both desks see it (F04.R4.A5)";
    maria().window().toggleReviewWindow();
}

}  // namespace
}  // namespace ok::app
