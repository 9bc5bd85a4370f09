// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "app/map/map_material.h"

#include <QMatrix4x4>
#include <QSGMaterialShader>
#include <cstring>

#include "app/map/mesh.h"

namespace ok::app {
namespace {

class MapShader : public QSGMaterialShader {
  public:
    MapShader() {
        setShaderFileName(VertexStage, QStringLiteral(":/shaders/map.vert.qsb"));
        setShaderFileName(FragmentStage, QStringLiteral(":/shaders/map.frag.qsb"));
    }

    bool updateUniformData(RenderState& state, QSGMaterial* material, QSGMaterial*) override {
        // std140: mat4 at 0, qt_Opacity at 64, pixel at 68, swell at 72
        auto* block = state.uniformData();
        if (state.isMatrixDirty()) {
            const QMatrix4x4 matrix = state.combinedMatrix();
            std::memcpy(block->data(), matrix.constData(), 64);
        }
        const auto* map = static_cast<MapMaterial*>(material);
        const float values[3] = {state.opacity(), map->pixel(), map->swell()};
        std::memcpy(block->data() + 64, values, sizeof values);
        return true;
    }
};

}  // namespace

MapMaterial::MapMaterial(std::shared_ptr<const MapScale> scale, float swell) : m_scale(std::move(scale)), m_swell(swell) {
    // RequiresFullMatrix keeps the batch renderer from merging: merging would multiply every vertex on the CPU
    // whenever the map moves, and would not know our pixel offsets.
    setFlag(Blending | RequiresFullMatrix);
}

QSGMaterialType* MapMaterial::type() const {
    static QSGMaterialType type;
    return &type;
}

QSGMaterialShader* MapMaterial::createShader(QSGRendererInterface::RenderMode) const { return new MapShader; }

int MapMaterial::compare(const QSGMaterial* other) const {
    const auto* that = static_cast<const MapMaterial*>(other);
    return m_swell < that->m_swell ? -1 : m_swell > that->m_swell ? 1 : 0;
}

const QSGGeometry::AttributeSet& mapAttributes() {
    static const QSGGeometry::Attribute attributes[] = {
        QSGGeometry::Attribute::create(0, 2, QSGGeometry::FloatType, true),
        QSGGeometry::Attribute::create(1, 2, QSGGeometry::FloatType),
        QSGGeometry::Attribute::create(2, 2, QSGGeometry::FloatType),
        QSGGeometry::Attribute::create(3, 4, QSGGeometry::UnsignedByteType)};
    static const QSGGeometry::AttributeSet set{4, sizeof(MapVertex), attributes};
    return set;
}

}  // namespace ok::app
