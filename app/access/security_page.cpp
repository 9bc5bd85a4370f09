// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "app/access/security_page.h"

#include <QHBoxLayout>
#include <QJsonArray>
#include <QPushButton>
#include <QTableView>
#include <QVBoxLayout>

#include "app/access/answer_fields.h"
#include "app/desk/command_body.h"
#include "app/desk/empty_view.h"
#include "app/desk/plain_table.h"
#include "app/desk/table_look.h"
#include "app/desk/words.h"

namespace ok::app {
namespace {

constexpr Duration lately = hours(24 * 7);

// What of the log is about the safety of the house itself.
constexpr const char* kTypes = "access.factor_alert,access.region_alert,access.key_suspended,access.key_revoked,access.refresh_reused,access.device_refused,"
                               "access.key_policy_changed,access.key_places_lifted,ledger.change_blocked,vault.key_rotated";

}  // namespace

QString SecurityPage::eventText(const QString& type) {
    if (type == QLatin1String("access.factor_alert")) return tr("Repeated failures with a key or a code");
    if (type == QLatin1String("access.region_alert")) return tr("A key was used from a new place");
    if (type == QLatin1String("access.key_suspended")) return tr("A key was suspended: there may be two of it");
    if (type == QLatin1String("access.refresh_reused")) return tr("A session came from two places and was ended");
    if (type == QLatin1String("access.device_refused")) return tr("A copied token was refused");
    if (type == QLatin1String("access.key_policy_changed")) return tr("The policy about keys was changed");
    if (type == QLatin1String("access.key_places_lifted")) return tr("Keys are taken from everywhere for a while");
    if (type == QLatin1String("ledger.change_blocked")) return tr("Somebody tried to change the log");
    if (type == QLatin1String("vault.key_rotated")) return tr("Personal data is sealed under a new key");
    return type;
}

SecurityPage::SecurityPage(const DeskContext& desk, QWidget* parent)
    : Page(desk, {QStringLiteral("security"), tr("Security"), tr("How safe the house is, at one look. What to do when something is wrong stands in the manual, Incident response."),
                  QStringLiteral("access."), QStringLiteral("access.keys")}, parent),
      m_row(new QWidget(this)) {
    auto* layout = new QHBoxLayout(m_row);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(8);
    addTile(m_keys, tr("KEYS"), "key_policy", tr("Who lacks &keys"));
    addTile(m_sessions, tr("SESSIONS"), "sessions", tr("See &sessions"));
    addTile(m_log, tr("THE LOG"), "integrity", tr("See the &check"));
    addTile(m_backups, tr("BACKUPS"), "backups", tr("See &backups"));
    body()->addWidget(m_row);
    m_table = new PlainTable(desk.theme, {tr("When"), tr("What"), tr("By"), tr("Weight")}, this);
    m_view = new QTableView(this);
    dressTable(m_view, m_table, 1, tr("What happened in the last week"));
    new EmptyHint(m_view, tr("Nothing in the last week that somebody ought to look at."));
    body()->addWidget(m_view, 1);
    connect(m_view, &QTableView::doubleClicked, this, [this] {
        const QString type = selectedIds(m_view).value(0).section(QLatin1Char(' '), 0, 0);
        if (!type.isEmpty()) emit pageWanted(QStringLiteral("search"), QVariantMap{{QStringLiteral("type"), type}});
    });
}

void SecurityPage::addTile(Tile*& tile, const QString& name, const char* page, const QString& text) {
    auto* column = new QVBoxLayout;
    tile = new Tile(desk().theme, name, m_row);
    tile->set(QStringLiteral("\u2013"), tr("not read yet"), Tone::Muted);
    auto* go = button(m_row, text);
    connect(go, &QPushButton::clicked, this, [this, page] { emit pageWanted(QLatin1String(page), {}); });
    column->addWidget(tile, 1);
    column->addWidget(go);
    qobject_cast<QHBoxLayout*>(m_row->layout())->addLayout(column, 1);
}

void SecurityPage::refresh() {
    const auto ask = [this](const char* path, QList<QPair<QString, QString>> query, void (SecurityPage::*show)(const QJsonObject&)) {
        desk().data.ask(this, {.path = QLatin1String(path), .query = std::move(query)}, [this, show](const DataReply& reply) {
            if (good(reply)) (this->*show)(reply.object());
        });
    };
    ask("/v1/keys/status", {}, &SecurityPage::showKeys);
    ask("/v1/sessions", {{QStringLiteral("all"), QStringLiteral("true")}}, &SecurityPage::showSessions);
    ask("/v1/ledger/verification/status", {}, &SecurityPage::showLog);
    ask("/v1/backups", {}, &SecurityPage::showBackups);
    ask("/v1/audit/events", {{QStringLiteral("type"), QLatin1String(kTypes)}, {QStringLiteral("from"), utf8(toIso(desk().now() - lately))}, {QStringLiteral("limit"), QStringLiteral("100")}},
        &SecurityPage::showEvents);
}

void SecurityPage::showKeys(const QJsonObject& status) {
    const int concerned = status.value(QLatin1String("concerned")).toInt(), compliant = status.value(QLatin1String("compliant")).toInt();
    if (concerned == 0) return m_keys->set(tr("none asked for"), tr("no role asks for security keys"), Tone::Warning);
    m_keys->set(tr("%1 of %2").arg(QString::number(compliant), QString::number(concerned)), tr("people have the keys their roles ask for"),
                compliant == concerned ? Tone::Good : Tone::Critical);
}

void SecurityPage::showSessions(const QJsonObject& answer) {
    int strong = 0, all = 0;
    for (const auto& each : answer.value(QLatin1String("items")).toArray()) {
        ++all;
        strong += each.toObject().value(QLatin1String("assurance")).toInt() >= 2 ? 1 : 0;
    }
    m_sessions->set(QString::number(all), tr("open now, %1 of them with a hardware key").arg(strong), Tone::Plain);
}

void SecurityPage::showLog(const QJsonObject& status) {
    const QString word = app::word(status, "status");
    const auto open = status.value(QLatin1String("anomalies")).toArray().size();
    m_log->set(word == QLatin1String("OK") ? tr("whole") : tr("look at it"), open == 0 ? tr("every entry verifies") : tr("%1 findings").arg(open),
               word == QLatin1String("OK") ? Tone::Good : Tone::Critical);
}

void SecurityPage::showBackups(const QJsonObject& status) {
    const Instant verified = timeIn(status, "last_verified");
    if (!verified.known()) return m_backups->set(tr("never"), tr("no backup was read entry by entry"), Tone::Critical);
    const Duration age = desk().now() - verified;
    m_backups->set(tr("%1 ago").arg(ageText(age)), tr("the last one was verified"), age > lately ? Tone::Warning : Tone::Good);
}

void SecurityPage::showEvents(const QJsonObject& answer) {
    const auto zone = zoneOf(desk().store.utility());
    const auto now = desk().now();
    std::vector<PlainRow> rows;
    for (const auto& value : answer.value(QLatin1String("events")).toArray()) {
        const QJsonObject event = value.toObject();
        const QString type = word(event, "event_type"), severity = word(event, "severity");
        const Instant at = timeIn(event, "ledger_time");
        const bool grave = severity == QLatin1String("critical") || severity == QLatin1String("error");
        rows.push_back({type + QLatin1Char(' ') + word(event, "entry_id"),
                        {{at.known() ? clockText(at, zone, now) : QString(), Tone::Muted}, {eventText(type), grave ? Tone::Critical : Tone::Plain, type},
                         {word(event, "actor_id"), Tone::Muted}, {severity, grave ? Tone::Critical : severity == QLatin1String("warning") ? Tone::Warning : Tone::Muted}}});
    }
    m_table->setRows(std::move(rows));
}

}  // namespace ok::app
