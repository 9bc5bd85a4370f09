// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "app/shell/drill_marks.h"

#include <QEvent>
#include <QPainter>
#include <QPainterPath>

namespace ok::app {
namespace {

constexpr int kStripe = 22;
constexpr int kFrame = 6;

void paintStripes(QPainter& p, const QRect& area, const Tokens& t) {
    p.save();
    p.setClipRect(area, Qt::IntersectClip);
    p.setRenderHint(QPainter::Antialiasing);
    p.fillRect(area, t.drillStripe);
    p.setPen(Qt::NoPen);
    p.setBrush(t.drill);
    for (int x = -area.height() - kStripe * 2; x < area.width() + area.height(); x += kStripe * 2) {
        const QPointF corner(area.left() + x, area.bottom() + 1);
        p.drawPolygon(QPolygonF{corner, corner + QPointF(kStripe, 0), corner + QPointF(kStripe + area.height(), -area.height() - 1),
                                corner + QPointF(area.height(), -area.height() - 1)});
    }
    p.restore();
}

}  // namespace

DrillBanner::DrillBanner(const Theme& theme, QWidget* parent) : QWidget(parent), m_theme(theme) {
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setAccessibleName(tr("This is a drill. Nothing reaches a real customer."));
    connect(&theme, &Theme::changed, this, qOverload<>(&QWidget::update));
}

QSize DrillBanner::sizeHint() const { return {200, fontMetrics().height() + 14}; }

void DrillBanner::paintEvent(QPaintEvent*) {
    const auto& t = m_theme.tokens();
    QPainter p(this);
    paintStripes(p, rect(), t);
    QFont bold = font();
    bold.setBold(true);
    bold.setLetterSpacing(QFont::AbsoluteSpacing, 1);
    p.setFont(bold);
    const QString text = tr("DRILL  \u2022  rehearsal, not the real system: nothing reaches a real customer  \u2022  DRILL");
    const QRect plate(QPoint(), QSize(QFontMetrics(bold).horizontalAdvance(text) + 36, height()));
    const QRect middle = plate.translated((width() - plate.width()) / 2, 0);
    p.fillRect(middle, t.drill);
    p.setPen(t.onDrill);
    p.drawText(middle, Qt::AlignCenter, text);
}

DrillFrame::DrillFrame(const Theme& theme, QWidget* window) : QWidget(window), m_theme(theme) {
    setAttribute(Qt::WA_TransparentForMouseEvents);
    setAttribute(Qt::WA_NoSystemBackground);
    setFocusPolicy(Qt::NoFocus);
    window->installEventFilter(this);
    setGeometry(window->rect());
}

bool DrillFrame::eventFilter(QObject* watched, QEvent* event) {
    if (event->type() == QEvent::Resize) setGeometry(parentWidget()->rect());
    return QWidget::eventFilter(watched, event);
}

void DrillFrame::paintEvent(QPaintEvent*) {
    QPainter p(this);
    const auto& t = m_theme.tokens();
    for (const QRect side : {QRect(0, 0, kFrame, height()), QRect(width() - kFrame, 0, kFrame, height()),
                             QRect(0, height() - kFrame, width(), kFrame)})
        paintStripes(p, side, t);
}

}  // namespace ok::app
