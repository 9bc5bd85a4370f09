// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// MapView: the map as a Quick item. Panning and zooming change two matrices and one uniform; geometry is uploaded only
// when its mesh changed. Keyboard: arrows pan, +/- zoom, Home shows everything, N/P next and previous incident,
// Enter selects; MapPanel also gives it Tab.
#pragma once
#include <QQuickItem>
#include <QTimer>
#include <memory>

#include "app/map/map_scene.h"

namespace ok::app {

class MapView : public QQuickItem {
    Q_OBJECT
    Q_PROPERTY(double zoom READ zoom NOTIFY viewChanged)
    Q_PROPERTY(bool clustered READ clustered WRITE setClustered NOTIFY clusteredChanged)
    Q_PROPERTY(bool picking READ picking NOTIFY pickingChanged)
    Q_PROPERTY(QString hoverText READ hoverText NOTIFY hoverChanged)
    Q_PROPERTY(QPointF hoverAt READ hoverAt NOTIFY hoverChanged)
    Q_PROPERTY(double metresPerPixel READ metresPerPixel NOTIFY viewChanged)
    Q_PROPERTY(bool empty READ empty NOTIFY contentChanged)

  public:
    explicit MapView(QQuickItem* parent = nullptr);
    ~MapView() override;

    /// Connects the view to the state it draws; once, right after creation. Both outlive the view.
    void setScene(MapScene* scene);
    /// Turns what is under the mouse into the tooltip's text.
    void setHoverWords(std::function<QString(const QString& incident, const QString& report, int clusterCount)> words);

    [[nodiscard]] double zoom() const { return m_zoom; }
    [[nodiscard]] QPointF centre() const { return m_centre; }
    [[nodiscard]] bool clustered() const { return m_clustered; }
    [[nodiscard]] bool picking() const { return m_picking; }
    [[nodiscard]] QString hoverText() const { return m_hoverText; }
    [[nodiscard]] QPointF hoverAt() const { return m_hoverAt; }
    [[nodiscard]] double metresPerPixel() const;
    [[nodiscard]] bool empty() const;
    [[nodiscard]] QString focusedIncident() const { return m_selected; }
    [[nodiscard]] MapScene* scene() const { return m_scene; }

    /// What a screen reader says for an incident; set with setHoverWords().
    [[nodiscard]] QString sentenceOf(const QString& incident) const { return m_words ? m_words(incident, {}, 0) : QString(); }
    void setClustered(bool clustered);
    void setPicking(bool picking);
    void setSelected(const QString& incident);
    void lookAt(LonLat at, double zoom);
    void setView(QPointF centre, double zoom);
    /// Store or colours changed: redraw what the scene says is spoiled.
    void refresh();
    /// Next or previous incident in the scene's order; false at the end, so that Tab can leave the map.
    bool cycle(bool forward);
    [[nodiscard]] QPointF screenOf(QPointF world) const;
    [[nodiscard]] QPointF worldOf(QPointF screen) const;

    Q_INVOKABLE void fitAll();
    Q_INVOKABLE void zoomBy(double steps);
    Q_INVOKABLE void showSelected();

    /// CPU time of our own code in the last frame (polish and sync), for the benchmark.
    [[nodiscard]] qint64 lastFrameNanos() const { return m_polishNanos + m_syncNanos; }
    [[nodiscard]] quint64 uploads() const { return m_uploads; }

  signals:
    void viewChanged();
    void clusteredChanged();
    void pickingChanged();
    void hoverChanged();
    void contentChanged();
    void incidentClicked(const QString& id, bool add);
    void incidentActivated(const QString& id);
    void reportClicked(const QString& id);
    void placePicked(double lon, double lat);
    void pickCancelled();

  protected:
    QSGNode* updatePaintNode(QSGNode* old, UpdatePaintNodeData*) override;
    void updatePolish() override;
    void geometryChange(const QRectF& now, const QRectF& before) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;
    void hoverMoveEvent(QHoverEvent* event) override;
    void hoverLeaveEvent(QHoverEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

  private:
    void click(QPointF at, bool add);
    void layLabels();
    void moved();
    MapScene* m_scene = nullptr;
    std::function<QString(const QString&, const QString&, int)> m_words;
    QPointF m_centre{0.5, 0.5};
    double m_zoom = 2;
    bool m_clustered = true, m_picking = false, m_fitted = false, m_dragging = false;
    QString m_selected, m_hoverText;
    QPointF m_hoverAt, m_pressAt, m_lastAt;
    // Labels are laid out for an area larger than the window and only moved while the map pans inside it.
    struct Placed {
        MapLabel label;
        QRectF rect;  // pixels at m_labelZoom, from m_labelOrigin
    };
    std::vector<Placed> m_labels;
    QPointF m_labelOrigin;
    QRectF m_labelBox;
    double m_labelZoom = -1;
    quint64 m_labelRevision = 0, m_labelSerial = 0;
    qint64 m_polishNanos = 0, m_syncNanos = 0;
    quint64 m_uploads = 0;
};

}  // namespace ok::app
