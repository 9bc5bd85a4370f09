// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// MapPanel: the map as a widget of the shell. Owns the scene, feeds it from the store, and hands keys to the map.
#pragma once
#include <QWidget>
#include <memory>

#include "app/desk/desk_context.h"
#include "app/map/map_scene.h"

class QQuickWidget;

namespace ok::app {

class MapColours;
class MapView;

class MapPanel : public QWidget {
    Q_OBJECT
  public:
    explicit MapPanel(const DeskContext& desk, QWidget* parent = nullptr);
    ~MapPanel() override;

    [[nodiscard]] MapView* view() const { return m_view; }
    [[nodiscard]] MapScene& scene() { return m_scene; }
    [[nodiscard]] QQuickWidget* quick() const;
    void setSelected(const QString& incident, bool show);
    void setClustered(bool clustered);
    /// Asks for one place with `hint` over the map; `placePicked` or `pickCancelled` follows.
    void pickPlace(const QString& hint);
    void focusMap();

  signals:
    void incidentClicked(const QString& id, bool add);
    void incidentActivated(const QString& id);
    void reportClicked(const QString& id);
    void placePicked(ok::LonLat at);
    void pickCancelled();

  private:
    void follow(const StoreChange& change);
    [[nodiscard]] QString hoverWords(const QString& incident, const QString& report, int cluster) const;
    DeskContext m_desk;
    MapScene m_scene;
    MapColours* m_colours;
    QString m_mapFile;
    class Host;
    Host* m_quick;
    MapView* m_view = nullptr;
};

}  // namespace ok::app
