// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// MapScene, the asking half: labels, hit tests, order, bounds.
#include <algorithm>
#include <cmath>

#include "app/desk/words.h"
#include "app/map/map_scene.h"

namespace ok::app {
namespace {

double distance(QPointF a, QPointF b) { return std::hypot(a.x() - b.x(), a.y() - b.y()); }

}  // namespace

QRectF MapScene::worldBounds() const {
    GeoBox box;
    for (const auto& polygon : m_store.utility().territory) box.include(boundsOf(polygon));
    if (box.empty()) box = m_store.utility().bounds;
    if (box.empty()) {
        for (const auto& doc : m_store.incidents()) box.include(doc.centre);
        for (const auto& doc : m_store.reports())
            if (doc.placed) box.include(doc.at);
    }
    if (box.empty()) return {};
    // A single point still needs an area to look at: about a mile around it.
    constexpr double least = 0.012;
    if (box.high.lon - box.low.lon < least) box.low.lon -= least, box.high.lon += least;
    if (box.high.lat - box.low.lat < least) box.low.lat -= least, box.high.lat += least;
    return {toWorld({box.low.lon, box.high.lat}), toWorld({box.high.lon, box.low.lat})};
}

std::optional<QPointF> MapScene::placeOf(const QString& incident) const {
    const auto* doc = m_store.incident(incident);
    return doc ? std::optional(toWorld(doc->centre)) : std::nullopt;
}

QStringList MapScene::incidentOrder() const {
    std::vector<const IncidentDoc*> live;
    for (const auto& doc : m_store.incidents())
        if (isLive(doc)) live.push_back(&doc);
    std::sort(live.begin(), live.end(), [](const auto* a, const auto* b) {
        const bool x = a->attention != Attention::Unhandled, y = b->attention != Attention::Unhandled;
        return std::tuple(x, -a->customers, a->began, a->id) < std::tuple(y, -b->customers, b->began, b->id);
    });
    QStringList ids;
    for (const auto* doc : live) ids << doc->id;
    return ids;
}

std::vector<MapLabel> MapScene::labelsIn(const QRectF& box, std::size_t atMost) const {
    std::vector<const IncidentDoc*> here;
    for (const auto& doc : m_store.incidents())
        if (isLive(doc) && box.contains(toWorld(doc.centre))) here.push_back(&doc);
    const auto rank = [this](const IncidentDoc* doc) {
        const int first = doc->id == m_biggest ? 0 : doc->id == m_selected ? 1 : 2;
        return std::tuple(first, -doc->customers, doc->id);
    };
    const auto wanted = std::min(atMost, here.size());
    std::partial_sort(here.begin(), here.begin() + static_cast<std::ptrdiff_t>(wanted), here.end(),
                      [&](const auto* a, const auto* b) { return rank(a) < rank(b); });
    std::vector<MapLabel> labels;
    for (std::size_t i = 0; i < wanted; ++i) {
        const auto& doc = *here[i];
        const bool biggest = doc.id == m_biggest, selected = doc.id == m_selected;
        const QColor colour = attentionColour(doc.attention, m_tokens);
        MapLabel label{toWorld(doc.centre), countText(doc.customers), m_tokens.panel, colour, doc.id, biggest, true};
        if (biggest) label.back = m_tokens.critical, label.ink = m_tokens.onCritical, label.quiet = false;
        else if (selected) label.back = m_tokens.text, label.ink = m_tokens.window, label.quiet = false;
        labels.push_back(label);
    }
    if (!m_clustered) return labels;
    for (const auto& cluster : m_clusters) {
        if (labels.size() >= atMost * 2) break;
        if (cluster.count < 2 || !box.contains(cluster.world)) continue;
        labels.push_back({cluster.world, countText(cluster.count), Qt::transparent, m_tokens.muted, {}, false, false});
    }
    return labels;
}

QString MapScene::incidentAt(QPointF world, double worldPerPixel) const {
    QString best;
    double smallest = std::numeric_limits<double>::max();
    const LonLat at = toLonLat(world);
    for (const auto& shape : m_shapes) {
        const auto* doc = m_store.incident(shape.id);
        if (!doc || doc->attention == Attention::Closed) continue;
        if (distance(toWorld(doc->centre), world) < 9 * worldPerPixel) return doc->id;
        if (!shape.box.contains(world) || !contains(doc->boundary, at)) continue;
        const double area = shape.box.width() * shape.box.height();  // of nested outages the inner one
        if (area < smallest) smallest = area, best = doc->id;
    }
    return best;
}

QString MapScene::reportAt(QPointF world, double worldPerPixel) const {
    double nearest = 7 * worldPerPixel;
    QString found;
    for (std::size_t slot = 0; slot < m_points.size(); ++slot) {
        const double away = distance(m_points[slot], world);  // NaN compares false
        if (away < nearest) nearest = away, found = m_pointIds[slot];
    }
    return found;
}

const PointCluster* MapScene::clusterAt(QPointF world, double worldPerPixel) const {
    if (!m_clustered) return nullptr;
    for (const auto& cluster : m_clusters)
        if (cluster.count > 1 && distance(cluster.world, world) < 16 * worldPerPixel) return &cluster;
    return nullptr;
}

}  // namespace ok::app
