// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "app/access/key_policy_page.h"

#include <QComboBox>
#include <QFileDialog>
#include <QHBoxLayout>
#include <QJsonArray>
#include <QLabel>
#include <QPushButton>
#include <QSaveFile>
#include <QSortFilterProxyModel>
#include <QTableView>
#include <QVBoxLayout>
#include <set>

#include "app/access/answer_fields.h"
#include "app/desk/empty_view.h"
#include "app/desk/plain_table.h"
#include "app/desk/table_look.h"
#include "app/desk/words.h"

namespace ok::app {
namespace {

}  // namespace

QString KeyPolicyPage::kindText(const QString& type) {
    if (type == QLatin1String("keys_missing")) return tr("Too few keys");
    if (type == QLatin1String("key_expired") || type == QLatin1String("renew_after_days")) return tr("A key has expired");
    if (type == QLatin1String("key_renewal_due")) return tr("A key has to be enrolled anew soon");
    if (type == QLatin1String("key_suspended")) return tr("A key is suspended");
    if (type == QLatin1String("regions")) return tr("Used from a place that is not allowed");
    if (type == QLatin1String("environments")) return tr("Used where keys open nothing");
    return tr("A key that is not approved");
}

QString KeyPolicyPage::helpText(const QString& guidance) {
    if (guidance == QLatin1String("enrol_keys")) return tr("Enrol more keys on the sign-in page");
    if (guidance == QLatin1String("renew_key")) return tr("Enrol the key anew on the sign-in page");
    if (guidance == QLatin1String("remove_key")) return tr("Find out what happened, then remove the key");
    if (guidance == QLatin1String("use_known_network")) return tr("Use the utility's own network");
    return tr("Use a key from the utility's list");
}

KeyPolicyPage::KeyPolicyPage(const DeskContext& desk, QWidget* parent)
    : Page(desk, {QStringLiteral("key_policy"), tr("Key policy"), tr("Who has the keys that their roles ask for, and what helps where not."), QStringLiteral("access.key_"), QStringLiteral("access.keys")}, parent),
      m_state(label(this, "")), m_scope(label(this, "muted")), m_kind(new QComboBox(this)) {
    m_kind->setAccessibleName(tr("Kind of violation"));
    m_kind->addItem(tr("Every kind"), QString());
    auto* csv = button(this, tr("Save as &CSV\u2026"));
    auto* json = button(this, tr("Save as &JSON\u2026"));
    for (QWidget* each : std::initializer_list<QWidget*>{m_kind, csv, json}) buttons()->addWidget(each);
    m_table = new PlainTable(desk.theme, {tr("Who"), tr("What is wrong"), tr("What helps"), tr("Roles"), tr("Environment"), tr("Region"), tr("Last seen")}, this);
    m_view = new QTableView(this);
    auto* sorted = new QSortFilterProxyModel(this);
    sorted->setSourceModel(m_table);
    dressTable(m_view, sorted, 1, tr("Violations"));
    m_view->setSortingEnabled(true);
    m_view->sortByColumn(0, Qt::AscendingOrder);
    new EmptyHint(m_view, tr("Everybody meets the policy."));
    body()->addWidget(m_state);
    body()->addWidget(m_scope);
    body()->addWidget(m_view, 1);
    connect(m_kind, &QComboBox::currentIndexChanged, this, &KeyPolicyPage::showRows);
    connect(csv, &QPushButton::clicked, this, [this] { save(true); });
    connect(json, &QPushButton::clicked, this, [this] { save(false); });
}

void KeyPolicyPage::refresh() {
    desk().data.ask(this, {.path = QStringLiteral("/v1/keys/status")}, [this](const DataReply& reply) {
        if (good(reply)) showStatus(reply.object());
    });
    desk().data.ask(this, {.path = QStringLiteral("/v1/keys/violations")}, [this](const DataReply& reply) {
        if (!good(reply)) return;
        m_violations.clear();
        std::set<QString> kinds;
        for (const auto& each : reply.object().value(QLatin1String("items")).toArray()) {
            m_violations << each.toObject();
            kinds.insert(word(m_violations.back(), "type"));
        }
        const QString chosen = m_kind->currentData().toString();
        m_kind->blockSignals(true);
        while (m_kind->count() > 1) m_kind->removeItem(1);
        for (const QString& kind : kinds) m_kind->addItem(kindText(kind), kind);
        m_kind->setCurrentIndex(std::max(0, m_kind->findData(chosen)));
        m_kind->blockSignals(false);
        showRows();
    });
}

void KeyPolicyPage::showStatus(const QJsonObject& status) {
    const QString state = word(status, "state");
    const auto zone = zoneOf(desk().store.utility());
    const auto now = desk().now();
    const Instant grace = timeIn(status, "grace_until"), lifted = timeIn(status, "lifted_until"), changed = timeIn(status, "changed_at");
    QString text = state == QLatin1String("open")    ? tr("No role asks for keys.")
                   : state == QLatin1String("grace") ? tr("In force from %1.").arg(clockText(grace, zone, now))
                                                     : tr("In force.");
    if (state != QLatin1String("open")) {
        text += QLatin1Char(' ') + tr("%1 of %2 people have the keys their roles ask for.")
                                       .arg(QString::number(status.value(QLatin1String("compliant")).toInt()), QString::number(status.value(QLatin1String("concerned")).toInt()));
    }
    if (lifted.known()) text += QLatin1Char(' ') + tr("Places are lifted until %1.").arg(clockText(lifted, zone, now));
    m_state->setText(text);
    QString scope = tr("Version %1").arg(word(status, "policy_id"));
    if (changed.known()) scope += tr(", changed %1 by %2").arg(clockText(changed, zone, now), word(status, "changed_by"));
    if (const QString roles = listIn(status, "roles"); !roles.isEmpty()) scope += QLatin1Char('\n') + tr("Roles: %1").arg(roles);
    if (const QString places = listIn(status, "environments"); !places.isEmpty()) scope += QLatin1Char('\n') + tr("Environments: %1").arg(places);
    if (const QString regions = listIn(status, "regions"); !regions.isEmpty()) scope += QLatin1Char('\n') + tr("Regions: %1").arg(regions);
    m_scope->setText(scope);
}

void KeyPolicyPage::showRows() {
    const QString kind = m_kind->currentData().toString();
    const auto zone = zoneOf(desk().store.utility());
    const auto now = desk().now();
    std::vector<PlainRow> rows;
    for (const auto& each : std::as_const(m_violations)) {
        const QString type = word(each, "type"), detail = word(each, "detail");
        if (!kind.isEmpty() && type != kind) continue;
        const QString what = detail.isEmpty() ? kindText(type) : type == QLatin1String("keys_missing") ? tr("%1: %2 more needed").arg(kindText(type), detail)
                                                                                                       : tr("%1: %2").arg(kindText(type), detail);
        const Instant seen = timeIn(each, "last_seen_at");
        const bool soon = type == QLatin1String("key_renewal_due");
        rows.push_back({word(each, "user") + type + detail, {{word(each, "login")}, {what, soon ? Tone::Info : Tone::Critical}, {helpText(word(each, "guidance")), Tone::Plain, word(each, "link")},
                                                             {listIn(each, "roles"), Tone::Muted}, {word(each, "environment"), Tone::Muted}, {word(each, "region"), Tone::Muted},
                                                             {seen.known() ? clockText(seen, zone, now) : QString(), Tone::Muted}}});
    }
    m_table->setRows(std::move(rows));
}

void KeyPolicyPage::save(bool csv) {
    const QString path = QFileDialog::getSaveFileName(this, tr("Save the violations"), csv ? QStringLiteral("key-violations.csv") : QStringLiteral("key-violations.json"));
    if (path.isEmpty()) return;
    DataRequest request{.path = QStringLiteral("/v1/keys/violations")};
    if (csv) request.query = {{QStringLiteral("format"), QStringLiteral("csv")}};
    if (const QString kind = m_kind->currentData().toString(); !kind.isEmpty()) request.query.append({QStringLiteral("type"), kind});
    desk().data.ask(this, request, [this, path](const DataReply& reply) {
        if (!good(reply)) return;
        QSaveFile file(path);
        const bool saved = file.open(QIODevice::WriteOnly) && file.write(reply.body) == reply.body.size() && file.commit();
        say(saved ? tr("Saved.") : tr("The file could not be written."));
    });
}

}  // namespace ok::app
