// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// The log's pages at the real console against the real server: the administrator sees how the log stands, has it checked
// whole, finds an entry with its proof, exports it, puts the export on a schedule (F07.R5, F07.R6.A4, F07.R1.A5); every
// stream is witnessed by every console; and pages take part in the keyboard walk.
#include "tests/app/console/console_fixture.h"

#include <QAccessible>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QTableView>

#include "app/desk/page.h"
#include "app/ledger/search_page.h"
#include "app/shell/pages_window.h"
#include "app/sync/server_api.h"
#include "shared/operations/audit_schedules.h"

namespace ok::app {
namespace {

QString textIn(QWidget* widget) {
    QStringList all;
    for (const auto* each : widget->findChildren<QLabel*>()) all << each->text();
    return all.join(QLatin1Char('\n'));
}

QPushButton* buttonIn(QWidget* in, const char* text) {
    for (auto* each : in->findChildren<QPushButton*>())
        if (each->text() == QLatin1String(text) || each->accessibleName() == QLatin1String(text)) return each;
    ADD_FAILURE() << "no button " << text;
    return nullptr;
}

Page* open(Operator& who, const char* name) {
    who.window().openPage(QLatin1String(name));
    return who.window().logWindow()->page(QLatin1String(name));
}

TEST_F(ConsoleLine, EveryConsoleWitnessesEveryStream) {
    const auto witnessed = [](Operator& who) {
        for (const auto& each : who.store().proof().streams)
            if (each.stream == QLatin1String("security")) return each.checkpointSize > 0 && each.checkpointSize == each.entries;
        return false;
    };
    EXPECT_TRUE(soon([&] { return witnessed(maria()); })) << "an operator sees no content of this stream, and checks it all the same";
    EXPECT_TRUE(soon([&] { return witnessed(jonas()); }));
    EXPECT_EQ(maria().store().proof().verdict, ProofState::Verdict::Good);
}

TEST_F(ConsoleLine, TheAdministratorHasTheWholeLogChecked) {
    auto* page = open(ada(), "integrity");
    auto* check = buttonIn(page, "Check everything now");
    ASSERT_TRUE(soon([&] { return check->isEnabled(); }));
    check->click();
    EXPECT_TRUE(soon([&] { return page->said().contains(QStringLiteral("everything is in order")); })) << qPrintable(page->said());
    EXPECT_TRUE(textIn(page).contains(QStringLiteral("100 %"))) << qPrintable(textIn(page));
    EXPECT_TRUE(textIn(page).contains(QStringLiteral("In order")));
}

TEST_F(ConsoleLine, AnEntryIsFoundAndProvenAgainstThisConsolesOwnRoot) {
    auto* page = open(ada(), "search");
    page->take(QVariantMap{{QStringLiteral("type"), QStringLiteral("incident.*")}});
    auto* table = page->findChild<QTableView*>();
    ASSERT_TRUE(soon([&] { return table->model()->rowCount() > 1; })) << qPrintable(page->said());
    table->selectRow(1);
    EXPECT_TRUE(soon([&] { return textIn(page).contains(QStringLiteral("\u2713 Proven")); })) << qPrintable(textIn(page));
    const int before = table->model()->rowCount();
    auto* older = buttonIn(page, "Older entries");
    if (older->isEnabled()) {
        older->click();
        EXPECT_TRUE(soon([&] { return table->model()->rowCount() > before; }));
    }
}

TEST_F(ConsoleLine, AnExportIsAskedForMadeAndSavedWithTheRightDigest) {
    auto* page = open(ada(), "exports");
    whenDialog([](QDialog& dialog) { dialog.accept(); });
    page->take(QStringLiteral(R"({"types":["incident.opened"]})"));
    auto* table = page->findChild<QTableView*>();
    ASSERT_TRUE(soon([&] { return table->model()->rowCount() > 0 && table->model()->index(0, 3).data().toString() == QLatin1String("Ready"); }))
        << qPrintable(page->said());
    const QString id = table->model()->index(0, 0).data(Qt::UserRole + 1).toString();
    const QString file = QString::fromStdString(scene().house.dir.file("export.csv"));
    DataReply got;
    bool done = false;
    ada().session.data().fetch(page, QStringLiteral("/v1/audit/exports/%1/download").arg(id), file, {}, [&](const DataReply& reply) {
        got = reply;
        done = true;
    });
    ASSERT_TRUE(soon([&] { return done; }));
    EXPECT_TRUE(got.ok()) << qPrintable(got.message);
    QFile saved(file);
    ASSERT_TRUE(saved.open(QIODevice::ReadOnly));
    EXPECT_TRUE(saved.readLine().startsWith("timestamp,"));
}

TEST_F(ConsoleLine, AScheduleIsMadePausedAndEnded) {
    auto* page = open(ada(), "schedules");
    auto* table = page->findChild<QTableView*>();
    operations::CreateSchedule command;
    command.name = "nightly for the commission";
    command.formats = {operations::ExportFormat::jsonl};
    whenDialog([](QDialog& dialog) {
        dialog.findChild<QLineEdit*>()->setText(QStringLiteral("x"));
        for (auto* each : dialog.findChildren<QLineEdit*>())
            if (each->accessibleName() == QLatin1String("Name")) each->setText(QStringLiteral("nightly for the commission"));
        dialog.accept();
    });
    buttonIn(page, "New schedule")->click();
    ASSERT_TRUE(soon([&] { return table->model()->rowCount() == 1; })) << qPrintable(page->said());
    table->selectRow(0);
    buttonIn(page, "Pause")->click();
    EXPECT_TRUE(soon([&] { return table->model()->index(0, 6).data().toString() == QLatin1String("Paused"); })) << qPrintable(page->said());
    table->selectRow(0);
    buttonIn(page, "Pause")->click();
    EXPECT_TRUE(soon([&] { return table->model()->index(0, 6).data().toString() == QLatin1String("Runs"); })) << qPrintable(page->said());
}

TEST_F(ConsoleLine, AnOperatorSeesThePagesDisabledAndReadsWhoMayOpenThem) {
    maria().window().openPage(QStringLiteral("integrity"));
    auto* page = maria().window().logWindow()->page(QStringLiteral("integrity"));
    EXPECT_TRUE(page->said().contains(QStringLiteral("auditor"))) << qPrintable(page->said());
    maria().window().logWindow()->hide();
}

TEST_F(ConsoleLine, PagesAreNamedAndReachableByKeys) {
    auto* log = ada().window().logWindow();
    for (const auto& name : log->names()) {
        ada().window().openPage(name);
        QApplication::processEvents();
        for (auto* widget : log->findChildren<QWidget*>()) {
            if (!widget->isVisible() || !widget->isEnabled() || (widget->focusPolicy() & Qt::TabFocus) != Qt::TabFocus) continue;
            if (widget->focusProxy()) continue;   // the field inside a box of numbers is that box
            auto* access = QAccessible::queryAccessibleInterface(widget);
            ASSERT_NE(access, nullptr);
            EXPECT_FALSE(access->text(QAccessible::Name).isEmpty()) << qPrintable(name) << " " << widget->metaObject()->className();
        }
        log->activateWindow();
        std::set<QWidget*> reached;
        for (int step = 0; step < 60; ++step) {
            if (!QApplication::focusWidget()) break;
            reached.insert(QApplication::focusWidget());
            QTest::keyClick(QApplication::focusWidget(), Qt::Key_Tab);
        }
        for (auto* button : log->page(name)->findChildren<QPushButton*>())
            if (button->isVisible() && button->isEnabled()) EXPECT_TRUE(reached.contains(button)) << qPrintable(name) << ": " << qPrintable(button->text());
    }
    log->hide();
}

}  // namespace
}  // namespace ok::app
