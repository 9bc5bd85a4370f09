// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// The console for everybody (main job 8): each thing that takes input has a name a screen reader can say, the keyboard
// reaches all of it and is trapped by none, the layout comes back, and the map really has a scene graph under it.
#include "tests/app/console/console_fixture.h"

#include <QAccessible>
#include <QDockWidget>
#include <QQuickWidget>
#include <QQuickWindow>
#include <QSGRendererInterface>
#include <set>

#include "app/ledger/search_page.h"

namespace ok::app {
namespace {

bool takesInput(const QWidget& widget) {
    return widget.isVisible() && widget.isEnabled() && (widget.focusPolicy() & Qt::TabFocus) == Qt::TabFocus;
}

QString described(const QWidget* widget) {
    return QStringLiteral("%1 `%2` in `%3`").arg(QLatin1String(widget->metaObject()->className()), widget->objectName(),
                                                 widget->parentWidget() ? widget->parentWidget()->objectName() : QString());
}

TEST_F(ConsoleLine, EverythingThatTakesInputHasAnAccessibleName) {
    auto& window = maria().window();
    for (const char* dock : {"incidents", "detail", "tray", "approvals", "messages", "proof"}) {
        window.raiseDock(QLatin1String(dock));
        QApplication::processEvents();
        for (auto* widget : window.findChildren<QWidget*>()) {
            if (!takesInput(*widget)) continue;
            auto* access = QAccessible::queryAccessibleInterface(widget);
            ASSERT_NE(access, nullptr) << qPrintable(described(widget));
            EXPECT_FALSE(access->text(QAccessible::Name).isEmpty()) << qPrintable(described(widget));
            EXPECT_NE(access->role(), QAccessible::NoRole) << qPrintable(described(widget));
        }
    }
    for (const QAction* action : window.namedActions()) EXPECT_FALSE(action->text().isEmpty());
}

TEST_F(ConsoleLine, TabReachesEverythingAndIsTrappedNowhere) {
    auto& window = maria().window();
    window.activateWindow();
    window.raiseDock(QStringLiteral("tray"));
    ASSERT_TRUE(soon([&] { return QApplication::focusWidget() != nullptr; }));
    std::set<QWidget*> reached;
    int stuck = 0, longestStay = 0;
    QWidget* last = nullptr;
    // The map lets Tab walk its incidents before it goes on, so a few more steps than there are widgets.
    for (int step = 0; step < 3000; ++step) {
        QWidget* focus = QApplication::focusWidget();
        ASSERT_NE(focus, nullptr) << "the focus was lost after " << qPrintable(last ? described(last) : QString());
        stuck = focus == last ? stuck + 1 : 0;
        longestStay = std::max(longestStay, stuck);
        last = focus;
        reached.insert(focus);
        QTest::keyClick(focus, Qt::Key_Tab);
    }
    EXPECT_LT(longestStay, 1000) << "trapped in " << qPrintable(described(last));
    for (auto* widget : window.findChildren<QWidget*>()) {
        if (!takesInput(*widget) || widget->focusProxy() || widget->window() != &window) continue;
        EXPECT_TRUE(reached.contains(widget)) << qPrintable(described(widget));
    }
}

TEST_F(ConsoleLine, EveryActionHasItsOwnShortcut) {
    std::set<QString> taken;
    for (const QAction* action : maria().window().namedActions())
        for (const auto& keys : action->shortcuts())
            EXPECT_TRUE(taken.insert(keys.toString()).second) << qPrintable(keys.toString()) << " twice: " << qPrintable(action->text());
    EXPECT_GE(taken.size(), 12U);
}

TEST_F(ConsoleLine, TheLayoutComesBackAsItWasLeft) {
    QSettings settings(QString::fromStdString(scene().house.dir.file("layout.ini")), QSettings::IniFormat);
    LinkPort port;
    Theme theme;
    const DeskContext desk{maria().store(), port, theme, [] { return Instant(); }};
    {
        MainWindow window(desk, settings);
        window.show();
        auto* tray = window.findChild<QDockWidget*>(QStringLiteral("tray"));
        window.addDockWidget(Qt::LeftDockWidgetArea, tray);
        window.findChild<QDockWidget*>(QStringLiteral("proof"))->hide();
        window.resize(1300, 820);
        QApplication::processEvents();
        window.close();
    }
    MainWindow again(desk, settings);
    again.show();
    QApplication::processEvents();
    EXPECT_EQ(again.dockWidgetArea(again.findChild<QDockWidget*>(QStringLiteral("tray"))), Qt::LeftDockWidgetArea);
    EXPECT_FALSE(again.findChild<QDockWidget*>(QStringLiteral("proof"))->isVisible());
    EXPECT_EQ(again.size(), QSize(1300, 820));
    again.resetLayout();
    EXPECT_EQ(again.dockWidgetArea(again.findChild<QDockWidget*>(QStringLiteral("tray"))), Qt::BottomDockWidgetArea);
}

TEST_F(ConsoleLine, TheMapDrawsWithASceneGraphAndShowsTheTerritory) {
    auto* quick = maria().window().map()->quick();
    EXPECT_NE(quick->quickWindow()->rendererInterface()->graphicsApi(), QSGRendererInterface::Software)
        << "the software back end leaves the geometry out";
    EXPECT_FALSE(maria().store().utility().territory.empty()) << "the utility's areas came with the log";
    EXPECT_FALSE(maria().window().map()->scene().chunks(MapLayer::Territory).empty());
}

SearchPage* searchPageOf(ConsoleSession& console) {
    console.window().openPage(QStringLiteral("search"));
    return console.window().findChild<SearchPage*>();
}

// The session outlives the program in the secret store, and signing out takes it away (issue piece "sessions").
TEST_F(ConsoleLine, TheNextStartNeedsNoPasswordUntilSomebodySignsOut) {
    const auto secrets = std::make_shared<MemorySecretStore>();
    const auto kept = [&](const char* name = "session") {
        SecretReply out;
        secrets->read(QLatin1String(name), [&out](const SecretReply& reply) { out = reply; });
        return out;
    };
    const QString search = QStringLiteral("outagekit:search?actor=ada");
    QSettings settings(QString::fromStdString(scene().house.dir.file("kept.ini")), QSettings::IniFormat);
    ConsoleOptions options;
    options.places.mapDir = QStringLiteral(OK_SOURCE_DIR "/resources/map");
    options.fields = {QString::fromStdString(scene().house.httpsUrl), QStringLiteral("bluegrass"), QStringLiteral("maria"), QString::fromLatin1(test::samplePassword)};
    options.unattended = true;
    options.secrets = secrets;
    {
        ConsoleSession first(*qApp, settings, options);
        first.begin();
        ASSERT_TRUE(soon([&] { return first.online(); }));
        EXPECT_EQ(kept().state, SecretReply::State::Ok);
        EXPECT_FALSE(kept().value.contains(test::samplePassword));
        emit searchPageOf(first)->asked(search);
    }
    options.fields.password.clear();
    ConsoleSession again(*qApp, settings, options);
    QObject::connect(&again, &ConsoleSession::failed, [](const QString& why) { ADD_FAILURE() << qPrintable(why); });
    const QByteArray before = kept().value;
    again.begin();
    ASSERT_TRUE(soon([&] { return again.online(); })) << "without a password";
    EXPECT_EQ(searchPageOf(again)->address(), search) << "the search of last time (F01.R6.A5)";
    for (const QString& key : settings.allKeys()) EXPECT_FALSE(settings.value(key).toString().contains(QStringLiteral("ada"))) << qPrintable(key);
    EXPECT_TRUE(soon([&] { return kept().value != before; })) << "each refresh token is good once: the new one is kept";
    emit again.window().signOutRequested();
    EXPECT_EQ(kept().state, SecretReply::State::Missing);
    EXPECT_EQ(kept("search").state, SecretReply::State::Missing);
    EXPECT_FALSE(again.online());
    // The console is closed with the dialog open, as at the end of a shift: its window and its session end in peace.
    EXPECT_NE(again.window().findChild<SignInDialog*>(), nullptr);
}

}  // namespace
}  // namespace ok::app
