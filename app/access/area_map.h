// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// AreaMap: the utility's territories as a plain map on which a scope's geography is chosen and drawn. Click a territory to
// choose it; in drawing, each click sets a corner, a double click or Enter closes the shape, Backspace takes the last corner
// back. By keys: arrows move the crosshair (Shift: in small steps), Space chooses or sets a corner, + and - zoom.
#pragma once
#include <QPainterPath>
#include <QSet>
#include <QWidget>

#include "app/desk/documents.h"
#include "app/style/theme.h"

namespace ok::app {

/// A place that is pointed at, with its name beside it.
struct MapPin {
    LonLat at;
    QString name;
    bool chosen = false;
};

class AreaMap : public QWidget {
    Q_OBJECT
  public:
    AreaMap(const Theme& theme, std::vector<TerritoryDoc> territories, QWidget* parent);
    void setChosen(const QSet<QString>& territories);
    /// Reached, and not this person's: red and hatched.
    void setOutOfReach(const QSet<QString>& territories);
    [[nodiscard]] QSet<QString> chosen() const { return m_chosen; }
    /// Other drawn areas, shown for orientation.
    void setDrawn(std::vector<std::pair<QString, MultiPolygon>> areas);
    /// The map widens until all of them are on it.
    void setPins(std::vector<MapPin> pins);
    [[nodiscard]] const std::vector<MapPin>& pins() const { return m_pins; }
    void setDrawing(bool drawing);
    [[nodiscard]] bool drawing() const { return m_drawing; }
    /// The ring so far; closed when it is a polygon.
    [[nodiscard]] const std::vector<LonLat>& corners() const { return m_corners; }
    [[nodiscard]] Polygon polygon() const;
    QSize sizeHint() const override { return {560, 420}; }

  signals:
    void chosenChanged();
    void cornersChanged();
    void closed();

  protected:
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

  private:
    [[nodiscard]] QPointF toScreen(LonLat at) const;
    [[nodiscard]] LonLat toWorld(QPointF at) const;
    void paintPins(QPainter& painter) const;
    [[nodiscard]] QPainterPath pathOf(const MultiPolygon& shape) const;
    void fit();
    void zoom(double factor, QPointF around);
    void press(QPointF at);
    void say();
    const Theme& m_theme;
    std::vector<TerritoryDoc> m_territories;
    std::vector<std::pair<QString, MultiPolygon>> m_drawn;
    std::vector<MapPin> m_pins;
    QSet<QString> m_chosen, m_outOfReach;
    std::vector<LonLat> m_corners;
    bool m_drawing = false;
    QPointF m_cross;
    double m_scale = 1;       // screen pixels a degree of longitude at the equator of the map
    double m_squeeze = 1;     // of a degree of longitude at this latitude
    LonLat m_centre;
};

}  // namespace ok::app
