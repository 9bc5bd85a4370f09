// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// What an operator does in a storm, at the real console against the real server: reading and placing a text, creating,
// merging, splitting with undo, an ETA and an update that a second person releases (main job 7, 8, 9, 10; P06, P08, P09).
#include "tests/app/console/console_fixture.h"

#include <QDialogButtonBox>
#include <QInputDialog>
#include <QListWidget>
#include <QMessageBox>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QQuickWidget>
#include <QTableView>

#include "app/desk/words.h"
#include "app/reports/tray_panel.h"

namespace ok::app {
namespace {

void acceptDialog(QDialog& dialog) {
    auto* box = dialog.findChild<QDialogButtonBox*>();
    for (auto* button : box->buttons()) {
        if (box->buttonRole(button) != QDialogButtonBox::AcceptRole) continue;
        EXPECT_TRUE(button->isEnabled()) << "the dialog cannot be accepted";
        QTest::mouseClick(button, Qt::LeftButton);
        if (!dialog.isVisible()) return;
    }
    ADD_FAILURE() << "the dialog was not accepted";
    dialog.reject();
}

void pickMiddleOfMap(Operator& who) {
    who.window().map()->focusMap();
    QTest::keyClick(who.window().map()->quick(), Qt::Key_Return);
}

QString selectInTray(TrayPanel& tray, const QString& report) {
    auto* table = tray.findChild<QTableView*>();
    for (int row = 0; row < table->model()->rowCount(); ++row) {
        table->selectRow(row);
        if (tray.current() == report) return report;
    }
    return {};
}

TEST_F(ConsoleLine, AnUnplacedTextIsReadOnRequestAndPlacedByKeyboard) {  // P05, main job 6
    test::HttpClient client(scene().house.http());
    QSet<QString> before;
    for (const auto& doc : maria().store().reports()) before.insert(doc.id);
    const auto answer = scene().house.text(client, "SMconsole1", "+19895550142", "dark here and the old oak fell on my barn");
    ASSERT_TRUE(answer.ok());
    QString report;
    ASSERT_TRUE(soon([&] {
        for (const auto& doc : maria().store().reports())
            if (!doc.placed && !before.contains(doc.id)) report = doc.id;
        return !report.isEmpty();
    }));
    auto* tray = maria().window().findChild<TrayPanel*>();
    ASSERT_EQ(selectInTray(*tray, report), report);
    const auto shows = [&](const QString& words) {
        auto* model = tray->findChild<QTableView*>()->model();
        for (int row = 0; row < model->rowCount(); ++row)
            for (int column = 0; column < model->columnCount(); ++column)
                if (model->index(row, column).data().toString().contains(words)) return true;
        return false;
    };
    EXPECT_FALSE(shows(QStringLiteral("old oak"))) << "nobody asked to read it";
    ASSERT_TRUE(maria().actions().reveal->isEnabled());
    maria().actions().reveal->trigger();
    EXPECT_TRUE(soon([&] { return shows(QStringLiteral("old oak")) && shows(QStringLiteral("+19895550142")); }));
    maria().actions().placeReport->trigger();
    pickMiddleOfMap(maria());
    EXPECT_TRUE(soon([&] { return maria().store().report(report) && maria().store().report(report)->placed; }));
    EXPECT_TRUE(soon([&] { return jonas().store().report(report) && jonas().store().report(report)->placed; })) << "the other desk sees it";
}

TEST_F(ConsoleLine, AnIncidentIsCreatedOnTheMapAndUndone) {  // P06, P08
    whenDialog([](QDialog& dialog) {
        qobject_cast<QInputDialog*>(&dialog)->setTextValue(QStringLiteral("Test Ridge"));
        dialog.accept();
    });
    maria().actions().create->trigger();
    pickMiddleOfMap(maria());
    const IncidentDoc* made = nullptr;
    ASSERT_TRUE(soon([&] { return (made = incidentWhere([](const auto& d) { return d.place == QLatin1String("Test Ridge"); })) != nullptr; }));
    const QString id = made->id;  // `made` goes with the next change
    ASSERT_TRUE(soon([&] { return maria().actions().undo->isEnabled(); }));
    maria().actions().undo->trigger();
    EXPECT_TRUE(soon([&] {
        const auto* doc = maria().store().incident(id);
        return doc == nullptr || !isLive(*doc);
    }));
}

TEST_F(ConsoleLine, TwoIncidentsAreMergedAndTheMergeIsUndone) {  // P06: merge with undo
    QStringList two;
    for (const auto& doc : maria().store().incidents())
        if (isLive(doc) && two.size() < 2) two << doc.id;
    ASSERT_EQ(two.size(), 2);
    maria().actions().setSelection(two);
    whenDialog([](QDialog& dialog) { QTest::mouseClick(qobject_cast<QMessageBox*>(&dialog)->button(QMessageBox::Yes), Qt::LeftButton); });
    maria().actions().merge->trigger();
    const auto live = [&](const QString& id) {
        const auto* doc = maria().store().incident(id);
        return doc != nullptr && isLive(*doc);
    };
    ASSERT_TRUE(soon([&] { return !live(two[1]); }));
    ASSERT_TRUE(soon([&] { return maria().actions().undo->isEnabled(); }));
    maria().actions().undo->trigger();
    EXPECT_TRUE(soon([&] { return live(two[0]) && live(two[1]); }));
}

TEST_F(ConsoleLine, ReportsAreSplitOffAndTheSplitIsUndone) {  // P06: split with undo
    QHash<QString, int> reportsOf;
    for (const auto& report : maria().store().reports())
        if (!report.incident.isEmpty()) ++reportsOf[report.incident];
    const auto* doc = incidentWhere([&](const auto& d) { return reportsOf.value(d.id) >= 2; });
    ASSERT_NE(doc, nullptr);
    const QString id = doc->id;
    maria().window().select(id);
    QString leaving;
    whenDialog([&leaving](QDialog& dialog) {
        auto* item = dialog.findChild<QListWidget*>()->item(0);
        leaving = item->data(Qt::UserRole).toString();
        item->setCheckState(Qt::Checked);
        acceptDialog(dialog);
    });
    maria().actions().split->trigger();
    ASSERT_TRUE(soon([&] { return maria().store().report(leaving)->incident != id; }));
    ASSERT_TRUE(soon([&] { return maria().actions().undo->isEnabled(); }));
    maria().actions().undo->trigger();
    EXPECT_TRUE(soon([&] { return maria().store().report(leaving)->incident == id; }));
}

TEST_F(ConsoleLine, AnEtaAndItsUpdateReachCustomersOnlyAfterASecondPersonReleasedThem) {  // P08, P09, P10, F01.R1
    const auto* doc = incidentWhere([](const auto& d) { return d.customers > 2; });
    ASSERT_NE(doc, nullptr);
    const QString id = doc->id;
    const auto before = doc->eta;
    maria().window().select(id);
    whenDialog(acceptDialog);
    maria().actions().eta->trigger();
    ASSERT_TRUE(soon([&] { return maria().store().totals().waiting > 0; }));
    EXPECT_EQ(maria().store().incident(id)->eta, before) << "held until released";
    ASSERT_TRUE(jonasReleases());
    ASSERT_TRUE(soon([&] { return maria().store().incident(id)->eta && maria().store().incident(id)->eta != before; }));

    QString words, said;
    QObject here;
    QObject::connect(&maria().actions(), &DeskActions::told, &here, [&said](const QString& sentence, bool) { said += sentence + QLatin1Char('|'); });
    whenDialog([&words](QDialog& dialog) {
        auto* text = dialog.findChild<QPlainTextEdit*>();
        words = text->toPlainText() + QStringLiteral(" Stay away from wires.");
        text->setPlainText(words);
        acceptDialog(dialog);
    });
    maria().actions().draft->trigger();
    ASSERT_TRUE(soon([&] { return !words.isEmpty(); })) << "the draft came and was edited";
    ASSERT_TRUE(jonasReleases()) << qPrintable(said);
    const auto sent = [&]() -> const BroadcastDoc* {
        for (const auto& each : maria().store().broadcasts())
            if (each.incident == id && each.state != QLatin1String("draft")) return &each;
        return nullptr;
    };
    ASSERT_TRUE(soon([&] { return sent() != nullptr && sent()->total > 0; }));
    EXPECT_TRUE(std::any_of(sent()->drafts.begin(), sent()->drafts.end(),
                            [](const auto& draft) { return draft.text.ends_with("Stay away from wires."); }));
}

TEST_F(ConsoleLine, WhoAskedCannotReleaseAndIsToldSo) {  // F01.R1, F02.R3
    const auto* doc = incidentWhere([](const auto& d) { return d.customers > 2; });
    ASSERT_NE(doc, nullptr);
    maria().window().select(doc->id);
    whenDialog(acceptDialog);
    maria().actions().eta->trigger();
    QString mine;
    ASSERT_TRUE(soon([&] {
        for (const auto& approval : maria().store().approvals())
            if (approval.state == QLatin1String("waiting") && approval.mine) mine = approval.id;
        return !mine.isEmpty();
    }));
    QString said;
    QObject here;
    QObject::connect(&maria().actions(), &DeskActions::told, &here, [&said](const QString& sentence, bool bad) {
        if (bad) said = sentence;
    });
    maria().actions().release(mine);
    EXPECT_TRUE(soon([&] { return !said.isEmpty(); }));
    EXPECT_EQ(maria().store().approvals().value(mine).state, QLatin1String("waiting"));
}

}  // namespace
}  // namespace ok::app
