// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "app/access/identity_page.h"

#include <QHBoxLayout>
#include <QInputDialog>
#include <QJsonArray>
#include <QJsonDocument>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSplitter>
#include <QTabWidget>
#include <QTableView>
#include <QVBoxLayout>

#include "app/access/answer_fields.h"
#include "app/desk/empty_view.h"
#include "app/desk/plain_table.h"
#include "app/desk/table_look.h"
#include "app/desk/words.h"

namespace ok::app {
namespace {

const QString kManage = QStringLiteral("access.identities");

QString agoText(const QJsonObject& in, const char* name, Instant now) {
    const Instant time = timeIn(in, name);
    return time.known() ? IdentityPage::tr("%1 ago").arg(ageText(now - time)) : IdentityPage::tr("never");
}

/// `operator (sms, North)`
QString assignmentsText(const QJsonArray& all) {
    QStringList out;
    for (const auto& value : all) {
        const auto each = value.toObject();
        QStringList within;
        const auto scope = each.value(QLatin1String("within")).toObject();
        for (const char* dimension : {"channels", "territories", "severities"})
            for (const auto& one : scope.value(QLatin1String(dimension)).toArray())
                if (one.toString() != QLatin1String("*")) within << one.toString();
        out << roleText(word(each, "role")) + (within.isEmpty() ? QString() : QStringLiteral(" (%1)").arg(within.join(QStringLiteral(", "))));
    }
    return out.join(QStringLiteral(", "));
}

}  // namespace

IdentityPage::IdentityPage(const DeskContext& desk, QWidget* parent)
    : Page(desk, {QStringLiteral("identity"), tr("Where people come from"), tr("Directories and identity providers, and the rules that turn their groups into roles."), QStringLiteral("identity."), kManage}, parent),
      m_tabs(new QTabWidget(this)) {
    m_sources = new PlainTable(desk.theme, {tr("Source"), tr("State"), tr("Last heard"), tr("Last sync"), tr("People"), tr("Rights")}, this);
    m_people = new PlainTable(desk.theme, {tr("Who"), tr("Source"), tr("State"), tr("Groups"), tr("Roles by the rules")}, this);
    auto* sources = new QTableView(m_tabs);
    auto* people = m_peopleView = new QTableView(m_tabs);
    m_merge = button(this, tr("&Merge a local account\u2026"));
    buttons()->addWidget(m_merge);
    dressTable(sources, m_sources, 1, tr("Sources"));
    dressTable(people, m_people, 3, tr("People"));
    new EmptyHint(sources, tr("No directory is connected: people are made here by an administrator.\nSCIM pushes people in with a token; LDAP is read on a schedule."));
    new EmptyHint(people, tr("Nobody has come from a directory yet."));
    m_tabs->addTab(sources, tr("Sources"));
    m_tabs->addTab(people, tr("People"));
    m_tabs->addTab(buildMapping(), tr("Mapping"));
    body()->addWidget(m_tabs, 1);
    connect(&desk.permits, &Permits::changed, this, &IdentityPage::refreshButtons);
    connect(m_merge, &QPushButton::clicked, this, &IdentityPage::merge);
    connect(people->selectionModel(), &QItemSelectionModel::selectionChanged, this, &IdentityPage::refreshButtons);
    refreshButtons();
}

QWidget* IdentityPage::buildMapping() {
    auto* side = new QWidget(m_tabs);
    m_version = label(side, "muted");
    m_totals = label(side, "text");
    m_rules = new QPlainTextEdit(side);
    m_rules->setProperty("role", "code");
    m_rules->setAccessibleName(tr("Mapping rules"));
    m_rules->setTabChangesFocus(true);
    m_changes = new PlainTable(desk().theme, {tr("Who"), tr("What happens"), tr("Gains"), tr("Loses")}, this);
    auto* changes = new QTableView(side);
    dressTable(changes, m_changes, 2, tr("What the rules would change"));
    new EmptyHint(changes, tr("Press Dry run: nothing is changed by it."));
    m_dry = button(side, tr("&Dry run"));
    m_apply = button(side, tr("&Apply these rules\u2026"), true);
    auto* both = new QSplitter(side);
    both->addWidget(m_rules);
    both->addWidget(changes);
    auto* row = new QHBoxLayout;
    row->addWidget(m_totals, 1);
    row->addWidget(m_dry);
    row->addWidget(m_apply);
    auto* column = new QVBoxLayout(side);
    column->setContentsMargins(0, 8, 0, 0);
    column->addWidget(m_version);
    column->addWidget(both, 1);
    column->addLayout(row);
    connect(m_rules, &QPlainTextEdit::textChanged, this, &IdentityPage::refreshButtons);
    connect(m_dry, &QPushButton::clicked, this, &IdentityPage::dryRun);
    connect(m_apply, &QPushButton::clicked, this, &IdentityPage::apply);
    return side;
}

void IdentityPage::refresh() {
    if (!desk().permits.may(kManage)) return;
    const auto ask = [this](const char* path, void (IdentityPage::*show)(const QJsonObject&)) {
        desk().data.ask(this, {.path = QLatin1String(path)}, [this, show](const DataReply& reply) {
            if (good(reply)) (this->*show)(reply.object());
        });
    };
    ask("/v1/sync/status", &IdentityPage::showSources);
    ask("/v1/identities/users", &IdentityPage::showPeople);
    ask("/v1/identities/mapping", &IdentityPage::showMapping);
}

void IdentityPage::showSources(const QJsonObject& status) {
    std::vector<PlainRow> rows;
    for (const auto& value : status.value(QLatin1String("sources")).toArray()) {
        const auto each = value.toObject();
        const auto count = [&each](const char* name) { return each.value(QLatin1String(name)).toInt(); };
        const bool healthy = each.value(QLatin1String("healthy")).toBool();
        const QString held = each.value(QLatin1String("held")).toBool() ? tr("held: too many people would lose their rights, somebody must look") : QString();
        rows.push_back({word(each, "id"), {{word(each, "id"), Tone::Plain, word(each, "kind")},
                                           {!held.isEmpty() ? held : healthy ? tr("in order") : tr("not in order: %1").arg(word(each, "problem")), !held.isEmpty() || !healthy ? Tone::Critical : Tone::Good},
                                           {agoText(each, "lastHeard", desk().now())}, {agoText(each, "lastSyncTime", desk().now())},
                                           {tr("%1 new, %2 changed, %3 gone").arg(count("created")).arg(count("updated")).arg(count("deprovisioned")), Tone::Muted},
                                           {tr("%1 gained, %2 lost").arg(count("gained")).arg(count("lost")), Tone::Muted}}});
    }
    m_sources->setRows(std::move(rows));
}

void IdentityPage::showPeople(const QJsonObject& answer) {
    std::vector<PlainRow> rows;
    for (const auto& value : answer.value(QLatin1String("items")).toArray()) {
        const auto each = value.toObject();
        QStringList groups;
        for (const auto& group : each.value(QLatin1String("groups")).toArray()) groups << group.toString();
        const bool active = each.value(QLatin1String("active")).toBool(true);
        rows.push_back({word(each, "id"), {{word(each, "login")}, {word(each, "source"), Tone::Muted}, {active ? tr("active") : tr("shut out"), active ? Tone::Good : Tone::Critical},
                                           {groups.join(QStringLiteral(", "))}, {assignmentsText(each.value(QLatin1String("assignments")).toArray())}}});
    }
    m_people->setRows(std::move(rows));
}

void IdentityPage::showMapping(const QJsonObject& mapping) {
    const int version = mapping.value(QLatin1String("version")).toInt();
    m_version->setText(version > 0 ? tr("In force: version %1, by %2: %3").arg(version).arg(word(mapping, "changed_by"), word(mapping, "reason")) : tr("No rules yet: groups give no roles."));
    if (m_rules->document()->isModified()) return;  // somebody is writing
    m_rules->setPlainText(QString::fromUtf8(QJsonDocument(mapping.value(QLatin1String("rules")).toObject()).toJson()));
    m_rules->document()->setModified(false);
    refreshButtons();
}

void IdentityPage::refreshButtons() {
    const auto parsed = QJsonDocument::fromJson(m_rules->toPlainText().toUtf8());
    const QString broken = parsed.isObject() ? QString() : tr("This is no JSON: look for a missing comma or bracket.");
    desk().permits.show(m_merge, kManage, selectedIds(m_peopleView).isEmpty() ? tr("Select who it is on the page People first.") : QString());
    desk().permits.show(m_dry, kManage, broken);
    const bool tried = !m_tried.isEmpty() && m_tried == m_rules->toPlainText();
    desk().permits.show(m_apply, kManage, !broken.isEmpty() ? broken : tried ? QString() : tr("Do a dry run of exactly these rules first."));
}

/// Somebody had an account of their own before the directory knew them.
void IdentityPage::merge() {
    const QString id = selectedIds(m_peopleView).value(0);
    if (id.isEmpty()) return;
    const QString name = m_people->text(id, 0);
    bool accepted = false;
    const QString login = QInputDialog::getText(this, tr("Merge a local account"), tr("Which local account is %1 too? It is closed: its sessions end, its keys and tokens are removed, and %1 goes on with the roles of the directory.").arg(name),
                                                QLineEdit::Normal, {}, &accepted).trimmed();
    if (!accepted || login.isEmpty()) return;
    const auto reason = askReason(this, {tr("Merge a local account"), tr("How do you know that `%1` and `%2` are one person? A second administrator has to agree.").arg(login, name), tr("Ask for it"), 10, true});
    if (!reason) return;
    send({QStringLiteral("identity.merge_accounts"), {{QStringLiteral("login"), login}, {QStringLiteral("into"), id}, {QStringLiteral("reason"), *reason}}, {}}, tr("Merged."), [this] { refresh(); });
}

void IdentityPage::dryRun() {
    const QString rules = m_rules->toPlainText();
    const QJsonObject body{{QStringLiteral("rules"), QJsonDocument::fromJson(rules.toUtf8()).object()}};
    m_totals->setText(tr("Working it out\u2026"));
    desk().data.ask(this, {.method = "POST", .path = QStringLiteral("/v1/identities/mapping/preview"), .body = QJsonDocument(body).toJson(QJsonDocument::Compact)},
                    [this, rules](const DataReply& reply) {
                        m_totals->clear();
                        if (!good(reply)) return;
                        m_tried = rules;
                        showPreview(reply.object());
                        refreshButtons();
                    });
}

void IdentityPage::showPreview(const QJsonObject& preview) {
    m_digest = word(preview, "digest");
    const auto count = [&preview](const char* name) { return preview.value(QLatin1String(name)).toInt(); };
    m_totals->setText(tr("%1 would come, %2 change, %3 be shut out, %4 stay as they are.").arg(count("create")).arg(count("update")).arg(count("deprovision")).arg(count("unchanged")));
    std::vector<PlainRow> rows;
    for (const auto& value : preview.value(QLatin1String("changes")).toArray()) {
        const auto each = value.toObject();
        const QString change = word(each, "change");
        const bool out = change == QLatin1String("deprovision");
        rows.push_back({word(each, "login"), {{word(each, "login")}, {change == QLatin1String("create") ? tr("comes") : out ? tr("is shut out") : tr("changes"), out ? Tone::Critical : Tone::Plain},
                                              {assignmentsText(each.value(QLatin1String("gained")).toArray()), Tone::Good}, {assignmentsText(each.value(QLatin1String("lost")).toArray()), Tone::Warning}}});
    }
    m_changes->setRows(std::move(rows));
}

void IdentityPage::apply() {
    const auto reason = askReason(this, {tr("Apply mapping rules"), tr("%1\nWhy?").arg(m_totals->text()), tr("Apply"), 10, false});
    if (!reason) return;
    const QJsonObject body{{QStringLiteral("rules"), QJsonDocument::fromJson(m_rules->toPlainText().toUtf8()).object()}, {QStringLiteral("reason"), *reason}, {QStringLiteral("preview"), m_digest}};
    m_rules->document()->setModified(false);
    send({QStringLiteral("identity.set_mapping"), body, {}}, tr("The rules are in force."));
}

}  // namespace ok::app
