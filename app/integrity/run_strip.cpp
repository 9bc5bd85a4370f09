// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "app/integrity/run_strip.h"

#include <QHelpEvent>
#include <QPainter>
#include <QToolTip>

#include "app/desk/words.h"

namespace ok::app {
namespace {

constexpr int kFoot = 16;  // below the marks: the hours

}  // namespace

RunStrip::RunStrip(const Theme& theme, QWidget* parent) : QWidget(parent), m_theme(theme) {
    setMinimumHeight(46);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    connect(&theme, &Theme::changed, this, qOverload<>(&QWidget::update));
}

void RunStrip::set(std::vector<integrity::RunNote> runs, Instant now) {
    m_runs = std::move(runs);
    m_now = now;
    const auto bad = std::count_if(m_runs.begin(), m_runs.end(), [](const auto& run) { return !run.valid; });
    const auto whole = std::count_if(m_runs.begin(), m_runs.end(), integrity::isWhole);
    setAccessibleName(tr("Checks of the last 24 hours: %1, of which %2 of the whole log; %3 found something")
                          .arg(countText(static_cast<qint64>(m_runs.size())), countText(whole), countText(bad)));
    update();
}

double RunStrip::placeOf(Instant at) const {
    const double share = 1.0 - static_cast<double>((m_now - at).count()) / static_cast<double>(Duration(hours(24)).count());
    return share * (width() - 3) + 1;
}

void RunStrip::paintEvent(QPaintEvent*) {
    QPainter p(this);
    const Tokens& t = m_theme.tokens();
    const int floor = height() - kFoot;
    p.fillRect(QRect(0, floor, width(), 1), t.line);
    p.setPen(t.muted);
    for (int hour = 0; hour <= 24; hour += 4) {
        const int x = static_cast<int>(placeOf(m_now - hours(hour)));
        const QString text = hour == 0 ? tr("now") : tr("%1 h").arg(-hour);
        const int wide = p.fontMetrics().horizontalAdvance(text);
        p.drawText(QRect(std::clamp(x - wide / 2, 0, width() - wide), floor + 2, wide + 2, kFoot - 2), Qt::AlignLeft, text);
    }
    for (const auto& run : m_runs) {
        const int tall = isWhole(run) || !run.valid ? floor : floor / 2;
        p.fillRect(QRectF(placeOf(run.at), floor - tall, isWhole(run) ? 3 : 2, tall), run.valid ? t.good : t.critical);
    }
}

bool RunStrip::event(QEvent* event) {
    if (event->type() != QEvent::ToolTip) return QWidget::event(event);
    const auto* help = static_cast<QHelpEvent*>(event);
    const integrity::RunNote* nearest = nullptr;
    for (const auto& run : m_runs)
        if (!nearest || std::abs(placeOf(run.at) - help->pos().x()) < std::abs(placeOf(nearest->at) - help->pos().x())) nearest = &run;
    if (nearest)
        QToolTip::showText(help->globalPos(), tr("%1 ago: %2 entries in %3 s, %4")
                                                  .arg(ageText(m_now - nearest->at), countText(nearest->entries), QString::number(nearest->seconds, 'f', 2),
                                                       nearest->valid ? tr("all in order") : tr("something found")), this);
    return true;
}

}  // namespace ok::app
