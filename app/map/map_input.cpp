// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// MapView, the input half: mouse, wheel, keys, picking.
#include <QGuiApplication>
#include <QStyleHints>

#include "app/map/map_view.h"

namespace ok::app {
namespace {

constexpr double kPanStep = 80;  // pixels an arrow key moves the map

}  // namespace

void MapView::mousePressEvent(QMouseEvent* event) {
    forceActiveFocus(Qt::MouseFocusReason);
    m_pressAt = m_lastAt = event->position();
    m_dragging = false;
    event->accept();
}

void MapView::mouseMoveEvent(QMouseEvent* event) {
    const QPointF at = event->position();
    if (!m_dragging && (at - m_pressAt).manhattanLength() < QGuiApplication::styleHints()->startDragDistance()) return;
    m_dragging = true;
    setView(m_centre - (at - m_lastAt) / worldPixels(m_zoom), m_zoom);
    m_lastAt = at;
}

void MapView::mouseReleaseEvent(QMouseEvent* event) {
    if (!m_dragging) click(event->position(), event->modifiers() & Qt::ControlModifier);
    m_dragging = false;
}

void MapView::mouseDoubleClickEvent(QMouseEvent* event) {
    if (m_picking || !m_scene) return;
    const QString id = m_scene->incidentAt(worldOf(event->position()), 1 / worldPixels(m_zoom));
    if (!id.isEmpty()) emit incidentActivated(id);
}

void MapView::click(QPointF at, bool add) {
    if (!m_scene) return;
    const QPointF world = worldOf(at);
    if (m_picking) {
        const LonLat place = toLonLat(world);
        setPicking(false);
        emit placePicked(place.lon, place.lat);
        return;
    }
    const double worldPerPixel = 1 / worldPixels(m_zoom);
    // A label is a bigger target than the mark under it.
    for (const auto& placed : m_labels) {
        const QPointF origin = (m_labelOrigin - m_centre) * worldPixels(m_zoom) + QPointF(width() / 2, height() / 2);
        if (!placed.label.incident.isEmpty() && placed.rect.translated(origin).contains(at)) {
            emit incidentClicked(placed.label.incident, add);
            return;
        }
    }
    if (const auto* cluster = m_scene->clusterAt(world, worldPerPixel)) {
        setView(cluster->world, std::min(m_zoom + 2, 18.0));  // expand it
        return;
    }
    const QString report = m_scene->reportAt(world, worldPerPixel);
    if (!report.isEmpty()) {
        emit reportClicked(report);
        return;
    }
    const QString incident = m_scene->incidentAt(world, worldPerPixel);
    if (!incident.isEmpty()) emit incidentClicked(incident, add);
}

void MapView::wheelEvent(QWheelEvent* event) {
    const QPointF under = worldOf(event->position());
    const double before = m_zoom;
    const double zoom = m_zoom + event->angleDelta().y() / 240.0;
    setView(m_centre, zoom);
    // The place under the pointer stays under the pointer.
    if (m_zoom != before) setView(m_centre + (under - worldOf(event->position())), m_zoom);
    event->accept();
}

void MapView::hoverMoveEvent(QHoverEvent* event) {
    QString text;
    if (m_scene && m_words && !m_picking) {
        const QPointF world = worldOf(event->position());
        const double worldPerPixel = 1 / worldPixels(m_zoom);
        const auto* cluster = m_scene->clusterAt(world, worldPerPixel);
        const QString report = cluster ? QString() : m_scene->reportAt(world, worldPerPixel);
        const QString incident = m_scene->incidentAt(world, worldPerPixel);
        if (cluster || !report.isEmpty() || !incident.isEmpty())
            text = m_words(incident, report, cluster ? static_cast<int>(cluster->count) : 0);
    }
    if (text.isEmpty() && m_hoverText.isEmpty()) return;
    m_hoverText = text;
    m_hoverAt = event->position();
    emit hoverChanged();
}

void MapView::hoverLeaveEvent(QHoverEvent*) {
    m_hoverText.clear();
    emit hoverChanged();
}

void MapView::showSelected() {
    if (!m_scene || m_selected.isEmpty()) return;
    const auto at = m_scene->placeOf(m_selected);
    if (!at) return;
    // Moving the map under somebody's eyes costs them their bearings: only when it is not comfortably in view.
    const QRectF comfortable(width() * 0.12, height() * 0.14, width() * 0.76, height() * 0.74);
    if (!comfortable.contains(screenOf(*at))) setView(*at, m_zoom);
}

bool MapView::cycle(bool forward) {
    const auto order = m_scene ? m_scene->incidentOrder() : QStringList();
    const auto at = order.indexOf(m_selected);
    const auto next = at < 0 ? (forward ? 0 : order.size() - 1) : forward ? at + 1 : at - 1;
    if (next < 0 || next >= order.size()) return false;
    emit incidentClicked(order[next], false);
    return true;
}

void MapView::keyPressEvent(QKeyEvent* event) {
    const double step = kPanStep / worldPixels(m_zoom);
    switch (event->key()) {
        case Qt::Key_Left: setView(m_centre - QPointF(step, 0), m_zoom); break;
        case Qt::Key_Right: setView(m_centre + QPointF(step, 0), m_zoom); break;
        case Qt::Key_Up: setView(m_centre - QPointF(0, step), m_zoom); break;
        case Qt::Key_Down: setView(m_centre + QPointF(0, step), m_zoom); break;
        case Qt::Key_Plus:
        case Qt::Key_Equal: zoomBy(0.5); break;
        case Qt::Key_Minus: zoomBy(-0.5); break;
        case Qt::Key_Home: fitAll(); break;
        case Qt::Key_N: cycle(true); break;
        case Qt::Key_P: cycle(false); break;
        case Qt::Key_Return:
        case Qt::Key_Enter:
            if (m_picking) click({width() / 2, height() / 2}, false);  // the keyboard picks the middle of the map
            else if (!m_selected.isEmpty()) emit incidentActivated(m_selected);
            break;
        case Qt::Key_Escape:
            if (!m_picking) return event->ignore();
            setPicking(false);
            emit pickCancelled();
            break;
        default: return event->ignore();
    }
    event->accept();
}

}  // namespace ok::app
