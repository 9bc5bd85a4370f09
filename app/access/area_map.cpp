// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "app/access/area_map.h"

#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <algorithm>
#include <cmath>

namespace ok::app {
namespace {

constexpr double kStep = 24, kSmallStep = 3;

}  // namespace

AreaMap::AreaMap(const Theme& theme, std::vector<TerritoryDoc> territories, QWidget* parent)
    : QWidget(parent), m_theme(theme), m_territories(std::move(territories)) {
    setFocusPolicy(Qt::StrongFocus);
    setMinimumSize(320, 260);
    setMouseTracking(false);
    connect(&theme, &Theme::changed, this, qOverload<>(&QWidget::update));
    say();
}

void AreaMap::say() {
    const QString doing = m_drawing ? tr("drawing, %n corner(s)", nullptr, static_cast<int>(m_corners.size())) : tr("%n territory(ies) chosen", nullptr, static_cast<int>(m_chosen.size()));
    setAccessibleName(tr("Map of the territories: %1").arg(doing));
    setAccessibleDescription(tr("Arrows move the crosshair, Space chooses a territory or sets a corner, Enter closes the shape, Backspace takes a corner back, plus and minus zoom"));
    update();
}

void AreaMap::setChosen(const QSet<QString>& territories) {
    m_chosen = territories;
    say();
}

void AreaMap::setOutOfReach(const QSet<QString>& territories) {
    m_outOfReach = territories;
    update();
}

void AreaMap::setDrawn(std::vector<std::pair<QString, MultiPolygon>> areas) {
    m_drawn = std::move(areas);
    update();
}

void AreaMap::setPins(std::vector<MapPin> pins) {
    m_pins = std::move(pins);
    fit();
    update();
}

void AreaMap::setDrawing(bool drawing) {
    m_drawing = drawing;
    m_corners.clear();
    setCursor(drawing ? Qt::CrossCursor : Qt::ArrowCursor);
    emit cornersChanged();
    say();
}

Polygon AreaMap::polygon() const { return m_corners.size() < 3 ? Polygon{} : Polygon{{m_corners}}; }

void AreaMap::fit() {
    GeoBox box;
    for (const auto& each : m_territories)
        for (const auto& part : each.shape) box.include(boundsOf(part));
    if (m_territories.empty() && m_pins.empty()) box = {{-125, 25}, {-66, 49}};
    for (const auto& each : m_pins) {
        box.include(LonLat{each.at.lon - 0.2, each.at.lat - 0.2});
        box.include(LonLat{each.at.lon + 0.2, each.at.lat + 0.2});
    }
    m_centre = {(box.low.lon + box.high.lon) / 2, (box.low.lat + box.high.lat) / 2};
    m_squeeze = std::max(0.2, std::cos(m_centre.lat * 3.14159265358979 / 180));
    const double wide = std::max(1e-6, (box.high.lon - box.low.lon) * m_squeeze), high = std::max(1e-6, box.high.lat - box.low.lat);
    m_scale = 0.92 * std::min(width() / wide, height() / high);
    m_cross = QPointF(width() / 2.0, height() / 2.0);
}

void AreaMap::resizeEvent(QResizeEvent*) { fit(); }

QPointF AreaMap::toScreen(LonLat at) const {
    return {width() / 2.0 + (at.lon - m_centre.lon) * m_squeeze * m_scale, height() / 2.0 - (at.lat - m_centre.lat) * m_scale};
}

LonLat AreaMap::toWorld(QPointF at) const {
    return {m_centre.lon + (at.x() - width() / 2.0) / (m_squeeze * m_scale), m_centre.lat - (at.y() - height() / 2.0) / m_scale};
}

QPainterPath AreaMap::pathOf(const MultiPolygon& shape) const {
    QPainterPath path;
    for (const auto& polygon : shape)
        for (const auto& ring : polygon.rings) {
            QPolygonF points;
            for (const auto& each : ring) points << toScreen(each);
            path.addPolygon(points);
            path.closeSubpath();
        }
    return path;
}

void AreaMap::paintEvent(QPaintEvent*) {
    QPainter p(this);
    p.setRenderHint(QPainter::Antialiasing);
    const Tokens& t = m_theme.tokens();
    p.fillRect(rect(), t.window);
    for (const auto& each : m_territories) {
        const bool chosen = m_chosen.contains(each.id), out = m_outOfReach.contains(each.id);
        const QColor tone = out ? t.critical : t.accent;
        QColor fill = chosen || out ? tone : t.land;
        if (chosen || out) fill.setAlpha(110);
        const auto path = pathOf(each.shape);
        p.setPen(QPen(chosen || out ? tone : t.boundary, chosen || out ? 2 : 1));
        // Hatched too: colour alone says nothing to some.
        p.setBrush(out ? QBrush(fill, Qt::BDiagPattern) : QBrush(fill));
        p.drawPath(path);
        const QRectF box = path.boundingRect();
        if (box.width() < p.fontMetrics().horizontalAdvance(each.name) || box.height() < p.fontMetrics().height()) continue;
        p.setPen(chosen || out ? t.text : t.muted);
        p.drawText(box, Qt::AlignCenter, each.name);
    }
    for (const auto& [name, shape] : m_drawn) {
        p.setPen(QPen(t.info, 2, Qt::DashLine));
        p.setBrush(Qt::NoBrush);
        p.drawPath(pathOf(shape));
        p.drawText(pathOf(shape).boundingRect(), Qt::AlignCenter, name);
    }
    if (!m_corners.empty()) {
        QPolygonF points;
        for (const auto& each : m_corners) points << toScreen(each);
        QColor fill = t.warning;
        fill.setAlpha(60);
        p.setPen(QPen(t.warning, 2));
        p.setBrush(fill);
        p.drawPolygon(points);
        p.setBrush(t.warning);
        for (const auto& each : points) p.drawEllipse(each, 4, 4);
    }
    paintPins(p);
    if (!hasFocus()) return;
    p.setPen(QPen(t.text, 1));
    p.drawLine(m_cross - QPointF(9, 0), m_cross + QPointF(9, 0));
    p.drawLine(m_cross - QPointF(0, 9), m_cross + QPointF(0, 9));
    p.setBrush(Qt::NoBrush);
    p.setPen(QPen(t.accent, 1));
    p.drawRect(rect().adjusted(0, 0, -1, -1));
}

void AreaMap::paintPins(QPainter& p) const {
    const Tokens& t = m_theme.tokens();
    for (const auto& each : m_pins) {
        const QPointF foot = toScreen(each.at);
        QPainterPath drop(foot);
        drop.cubicTo(foot + QPointF(-11, -14), foot + QPointF(-9, -26), foot + QPointF(0, -26));
        drop.cubicTo(foot + QPointF(9, -26), foot + QPointF(11, -14), foot);
        p.setPen(QPen(each.chosen ? t.text : t.boundary, each.chosen ? 2 : 1));
        p.setBrush(each.chosen ? t.critical : t.warning);
        p.drawPath(drop);
        p.setPen(t.text);
        p.drawText(foot + QPointF(12, -12), each.name);
    }
}

void AreaMap::press(QPointF at) {
    m_cross = at;
    if (m_drawing) {
        m_corners.push_back(toWorld(at));
        emit cornersChanged();
        return say();
    }
    for (auto each = m_territories.rbegin(); each != m_territories.rend(); ++each) {
        if (!pathOf(each->shape).contains(at)) continue;
        if (!m_chosen.remove(each->id)) m_chosen.insert(each->id);
        emit chosenChanged();
        break;
    }
    say();
}

void AreaMap::mousePressEvent(QMouseEvent* event) {
    if (event->button() == Qt::LeftButton) press(event->position());
}

void AreaMap::mouseDoubleClickEvent(QMouseEvent*) {
    // The first press of the double click has set its corner already.
    if (m_drawing && m_corners.size() >= 3) emit closed();
}

void AreaMap::wheelEvent(QWheelEvent* event) { zoom(event->angleDelta().y() > 0 ? 1.25 : 0.8, event->position()); }

void AreaMap::zoom(double factor, QPointF around) {
    const LonLat fixed = toWorld(around);
    m_scale = std::clamp(m_scale * factor, 5.0, 500'000.0);
    const LonLat moved = toWorld(around);
    m_centre.lon += fixed.lon - moved.lon;
    m_centre.lat += fixed.lat - moved.lat;
    update();
}

void AreaMap::keyPressEvent(QKeyEvent* event) {
    const double step = event->modifiers() & Qt::ShiftModifier ? kSmallStep : kStep;
    switch (event->key()) {
        case Qt::Key_Left: m_cross.rx() -= step; break;
        case Qt::Key_Right: m_cross.rx() += step; break;
        case Qt::Key_Up: m_cross.ry() -= step; break;
        case Qt::Key_Down: m_cross.ry() += step; break;
        case Qt::Key_Space: press(m_cross); break;
        case Qt::Key_Plus: zoom(1.25, m_cross); break;
        case Qt::Key_Minus: zoom(0.8, m_cross); break;
        case Qt::Key_Home: fit(); break;
        case Qt::Key_Backspace:
            if (!m_corners.empty()) m_corners.pop_back();
            emit cornersChanged();
            break;
        case Qt::Key_Return:
        case Qt::Key_Enter:
            if (!m_drawing || m_corners.size() < 3) return event->ignore();
            emit closed();
            break;
        default: return QWidget::keyPressEvent(event);
    }
    m_cross.setX(std::clamp(m_cross.x(), 0.0, double(width())));
    m_cross.setY(std::clamp(m_cross.y(), 0.0, double(height())));
    say();
}

}  // namespace ok::app
