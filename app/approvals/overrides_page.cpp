// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "app/approvals/overrides_page.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QJsonArray>
#include <QLabel>
#include <QPushButton>
#include <QTableView>
#include <QVBoxLayout>

#include "app/access/answer_fields.h"
#include "app/desk/empty_view.h"
#include "app/desk/plain_table.h"
#include "app/desk/table_look.h"
#include "app/desk/words.h"
#include "shared/approvals/emergency_override.h"

namespace ok::app {
namespace {

QJsonObject over(const QJsonObject& review) { return review.value(QLatin1String("emergency")).toObject(); }
QString personIn(const QJsonObject& in, const char* name) { return word(in.value(QLatin1String(name)).toObject(), "id"); }

QString stateText(const QString& state) {
    if (state == QLatin1String("confirmed")) return OverridesPage::tr("Left at once");
    if (state == QLatin1String("cancelled")) return OverridesPage::tr("Not confirmed");
    return OverridesPage::tr("Waiting");
}

QString stepText(const QString& kind) {
    if (kind == QLatin1String("requested")) return OverridesPage::tr("asked for its release");
    if (kind == QLatin1String("override_asked")) return OverridesPage::tr("asked for an emergency override");
    if (kind == QLatin1String("override_confirmed")) return OverridesPage::tr("confirmed it");
    if (kind == QLatin1String("override_cancelled")) return OverridesPage::tr("was not confirmed in time");
    if (kind == QLatin1String("approved")) return OverridesPage::tr("approved");
    if (kind == QLatin1String("rejected")) return OverridesPage::tr("rejected");
    if (kind == QLatin1String("escalated")) return OverridesPage::tr("took it to the next level");
    if (kind == QLatin1String("commented")) return OverridesPage::tr("commented");
    return kind;
}

}  // namespace

OverridesPage::OverridesPage(const DeskContext& desk, QWidget* parent)
    : Page(desk, {QStringLiteral("overrides"), tr("Emergencies"), tr("What left without its approvals. Somebody who was part of neither half looks at each afterwards."), QStringLiteral("approval.override_"), QStringLiteral("approvals.review_override")}, parent),
      m_which(new QComboBox(this)) {
    m_which->addItem(tr("To be looked at"), QStringLiteral("open"));
    m_which->addItem(tr("Looked at"), QStringLiteral("done"));
    m_which->setAccessibleName(tr("Which emergencies"));
    m_review = button(this, tr("Say what you &found\u2026"), true);
    for (QWidget* each : std::initializer_list<QWidget*>{m_which, m_review}) buttons()->addWidget(each);
    m_table = new PlainTable(desk.theme, {tr("When"), tr("What"), tr("Outcome"), tr("Asked by"), tr("Confirmed by"), tr("Reached"), tr("Why")}, this);
    m_view = new QTableView(this);
    dressTable(m_view, m_table, 6, tr("Emergencies"));
    new EmptyHint(m_view, tr("Nothing has to be looked at."));
    m_story = label(this, "muted");
    m_story->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    body()->addWidget(m_view, 1);
    body()->addWidget(m_story);
    connect(m_which, &QComboBox::currentIndexChanged, this, &OverridesPage::refresh);
    connect(m_review, &QPushButton::clicked, this, &OverridesPage::review);
    connect(m_view->selectionModel(), &QItemSelectionModel::selectionChanged, this, &OverridesPage::showChosen);
    connect(&desk.permits, &Permits::changed, this, &OverridesPage::showChosen);
    showChosen();
}

/// As the directory called them when they took part; whoever is in no step, by their id.
QString OverridesPage::nameOf(const QJsonObject& review, const QString& person) const {
    for (const auto& each : review.value(QLatin1String("timeline")).toArray()) {
        const QJsonObject step = each.toObject();
        if (personIn(step, "actor") == person && !word(step, "login").isEmpty()) return word(step, "login");
    }
    return person;
}

void OverridesPage::refresh() {
    const DataRequest request{.path = QStringLiteral("/v1/documents/override_review"),
                              .query = {{QStringLiteral("key"), QStringLiteral("state")}, {QStringLiteral("value"), m_which->currentData().toString()}, {QStringLiteral("limit"), QStringLiteral("1000")}}};
    desk().data.ask(this, request, [this](const DataReply& reply) {
        if (!good(reply)) return;
        m_all.clear();
        for (const auto& each : reply.object().value(QLatin1String("items")).toArray()) m_all << each.toObject();
        std::sort(m_all.begin(), m_all.end(), [](const QJsonObject& a, const QJsonObject& b) { return timeIn(over(b), "started_at") < timeIn(over(a), "started_at"); });
        const auto zone = zoneOf(desk().store.utility());
        const auto now = desk().now();
        std::vector<PlainRow> rows;
        for (const auto& each : std::as_const(m_all)) {
            const QJsonObject asked = over(each), scope = asked.value(QLatin1String("scope")).toObject();
            const QString state = word(asked, "state");
            QStringList channels;
            for (const auto& channel : scope.value(QLatin1String("channels")).toArray()) channels << channelText(channel.toString());
            const QString reached = tr("%1: %2 people").arg(channels.join(QStringLiteral(", ")), countText(scope.value(QLatin1String("audience")).toInteger()));
            rows.push_back({word(asked, "id"), {{clockText(timeIn(asked, "started_at"), zone, now)}, {approvalActionText(word(each, "command"))},
                                                {stateText(state), state == QLatin1String("confirmed") ? Tone::Critical : Tone::Muted}, {nameOf(each, personIn(asked, "by"))},
                                                {nameOf(each, personIn(asked, "confirmed_by"))}, {reached}, {word(asked, "justification")}}});
        }
        m_table->setRows(std::move(rows));
        showChosen();
    });
}

QJsonObject OverridesPage::current() const {
    const QString id = selectedIds(m_view).value(0);
    for (const auto& each : m_all)
        if (!id.isEmpty() && word(over(each), "id") == id) return each;
    return {};
}

void OverridesPage::showChosen() {
    const QJsonObject chosen = current();
    QStringList lines;
    const auto zone = zoneOf(desk().store.utility());
    for (const auto& each : chosen.value(QLatin1String("timeline")).toArray()) {
        const QJsonObject step = each.toObject();
        const QString who = word(step, "login").isEmpty() ? personIn(step, "actor") : word(step, "login");
        const QString words = word(step, "reason");
        lines << tr("%1  %2 %3%4").arg(fullTimeText(timeIn(step, "at"), zone), who, stepText(word(step, "kind")), words.isEmpty() ? QString() : QStringLiteral(": ") + words);
    }
    if (chosen.value(QLatin1String("done")).toBool())
        lines << tr("%1  %2 looked at it: %3").arg(fullTimeText(timeIn(chosen, "reviewed_at"), zone), nameOf(chosen, personIn(chosen, "reviewed_by")), word(chosen, "findings"));
    m_story->setText(lines.join(QLatin1Char('\n')));
    m_story->setVisible(!lines.isEmpty());
    const QString me = desk().permits.user();
    QString why;
    if (chosen.isEmpty()) why = tr("Select an emergency first.");
    else if (chosen.value(QLatin1String("done")).toBool()) why = tr("This was looked at already.");
    else if (me == personIn(over(chosen), "by") || me == personIn(over(chosen), "confirmed_by")) why = tr("You were part of it: somebody else has to look at it.");
    desk().permits.show(m_review, QStringLiteral("approvals.review_override"), why);
}

void OverridesPage::review() {
    const QJsonObject chosen = current();
    if (chosen.isEmpty()) return;
    const auto findings = askReason(this, {tr("What you found"), tr("Was it right to send this at once? What has to change? It stays in the log."), tr("Close the task"), approvals::shortestOverrideReason, false});
    if (!findings) return;
    send({QStringLiteral("approvals.review_override"), {{QStringLiteral("review"), word(over(chosen), "id")}, {QStringLiteral("findings"), *findings}}, {}}, tr("Closed, with what you found."), [this] { refresh(); });
}

}  // namespace ok::app
