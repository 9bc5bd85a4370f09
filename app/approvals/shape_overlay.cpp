// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "app/approvals/shape_overlay.h"

#include <QPainter>
#include <QPainterPath>
#include <algorithm>
#include <cmath>

namespace ok::app {

ShapeOverlay::ShapeOverlay(const Theme& theme, QWidget* parent) : QWidget(parent), m_theme(theme) {
    setFixedHeight(130);
    connect(&theme, &Theme::changed, this, qOverload<>(&QWidget::update));
}

void ShapeOverlay::show(const Polygon& before, const Polygon& after, const QString& words) {
    m_before = before;
    m_after = after;
    setAccessibleName(tr("Area, now and as it would be"));
    setAccessibleDescription(words);
    setToolTip(words);
    update();
}

void ShapeOverlay::paintEvent(QPaintEvent*) {
    QPainter p(this);
    p.setRenderHint(QPainter::Antialiasing);
    const Tokens& t = m_theme.tokens();
    p.fillRect(rect(), t.land);
    GeoBox box;
    for (const auto* each : {&m_before, &m_after})
        if (!each->rings.empty()) box.include(boundsOf(*each));
    const LonLat middle{(box.low.lon + box.high.lon) / 2, (box.low.lat + box.high.lat) / 2};
    const double squeeze = std::max(0.2, std::cos(middle.lat * 3.14159265358979 / 180));
    const double wide = std::max(1e-6, (box.high.lon - box.low.lon) * squeeze), high = std::max(1e-6, box.high.lat - box.low.lat);
    const double scale = 0.84 * std::min(width() / wide, height() / high);
    const auto pathOf = [&](const Polygon& shape) {
        QPainterPath path;
        for (const auto& ring : shape.rings) {
            QPolygonF points;
            for (const auto& at : ring) points << QPointF(width() / 2.0 + (at.lon - middle.lon) * squeeze * scale, height() / 2.0 - (at.lat - middle.lat) * scale);
            path.addPolygon(points);
            path.closeSubpath();
        }
        return path;
    };
    QColor fill = t.good;
    fill.setAlpha(70);
    p.setPen(QPen(t.good, 2));
    p.setBrush(fill);
    p.drawPath(pathOf(m_after));
    p.setPen(QPen(t.critical, 2, Qt::DashLine));
    p.setBrush(Qt::NoBrush);
    p.drawPath(pathOf(m_before));
    p.setPen(t.critical);
    p.drawText(rect().adjusted(6, 4, -6, -4), Qt::AlignLeft | Qt::AlignTop, tr("- - now"));
    p.setPen(t.good);
    p.drawText(rect().adjusted(6, 4, -6, -4), Qt::AlignRight | Qt::AlignTop, tr("\u2014 would be"));
}

}  // namespace ok::app
