// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "app/map/map_nodes.h"

#include <QGuiApplication>
#include <QMatrix4x4>
#include <QPainter>
#include <cstring>

namespace ok::app {
namespace {

QFont labelFont(const MapLabel& label) {
    QFont font = QGuiApplication::font();
    font.setPointSizeF(label.strong ? font.pointSizeF() + 3.5 : label.incident.isEmpty() ? font.pointSizeF() - 1.5 : font.pointSizeF() - 0.5);
    font.setWeight(label.strong ? QFont::Bold : QFont::DemiBold);
    return font;
}

QImage paintLabel(const MapLabel& label, QSizeF size, qreal ratio) {
    QImage image((size * ratio).toSize(), QImage::Format_ARGB32_Premultiplied);
    image.setDevicePixelRatio(ratio);
    image.fill(Qt::transparent);
    QPainter p(&image);
    p.setRenderHint(QPainter::Antialiasing);
    const QRectF body = QRectF(QPointF(), size).adjusted(1, 1, -1, -1);
    if (label.back.alpha() > 0) {
        p.setPen(QPen(label.quiet ? label.ink : label.strong ? label.ink : label.back, label.strong ? 1.5 : 1));
        p.setBrush(label.back);
        p.drawRoundedRect(body, 4, 4);
    }
    p.setPen(label.ink);
    p.setFont(labelFont(label));
    p.drawText(body, Qt::AlignCenter, label.text);
    return image;
}

}  // namespace

QSizeF labelSize(const MapLabel& label) {
    const QFontMetricsF metrics(labelFont(label));
    const double pad = label.incident.isEmpty() ? 2 : label.strong ? 16 : 10;
    return {std::ceil(metrics.horizontalAdvance(label.text) + pad), std::ceil(metrics.height() + (label.strong ? 8 : 3))};
}

MeshNode::MeshNode(MeshPtr mesh, const std::shared_ptr<const MapScale>& scale)
    : m_mesh(std::move(mesh)),
      m_geometry(mapAttributes(), static_cast<int>(m_mesh->vertices.size()), static_cast<int>(m_mesh->indices.size()),
                 QSGGeometry::UnsignedShortType),
      m_material(scale, 1) {
    Q_ASSERT(m_mesh->vertices.size() <= kMaxVertices);
    m_geometry.setDrawingMode(QSGGeometry::DrawTriangles);
    std::memcpy(m_geometry.vertexData(), m_mesh->vertices.data(), m_mesh->vertices.size() * sizeof(MapVertex));
    std::memcpy(m_geometry.indexData(), m_mesh->indices.data(), m_mesh->indices.size() * sizeof(std::uint16_t));
    setGeometry(&m_geometry);
    setMaterial(&m_material);
}

MapRoot::MapRoot() : m_world(new QSGTransformNode), m_labels(new QSGTransformNode) {
    appendChildNode(m_world);
    appendChildNode(m_labels);
    for (auto*& layer : m_layers) {
        layer = new QSGNode;
        m_world->appendChildNode(layer);
    }
}

quint64 MapRoot::setLayer(MapLayer layer, const MapScene::Chunks& chunks, bool visible) {
    QSGNode* parent = m_layers[static_cast<std::size_t>(layer)];
    static const MapScene::Chunks none;
    const auto& wanted = visible ? chunks : none;
    quint64 uploads = 0;
    QSGNode* node = parent->firstChild();
    for (const auto& mesh : wanted) {
        if (node && static_cast<MeshNode*>(node)->mesh() == mesh) {
            node = node->nextSibling();
            continue;
        }
        auto* fresh = new MeshNode(mesh, m_scale);
        fresh->setFlag(QSGNode::OwnedByParent);
        ++uploads;
        if (node) {
            parent->insertChildNodeBefore(fresh, node);
            QSGNode* stale = node;
            node = node->nextSibling();
            parent->removeChildNode(stale);
            delete stale;
        } else {
            parent->appendChildNode(fresh);
        }
    }
    while (node) {
        QSGNode* stale = node;
        node = node->nextSibling();
        parent->removeChildNode(stale);
        delete stale;
    }
    return uploads;
}

void MapRoot::setWorld(const QMatrix4x4& matrix, float pixel) {
    m_world->setMatrix(matrix);
    if (m_scale->pixel == pixel) return;
    m_scale->pixel = pixel;
    for (auto* layer : m_layers)
        for (QSGNode* node = layer->firstChild(); node; node = node->nextSibling()) node->markDirty(QSGNode::DirtyMaterial);
}

void MapRoot::moveLabels(QPointF by) {
    QMatrix4x4 matrix;
    matrix.translate(static_cast<float>(by.x()), static_cast<float>(by.y()));
    m_labels->setMatrix(matrix);
}

QSGTexture* MapRoot::textureFor(QQuickWindow* window, const MapLabel& label, QSizeF size) {
    const QString key = label.text + label.back.name(QColor::HexArgb) + label.ink.name() + (label.strong ? u'!' : u'-') +
                        (label.quiet ? u'q' : u'f') + (label.incident.isEmpty() ? u'c' : u'i');
    auto& held = m_textures[key.toStdString()];
    if (!held) {
        const QImage image = paintLabel(label, size, window->effectiveDevicePixelRatio());
        held.reset(window->createTextureFromImage(image, QQuickWindow::TextureCanUseAtlas));
    }
    return held.get();
}

void MapRoot::setLabels(QQuickWindow* window, const std::vector<LabelImage>& labels) {
    while (QSGNode* child = m_labels->firstChild()) {
        m_labels->removeChildNode(child);
        delete child;
    }
    if (m_textures.size() > 4000) m_textures.clear();
    for (const auto& [rect, label] : labels) {
        QSGImageNode* node = window->createImageNode();
        node->setTexture(textureFor(window, label, rect.size()));
        node->setRect(rect);
        node->setFlag(QSGNode::OwnedByParent);
        m_labels->appendChildNode(node);
    }
}

}  // namespace ok::app
