// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "app/access/sessions_page.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QInputDialog>
#include <QJsonArray>
#include <QJsonDocument>
#include <QMessageBox>
#include <QPushButton>
#include <QTableView>
#include <QVBoxLayout>

#include "app/access/answer_fields.h"
#include "app/desk/empty_view.h"
#include "app/desk/plain_table.h"
#include "app/desk/table_look.h"
#include "app/desk/words.h"

namespace ok::app {
namespace {

QString methodText(const QString& method) {
    if (method == QLatin1String("password")) return SessionsPage::tr("password");
    if (method == QLatin1String("oidc") || method == QLatin1String("saml")) return SessionsPage::tr("identity provider");
    if (method == QLatin1String("client_credentials")) return SessionsPage::tr("program");
    if (method == QLatin1String("key")) return SessionsPage::tr("hardware key");
    return method;
}

QList<QJsonObject> itemsOf(const DataReply& reply) {
    QList<QJsonObject> out;
    for (const auto& each : reply.object().value(QLatin1String("items")).toArray()) out << each.toObject();
    return out;
}

QJsonObject byId(const QList<QJsonObject>& all, const QString& id) {
    for (const auto& each : all)
        if (word(each, "id") == id) return each;
    return {};
}

}  // namespace

SessionsPage::SessionsPage(const DeskContext& desk, QWidget* parent)
    : Page(desk, {QStringLiteral("sessions"), tr("Sessions"), tr("Who is signed in, from where. What you end here stops everywhere within seconds."), QStringLiteral("access."), {}}, parent),
      m_whose(new QComboBox(this)) {
    m_whose->addItem(tr("My sessions"), false);
    m_whose->addItem(tr("Everybody's sessions"), true);
    m_whose->setAccessibleName(tr("Whose sessions"));
    m_endOthers = button(this, tr("End my &other sessions"));
    m_end = button(this, tr("&End session\u2026"), true);
    for (QWidget* each : std::initializer_list<QWidget*>{m_whose, m_endOthers, m_end}) buttons()->addWidget(each);
    m_table = new PlainTable(desk.theme, {tr("Who"), tr("Device"), tr("Signed in with"), tr("From"), tr("Last active"), tr("Ends at the latest"), tr("This one")}, this);
    m_view = new QTableView(this);
    dressTable(m_view, m_table, 1, tr("Sessions"));
    new EmptyHint(m_view, tr("Nobody is signed in here."));
    body()->addWidget(m_view, 1);
    connect(m_whose, &QComboBox::currentIndexChanged, this, &SessionsPage::refresh);
    connect(m_end, &QPushButton::clicked, this, &SessionsPage::end);
    connect(m_endOthers, &QPushButton::clicked, this, &SessionsPage::endOthers);
    connect(m_view->selectionModel(), &QItemSelectionModel::selectionChanged, this, &SessionsPage::refreshButtons);
    connect(&desk.permits, &Permits::changed, this, &SessionsPage::refreshButtons);
    refreshButtons();
}

void SessionsPage::refresh() {
    DataRequest request{.path = QStringLiteral("/v1/sessions")};
    if (m_whose->currentData().toBool()) request.query = {{QStringLiteral("all"), QStringLiteral("true")}};
    desk().data.ask(this, request, [this](const DataReply& reply) {
        if (!good(reply)) return;
        m_sessions = itemsOf(reply);
        const auto now = desk().now();
        const auto zone = zoneOf(desk().store.utility());
        std::vector<PlainRow> rows;
        for (const auto& each : std::as_const(m_sessions)) {
            const Instant active = timeIn(each, "last_active_at"), until = timeIn(each, "expires_at");
            const bool strong = each.value(QLatin1String("assurance")).toInt() >= 2;
            rows.push_back({word(each, "id"), {{word(each, "login")}, {word(each, "device")},
                                               {strong ? tr("%1, hardware key").arg(methodText(word(each, "method"))) : methodText(word(each, "method")), strong ? Tone::Good : Tone::Plain},
                                               {word(each, "address"), Tone::Muted}, {active.known() ? tr("%1 ago").arg(ageText(now - active)) : QString()},
                                               {until.known() ? clockText(until, zone, now) : QString(), Tone::Muted},
                                               {each.value(QLatin1String("current")).toBool() ? tr("here") : QString(), Tone::Info}}});
        }
        m_table->setRows(std::move(rows));
        refreshButtons();
    });
}

QJsonObject SessionsPage::current() const { return byId(m_sessions, selectedIds(m_view).value(0)); }

void SessionsPage::refreshButtons() {
    const auto chosen = current();
    const bool own = !m_whose->currentData().toBool() || word(chosen, "user") == desk().permits.user();
    const QString why = chosen.isEmpty() ? tr("Select a session first.") : chosen.value(QLatin1String("current")).toBool() ? tr("This is the session you sit in: sign out instead.") : QString();
    desk().permits.show(m_end, own ? QStringLiteral("sync.follow") : QStringLiteral("access.revoke_session"), why);
    desk().permits.show(m_endOthers, QStringLiteral("sync.follow"));
}

void SessionsPage::end() {
    const auto chosen = current();
    if (chosen.isEmpty()) return;
    const auto reason = askReason(this, {tr("End a session"), tr("%1 at %2 is signed out at once. Why?").arg(word(chosen, "login"), word(chosen, "device")), tr("End it"), 5, true});
    if (!reason) return;
    desk().data.ask(this, {.method = "DELETE", .path = QStringLiteral("/v1/sessions/") + word(chosen, "id"), .query = {{QStringLiteral("reason"), *reason}}}, [this](const DataReply& reply) {
        if (good(reply)) say(tr("The session has ended."));
        refresh();
    });
}

void SessionsPage::endOthers() {
    if (QMessageBox::question(this, tr("End my other sessions"), tr("You are signed out everywhere but here. Go on?")) != QMessageBox::Yes) return;
    desk().data.ask(this, {.method = "DELETE", .path = QStringLiteral("/v1/sessions"), .query = {{QStringLiteral("keep"), QStringLiteral("this")}}}, [this](const DataReply& reply) {
        if (good(reply)) say(tr("Your other sessions have ended."));
        refresh();
    });
}

KeysPage::KeysPage(const DeskContext& desk, QWidget* parent)
    : Page(desk, {QStringLiteral("keys"), tr("My keys"), tr("Hardware keys prove that it is you. Have two: one with you, one in a safe place."), QStringLiteral("access."), {}}, parent),
      m_codes(label(this, "muted")) {
    m_rename = button(this, tr("&Rename\u2026"));
    m_primary = button(this, tr("&Use first"));
    m_remove = button(this, tr("Re&move\u2026"));
    for (auto* each : {m_rename, m_primary, m_remove}) buttons()->addWidget(each);
    m_table = new PlainTable(desk.theme, {tr("Name"), tr("State"), tr("Proof of its make"), tr("Enrolled"), tr("Last used"), tr("First")}, this);
    m_view = new QTableView(this);
    dressTable(m_view, m_table, 0, tr("My keys"));
    new EmptyHint(m_view, tr("You have no hardware key yet.\nEnrol one on the sign-in page of the server in a browser, or ask an administrator."));
    body()->addWidget(m_view, 1);
    body()->addWidget(m_codes);
    connect(m_view->selectionModel(), &QItemSelectionModel::selectionChanged, this, &KeysPage::refreshButtons);
    connect(&desk.permits, &Permits::changed, this, &KeysPage::refreshButtons);
    connect(m_rename, &QPushButton::clicked, this, [this] {
        bool accepted = false;
        const QString name = QInputDialog::getText(this, tr("Rename a key"), tr("New name"), QLineEdit::Normal, word(current(), "name"), &accepted).trimmed();
        if (accepted && !name.isEmpty()) post(QStringLiteral("rename"), {{QStringLiteral("name"), name}}, tr("Renamed."));
    });
    connect(m_primary, &QPushButton::clicked, this, [this] { post(QStringLiteral("primary"), {}, tr("This key is asked for first.")); });
    connect(m_remove, &QPushButton::clicked, this, &KeysPage::removeCurrent);
    refreshButtons();
}

// What goes with a key is said before it goes: the last one, and the one that is asked for first (F09.R1.A5).
void KeysPage::removeCurrent() {
    const QJsonObject key = current();
    QStringList names, ids;
    for (const auto& other : std::as_const(m_keys)) {
        if (word(other, "id") == word(key, "id") || word(other, "state") != QLatin1String("active")) continue;
        names << word(other, "name");
        ids << word(other, "id");
    }
    QJsonObject body;
    if (names.isEmpty()) {
        const auto answer = QMessageBox::warning(this, tr("Your last key"),
                                                 tr("This is your last security key. Without one, what demands a key stays closed to you until you add another. Remove it all the same?"),
                                                 QMessageBox::Yes | QMessageBox::No, QMessageBox::No);
        if (answer != QMessageBox::Yes) return;
        body.insert(QStringLiteral("last"), true);
    } else if (key.value(QLatin1String("primary")).toBool()) {
        bool chosen = false;
        const QString next = QInputDialog::getItem(this, tr("Which key comes first"), tr("Asked for first from now on"), names, 0, false, &chosen);
        if (!chosen) return;
        body.insert(QStringLiteral("primary"), ids.value(names.indexOf(next)));
    }
    const auto reason = askReason(this, {tr("Remove a key"), tr("The key `%1` opens nothing any more. Why?").arg(word(key, "name")), tr("Remove it"), 5, true});
    if (!reason) return;
    body.insert(QStringLiteral("reason"), *reason);
    post(QStringLiteral("remove"), body, tr("Removed."));
}

void KeysPage::refresh() {
    desk().data.ask(this, {.path = QStringLiteral("/v1/keys")}, [this](const DataReply& reply) {
        if (!good(reply)) return;
        m_keys = itemsOf(reply);
        const auto zone = zoneOf(desk().store.utility());
        const auto now = desk().now();
        std::vector<PlainRow> rows;
        for (const auto& each : std::as_const(m_keys)) {
            const bool active = word(each, "state") == QLatin1String("active");
            const Instant used = timeIn(each, "last_used_at"), enrolled = timeIn(each, "enrolled_at");
            rows.push_back({word(each, "id"), {{word(each, "name")}, {active ? tr("Ready") : tr("Suspended"), active ? Tone::Good : Tone::Critical, word(each, "why")},
                                               {word(each, "attestation") == QLatin1String("certified") ? tr("by its maker") : tr("none"), Tone::Muted},
                                               {enrolled.known() ? clockText(enrolled, zone, now) : QString(), Tone::Muted}, {used.known() ? tr("%1 ago").arg(ageText(now - used)) : tr("never")},
                                               {each.value(QLatin1String("primary")).toBool() ? tr("first") : QString(), Tone::Info}}});
        }
        m_table->setRows(std::move(rows));
        const auto answer = reply.object();
        m_codes->setText(tr("Codes from an app: %1. Recovery codes left: %2.")
                             .arg(answer.value(QLatin1String("totp")).toBool() ? tr("set up") : tr("not set up"), QString::number(answer.value(QLatin1String("recovery_codes")).toInt())));
        refreshButtons();
    });
}

QJsonObject KeysPage::current() const { return byId(m_keys, selectedIds(m_view).value(0)); }

void KeysPage::refreshButtons() {
    const QString why = current().isEmpty() ? tr("Select a key first.") : QString();
    for (auto* each : {m_rename, m_remove}) desk().permits.show(each, QStringLiteral("sync.follow"), why);
    desk().permits.show(m_primary, QStringLiteral("sync.follow"), current().value(QLatin1String("primary")).toBool() ? tr("It is the first one already.") : why);
}

void KeysPage::post(const QString& step, const QJsonObject& body, const QString& done) {
    desk().data.ask(this, {.method = "POST", .path = QStringLiteral("/v1/keys/%1/%2").arg(word(current(), "id"), step), .body = QJsonDocument(body).toJson(QJsonDocument::Compact)},
                    [this, done](const DataReply& reply) {
                        if (good(reply)) say(done);
                        refresh();
                    });
}

}  // namespace ok::app
