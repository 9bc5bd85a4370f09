// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// The material of every map node: vertex colours, offsets in screen pixels (shaders/map.vert).
#pragma once
#include <QSGGeometry>
#include <QSGMaterial>
#include <memory>

namespace ok::app {

/// Shared by all materials of one view; changing it costs a uniform update, never a geometry upload.
struct MapScale {
    float pixel = 1;  // one screen pixel in local units
};

class MapMaterial : public QSGMaterial {
  public:
    MapMaterial(std::shared_ptr<const MapScale> scale, float swell);
    QSGMaterialType* type() const override;
    QSGMaterialShader* createShader(QSGRendererInterface::RenderMode mode) const override;
    int compare(const QSGMaterial* other) const override;
    [[nodiscard]] float pixel() const { return m_scale->pixel; }
    [[nodiscard]] float swell() const { return m_swell; }
    void setSwell(float swell) { m_swell = swell; }

  private:
    std::shared_ptr<const MapScale> m_scale;
    float m_swell;
};

[[nodiscard]] const QSGGeometry::AttributeSet& mapAttributes();

}  // namespace ok::app
