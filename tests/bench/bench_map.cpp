// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Our CPU work a frame while panning a map with 100,000 reports and 10,000 polygons (main job, "Numbers"): the item's
// polish and updatePaintNode. The rasteriser's time is not ours (here it is llvmpipe) and is printed beside it.
#include <QApplication>
#include <QElapsedTimer>
#include <QQuickWidget>
#include <QQuickWindow>
#include <QSGRendererInterface>
#include <QTest>
#include <algorithm>
#include <cstdio>

#include "app/map/map_panel.h"
#include "app/map/map_view.h"
#include "tests/app/sample_desk.h"

namespace {

using namespace ok::app;

double percentile(std::vector<double> values, double share) {
    std::sort(values.begin(), values.end());
    return values[static_cast<std::size_t>(share * static_cast<double>(values.size() - 1))];
}

/// Prints one line; false when over the bound.
bool line(const char* name, double figure, const char* unit, double bound) {
    const bool good = figure <= bound;
    std::printf("bench %s: figure=%.3f unit=%s bound=%g ratio=%.2f %s\n", name, figure, unit, bound, bound / std::max(figure, 1e-9),
                good ? "ok" : "SLOW");
    return good;
}

struct Figures {
    std::vector<double> ours, whole;
    quint64 uploads = 0;
};

Figures pan(MapPanel& panel, int frames) {
    Figures out;
    auto* view = panel.view();
    const quint64 before = view->uploads();
    const double step = 6 / worldPixels(view->zoom());
    for (int i = 0; i < frames; ++i) {
        QElapsedTimer timer;
        timer.start();
        const double side = (i / 60) % 2 ? -1 : 1;
        view->setView(view->centre() + QPointF(step * side, step * side * 0.4), view->zoom());
        panel.quick()->grabFramebuffer();  // polish, sync and render, now
        out.whole.push_back(static_cast<double>(timer.nsecsElapsed()) / 1e6);
        out.ours.push_back(static_cast<double>(view->lastFrameNanos()) / 1e6);
    }
    out.uploads = view->uploads() - before;
    return out;
}

}  // namespace

int main(int argc, char** argv) {
    QApplication application(argc, argv);
    sample::Desk desk;
    desk.theme.applyTo(application);
    MapPanel panel(desk.context);
    panel.resize(1140, 850);
    panel.show();
    if (!QTest::qWaitForWindowExposed(&panel)) return 1;
    if (panel.quick()->quickWindow()->rendererInterface()->graphicsApi() == QSGRendererInterface::Software) {
        std::fprintf(stderr, "the software back end leaves out the map's geometry: start under Xvfb with Mesa\n");
        return 1;
    }
    QElapsedTimer load;
    load.start();
    desk.store.apply(sample::bigStorm(100'000, 10'000));
    panel.quick()->grabFramebuffer();
    std::printf("bench map: first frame with everything %.0f ms, of that our work %.0f ms\n",
                static_cast<double>(load.nsecsElapsed()) / 1e6, static_cast<double>(panel.view()->lastFrameNanos()) / 1e6);
    bool good = true;
    for (const bool clustered : {false, true}) {
        panel.setClustered(clustered);
        panel.view()->setView(panel.view()->centre(), 11);
        panel.quick()->grabFramebuffer();
        const Figures f = pan(panel, 240);
        std::printf("bench map %s: whole frame p95 %.1f ms with this rasteriser, geometry uploads while panning: %llu\n",
                    clustered ? "grouped" : "points", percentile(f.whole, 0.95), static_cast<unsigned long long>(f.uploads));
        good &= line(clustered ? "map_pan_grouped_p95" : "map_pan_points_p95", percentile(f.ours, 0.95), "ms", 8);
        good &= f.uploads == 0;
    }
    // One batch of 20 new reports and one changed incident on the full map: what arrives during a storm.
    std::vector<double> live;
    for (int i = 0; i < 60; ++i) {
        ok::app::StoreBatch batch;
        for (int n = 0; n < 20; ++n) {
            ReportDoc report;
            report.id = QStringLiteral("new-%1-%2").arg(i).arg(n);
            report.placed = true;
            report.at = {-82.5 + 0.001 * n, 35.6 + 0.001 * i};
            batch.reports.push_back(report);
        }
        IncidentDoc incident = *desk.store.incident(QStringLiteral("incident-%1").arg(i * 7, 6, 10, QLatin1Char('0')));
        incident.customers += 1;
        batch.incidents.push_back(incident);
        QElapsedTimer timer;
        timer.start();
        desk.store.apply(std::move(batch));
        panel.quick()->grabFramebuffer();
        live.push_back(static_cast<double>(panel.view()->lastFrameNanos()) / 1e6);
    }
    good &= line("map_live_batch_p95", percentile(live, 0.95), "ms", 50);
    return good ? 0 : 1;
}
