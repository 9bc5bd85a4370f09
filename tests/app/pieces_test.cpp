// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Small promises of the console (main job 8): readable colours, stable models, a palette that finds, maps that open.
#include <gtest/gtest.h>

#include <QAbstractItemModelTester>
#include <QApplication>
#include <QDockWidget>
#include <QFile>
#include <QSettings>
#include <QTemporaryDir>
#include <QTranslator>

#include "app/incidents/incident_model.h"
#include "app/map/base_map.h"
#include "app/map/point_clusters.h"
#include "app/shell/command_palette.h"
#include "app/shell/main_window.h"
#include "app/style/languages.h"
#include "tests/app/sample_desk.h"

namespace ok::app {
namespace {

TEST(Theme, TextReadsOnEverySurfaceInEveryScheme) {
    for (const auto scheme : {Scheme::Dark, Scheme::Light})
        for (const bool drill : {false, true}) {
            const Tokens t = tokensFor(scheme, drill);
            for (const auto& surface : {t.window, t.panel, t.raised})
                for (const auto& ink : {t.text, t.muted, t.critical, t.warning, t.info, t.good})
                    EXPECT_GE(contrastRatio(ink, surface), 4.5) << qPrintable(ink.name()) << " on " << qPrintable(surface.name());
            EXPECT_GE(contrastRatio(t.onCritical, t.critical), 4.5);
            EXPECT_GE(contrastRatio(t.onAccent, t.accent), 4.5);
        }
}

TEST(IncidentModel, StaysConsistentAndPutsTheBiggestUnhandledFirst) {
    sample::Desk desk;
    IncidentModel model(desk.context);
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::Fatal);
    IncidentOrder order;
    order.setSourceModel(&model);
    desk.store.apply(sample::storm());
    EXPECT_EQ(order.index(0, 0).data(IncidentModel::IdRole).toString(), desk.store.biggestUnhandled()->id);
    IncidentDoc handled = *desk.store.biggestUnhandled();
    handled.cause = QStringLiteral("Tree on line");
    desk.store.apply({.incidents = {handled}});
    EXPECT_NE(order.index(0, 0).data(IncidentModel::IdRole).toString(), handled.id);
}

TEST(CommandPalette, FindsByInitialsAndRefusesWhatIsNotThere) {
    EXPECT_GT(fuzzyScore(QStringLiteral("se"), QStringLiteral("Set ETA")), -1);
    EXPECT_GT(fuzzyScore(QStringLiteral("bu"), QStringLiteral("Biggest unhandled incident")),
              fuzzyScore(QStringLiteral("bu"), QStringLiteral("Table of units")));
    EXPECT_EQ(fuzzyScore(QStringLiteral("xq"), QStringLiteral("Set ETA")), -1);
}

TEST(PointClusters, AreTheSameInAnyOrderAndLoseNothing) {
    std::vector<QPointF> points;
    for (int i = 0; i < 500; ++i) points.emplace_back(0.27 + (i * 37 % 100) * 1e-5, 0.39 + (i * 53 % 100) * 1e-5);
    auto reversed = points;
    std::reverse(reversed.begin(), reversed.end());
    const auto a = clusterPoints(points, 12), b = clusterPoints(reversed, 12);
    ASSERT_EQ(a.size(), b.size());
    std::uint32_t total = 0;
    for (std::size_t i = 0; i < a.size(); ++i) {
        EXPECT_EQ(a[i].world, b[i].world);
        total += a[i].count;
    }
    EXPECT_EQ(total, 500U);
}

TEST(BaseMap, ShippedMapDrawsWithinTheVertexLimit) {
    const auto map = BaseMap::open(QStringLiteral(OK_SOURCE_DIR "/resources/map/kentucky.okmap"));
    ASSERT_TRUE(map);
    MeshBuilder fill, line;
    map->paint(map->levelFor(8), fill, line, LocalFrame({-85.7, 37.8}), tokensFor(Scheme::Dark, false));
    const auto meshes = fill.take();
    ASSERT_FALSE(meshes.empty());
    for (const auto& mesh : meshes) EXPECT_LE(mesh->vertices.size(), kMaxVertices);
    EXPECT_FALSE(map->attribution().isEmpty());
}

// main job 8: strings go through tr, and the second language is whole.
TEST(Words, SpanishHasEveryStringAndReachesTheScreen) {
    QFile file(QStringLiteral(OK_SOURCE_DIR "/translations/outagekit_es.ts"));
    ASSERT_TRUE(file.open(QIODevice::ReadOnly));
    const QString text = QString::fromUtf8(file.readAll());
    EXPECT_FALSE(text.contains(QStringLiteral("unfinished")));
    EXPECT_GE(text.count(QStringLiteral("<source>")), 350);
    QTemporaryDir dir;
    QSettings settings(dir.filePath(QStringLiteral("s.ini")), QSettings::IniFormat);
    settings.setValue(kLanguageKey, QStringLiteral("es"));
    ASSERT_EQ(installWords(*qApp, settings), QStringLiteral("es"));
    sample::Desk desk;
    MainWindow window(desk.context, settings);
    EXPECT_EQ(window.findChild<QDockWidget*>(QStringLiteral("incidents"))->windowTitle(), QStringLiteral("Incidentes"));
    EXPECT_EQ(QCoreApplication::translate("ok::app::HeadLine", "%n unhandled", nullptr, 2), QStringLiteral("2 sin atender"));
    for (auto* words : qApp->findChildren<QTranslator*>()) delete words;
}

}  // namespace
}  // namespace ok::app
