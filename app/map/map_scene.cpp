// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "app/map/map_scene.h"

#include <cmath>
#include <limits>

#include "app/desk/words.h"

namespace ok::app {
namespace {

constexpr int kIncidentsPerChunk = 128;
constexpr int kReportsPerChunk = 16'383;  // four vertices each: just below the limit of one mesh
constexpr double kPointRadius = 3;

QColor withAlpha(QColor colour, int alpha) {
    colour.setAlpha(alpha);
    return colour;
}

QRectF worldBox(const MultiPolygon& shape, LonLat centre) {
    QRectF box(toWorld(centre), QSizeF(0, 0));
    for (const auto& polygon : shape) {
        const GeoBox bounds = boundsOf(polygon);
        if (bounds.empty()) continue;
        box = box.united(QRectF(toWorld({bounds.low.lon, bounds.high.lat}), toWorld({bounds.high.lon, bounds.low.lat})));
    }
    return box;
}

double clusterRadius(std::uint32_t count) { return count == 1 ? kPointRadius : 9 + 4.5 * std::log10(count); }

}  // namespace

void MapScene::setTokens(const Tokens& tokens) {
    m_tokens = tokens;
    if (m_haveOrigin) rebuildAll();
}

void MapScene::setBase(std::shared_ptr<const BaseMap> base) {
    m_base = std::move(base);
    m_baseDirty = true;
    ++m_revision;
}

void MapScene::chooseOrigin() {
    const QRectF box = worldBounds();
    if (box.isNull()) return;
    m_frame = LocalFrame(toLonLat(box.center()));
    m_haveOrigin = true;
}

void MapScene::rebuildAll() {
    m_haveOrigin = false;
    m_shapes.clear(), m_shapeSlot.clear(), m_fillParts.clear(), m_lineParts.clear(), m_markParts.clear();
    m_points.clear(), m_pointIds.clear(), m_pointSlot.clear(), m_pointParts.clear();
    m_dirtyIncidents.clear(), m_dirtyReports.clear();
    const auto* biggest = m_store.biggestUnhandled();
    m_biggest = biggest ? biggest->id : QString();
    chooseOrigin();
    for (const auto& doc : m_store.incidents()) touchIncident(doc.id);
    for (const auto& doc : m_store.reports()) touchReport(doc.id);
    buildTerritory();
    m_baseDirty = m_clustersDirty = true;
    ++m_revision;
}

void MapScene::follow(const StoreChange& change) {
    if (change.reset || change.utility || !m_haveOrigin) return rebuildAll();
    for (const auto& id : change.incidents) touchIncident(id);
    for (const auto& id : change.reports) touchReport(id);
    if (!change.incidents.isEmpty()) {
        const auto* biggest = m_store.biggestUnhandled();
        const QString before = std::exchange(m_biggest, biggest ? biggest->id : QString());
        if (before != m_biggest) touchIncident(before), touchIncident(m_biggest);
    }
    if (!change.incidents.isEmpty() || !change.reports.isEmpty()) ++m_revision;
}

void MapScene::touchIncident(const QString& id) {
    const auto* doc = m_store.incident(id);
    if (!doc && !m_shapeSlot.contains(id)) return;
    if (!m_shapeSlot.contains(id)) {
        m_shapeSlot.insert(id, static_cast<int>(m_shapes.size()));
        m_shapes.push_back({id, {}});
    }
    const int slot = m_shapeSlot.value(id);
    m_shapes[static_cast<std::size_t>(slot)].box = doc ? worldBox(doc->boundary, doc->centre) : QRectF();
    m_dirtyIncidents.insert(slot / kIncidentsPerChunk);
}

void MapScene::touchReport(const QString& id) {
    const auto* doc = m_store.report(id);
    const bool shown = doc && doc->placed;
    auto found = m_pointSlot.constFind(id);
    if (found == m_pointSlot.constEnd()) {
        if (!shown) return;
        found = m_pointSlot.insert(id, static_cast<int>(m_points.size()));
        m_points.emplace_back();
        m_pointIds.push_back(id);
    }
    constexpr double none = std::numeric_limits<double>::quiet_NaN();
    m_points[static_cast<std::size_t>(*found)] = shown ? toWorld(doc->at) : QPointF(none, none);
    m_dirtyReports.insert(*found / kReportsPerChunk);
    m_clustersDirty = true;
}

void MapScene::setSelected(const QString& incident) {
    if (incident == m_selected) return;
    const QString before = std::exchange(m_selected, incident);
    touchIncident(before);
    touchIncident(m_selected);
    ++m_revision;
}

void MapScene::setClustered(bool clustered) {
    m_clustered = clustered;
    ++m_revision;
}

void MapScene::setZoom(double zoom) {
    if (m_base && m_base->levelFor(zoom) != m_baseLevel) {
        m_baseLevel = m_base->levelFor(zoom);
        m_baseDirty = true;
    }
    const int level = static_cast<int>(std::floor(zoom));
    if (level == m_clusterZoom) return;
    m_clusterZoom = level;
    m_clustersDirty = true;
    ++m_revision;
}

bool MapScene::layerVisible(MapLayer layer) const {
    if (layer == MapLayer::Reports) return !m_clustered;
    if (layer == MapLayer::Clusters) return m_clustered;
    return true;
}

void MapScene::settle() {
    if (!m_haveOrigin) return;
    if (m_baseDirty) buildBase();
    for (const int chunk : std::as_const(m_dirtyIncidents)) buildIncidentChunk(chunk);
    if (!m_dirtyIncidents.isEmpty()) {
        collect(MapLayer::IncidentFill, m_fillParts);
        collect(MapLayer::IncidentLine, m_lineParts);
        collect(MapLayer::Marks, m_markParts);
    }
    m_dirtyIncidents.clear();
    // Only what is on screen is built: points or clusters, not both.
    if (!m_clustered) {
        for (const int chunk : std::as_const(m_dirtyReports)) buildReportChunk(chunk);
        if (!m_dirtyReports.isEmpty()) collect(MapLayer::Reports, m_pointParts);
        m_dirtyReports.clear();
    } else if (m_clustersDirty && m_clusterZoom >= 0) {
        buildClusters();
    }
}

void MapScene::collect(MapLayer layer, const QHash<int, Chunks>& parts) {
    auto& chunks = m_layers[static_cast<std::size_t>(layer)];
    chunks.clear();
    QList<int> order = parts.keys();
    std::sort(order.begin(), order.end());
    for (const int part : order) {
        const auto& meshes = *parts.constFind(part);  // operator[] of a const QHash would copy
        chunks.insert(chunks.end(), meshes.begin(), meshes.end());
    }
}

std::vector<std::vector<QPointF>> MapScene::localRings(const Polygon& shape) const {
    std::vector<std::vector<QPointF>> rings;
    for (const auto& ring : shape.rings) {
        auto& points = rings.emplace_back();
        points.reserve(ring.size());
        for (const auto& at : ring) points.push_back(m_frame.local(at));
    }
    return rings;
}

void MapScene::buildIncidentChunk(int chunk) {
    MeshBuilder fill, line, mark;
    const auto from = static_cast<std::size_t>(chunk * kIncidentsPerChunk);
    const auto to = std::min(m_shapes.size(), from + kIncidentsPerChunk);
    for (std::size_t slot = from; slot < to; ++slot) {
        const auto* doc = m_store.incident(m_shapes[slot].id);
        if (!doc || doc->attention == Attention::Closed) continue;
        const QColor colour = attentionColour(doc->attention, m_tokens);
        const bool selected = doc->id == m_selected, biggest = doc->id == m_biggest;
        for (const auto& polygon : doc->boundary) {
            const auto rings = localRings(polygon);
            fill.addFill(rings, withAlpha(colour, biggest ? 90 : selected ? 70 : 38));
            for (const auto& ring : rings) {
                if (selected) line.addLine(ring, true, 6, withAlpha(m_tokens.text, 60));
                line.addLine(ring, true, selected || biggest ? 2.5 : 1.25, withAlpha(colour, biggest || selected ? 255 : 170));
            }
        }
        if (isLive(*doc)) mark.addDisc(m_frame.local(doc->centre), 3.5, colour);
    }
    m_fillParts[chunk] = fill.take();
    m_lineParts[chunk] = line.take();
    m_markParts[chunk] = mark.take();
}

void MapScene::buildReportChunk(int chunk) {
    MeshBuilder builder;
    const auto from = static_cast<std::size_t>(chunk) * kReportsPerChunk;
    const auto to = std::min(m_points.size(), from + kReportsPerChunk);
    for (std::size_t slot = from; slot < to; ++slot)
        if (!std::isnan(m_points[slot].x()))
            builder.addDisc(m_frame.local(m_points[slot]), kPointRadius, withAlpha(m_tokens.report, 210));
    m_pointParts[chunk] = builder.take();
}

void MapScene::buildClusters() {
    m_clusters = clusterPoints(m_points, m_clusterZoom);
    MeshBuilder builder;
    for (const auto& cluster : m_clusters) {
        const double radius = clusterRadius(cluster.count);
        const QPointF at = m_frame.local(cluster.world);
        // Reports stay in the background: the eye is for incidents.
        if (cluster.count > 1) builder.addDisc(at, radius + 1.5, withAlpha(m_tokens.report, 120));
        builder.addDisc(at, radius, cluster.count > 1 ? withAlpha(m_tokens.panel, 205) : withAlpha(m_tokens.report, 210));
    }
    m_layers[static_cast<std::size_t>(MapLayer::Clusters)] = builder.take();
    m_clustersDirty = false;
}

void MapScene::buildTerritory() {
    MeshBuilder builder;
    if (m_haveOrigin) {
        for (const auto& polygon : m_store.utility().territory)
            for (const auto& ring : localRings(polygon)) builder.addLine(ring, true, 1.5, withAlpha(m_tokens.boundary, 200));
    }
    m_layers[static_cast<std::size_t>(MapLayer::Territory)] = builder.take();
}

void MapScene::buildBase() {
    MeshBuilder fill, line;
    if (m_base) {
        m_base->paint(m_baseLevel, fill, line, m_frame, m_tokens);
    } else {  // no tiles: the territory itself is the ground
        for (const auto& polygon : m_store.utility().territory) {
            const auto rings = localRings(polygon);
            fill.addFill(rings, m_tokens.land.lighter(m_tokens.land.lightness() < 128 ? 118 : 101));
        }
    }
    m_layers[static_cast<std::size_t>(MapLayer::BaseFill)] = fill.take();
    m_layers[static_cast<std::size_t>(MapLayer::BaseLine)] = line.take();
    m_baseDirty = false;
}

}  // namespace ok::app
