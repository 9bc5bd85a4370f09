// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// BaseMap: the offline map under everything, from an `.okmap` file. One level of it is drawn at a time; crossing to the
// next level builds meshes once, panning never does.
#pragma once
#include <QByteArray>
#include <QString>
#include <functional>
#include <memory>
#include <optional>

#include "app/map/mercator.h"
#include "app/map/mesh.h"
#include "app/style/theme.h"
#include "shared/territory/map_tiles.h"

class QPainter;

namespace ok::app {

class BaseMap {
  public:
    /// Empty when the file cannot be read or is damaged; the desk works without it.
    static std::shared_ptr<BaseMap> open(const QString& path);
    [[nodiscard]] int levelFor(double zoom) const { return m_file->levelFor(zoom); }
    [[nodiscard]] QString attribution() const { return QString::fromStdString(m_file->header().attribution); }
    /// The tiles that touch a box as one flat picture, each world point put where `place` says: for views that do not move.
    /// False: there is nothing of it in this file.
    bool draw(QPainter& painter, const GeoBox& box, double zoom, const std::function<QPointF(QPointF world)>& place, const Tokens& tokens) const;
    void paint(int level, MeshBuilder& fill, MeshBuilder& line, const LocalFrame& frame, const Tokens& tokens) const;

  private:
    void paintTile(territory::TileId id, MeshBuilder& fill, MeshBuilder& line, const LocalFrame& frame, const Tokens& tokens) const;
    QByteArray m_bytes;  // the file's; m_file looks into it
    std::optional<territory::MapFile> m_file;
};

}  // namespace ok::app
