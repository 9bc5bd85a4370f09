// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "app/approvals/frozen_map_view.h"

#include <QPainter>
#include <QPainterPath>
#include <algorithm>

#include "app/map/base_map.h"
#include "app/map/mercator.h"

namespace ok::app {

FrozenMapView::FrozenMapView(const Theme& theme, QWidget* parent) : QWidget(parent), m_theme(theme) {
    setFixedHeight(180);
    setAccessibleName(tr("Read-only map snapshot"));
    setToolTip(tr("The map as it was frozen. It cannot be moved."));
    connect(&theme, &Theme::changed, this, qOverload<>(&QWidget::update));
}

FrozenMapView::~FrozenMapView() = default;

void FrozenMapView::show(const approvals::FrozenMap& map, const std::vector<approvals::FrozenShape>& shapes, bool fits, const QString& mapFile) {
    m_map = map;
    m_shapes = shapes;
    if (m_file != mapFile) {
        m_file = mapFile;
        m_base = mapFile.isEmpty() ? nullptr : BaseMap::open(mapFile);
    }
    m_badge = !fits ? tr("Not the picture that was frozen") : m_base ? QString() : tr("No base map: outlines only");
    QStringList names;
    for (const auto& each : m_shapes) names << QString::fromStdString(each.name.empty() ? each.id : each.name);
    setAccessibleDescription((m_badge.isEmpty() ? QString() : m_badge + QStringLiteral(". ")) + names.join(QStringLiteral(", ")));
    update();
}

void FrozenMapView::paintEvent(QPaintEvent*) {
    QPainter p(this);
    p.setRenderHint(QPainter::Antialiasing);
    const Tokens& t = m_theme.tokens();
    p.fillRect(rect(), t.land);
    const QPointF low = toWorld(m_map.bounds.low), high = toWorld(m_map.bounds.high);
    const double wide = std::max(1e-9, high.x() - low.x()), tall = std::max(1e-9, low.y() - high.y());
    const double scale = 0.88 * std::min(width() / wide, height() / tall);
    const QPointF middle = (low + high) / 2;
    const auto place = [&](QPointF world) { return QPointF(width() / 2.0, height() / 2.0) + (world - middle) * scale; };
    if (m_base) m_base->draw(p, m_map.bounds, m_map.zoom, place, t);
    QColor fill = t.critical;
    fill.setAlpha(70);
    p.setPen(QPen(t.critical, 2));
    p.setBrush(fill);
    for (const auto& each : m_shapes) {
        QPainterPath path;
        for (const auto& ring : each.boundary.rings) {
            QPolygonF points;
            for (const LonLat at : ring) points << place(toWorld(at));
            path.addPolygon(points);
            path.closeSubpath();
        }
        p.drawPath(path);
    }
    if (m_badge.isEmpty()) return;
    const QRectF box = p.boundingRect(rect().adjusted(8, 6, -8, -6), Qt::AlignLeft | Qt::AlignBottom, m_badge).adjusted(-5, -3, 5, 3);
    p.setPen(t.warning);
    p.setBrush(t.land);
    p.drawRoundedRect(box, 4, 4);
    p.drawText(box, Qt::AlignCenter, m_badge);
}

}  // namespace ok::app
