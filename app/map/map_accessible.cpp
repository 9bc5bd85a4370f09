// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "app/map/map_accessible.h"

#include <QAccessible>
#include <QAccessibleObject>
#include <QQuickWindow>

#include "app/map/map_view.h"

namespace ok::app {
namespace {

// A reader is not helped by ten thousand items; the first ones are those that matter.
constexpr int kMostItems = 200;

class MapAccessible;

/// One incident. Holds the id, not the row: the order changes under it.
class IncidentAccessible : public QAccessibleInterface {
  public:
    IncidentAccessible(MapView* view, QString id) : m_view(view), m_id(std::move(id)) {}
    bool isValid() const override { return m_view && m_view->scene(); }
    QObject* object() const override { return nullptr; }
    QAccessibleInterface* parent() const override { return QAccessible::queryAccessibleInterface(m_view); }
    QAccessibleInterface* child(int) const override { return nullptr; }
    QAccessibleInterface* childAt(int, int) const override { return nullptr; }
    int childCount() const override { return 0; }
    int indexOfChild(const QAccessibleInterface*) const override { return -1; }
    QAccessible::Role role() const override { return QAccessible::ListItem; }
    QString text(QAccessible::Text kind) const override {
        return isValid() && kind == QAccessible::Name ? m_view->sentenceOf(m_id) : QString();
    }
    void setText(QAccessible::Text, const QString&) override {}
    QRect rect() const override {
        const auto at = isValid() ? m_view->scene()->placeOf(m_id) : std::nullopt;
        if (!at) return {};
        return QRectF(m_view->mapToGlobal(m_view->screenOf(*at)) - QPointF(12, 12), QSizeF(24, 24)).toRect();
    }
    QAccessible::State state() const override {
        QAccessible::State state;
        state.selectable = true;
        state.selected = m_view && m_view->focusedIncident() == m_id;
        return state;
    }

  private:
    QPointer<MapView> m_view;
    QString m_id;
};

class MapAccessible : public QAccessibleObject {
  public:
    explicit MapAccessible(MapView* view) : QAccessibleObject(view) {}
    ~MapAccessible() override {
        for (const auto id : std::as_const(m_items)) QAccessible::deleteAccessibleInterface(id);
    }
    QAccessibleInterface* parent() const override {
        auto* item = view()->parentItem();
        return item ? QAccessible::queryAccessibleInterface(item) : nullptr;
    }
    int childCount() const override { return std::min<int>(kMostItems, static_cast<int>(order().size())); }
    QAccessibleInterface* child(int at) const override {
        const auto ids = order();
        if (at < 0 || at >= ids.size()) return nullptr;
        if (const auto held = m_items.constFind(ids[at]); held != m_items.constEnd())
            return QAccessible::accessibleInterface(*held);
        auto* made = new IncidentAccessible(view(), ids[at]);
        m_items.insert(ids[at], QAccessible::registerAccessibleInterface(made));
        return made;
    }
    int indexOfChild(const QAccessibleInterface* wanted) const override {
        for (int at = 0; at < childCount(); ++at)
            if (child(at) == wanted) return at;
        return -1;
    }
    QAccessible::Role role() const override { return QAccessible::List; }
    QString text(QAccessible::Text kind) const override {
        return kind == QAccessible::Name ? MapView::tr("Incidents on the map") : QString();
    }
    QRect rect() const override {
        return QRectF(view()->mapToGlobal(QPointF()), QSizeF(view()->width(), view()->height())).toRect();
    }
    QAccessible::State state() const override {
        QAccessible::State state;
        state.focusable = true;
        state.focused = view()->hasActiveFocus();
        return state;
    }
    QWindow* window() const override { return view()->window(); }

  private:
    MapView* view() const { return static_cast<MapView*>(object()); }
    QStringList order() const { return view()->scene() ? view()->scene()->incidentOrder() : QStringList(); }
    mutable QHash<QString, QAccessible::Id> m_items;
};

QAccessibleInterface* makeInterface(const QString& className, QObject* object) {
    if (className == QLatin1String("ok::app::MapView"))
        if (auto* view = qobject_cast<MapView*>(object)) return new MapAccessible(view);
    return nullptr;
}

}  // namespace

void installMapAccessibility() {
    static const bool installed = (QAccessible::installFactory(makeInterface), true);
    Q_UNUSED(installed);
}

}  // namespace ok::app
