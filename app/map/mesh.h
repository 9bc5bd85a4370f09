// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Meshes: what a scene-graph node draws. INVARIANT: a mesh has at most 65,535 vertices and 16-bit indices; the batch
// renderer of Qt 6.4 draws larger ones wrongly without an error. MeshBuilder starts a new mesh before that happens.
#pragma once
#include <QColor>
#include <QPointF>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

namespace ok::app {

struct MapVertex {
    float x, y;        // local frame
    float dx, dy;      // screen pixels
    float u, v;        // see map.vert
    std::uint8_t rgba[4];  // premultiplied
};
static_assert(sizeof(MapVertex) == 28);

constexpr std::size_t kMaxVertices = 65'535;

struct Mesh {
    std::vector<MapVertex> vertices;
    std::vector<std::uint16_t> indices;
};
/// Immutable once built: the renderer uploads a mesh when the pointer changes, never otherwise.
using MeshPtr = std::shared_ptr<const Mesh>;

class MeshBuilder {
  public:
    /// Fills rings by the even-odd rule (the first is the outline, holes follow).
    void addFill(std::span<const std::vector<QPointF>> rings, const QColor& colour);
    void addLine(std::span<const QPointF> points, bool closed, double widthPixels, const QColor& colour);
    void addDisc(QPointF at, double radiusPixels, const QColor& colour);
    [[nodiscard]] std::vector<MeshPtr> take();

  private:
    Mesh& room(std::size_t vertices);
    void addConvex(std::span<const QPointF> ring, const QColor& colour);
    void addTriangles(std::span<const std::vector<QPointF>> rings, const QColor& colour);
    std::shared_ptr<Mesh> m_open;
    std::vector<MeshPtr> m_done;
};

[[nodiscard]] bool isConvex(std::span<const QPointF> ring);

}  // namespace ok::app
