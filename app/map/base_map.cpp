// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "app/map/base_map.h"

#include <QFile>
#include <QPainter>
#include <QPainterPath>

namespace ok::app {
namespace {

using territory::MapKind;
using territory::MapShape;

constexpr qint64 kLargestFile = 512LL * 1024 * 1024;

QColor mixed(const QColor& a, const QColor& b, float share) {
    return QColor::fromRgbF(a.redF() * (1 - share) + b.redF() * share, a.greenF() * (1 - share) + b.greenF() * share,
                            a.blueF() * (1 - share) + b.blueF() * share);
}

/// Invalid: not drawn. The ground stays quiet; roads and water only give bearings.
QColor fillOf(MapKind kind, const Tokens& t) {
    switch (kind) {
        case MapKind::lake:
        case MapKind::river: return t.water;
        case MapKind::forest:
        case MapKind::park: return mixed(t.land, t.good, 0.08F);
        case MapKind::residential:
        case MapKind::industrial: return mixed(t.land, t.building, 0.6F);
        case MapKind::house:
        case MapKind::publicBuilding: return t.building;
        case MapKind::homeCounty: return mixed(t.land, t.building, 0.55F);
        default: return {};
    }
}

struct Pen {
    QColor colour;
    double width = 1;
};

Pen penOf(MapKind kind, const Tokens& t) {
    switch (kind) {
        case MapKind::motorway:
        case MapKind::primary: return {t.roadMajor, 2.2};
        case MapKind::secondary: return {t.roadMajor, 1.4};
        case MapKind::minor: return {t.road, 1.1};
        case MapKind::service: return {t.road, 0.7};
        case MapKind::railway: return {t.road, 0.8};
        case MapKind::river:
        case MapKind::stream: return {t.water, 1.4};
        case MapKind::powerLine:
        case MapKind::powerMinorLine: return {mixed(t.land, t.warning, 0.4F), 0.8};
        case MapKind::countyLine: return {t.road, 0.9};
        case MapKind::stateLine:
        case MapKind::townLine: return {t.boundary, 1.2};
        default: return {};
    }
}

}  // namespace

std::shared_ptr<BaseMap> BaseMap::open(const QString& path) {
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly) || file.size() > kLargestFile) return nullptr;
    auto map = std::make_shared<BaseMap>();
    map->m_bytes = file.readAll();
    auto opened = territory::MapFile::open({map->m_bytes.constData(), static_cast<std::size_t>(map->m_bytes.size())});
    if (!opened.ok()) {
        qWarning("base map: %s", opened.problem().message.c_str());
        return nullptr;
    }
    map->m_file = std::move(*opened);
    return map;
}

void BaseMap::paint(int level, MeshBuilder& fill, MeshBuilder& line, const LocalFrame& frame, const Tokens& tokens) const {
    for (const auto& id : m_file->tiles())
        if (id.zoom == level) paintTile(id, fill, line, frame, tokens);
}

bool BaseMap::draw(QPainter& painter, const GeoBox& box, double zoom, const std::function<QPointF(QPointF)>& place, const Tokens& tokens) const {
    bool any = false;
    for (const auto& id : m_file->covering(box, m_file->levelFor(zoom))) {
        const auto tile = m_file->tile(id);
        if (!tile.ok()) continue;
        const double tiles = std::exp2(id.zoom);
        for (const auto& feature : tile->features) {
            QPainterPath path;
            for (const auto& part : feature.parts) {
                QPolygonF points;
                for (const auto& p : part) points << place(QPointF((id.x + p.x / double(territory::tileExtent)) / tiles, (id.y + p.y / double(territory::tileExtent)) / tiles));
                path.addPolygon(points);
            }
            if (feature.shape == MapShape::polygons) {
                const QColor colour = fillOf(feature.kind, tokens);
                if (colour.isValid()) painter.fillPath(path, colour);
            } else if (feature.shape == MapShape::lines) {
                const Pen pen = penOf(feature.kind, tokens);
                if (pen.colour.isValid()) painter.strokePath(path, QPen(pen.colour, pen.width));
            }
            any = true;
        }
    }
    return any;
}

void BaseMap::paintTile(territory::TileId id, MeshBuilder& fill, MeshBuilder& line, const LocalFrame& frame, const Tokens& tokens) const {
    const auto tile = m_file->tile(id);
    if (!tile.ok()) return;
    const double tiles = std::exp2(id.zoom);
    const auto local = [&](territory::TilePoint p) {
        return frame.local(QPointF((id.x + p.x / double(territory::tileExtent)) / tiles, (id.y + p.y / double(territory::tileExtent)) / tiles));
    };
    for (const auto& feature : tile->features) {
        std::vector<std::vector<QPointF>> parts;
        for (const auto& part : feature.parts) {
            auto& points = parts.emplace_back();
            for (const auto& p : part) points.push_back(local(p));
        }
        if (feature.shape == MapShape::polygons) {
            if (const QColor colour = fillOf(feature.kind, tokens); colour.isValid()) fill.addFill(parts, colour);
        } else if (feature.shape == MapShape::lines) {
            const Pen pen = penOf(feature.kind, tokens);
            if (!pen.colour.isValid()) continue;
            for (const auto& part : parts) line.addLine(part, false, pen.width, pen.colour);
        }
    }
}

}  // namespace ok::app
