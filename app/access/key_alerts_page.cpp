// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "app/access/key_alerts_page.h"

#include <QHBoxLayout>
#include <QJsonArray>
#include <QLabel>
#include <QPushButton>
#include <QTableView>
#include <QVBoxLayout>
#include <QVariantMap>

#include "app/access/answer_fields.h"
#include "app/access/area_map.h"
#include "app/desk/empty_view.h"
#include "app/desk/plain_table.h"
#include "app/desk/table_look.h"
#include "app/desk/words.h"

namespace ok::app {
namespace {

std::optional<LonLat> placeOf(const QJsonObject& alert) {
    const QJsonObject at = alert.value(QLatin1String("position")).toObject();
    if (!at.contains(QLatin1String("lon"))) return {};
    return LonLat{at.value(QLatin1String("lon")).toDouble(), at.value(QLatin1String("lat")).toDouble()};
}

QString sumsOf(const QJsonObject& counts) {
    QStringList out;
    for (auto it = counts.begin(); it != counts.end(); ++it) out << QStringLiteral("%1 %2").arg(it.key(), countText(it.value().toInteger()));
    return out.join(QStringLiteral(", "));
}

}  // namespace

QString KeyAlertsPage::kindText(const QString& type) {
    if (type == QLatin1String("access.region_alert")) return tr("First use from a new place");
    if (type == QLatin1String("access.factor_alert")) return tr("Repeated failures");
    if (type == QLatin1String("access.key_suspended")) return tr("A key whose counter fell: suspended");
    return type;
}

KeyAlertsPage::KeyAlertsPage(const DeskContext& desk, QWidget* parent)
    : Page(desk, {QStringLiteral("key_alerts"), tr("Key alerts"), tr("What was unusual about security keys in the last ninety days, and from where."), QStringLiteral("access.region_"), QStringLiteral("access.keys")}, parent) {
    m_log = button(this, tr("Show in the &log"), true);
    buttons()->addWidget(m_log);
    m_table = new PlainTable(desk.theme, {tr("When"), tr("What"), tr("Who"), tr("From"), tr("Place"), tr("Before")}, this);
    m_view = new QTableView(this);
    dressTable(m_view, m_table, 1, tr("Key alerts"));
    new EmptyHint(m_view, tr("Nothing unusual."));
    m_map = new AreaMap(desk.theme, desk.store.utility().areas, this);
    m_map->setAccessibleName(tr("Where the alerts came from"));
    m_place = label(this, "muted");
    m_sums = label(this, "muted");
    body()->addWidget(m_view, 2);
    body()->addWidget(m_map, 3);
    body()->addWidget(m_place);
    body()->addWidget(m_sums);
    connect(m_log, &QPushButton::clicked, this, &KeyAlertsPage::openLog);
    connect(m_view->selectionModel(), &QItemSelectionModel::selectionChanged, this, &KeyAlertsPage::showChosen);
    connect(&desk.permits, &Permits::changed, this, &KeyAlertsPage::showChosen);
    showChosen();
}

void KeyAlertsPage::refresh() {
    desk().data.ask(this, {.path = QStringLiteral("/v1/keys/reports/organisation")}, [this](const DataReply& reply) {
        if (good(reply)) showReport(reply.object().value(QLatin1String("report")).toObject());
    });
}

void KeyAlertsPage::showReport(const QJsonObject& report) {
    m_alerts.clear();
    const auto zone = zoneOf(desk().store.utility());
    const auto now = desk().now();
    std::vector<PlainRow> rows;
    for (const auto& each : report.value(QLatin1String("anomalies")).toArray()) m_alerts.prepend(each.toObject());
    for (const auto& each : std::as_const(m_alerts)) {
        rows.push_back({word(each, "entry"), {{clockText(timeIn(each, "at"), zone, now)}, {kindText(word(each, "type")), Tone::Critical}, {word(each, "login")}, {word(each, "address"), Tone::Muted},
                                              {word(each, "region")}, {listIn(each, "prior_regions"), Tone::Muted}}});
    }
    m_table->setRows(std::move(rows));
    m_sums->setText(tr("Events: %1. Emergency overrides: %2.")
                        .arg(sumsOf(report.value(QLatin1String("by_event_type")).toObject()), report.value(QLatin1String("break_glass")).toObject().isEmpty() ? tr("none") : sumsOf(report.value(QLatin1String("break_glass")).toObject())));
    showChosen();
}

QJsonObject KeyAlertsPage::current() const {
    const QString id = selectedIds(m_view).value(0);
    for (const auto& each : m_alerts)
        if (!id.isEmpty() && word(each, "entry") == id) return each;
    return {};
}

void KeyAlertsPage::showChosen() {
    const QJsonObject chosen = current();
    std::vector<MapPin> pins, pointedAt;
    for (const auto& each : std::as_const(m_alerts)) {
        const bool isIt = word(each, "entry") == word(chosen, "entry");
        if (const auto at = placeOf(each)) (isIt ? pointedAt : pins).push_back({*at, word(each, "region"), isIt});
    }
    // What is pointed at lies on top.
    pins.insert(pins.end(), pointedAt.begin(), pointedAt.end());
    m_map->setPins(std::move(pins));
    const bool placed = placeOf(chosen).has_value();
    m_place->setText(chosen.isEmpty() || word(chosen, "region").isEmpty() ? QString()
                     : placed ? tr("%1 used a key from %2 (%3).").arg(word(chosen, "login"), word(chosen, "region"), word(chosen, "address"))
                              : tr("Where %1 lies is not known: give its network a position in the key policy.").arg(word(chosen, "region")));
    m_place->setVisible(!m_place->text().isEmpty());
    desk().permits.show(m_log, QStringLiteral("ledger.read"), chosen.isEmpty() ? tr("Select an alert first.") : QString());
}

void KeyAlertsPage::openLog() {
    const QJsonObject chosen = current();
    if (chosen.isEmpty()) return;
    emit pageWanted(QStringLiteral("search"), QVariantMap{{QStringLiteral("type"), word(chosen, "type")}, {QStringLiteral("object"), word(chosen, "user")}});
}

}  // namespace ok::app
