// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "app/access/effective_page.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QPushButton>
#include <QSpinBox>
#include <QTableView>
#include <QVBoxLayout>

#include "app/access/role_dialogs.h"
#include "app/desk/command_body.h"
#include "app/desk/empty_view.h"
#include "app/desk/plain_table.h"
#include "app/desk/table_look.h"
#include "app/desk/words.h"
#include "shared/access/mapped_access.h"

namespace ok::app {
namespace {

QStringList listed(const std::vector<std::string>& values) {
    QStringList out;
    for (const auto& each : values) out << utf8(each);
    return out;
}

std::vector<std::string> one(const QComboBox* box) {
    const QString value = box->currentData().toString();
    return value.isEmpty() ? std::vector<std::string>() : std::vector<std::string>{value.toStdString()};
}

std::vector<std::string> words(const QLineEdit* edit) {
    std::vector<std::string> out;
    for (const auto& each : edit->text().split(QLatin1Char(','), Qt::SkipEmptyParts)) out.push_back(each.trimmed().toStdString());
    return out;
}

/// What GET /v1/effective-permissions says of a person, as far as it is wanted here.
struct KnownPerson {
    std::string user;
    std::vector<std::string> roles, groups;
    std::vector<access::Assignment> mapped;
    std::vector<std::string> withheld;
};
BOOST_DESCRIBE_STRUCT(KnownPerson, (), (user, roles, groups, mapped, withheld))

QString reasonWords(const std::string& reason) {
    static const std::pair<const char*, const char*> sentences[] = {
        {"allowed", QT_TRANSLATE_NOOP("ok::app::EffectivePage", "allowed")},
        {"no_matching_allow", QT_TRANSLATE_NOOP("ok::app::EffectivePage", "no role allows it")},
        {"scope_mismatch", QT_TRANSLATE_NOOP("ok::app::EffectivePage", "outside the scope of the roles")},
        {"target_outside_authorized_geography", QT_TRANSLATE_NOOP("ok::app::EffectivePage", "outside the authorised geography")},
        {"explicit_deny_override", QT_TRANSLATE_NOOP("ok::app::EffectivePage", "a policy forbids it, and that is stronger than every allow")},
        {"hard_limit", QT_TRANSLATE_NOOP("ok::app::EffectivePage", "beyond a limit that nobody may pass")},
        {"safe_deny", QT_TRANSLATE_NOOP("ok::app::EffectivePage", "the rules cannot be read, so nothing is allowed")}};
    for (const auto& [key, sentence] : sentences)
        if (reason == key) return EffectivePage::tr(sentence);
    return utf8(reason);
}

}  // namespace

EffectivePage::EffectivePage(const DeskContext& desk, MatrixDraft& draft, QWidget* parent)
    : Page(desk, {QStringLiteral("effective"), tr("Effective rights"), tr("What somebody may really do, from everything together. Asks the very engine that decides."), QStringLiteral("policy."),
                  QStringLiteral("policies.read")}, parent),
      m_draft(draft), m_who(new QLineEdit(this)), m_groups(new QLineEdit(this)), m_role(new QComboBox(this)), m_about(label(this, "muted")) {
    m_who->setPlaceholderText(tr("Person (user name or id)"));
    m_who->setAccessibleName(tr("Person"));
    m_groups->setPlaceholderText(tr("Groups, with commas"));
    m_groups->setAccessibleName(tr("Groups"));
    m_role->setAccessibleName(tr("Role held whole"));
    auto* row = new QHBoxLayout;
    for (QWidget* each : std::initializer_list<QWidget*>{m_who, m_groups, m_role}) row->addWidget(each);
    m_table = new PlainTable(desk.theme, {tr("May"), tr("Channel"), tr("Where"), tr("Severity"), tr("Content"), tr("Recipients"), tr("Because of")}, this);
    auto* view = new QTableView(this);
    dressTable(view, m_table, 6, tr("Effective rights"));
    new EmptyHint(view, tr("Nothing is allowed.\nName a person, their groups or a role above."));
    body()->addWidget(m_about);
    body()->addLayout(row);
    body()->addWidget(view, 1);
    body()->addWidget(buildQuestion());
    connect(&draft, &MatrixDraft::changed, this, &EffectivePage::recompile);
    connect(m_who, &QLineEdit::editingFinished, this, &EffectivePage::findPerson);
    connect(m_groups, &QLineEdit::editingFinished, this, &EffectivePage::showPermissions);
    connect(m_role, &QComboBox::currentIndexChanged, this, &EffectivePage::showPermissions);
}

QWidget* EffectivePage::buildQuestion() {
    auto* card = new QFrame(this);
    card->setProperty("role", "card");
    const auto box = [&](const QString& name, const std::vector<std::pair<QString, QString>>& items) {
        auto* made = new QComboBox(card);
        made->setAccessibleName(name);
        for (const auto& [text, value] : items) made->addItem(text, value);
        return made;
    };
    std::vector<std::pair<QString, QString>> actions, places{{tr("no place stated"), QString()}};
    for (const auto& each : access::knownActions()) actions.emplace_back(actionText(std::string(each.name)), utf8(each.name));
    for (const auto& each : desk().store.utility().areas) places.emplace_back(each.name, each.id);
    m_action = box(tr("Action"), actions);
    m_channel = box(tr("Channel"), {{tr("no channel stated"), QString()}, {channelName("sms"), QStringLiteral("sms")}, {channelName("email"), QStringLiteral("email")}, {channelName("voice"), QStringLiteral("voice")}});
    m_place = box(tr("Place"), places);
    m_severity = box(tr("Severity"), {{tr("no severity stated"), QString()}, {severityName("advisory"), QStringLiteral("advisory")}, {severityName("minor"), QStringLiteral("minor")}, {severityName("major"), QStringLiteral("major")}, {severityName("critical"), QStringLiteral("critical")}});
    m_content = box(tr("Content"), {{tr("no content stated"), QString()}, {contentName("etr"), QStringLiteral("etr")}, {contentName("advisory"), QStringLiteral("advisory")}});
    m_audience = new QSpinBox(card);
    m_audience->setRange(0, 10'000'000);
    m_audience->setSpecialValueText(tr("no number stated"));
    m_audience->setAccessibleName(tr("Recipients"));
    m_action->setCurrentIndex(std::max(0, m_action->findData(QStringLiteral("comms.send"))));
    auto* go = button(card, tr("&Ask in their name"), true);
    m_answer = label(card, "text", tr("Nothing is done by asking."));
    auto* row = new QHBoxLayout;
    for (QWidget* each : std::initializer_list<QWidget*>{m_action, m_channel, m_place, m_severity, m_content, m_audience, go}) row->addWidget(each);
    auto* column = new QVBoxLayout(card);
    column->addWidget(label(card, "section", tr("TEST AS THIS PERSON")));
    column->addLayout(row);
    column->addWidget(m_answer);
    connect(go, &QPushButton::clicked, this, &EffectivePage::ask);
    return card;
}

access::Principal EffectivePage::person() const {
    access::Principal out = m_known;
    if (out.id.empty()) out.id = m_who->text().trimmed().toStdString();
    for (auto& group : words(m_groups)) out.groups.push_back(std::move(group));
    for (auto& role : one(m_role)) out.roles.push_back(std::move(role));
    return out;
}

void EffectivePage::findPerson() {
    const QString name = m_who->text().trimmed();
    m_known = {};
    m_withheld.clear();
    showPermissions();
    if (name.isEmpty()) return;
    // One action is enough: who they are is asked for, the cells are worked out here, for drafts too.
    desk().data.ask(this, {.path = QStringLiteral("/v1/effective-permissions"), .query = {{QStringLiteral("user"), name}, {QStringLiteral("actions"), QStringLiteral("sync.follow")}}},
                    [this, name](const DataReply& reply) {
                        const auto found = read<KnownPerson>(reply);
                        if (name != m_who->text().trimmed() || !found.ok()) return;
                        m_known = {found->user, found->roles, found->groups, found->mapped};
                        access::withhold(m_known.mapped, found->user, found->withheld);
                        m_withheld.clear();
                        for (const auto& role : found->withheld) m_withheld << roleText(utf8(role));
                        showPermissions();
                    });
}

void EffectivePage::recompile() {
    std::vector<access::Area> territories;
    for (const auto& each : desk().store.utility().areas) territories.push_back({each.id.toStdString(), each.name.toStdString(), each.id.toStdString(), each.shape});
    auto compiled = access::CompiledMatrix::compile(m_draft.matrix(), m_draft.number() > 0 ? "roles/" + std::to_string(m_draft.number()) : "builtin", territories);
    m_compiled = compiled.ok() ? *compiled : nullptr;
    m_about->setText(compiled.ok() ? m_draft.standing() : tr("These rules have mistakes, so nothing can be worked out: see Roles."));
    const QString before = m_role->currentData().toString();
    {
        const QSignalBlocker quiet(m_role);
        m_role->clear();
        m_role->addItem(tr("no role held whole"), QString());
        for (const auto& each : m_draft.matrix().roles) m_role->addItem(each.name.empty() ? roleText(utf8(each.id)) : utf8(each.name), utf8(each.id));
        m_role->setCurrentIndex(std::max(0, m_role->findData(before)));
    }
    showPermissions();
}

void EffectivePage::showPermissions() {
    if (!m_compiled) return m_table->setRows({});
    const auto all = access::effectivePermissions(*m_compiled, person(), {{}, desk().now(), 2'000});
    const auto& areas = desk().store.utility().areas;
    const auto where = [&](const access::EffectiveCell& cell) {
        if (!cell.area.empty() && cell.area != "*") return utf8(cell.area);
        for (const auto& each : areas)
            if (each.id == utf8(cell.territory)) return each.name;
        return cell.territory == "*" || cell.area == "*" ? tr("everywhere") : utf8(cell.territory);
    };
    const auto any = [](const std::string& value, QString (*name)(const std::string&)) { return value.empty() ? QString() : name(value); };
    std::vector<PlainRow> rows;
    for (const auto& each : all.cells)
        rows.push_back({QString::number(rows.size()), {{actionText(each.action), Tone::Plain, utf8(each.action)}, {any(each.channel, channelName)}, {where(each)}, {any(each.severity, severityName)},
                                                       {any(each.contentType, contentName)}, {each.maxAudience ? tr("at most %1").arg(countText(*each.maxAudience)) : QString()},
                                                       {listed(each.policies).join(QStringLiteral(", ")), Tone::Muted}}});
    m_table->setRows(std::move(rows));
    if (!m_withheld.isEmpty()) return say(tr("These roles ask for security keys that are not enrolled, and allow nothing now: %1.").arg(m_withheld.join(QStringLiteral(", "))), true);
    say(all.complete ? QString() : tr("There is more than can be shown: the first 2,000 lines."));
}

void EffectivePage::ask() {
    access::AccessQuestion question;
    question.action = m_action->currentData().toString().toStdString();
    question.channels = one(m_channel), question.territories = one(m_place), question.severities = one(m_severity), question.contentTypes = one(m_content);
    if (m_audience->value() > 0) question.audience = m_audience->value();
    question.at = desk().now();
    const auto who = person();
    const auto verdict = access::decide(m_compiled.get(), who, question);
    const auto said = access::explain(m_compiled.get(), TenantId{}, who, question, verdict);
    QStringList lines{said.allowed ? tr("Allowed by %1 (role %2).").arg(listed(said.policies).join(QStringLiteral(", ")), roleText(utf8(said.role))) : tr("Refused: %1.").arg(reasonWords(said.reason))};
    if (!said.denyPolicy.empty()) lines << tr("Forbidden by the policy %1.").arg(utf8(said.denyPolicy));
    for (const auto& each : said.change) lines << tr("It would be allowed with another %1: %2.").arg(dimensionText(std::string(enumName(each.dimension))).toLower(), listed(each.values).join(QStringLiteral(", ")));
    if (!said.rolesThatMay.empty()) {
        QStringList roles;
        for (const auto& each : said.rolesThatMay) roles << roleText(utf8(each));
        lines << tr("Roles that may: %1.").arg(roles.join(QStringLiteral(", ")));
    }
    m_answer->setText(lines.join(QLatin1Char(' ')));
    m_answer->setStyleSheet(QStringLiteral("color: %1").arg(toneColour(said.allowed ? Tone::Good : Tone::Critical, desk().theme.tokens()).name()));
}

}  // namespace ok::app
