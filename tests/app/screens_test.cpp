// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Screens of the console, saved for people to look at: <build>/screens/*.png. Each test also checks what a picture must
// show at least.
#include <gtest/gtest.h>

#include <QApplication>
#include <QDir>
#include <QQuickWidget>
#include <QQuickWindow>
#include <QSettings>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include "app/map/map_panel.h"
#include "app/map/map_view.h"
#include "app/shell/desk_actions.h"
#include "app/shell/main_window.h"
#include "tests/app/sample_desk.h"

namespace ok::app {
namespace {

QString screens() {
    const QString dir = QStringLiteral(OK_BINARY_DIR "/screens");
    QDir().mkpath(dir);
    return dir;
}

struct Window {
    sample::Desk desk;
    QTemporaryDir dir;
    QSettings settings{dir.filePath(QStringLiteral("s.ini")), QSettings::IniFormat};
    std::unique_ptr<MainWindow> window;

    explicit Window(const sample::Options& options = {}) {
        desk.theme.applyTo(*qApp);
        window = std::make_unique<MainWindow>(desk.context, settings);
        window->setUser(QStringLiteral("A. Rivera (operator)"));
        window->setLink(LinkState::Online, QStringLiteral("localhost"));
        desk.store.apply(sample::storm(options));
        window->resize(1560, 960);
        window->show();
        EXPECT_TRUE(QTest::qWaitForWindowExposed(window.get()));
    }
    QImage shot(const char* name) {
        QApplication::processEvents();
        const QImage image = window->grab().toImage();
        image.save(screens() + QLatin1Char('/') + QLatin1String(name) + QStringLiteral(".png"));
        return image;
    }
};

int pixelsNear(const QImage& image, const QColor& colour, int tolerance = 12) {
    int found = 0;
    for (int y = 0; y < image.height(); ++y)
        for (int x = 0; x < image.width(); ++x) {
            const QColor at = image.pixelColor(x, y);
            found += std::abs(at.red() - colour.red()) <= tolerance && std::abs(at.green() - colour.green()) <= tolerance &&
                     std::abs(at.blue() - colour.blue()) <= tolerance;
        }
    return found;
}

// main job 8: the eye finds the biggest unhandled incident.
TEST(Screens, DarkDeskShowsTheBiggestUnhandledIncidentFilled) {
    Window w;
    w.window->select(QStringLiteral("incident-000007"));
    const QImage image = w.shot("desk-dark");
    EXPECT_GT(pixelsNear(image, w.desk.theme.tokens().critical), 4000);
}

TEST(Screens, LightDesk) {
    Window w;
    w.desk.theme.setScheme(Scheme::Light);
    w.window->select(QStringLiteral("incident-000003"));
    const QImage image = w.shot("desk-light");
    EXPECT_GT(pixelsNear(image, w.desk.theme.tokens().critical), 4000);
}

// main job 12: a drill is marked in every pixel.
TEST(Screens, DrillIsMarkedInEveryPartOfTheWindow) {
    Window w({.drill = true});
    w.window->select(QStringLiteral("incident-000003"));
    const QImage image = w.shot("desk-drill");
    EXPECT_TRUE(w.window->windowTitle().startsWith(QStringLiteral("DRILL")));
    const auto& t = w.desk.theme.tokens();
    EXPECT_GT(pixelsNear(image, t.drill), 20'000);
    EXPECT_EQ(pixelsNear(image, tokensFor(Scheme::Dark, false).panel, 2), 0) << "no surface keeps its everyday colour";
}

TEST(Screens, EmptyDeskSaysWhatToDo) {
    Window w;
    w.desk.store.apply({.reset = true});
    const QImage image = w.shot("desk-empty");
    EXPECT_FALSE(image.isNull());
}

}  // namespace
}  // namespace ok::app
