// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// The scene-graph side of the map: layer nodes under a transform for the world, label images under a transform for the
// screen. Lives on the render thread (the GUI thread under QQuickWidget), touched only during sync.
#pragma once
#include <QHash>
#include <QQuickWindow>
#include <QSGGeometryNode>
#include <QSGImageNode>
#include <QSGTransformNode>

#include "app/map/map_material.h"
#include "app/map/map_scene.h"

namespace ok::app {

class MeshNode : public QSGGeometryNode {
  public:
    MeshNode(MeshPtr mesh, const std::shared_ptr<const MapScale>& scale);
    [[nodiscard]] const MeshPtr& mesh() const { return m_mesh; }

  private:
    MeshPtr m_mesh;
    QSGGeometry m_geometry;
    MapMaterial m_material;
};

struct LabelImage {
    QRectF rect;
    MapLabel label;
};

class MapRoot : public QSGNode {
  public:
    MapRoot();
    /// Replaces the meshes that differ from those uploaded; returns how many were.
    quint64 setLayer(MapLayer layer, const MapScene::Chunks& chunks, bool visible);
    void setWorld(const QMatrix4x4& matrix, float pixel);
    void setLabels(QQuickWindow* window, const std::vector<LabelImage>& labels);
    void moveLabels(QPointF by);
    quint64 labelSerial = 0;

  private:
    QSGTexture* textureFor(QQuickWindow* window, const MapLabel& label, QSizeF size);
    QSGTransformNode* m_world;
    QSGTransformNode* m_labels;
    std::array<QSGNode*, kMapLayers> m_layers{};
    std::shared_ptr<MapScale> m_scale = std::make_shared<MapScale>();
    std::unordered_map<std::string, std::unique_ptr<QSGTexture>> m_textures;
};

/// The size a label needs on the screen.
[[nodiscard]] QSizeF labelSize(const MapLabel& label);

}  // namespace ok::app
