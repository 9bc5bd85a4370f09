// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// MapView, the drawing half; input is in map_input.cpp.
#include "app/map/map_view.h"

#include <QElapsedTimer>
#include <QMatrix4x4>

#include "app/map/map_nodes.h"

namespace ok::app {
namespace {

constexpr double kMinZoom = 3, kMaxZoom = 20;
constexpr std::size_t kMostLabels = 220;

}  // namespace

MapView::MapView(QQuickItem* parent) : QQuickItem(parent) {
    setFlag(ItemHasContents);
    setFlag(ItemAcceptsInputMethod, false);
    setAcceptedMouseButtons(Qt::LeftButton);
    setAcceptHoverEvents(true);
    setActiveFocusOnTab(true);
    setClip(true);
}

MapView::~MapView() = default;

void MapView::setScene(MapScene* scene) {
    m_scene = scene;
    refresh();
}

void MapView::setHoverWords(std::function<QString(const QString&, const QString&, int)> words) { m_words = std::move(words); }

double MapView::metresPerPixel() const {
    const double lat = toLonLat(m_centre).lat * std::numbers::pi / 180;
    return 40'075'016.7 * std::cos(lat) / worldPixels(m_zoom);
}

bool MapView::empty() const { return !m_scene || m_scene->worldBounds().isNull(); }

QPointF MapView::screenOf(QPointF world) const {
    return (world - m_centre) * worldPixels(m_zoom) + QPointF(width() / 2, height() / 2);
}

QPointF MapView::worldOf(QPointF screen) const {
    return m_centre + (screen - QPointF(width() / 2, height() / 2)) / worldPixels(m_zoom);
}

void MapView::refresh() {
    if (!m_scene) return;
    m_scene->setClustered(m_clustered);
    if (!m_fitted && width() > 0 && !empty()) fitAll();
    emit contentChanged();
    polish();
    update();
}

void MapView::setClustered(bool clustered) {
    if (clustered == m_clustered) return;
    m_clustered = clustered;
    emit clusteredChanged();
    refresh();
}

void MapView::setPicking(bool picking) {
    if (picking == m_picking) return;
    m_picking = picking;
    setCursor(picking ? Qt::CrossCursor : Qt::ArrowCursor);
    emit pickingChanged();
}

void MapView::setSelected(const QString& incident) {
    m_selected = incident;
    if (m_scene) m_scene->setSelected(incident);
    refresh();
}

void MapView::setView(QPointF centre, double zoom) {
    m_zoom = std::clamp(zoom, kMinZoom, kMaxZoom);
    m_centre = {std::clamp(centre.x(), 0.0, 1.0), std::clamp(centre.y(), 0.0, 1.0)};
    moved();
}

void MapView::lookAt(LonLat at, double zoom) { setView(toWorld(at), zoom); }

void MapView::moved() {
    emit viewChanged();
    polish();
    update();
}

void MapView::fitAll() {
    const QRectF box = m_scene ? m_scene->worldBounds() : QRectF();
    if (box.isNull() || width() <= 0 || height() <= 0) return;
    m_fitted = true;
    const double fit = std::min(width() / box.width(), height() / box.height()) * 0.92;
    setView(box.center(), std::min(std::log2(fit / kTile), 16.0));
}

void MapView::zoomBy(double steps) { setView(m_centre, m_zoom + steps); }

void MapView::geometryChange(const QRectF& now, const QRectF& before) {
    QQuickItem::geometryChange(now, before);
    if (!m_fitted && !empty()) fitAll();
    m_labelZoom = -1;
    moved();
}

void MapView::updatePolish() {
    if (!m_scene) return;
    QElapsedTimer timer;
    timer.start();
    m_scene->setZoom(m_zoom);
    m_scene->settle();
    layLabels();
    m_polishNanos = timer.nsecsElapsed();
}

void MapView::layLabels() {
    const double scale = worldPixels(m_zoom);
    const QRectF window(worldOf({0, 0}), QSizeF(width() / scale, height() / scale));
    if (m_labelZoom == m_zoom && m_labelRevision == m_scene->revision() && m_labelBox.contains(window)) return;
    m_labelBox = window.adjusted(-window.width() / 2, -window.height() / 2, window.width() / 2, window.height() / 2);
    m_labelOrigin = m_centre;
    m_labelZoom = m_zoom;
    m_labelRevision = m_scene->revision();
    ++m_labelSerial;
    m_labels.clear();
    for (auto& label : m_scene->labelsIn(m_labelBox, kMostLabels)) {
        const QSizeF size = labelSize(label);
        QPointF at = (label.world - m_labelOrigin) * scale;
        // An incident's number stands above its mark, a cluster's inside its disc.
        if (!label.incident.isEmpty()) at.ry() -= size.height() / 2 + 7;
        const QRectF rect(QPointF(std::round(at.x() - size.width() / 2), std::round(at.y() - size.height() / 2)), size);
        const bool hidden = std::any_of(m_labels.begin(), m_labels.end(),
                                        [&](const Placed& other) { return other.rect.intersects(rect); });
        if (!hidden) m_labels.push_back({std::move(label), rect});
    }
}

QSGNode* MapView::updatePaintNode(QSGNode* old, UpdatePaintNodeData*) {
    if (!m_scene || width() <= 0) return old;
    QElapsedTimer timer;
    timer.start();
    auto* root = static_cast<MapRoot*>(old);
    if (!root) root = new MapRoot;
    const double scale = std::exp2(m_zoom - kLocalZoom);
    const QPointF shift = (m_scene->frame().origin() - m_centre) * worldPixels(m_zoom);
    QMatrix4x4 matrix;
    matrix.translate(static_cast<float>(shift.x() + width() / 2), static_cast<float>(shift.y() + height() / 2));
    matrix.scale(static_cast<float>(scale), static_cast<float>(scale));
    root->setWorld(matrix, static_cast<float>(1 / scale));
    for (int i = 0; i < kMapLayers; ++i) {
        const auto layer = static_cast<MapLayer>(i);
        m_uploads += root->setLayer(layer, m_scene->chunks(layer), m_scene->layerVisible(layer));
    }
    if (root->labelSerial != m_labelSerial) {
        root->labelSerial = m_labelSerial;
        std::vector<LabelImage> images;
        for (auto at = m_labels.rbegin(); at != m_labels.rend(); ++at) images.push_back({at->rect, at->label});
        root->setLabels(window(), images);
    }
    const QPointF by = (m_labelOrigin - m_centre) * worldPixels(m_zoom) + QPointF(width() / 2, height() / 2);
    root->moveLabels({std::round(by.x()), std::round(by.y())});
    m_syncNanos = timer.nsecsElapsed();
    return root;
}

}  // namespace ok::app
