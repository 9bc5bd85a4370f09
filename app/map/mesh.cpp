// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "app/map/mesh.h"

#include <QPainterPath>
#include <QtGui/private/qtriangulator_p.h>
#include <cmath>

namespace ok::app {
namespace {

MapVertex vertex(QPointF at, QPointF offset, QPointF unit, const QColor& c) {
    const auto premultiplied = [&](int channel) { return static_cast<std::uint8_t>(channel * c.alpha() / 255); };
    return {static_cast<float>(at.x()),     static_cast<float>(at.y()),  static_cast<float>(offset.x()),
            static_cast<float>(offset.y()), static_cast<float>(unit.x()), static_cast<float>(unit.y()),
            {premultiplied(c.red()), premultiplied(c.green()), premultiplied(c.blue()), static_cast<std::uint8_t>(c.alpha())}};
}

double cross(QPointF a, QPointF b) { return a.x() * b.y() - a.y() * b.x(); }

QPointF normalOf(QPointF from, QPointF to) {
    const QPointF d = to - from;
    const double length = std::hypot(d.x(), d.y());
    return length > 0 ? QPointF(-d.y() / length, d.x() / length) : QPointF();
}

/// The offset direction at a corner: the two normals' bisector, stretched so that the line keeps its width, at most 3x.
QPointF miter(QPointF before, QPointF after) {
    const QPointF sum = before + after;
    const double length = std::hypot(sum.x(), sum.y());
    if (length < 1e-6) return after;
    const QPointF direction = sum / length;
    const double cosine = std::max(0.34, QPointF::dotProduct(direction, after));
    return direction / cosine;
}

}  // namespace

bool isConvex(std::span<const QPointF> ring) {
    int sign = 0;
    for (std::size_t i = 0; i < ring.size(); ++i) {
        const auto a = ring[i], b = ring[(i + 1) % ring.size()], c = ring[(i + 2) % ring.size()];
        const double turn = cross(b - a, c - b);
        if (turn == 0) continue;
        if (sign != 0 && (turn > 0) != (sign > 0)) return false;
        sign = turn > 0 ? 1 : -1;
    }
    return sign != 0;
}

Mesh& MeshBuilder::room(std::size_t vertices) {
    if (m_open && m_open->vertices.size() + vertices > kMaxVertices) {
        m_done.push_back(std::move(m_open));
        m_open.reset();
    }
    if (!m_open) m_open = std::make_shared<Mesh>();
    return *m_open;
}

std::vector<MeshPtr> MeshBuilder::take() {
    if (m_open && !m_open->indices.empty()) m_done.push_back(std::move(m_open));
    m_open.reset();
    return std::move(m_done);
}

void MeshBuilder::addDisc(QPointF at, double radius, const QColor& colour) {
    Mesh& mesh = room(4);
    const auto first = static_cast<std::uint16_t>(mesh.vertices.size());
    const double r = radius + 0.5;  // room for the soft edge
    for (const auto corner : {QPointF(-1, -1), QPointF(1, -1), QPointF(1, 1), QPointF(-1, 1)})
        mesh.vertices.push_back(vertex(at, corner * r, corner, colour));
    for (const int i : {0, 1, 2, 0, 2, 3}) mesh.indices.push_back(static_cast<std::uint16_t>(first + i));
}

void MeshBuilder::addFill(std::span<const std::vector<QPointF>> rings, const QColor& colour) {
    if (rings.empty() || rings[0].size() < 3) return;
    if (rings.size() == 1 && rings[0].size() < 1000 && isConvex(rings[0])) addConvex(rings[0], colour);
    else addTriangles(rings, colour);
}

void MeshBuilder::addConvex(std::span<const QPointF> ring, const QColor& colour) {
    Mesh& mesh = room(ring.size());
    const auto first = mesh.vertices.size();
    for (const auto& point : ring) mesh.vertices.push_back(vertex(point, {}, {}, colour));
    for (std::size_t i = 1; i + 1 < ring.size(); ++i)
        for (const auto at : {first, first + i, first + i + 1}) mesh.indices.push_back(static_cast<std::uint16_t>(at));
}

void MeshBuilder::addTriangles(std::span<const std::vector<QPointF>> rings, const QColor& colour) {
    QPainterPath path;
    path.setFillRule(Qt::OddEvenFill);
    for (const auto& ring : rings) {
        if (ring.size() < 3) continue;
        path.moveTo(ring[0]);
        for (std::size_t i = 1; i < ring.size(); ++i) path.lineTo(ring[i]);
        path.closeSubpath();
    }
    const QTriangleSet set = qTriangulate(path, QTransform(), 1);
    const auto corner = [&](qsizetype at) -> quint32 {
        return set.indices.type() == QVertexIndexVector::UnsignedShort
                   ? static_cast<const quint16*>(set.indices.data())[at]
                   : static_cast<const quint32*>(set.indices.data())[at];
    };
    // Triangles keep their own three vertices: a polygon may be larger than one mesh, a triangle never is.
    for (qsizetype at = 0; at + 2 < set.indices.size(); at += 3) {
        Mesh& mesh = room(3);
        for (int k = 0; k < 3; ++k) {
            const auto v = corner(at + k);
            mesh.indices.push_back(static_cast<std::uint16_t>(mesh.vertices.size()));
            mesh.vertices.push_back(vertex({set.vertices[2 * v], set.vertices[2 * v + 1]}, {}, {}, colour));
        }
    }
}

void MeshBuilder::addLine(std::span<const QPointF> points, bool closed, double width, const QColor& colour) {
    std::vector<QPointF> line;
    for (const auto& point : points)
        if (line.empty() || point != line.back()) line.push_back(point);
    if (closed && line.size() > 2 && line.front() == line.back()) line.pop_back();
    if (line.size() < 2) return;
    closed = closed && line.size() > 2;
    const double half = width / 2 + 0.5;
    const std::size_t n = line.size(), segments = closed ? n : n - 1;
    const auto offsetAt = [&](std::size_t i) {
        const bool hasBefore = closed || i > 0, hasAfter = closed || i + 1 < n;
        const QPointF before = hasBefore ? normalOf(line[(i + n - 1) % n], line[i]) : QPointF();
        const QPointF after = hasAfter ? normalOf(line[i], line[(i + 1) % n]) : before;
        return miter(hasBefore ? before : after, after) * half;
    };
    for (std::size_t s = 0; s < segments; ++s) {
        const std::size_t i = s, j = (s + 1) % n;
        Mesh& mesh = room(4);
        const auto first = static_cast<std::uint16_t>(mesh.vertices.size());
        const QPointF a = offsetAt(i), b = offsetAt(j);
        mesh.vertices.push_back(vertex(line[i], a, {0, 1}, colour));
        mesh.vertices.push_back(vertex(line[i], -a, {0, -1}, colour));
        mesh.vertices.push_back(vertex(line[j], -b, {0, -1}, colour));
        mesh.vertices.push_back(vertex(line[j], b, {0, 1}, colour));
        for (const int k : {0, 1, 2, 0, 2, 3}) mesh.indices.push_back(static_cast<std::uint16_t>(first + k));
    }
}

}  // namespace ok::app
