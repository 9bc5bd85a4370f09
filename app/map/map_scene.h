// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// MapScene: what the map shows, as meshes ready for upload plus what hit tests and labels need. GUI thread only; the view
// copies mesh pointers during the scene-graph sync. Changing one incident or report rebuilds one small chunk.
#pragma once
#include <QHash>
#include <QSet>
#include <array>

#include "app/desk/console_store.h"
#include "app/map/base_map.h"
#include "app/map/mercator.h"
#include "app/map/mesh.h"
#include "app/map/point_clusters.h"
#include "app/style/theme.h"

namespace ok::app {

enum class MapLayer { BaseFill, BaseLine, Territory, IncidentFill, Reports, Clusters, IncidentLine, Marks };
constexpr int kMapLayers = 8;

/// One number over the map: customers out of an incident, or reports in a cluster.
struct MapLabel {
    QPointF world;
    QString text;
    QColor back, ink;
    QString incident;   // empty for a cluster
    bool strong = false;  // the biggest unhandled one
    bool quiet = false;   // outlined instead of filled
};

class MapScene {
  public:
    using Chunks = std::vector<MeshPtr>;

    explicit MapScene(const ConsoleStore& store) : m_store(store) {}

    void setTokens(const Tokens& tokens);
    void setSelected(const QString& incident);
    void setClustered(bool clustered);
    /// The whole zoom level clusters are made for; cheap when it does not change.
    void setZoom(double zoom);
    /// The map drawn below everything; null: the territory itself is the ground.
    void setBase(std::shared_ptr<const BaseMap> base);
    [[nodiscard]] const std::shared_ptr<const BaseMap>& base() const { return m_base; }
    void follow(const StoreChange& change);
    void rebuildAll();

    [[nodiscard]] const LocalFrame& frame() const { return m_frame; }
    [[nodiscard]] const Chunks& chunks(MapLayer layer) const { return m_layers[static_cast<std::size_t>(layer)]; }
    [[nodiscard]] bool layerVisible(MapLayer layer) const;
    /// Incidents first (biggest unhandled, selected, then by customers), then clusters; only inside `box` (world).
    [[nodiscard]] std::vector<MapLabel> labelsIn(const QRectF& box, std::size_t atMost) const;

    [[nodiscard]] QString incidentAt(QPointF world, double worldPerPixel) const;
    [[nodiscard]] QString reportAt(QPointF world, double worldPerPixel) const;
    [[nodiscard]] const PointCluster* clusterAt(QPointF world, double worldPerPixel) const;
    /// Live incidents, biggest unhandled first: the order of Tab and of the accessible list.
    [[nodiscard]] QStringList incidentOrder() const;
    [[nodiscard]] QRectF worldBounds() const;
    [[nodiscard]] std::optional<QPointF> placeOf(const QString& incident) const;
    /// Makes the meshes that changes have spoiled; call before reading chunks.
    void settle();
    [[nodiscard]] quint64 revision() const { return m_revision; }

  private:
    struct Shape {
        QString id;
        QRectF box;  // world
    };
    void touchIncident(const QString& id);
    void touchReport(const QString& id);
    void buildIncidentChunk(int chunk);
    void buildReportChunk(int chunk);
    void buildClusters();
    void buildTerritory();
    void buildBase();
    void chooseOrigin();
    [[nodiscard]] std::vector<std::vector<QPointF>> localRings(const Polygon& shape) const;
    void collect(MapLayer layer, const QHash<int, Chunks>& parts);

    const ConsoleStore& m_store;
    Tokens m_tokens;
    LocalFrame m_frame;
    bool m_haveOrigin = false;
    std::array<Chunks, kMapLayers> m_layers;
    std::shared_ptr<const BaseMap> m_base;
    int m_baseLevel = -1;
    // incidents: slot -> chunk of kIncidentsPerChunk
    std::vector<Shape> m_shapes;
    QHash<QString, int> m_shapeSlot;
    QSet<int> m_dirtyIncidents;
    QHash<int, Chunks> m_fillParts, m_lineParts, m_markParts;
    // reports: slot -> chunk of kReportsPerChunk; NaN = free
    std::vector<QPointF> m_points;
    std::vector<QString> m_pointIds;
    QHash<QString, int> m_pointSlot;
    QSet<int> m_dirtyReports;
    QHash<int, Chunks> m_pointParts;
    std::vector<PointCluster> m_clusters;
    int m_clusterZoom = -1;
    bool m_clustered = true, m_clustersDirty = true, m_baseDirty = true;
    QString m_selected, m_biggest;
    quint64 m_revision = 0;
};

}  // namespace ok::app
