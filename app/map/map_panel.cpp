// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "app/map/map_panel.h"

#include <QQmlComponent>
#include <QQmlEngine>
#include <QQuickItem>
#include <QQuickWidget>
#include <QVBoxLayout>

#include "app/desk/words.h"
#include "app/map/map_accessible.h"
#include "app/map/map_colours.h"
#include "app/map/map_view.h"

namespace ok::app {

/// Tab goes through the incidents before it leaves the map; QQuickWidget of Qt 6.4 would jump straight out.
class MapPanel::Host : public QQuickWidget {
  public:
    using QQuickWidget::QQuickWidget;
    MapView* map = nullptr;

  protected:
    bool focusNextPrevChild(bool next) override {
        if (map && map->cycle(next)) return true;
        return QWidget::focusNextPrevChild(next);
    }
};

MapPanel::MapPanel(const DeskContext& desk, QWidget* parent)
    : QWidget(parent), m_desk(desk), m_scene(desk.store), m_colours(new MapColours(desk, this)), m_quick(new Host(this)) {
    static const int registered = qmlRegisterType<MapView>("OutageKit.Map", 1, 0, "MapView");
    Q_UNUSED(registered);
    installMapAccessibility();
    m_quick->setResizeMode(QQuickWidget::SizeRootObjectToView);
    m_quick->setFocusPolicy(Qt::StrongFocus);
    m_quick->setAccessibleName(tr("Map of incidents and reports"));
    // QQuickWidget of Qt 6.4 has no setInitialProperties(), and the page's properties are required ones.
    auto* page = new QQmlComponent(m_quick->engine(), QUrl(QStringLiteral("qrc:/qt/qml/OutageKit/Map/MapPage.qml")), m_quick);
    auto* root = page->createWithInitialProperties(
        {{QStringLiteral("desk"), QVariant::fromValue(static_cast<QObject*>(m_colours))}}, m_quick->rootContext());
    if (!root) qCritical("map page: %s", qPrintable(page->errorString()));
    m_quick->setContent(page->url(), page, root);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(m_quick);
    m_view = m_quick->rootObject() ? m_quick->rootObject()->findChild<MapView*>(QStringLiteral("map")) : nullptr;
    Q_ASSERT_X(m_view, "MapPanel", "MapPage.qml did not load");
    m_quick->map = m_view;
    m_scene.setTokens(m_desk.theme.tokens());
    m_scene.rebuildAll();
    m_view->setHoverWords([this](const QString& i, const QString& r, int n) { return hoverWords(i, r, n); });
    m_view->setScene(&m_scene);
    connect(&m_desk.store, &ConsoleStore::changed, this, &MapPanel::follow);
    connect(&m_desk.theme, &Theme::changed, this, [this] {
        m_scene.setTokens(m_desk.theme.tokens());
        m_view->refresh();
    });
    connect(m_view, &MapView::incidentClicked, this, &MapPanel::incidentClicked);
    connect(m_view, &MapView::incidentActivated, this, &MapPanel::incidentActivated);
    connect(m_view, &MapView::reportClicked, this, &MapPanel::reportClicked);
    connect(m_view, &MapView::placePicked, this, [this](double lon, double lat) { emit placePicked({lon, lat}); });
    connect(m_view, &MapView::pickCancelled, this, &MapPanel::pickCancelled);
    setMinimumSize(320, 240);
}

MapPanel::~MapPanel() {
    // The view reads the scene; it must go first although it is a child.
    delete m_quick;
}

QQuickWidget* MapPanel::quick() const { return m_quick; }

void MapPanel::follow(const StoreChange& change) {
    if (!change.reset && !change.utility && change.incidents.empty() && change.reports.empty()) return;
    if (change.reset || change.utility) {
        const QString& file = m_desk.store.utility().mapFile;
        if (file != m_mapFile) {
            m_mapFile = file;
            const auto base = file.isEmpty() ? nullptr : BaseMap::open(file);
            m_colours->setAttribution(base ? base->attribution() : QString());
            m_scene.setBase(base);
        }
    }
    m_scene.follow(change);
    m_view->refresh();
}

void MapPanel::setSelected(const QString& incident, bool show) {
    m_view->setSelected(incident);
    if (show) m_view->showSelected();
}

void MapPanel::setClustered(bool clustered) { m_view->setClustered(clustered); }

void MapPanel::pickPlace(const QString& hint) {
    m_colours->setPickHint(hint);
    m_view->setPicking(true);
    focusMap();
}

void MapPanel::focusMap() {
    m_quick->setFocus(Qt::ShortcutFocusReason);
    m_view->forceActiveFocus(Qt::ShortcutFocusReason);
}

QString MapPanel::hoverWords(const QString& incident, const QString& report, int cluster) const {
    QStringList lines;
    if (const auto* doc = m_desk.store.incident(incident))
        lines << incidentSentence(*doc, zoneOf(m_desk.store.utility()), m_desk.now());
    if (const auto* doc = m_desk.store.report(report)) {
        lines << tr("%1, %2 ago: %3").arg(channelText(doc->channel), ageText(m_desk.now() - doc->received),
                                          doc->text.isEmpty() ? doc->address : doc->text);
        if (doc->precisionMetres > 0) lines << tr("Placed to about %1 m").arg(doc->precisionMetres);
        if (!doc->why.isEmpty()) lines << doc->why;
    }
    if (cluster > 0) lines << tr("%n report(s) here. Click to look closer.", nullptr, cluster);
    return lines.join(QLatin1Char('\n'));
}

}  // namespace ok::app
