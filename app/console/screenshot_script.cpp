// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "app/console/screenshot_script.h"

#include <QApplication>
#include <QDir>
#include <QFile>
#include <QPixmap>
#include <QScopedValueRollback>
#include <cstdio>

#include "app/approvals/approvals_panel.h"
#include "app/approvals/review_view.h"
#include "app/console/console_session.h"
#include "app/desk/words.h"

namespace ok::app {
namespace {

const char* const kUsual =
    "wait incidents >= 20\nselect biggest\nshot desk\npanel approvals\nshot approvals\npanel messages\nshot messages\n"
    "panel proof\nshot proof\n";

}  // namespace

ScreenshotScript::ScreenshotScript(ConsoleSession& session, QString dir, const QString& file)
    : m_session(session), m_dir(std::move(dir)) {
    QString text = QLatin1String(kUsual);
    QFile script(file);
    if (!file.isEmpty() && script.open(QIODevice::ReadOnly)) text = QString::fromUtf8(script.read(64 * 1024));
    for (const auto& line : text.split(QLatin1Char('\n')))
        if (!line.trimmed().isEmpty() && !line.startsWith(QLatin1Char('#'))) m_lines << line.simplified();
    QDir().mkpath(m_dir);
    m_limit.setSingleShot(true);
    m_soon.setSingleShot(true);
    connect(&m_limit, &QTimer::timeout, this, [this] {
        std::fprintf(stderr, "console: gave up waiting for: %s\n", qPrintable(m_lines.value(0)));
        m_late = true;
        advance();
    });
    connect(&m_soon, &QTimer::timeout, this, &ScreenshotScript::advance);
    connect(&session.store(), &ConsoleStore::changed, this, [this] { m_soon.start(0); });
    connect(&session, &ConsoleSession::failed, this, [](const QString& sentence) {
        std::fprintf(stderr, "console: %s\n", qPrintable(sentence));
        QCoreApplication::exit(1);
    });
}

void ScreenshotScript::start() { m_soon.start(0); }

void ScreenshotScript::advance() {
    // A picture lets events through, and one of them may be the next change of the store.
    if (m_running) return;
    const QScopedValueRollback running(m_running, true);
    while (!m_lines.isEmpty()) {
        if (!run(m_lines.first())) {
            if (!m_limit.isActive()) m_limit.start(m_seconds * 1000);
            return;
        }
        m_limit.stop();
        m_lines.removeFirst();
    }
    QCoreApplication::exit(m_late ? 2 : 0);
}

bool ScreenshotScript::run(const QString& line) {
    const QString verb = line.section(QLatin1Char(' '), 0, 0), rest = line.section(QLatin1Char(' '), 1);
    if (verb == QLatin1String("wait")) return holds(rest) || m_late;
    if (verb == QLatin1String("limit")) m_seconds = std::clamp(rest.toInt(), 1, 3600), m_late = false;
    else if (verb == QLatin1String("select")) {
        // Nothing unhandled: the one with most customers out is what a person would look at.
        const auto& store = m_session.store();
        const auto* biggest = store.biggestUnhandled();
        for (const auto& each : store.incidents())
            if (!store.biggestUnhandled() && isLive(each) && (!biggest || each.customers > biggest->customers)) biggest = &each;
        if (biggest) m_session.window().select(biggest->id);
    } else if (verb == QLatin1String("panel")) m_session.window().raiseDock(rest);
    else if (verb == QLatin1String("review")) {
        connect(&m_session.window().approvals()->review(), &ReviewView::changed, this, [this] { m_soon.start(0); });
        m_session.window().openReview();
    } else if (verb == QLatin1String("page")) m_session.window().openPage(rest);
    else if (verb == QLatin1String("shot")) shot(rest);
    else std::fprintf(stderr, "console: unknown line in the script: %s\n", qPrintable(line));
    return true;
}

bool ScreenshotScript::holds(const QString& condition) const {
    const auto parts = condition.split(QLatin1Char(' '));
    const auto& store = m_session.store();
    const auto& totals = store.totals();
    const int wanted = parts.value(2).toInt();
    const QString what = parts.value(0);
    if (what == QLatin1String("online")) return m_session.online();
    if (what == QLatin1String("review")) return m_session.window().approvals()->review().reply().has_value();
    const int have = what == QLatin1String("incidents")   ? static_cast<int>(store.incidents().size())
                     : what == QLatin1String("reports")   ? static_cast<int>(store.reports().size())
                     : what == QLatin1String("customers") ? totals.customersOut
                     : what == QLatin1String("unplaced")  ? totals.unplaced
                     : what == QLatin1String("approvals") ? totals.waiting
                                                          : wanted;
    return have >= wanted;
}

void ScreenshotScript::shot(const QString& name) {
    // The window in front: a page, when one was opened, else the desk.
    QWidget* front = QApplication::activeWindow() ? QApplication::activeWindow() : &m_session.window();
    // Without a window manager no window is ever active: the review, when it has one of its own.
    if (QWidget* review = m_session.window().approvals()->window(); front == &m_session.window() && review != front) front = review;
    // Twice: the first pass lets docks and the map lay themselves out.
    (void)front->grab();
    QCoreApplication::processEvents(QEventLoop::ExcludeUserInputEvents);
    const QString path = m_dir + QLatin1Char('/') + name + QStringLiteral(".png");
    if (front->grab().save(path)) std::printf("console: saved %s\n", qPrintable(path));
    std::fflush(stdout);
}

}  // namespace ok::app
