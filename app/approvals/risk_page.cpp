// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "app/approvals/risk_page.h"

#include <QComboBox>
#include <QDateTimeEdit>
#include <QFileDialog>
#include <QHBoxLayout>
#include <QJsonArray>
#include <QLineEdit>
#include <QPushButton>
#include <QSaveFile>
#include <QSpinBox>
#include <QSplitter>
#include <QTableView>
#include <QVBoxLayout>
#include <algorithm>

#include "app/approvals/review_words.h"
#include "app/desk/command_body.h"
#include "app/desk/empty_view.h"
#include "app/desk/plain_table.h"
#include "app/desk/table_look.h"
#include "app/desk/words.h"

namespace ok::app {
namespace {

constexpr int kPage = 100, shortestReason = 10;

QString exact(double value) { return QString::number(value, 'f', 3); }

Instant timeOf(const std::string& text) {
    const auto at = parseIso(text);
    return at.ok() ? *at : Instant();
}

QComboBox* choice(QWidget* parent, const QString& name, std::initializer_list<std::pair<QString, const char*>> values) {
    auto* box = new QComboBox(parent);
    box->setAccessibleName(name);
    for (const auto& [words, value] : values) box->addItem(words, QString::fromLatin1(value));
    return box;
}

QLineEdit* words(QWidget* parent, const QString& name) {
    auto* edit = new QLineEdit(parent);
    edit->setAccessibleName(name);
    edit->setPlaceholderText(name);
    edit->setMaxLength(100);
    edit->setMaximumWidth(180);
    return edit;
}

QSpinBox* score(QWidget* parent, const QString& name, int value) {
    auto* box = new QSpinBox(parent);
    box->setRange(0, 100);
    box->setValue(value);
    box->setAccessibleName(name);
    return box;
}

QString line(const QString& words) { return QStringLiteral("<div>%1</div>").arg(words.toHtmlEscaped()); }

}  // namespace

QString ruleText(const std::string& rule) {
    if (rule.starts_with("band ")) return RiskPage::tr("The score lies in the band %1").arg(utf8(rule.substr(5)));
    if (rule == "unmatched") return RiskPage::tr("There was no score: what holds then");
    return RiskPage::tr("The rule %1 held").arg(utf8(rule));
}

QString decisionText(const std::vector<approvals::RiskAction>& actions) {
    QStringList out;
    for (const auto& each : actions) out << actionText({each, true, {}});
    return out.isEmpty() ? RiskPage::tr("nothing") : out.join(QStringLiteral(", "));
}

RiskPage::RiskPage(const DeskContext& desk, QWidget* parent)
    : Page(desk, {QStringLiteral("risk"), tr("Risk"), tr("How each broadcast was judged, why, and what was done about it."), {}, QStringLiteral("ledger.read")}, parent) {
    m_export = button(this, tr("Save as C&SV\u2026"));
    auto* look = button(this, tr("&Search"), true);
    buttons()->addWidget(m_export);
    buttons()->addWidget(look);
    body()->addWidget(buildFilters());
    auto* both = new QSplitter(this);
    both->addWidget(buildList());
    both->addWidget(buildDetail());
    both->setStretchFactor(0, 3);
    both->setStretchFactor(1, 3);
    body()->addWidget(both, 1);
    desk.permits.guard(look, QStringLiteral("ledger.read"));
    desk.permits.guard(m_export, QStringLiteral("ledger.read"));
    connect(look, &QPushButton::clicked, this, &RiskPage::search);
    connect(m_export, &QPushButton::clicked, this, &RiskPage::exportAll);
}

QWidget* RiskPage::buildFilters() {
    auto* part = new QWidget(this);
    const auto zone = zoneOf(desk().store.utility());
    m_from = wallClockEdit(part, zone, desk().now() - hours(24 * 30), tr("From"));
    m_to = wallClockEdit(part, zone, desk().now() + hours(1), tr("To"));
    m_broadcast = words(part, tr("Broadcast"));
    m_least = score(part, tr("Score from"), 0);
    m_most = score(part, tr("Score to"), 100);
    m_decision = choice(part, tr("What was asked for"), {{tr("any decision"), ""}, {tr("nothing"), "none"}, {tr("Checklist"), "checklist"}, {tr("a senior's approval"), "senior_approver"},
                                                        {tr("in steps"), "stagger"}, {tr("a limit a minute"), "throttle"}, {tr("not sent at all"), "block"}});
    m_channel = choice(part, tr("Channel"), {{tr("any channel"), ""}, {tr("Text message"), "sms"}, {tr("Email"), "email"}, {tr("Phone call"), "voice"}});
    m_rule = words(part, tr("Rule"));
    m_person = words(part, tr("Approved by (id)"));
    m_order = choice(part, tr("Order"), {{tr("newest first"), "created_at desc"}, {tr("oldest first"), "created_at asc"}, {tr("riskiest first"), "final_risk_score desc"}, {tr("calmest first"), "final_risk_score asc"}});
    auto* first = new QHBoxLayout;
    for (QWidget* each : std::initializer_list<QWidget*>{m_from, label(part, "muted", tr("to")), m_to, label(part, "muted", tr("Score")), m_least, label(part, "muted", tr("to")), m_most, m_order}) first->addWidget(each);
    first->addStretch(1);
    auto* second = new QHBoxLayout;
    for (QWidget* each : std::initializer_list<QWidget*>{m_decision, m_channel, m_rule, m_person, m_broadcast}) second->addWidget(each);
    second->addStretch(1);
    auto* column = new QVBoxLayout(part);
    column->setContentsMargins(0, 0, 0, 0);
    column->addLayout(first);
    column->addLayout(second);
    for (auto* each : {m_broadcast, m_rule, m_person}) connect(each, &QLineEdit::returnPressed, this, &RiskPage::search);
    return part;
}

QWidget* RiskPage::buildList() {
    auto* side = new QWidget(this);
    m_found = new PlainTable(desk().theme, {tr("Time"), tr("Score"), tr("Band"), tr("What was asked for"), tr("State")}, this);
    m_view = new QTableView(side);
    dressTable(m_view, m_found, 3, tr("Judgements"));
    new EmptyHint(m_view, tr("Nothing was judged so.\nWiden the period or leave out a field."));
    m_more = button(side, tr("&More"));
    m_more->setEnabled(false);
    m_count = label(side, "muted");
    auto* row = new QHBoxLayout;
    row->addWidget(m_count, 1);
    row->addWidget(m_more);
    auto* column = new QVBoxLayout(side);
    column->setContentsMargins(0, 0, 8, 0);
    column->addWidget(m_view, 1);
    column->addLayout(row);
    connect(m_more, &QPushButton::clicked, this, &RiskPage::more);
    connect(m_view->selectionModel(), &QItemSelectionModel::selectionChanged, this, [this] { showOne(current()); });
    return side;
}

QWidget* RiskPage::buildDetail() {
    auto* side = new QWidget(this);
    m_head = label(side, "section");
    m_facts = label(side, "text", tr("Select a judgement."));
    m_facts->setTextFormat(Qt::RichText);
    m_facts->setMinimumWidth(1);
    m_facts->setAccessibleName(tr("The judgement"));
    m_proof = label(side, "muted");
    m_proof->setAccessibleName(tr("Proof"));
    m_factors = new PlainTable(desk().theme, {tr("Factor"), tr("Value"), tr("Normalised"), tr("Weight"), tr("Contribution"), tr("Share")}, this);
    auto* table = new QTableView(side);
    dressTable(table, m_factors, 1, tr("Factors of the score"));
    m_reveal = button(side, tr("Show &names and notes\u2026"));
    m_verify = button(side, tr("Check its &chain"));
    auto* row = new QHBoxLayout;
    row->addWidget(m_reveal);
    row->addWidget(m_verify);
    row->addStretch(1);
    auto* column = new QVBoxLayout(side);
    column->setContentsMargins(8, 0, 0, 0);
    column->addWidget(m_head);
    column->addWidget(table, 1);
    column->addWidget(m_facts);
    column->addWidget(m_proof);
    column->addLayout(row);
    for (auto* each : {m_reveal, m_verify}) each->setEnabled(false);
    connect(m_reveal, &QPushButton::clicked, this, &RiskPage::reveal);
    connect(m_verify, &QPushButton::clicked, this, &RiskPage::verify);
    return side;
}

QString RiskPage::current() const { return selectedIds(m_view).value(0); }

void RiskPage::refresh() {
    if (!m_begun) search();
}

void RiskPage::take(const QVariant& what) {
    m_broadcast->setText(what.toMap().value(QStringLiteral("broadcast")).toString());
    search();
}

QList<QPair<QString, QString>> RiskPage::query() const {
    const auto zone = zoneOf(desk().store.utility());
    QList<QPair<QString, QString>> out{{QStringLiteral("from"), utf8(toIso(instantOf(m_from, zone)))}, {QStringLiteral("to"), utf8(toIso(instantOf(m_to, zone)))},
                                       {QStringLiteral("min_score"), QString::number(m_least->value())}, {QStringLiteral("max_score"), QString::number(m_most->value())}};
    const QStringList order = m_order->currentData().toString().split(QLatin1Char(' '));
    out.append({QStringLiteral("sort"), order.value(0)});
    out.append({QStringLiteral("order"), order.value(1)});
    const std::pair<const char*, QString> others[] = {{"policy_decision", m_decision->currentData().toString()}, {"channel", m_channel->currentData().toString()},
                                                      {"rule_name", m_rule->text().trimmed()}, {"approver_user_id", m_person->text().trimmed()}, {"broadcast_id", m_broadcast->text().trimmed()}};
    for (const auto& [name, value] : others)
        if (!value.isEmpty()) out.append({QLatin1String(name), value});
    return out;
}

void RiskPage::search() {
    m_begun = true;
    m_token.clear();
    m_items.clear();
    m_found->setRows({});
    more();
}

void RiskPage::more() {
    auto asked = query();
    asked.append({QStringLiteral("limit"), QString::number(kPage)});
    if (!m_token.isEmpty()) asked.append({QStringLiteral("page_token"), m_token});
    m_more->setEnabled(false);
    desk().data.ask(this, {.path = QStringLiteral("/v1/risk-audit"), .query = asked}, [this, question = ++m_question](const DataReply& reply) {
        if (question == m_question) showPage(reply);
    });
}

void RiskPage::showPage(const DataReply& reply) {
    if (!good(reply)) return;
    auto list = read<RiskList>(reply);
    if (!list.ok()) return say(tr("The server's answer could not be read."), true);
    const auto zone = zoneOf(desk().store.utility());
    std::vector<PlainRow> rows;
    for (const auto& each : list->items) {
        const Instant at = timeOf(each.createdAt);
        rows.push_back({utf8(each.id), {{clockText(at, zone, desk().now()), Tone::Muted, fullTimeText(at, zone)}, {QString::number(each.finalRiskScore)},
                                        {riskLevelText(each.riskLevel), riskTone(each.riskLevel)}, {decisionText(each.actions)}, {approvalStateText(utf8(each.state)), Tone::Muted}}});
    }
    m_found->addRows(std::move(rows));
    m_items.insert(m_items.end(), list->items.begin(), list->items.end());
    m_token = utf8(list->nextPageToken);
    m_more->setEnabled(!m_token.isEmpty());
    m_count->setText(tr("%1 of %2").arg(countText(static_cast<std::int64_t>(m_items.size())), countText(list->totalCount)));
}

void RiskPage::showOne(const QString& id) {
    for (auto* each : {m_reveal, m_verify}) each->setEnabled(!id.isEmpty());
    if (id.isEmpty()) return;
    desk().data.ask(this, {.path = QStringLiteral("/v1/risk-audit/") + id}, [this, id](const DataReply& reply) {
        if (id != current() || !good(reply)) return;
        const auto one = read<RiskOne>(reply);
        if (one.ok()) showWhole(*one);
    });
}

void RiskPage::showWhole(const RiskOne& one) {
    const auto& e = one.entry;
    const auto zone = zoneOf(desk().store.utility());
    const auto clock = [&](const std::string& time) { return fullTimeText(timeOf(time), zone); };
    m_head->setText(tr("%1 OF 100 \u00b7 %2").arg(e.finalRiskScore).arg(riskLevelText(e.riskLevel)));
    std::vector<PlainRow> rows;
    for (const auto& each : e.factors)
        rows.push_back({utf8(each.name), {{factorText(each.name)}, {factorValue(each), each.defaultUsed ? Tone::Warning : Tone::Plain}, {exact(each.normalizedValue)}, {exact(each.weight)},
                                          {exact(each.contribution)}, {tr("%1 %").arg(exact(each.contributionPercent))}}});
    m_factors->setRows(std::move(rows));
    QString html = line(tr("Judged %1 by version %2 of the rules (%3)").arg(clock(e.createdAt)).arg(e.engine.configVersion).arg(utf8(e.engineVersion)));
    html += line(tr("Asked for: %1").arg(decisionText(e.actions)) + (e.enforced ? QString() : tr(" (shown only: no rules were published)")));
    for (const auto& rule : e.firedRules) html += line(QStringLiteral("\u2022 ") + ruleText(rule));
    for (const auto& each : e.approvals) {
        const auto name = e.people.find(each.person);
        const QString who = name == e.people.end() ? utf8(each.person) : QStringLiteral("%1 (%2)").arg(utf8(each.person), utf8(name->second));
        html += line(tr("%1: %2, %3").arg(who, each.outcome == "rejected" ? tr("rejected") : tr("approved"), clock(each.at)) + (each.note.empty() ? QString() : QStringLiteral(" \u2013 ") + utf8(each.note)));
    }
    for (const auto& each : e.checklistResponses) html += line(tr("\u2713 %1/%2 by %3, %4").arg(utf8(each.checklist), utf8(each.item), utf8(each.person), clock(each.at)));
    if (e.legalHold) html += line(tr("Under a legal hold: it is kept until that is lifted."));
    else if (!e.retainUntil.empty()) html += line(tr("Kept until %1").arg(clock(e.retainUntil)));
    m_facts->setText(html);
    const auto& t = desk().theme.tokens();
    const auto& proof = one.integrityHashes;
    m_proof->setStyleSheet(QStringLiteral("color: %1").arg((proof.verified ? t.good : t.critical).name()));
    m_proof->setText(proof.verified ? tr("\u2713 The log says the same.") : proof.erased ? tr("Its content is erased; header and hash remain.") : tr("\u2717 It does not fit the log (%1).").arg(utf8(proof.fault)));
    desk().permits.show(m_reveal, QStringLiteral("privacy.read_tokens"), one.revealed ? tr("Shown.") : e.people.empty() ? tr("Nobody has said anything about it.") : QString());
}

void RiskPage::reveal() {
    const QString id = current();
    const auto reason = askReason(this, {tr("Names and notes"), tr("Why do you need them? That you saw them, and why, stands in the log."), tr("Show"), shortestReason, false});
    if (!reason) return;
    desk().data.ask(this, {.path = QStringLiteral("/v1/risk-audit/") + id, .query = {{QStringLiteral("scope"), QStringLiteral("pii:read")}, {QStringLiteral("reason"), *reason}}}, [this, id](const DataReply& reply) {
        if (id != current() || !good(reply)) return;
        const auto one = read<RiskOne>(reply);
        if (one.ok()) showWhole(*one);
    });
}

void RiskPage::verify() {
    const QString id = current();
    const auto found = std::find_if(m_items.begin(), m_items.end(), [&](const auto& each) { return utf8(each.id) == id; });
    if (found == m_items.end()) return;
    desk().data.ask(this, {.path = QStringLiteral("/v1/risk-audit/verify"), .query = {{QStringLiteral("broadcast_id"), utf8(found->broadcastId)}}}, [this](const DataReply& reply) {
        if (!good(reply)) return;
        const auto chain = reply.object();
        const bool whole = chain.value(QLatin1String("verified")).toBool();
        const auto events = chain.value(QLatin1String("events")).toArray().size();
        say(whole ? tr("All %1 judgements of this broadcast fit the signed log.").arg(events)
                  : tr("Judgement %1 of this broadcast does not fit the log. Tell your security officer.").arg(chain.value(QLatin1String("first_failing_index")).toInt() + 1), !whole);
    });
}

void RiskPage::exportAll() {
    const QString path = QFileDialog::getSaveFileName(this, tr("Save"), QStringLiteral("risk-audit.csv"));
    if (path.isEmpty()) return;
    auto asked = query();
    asked.append({QStringLiteral("limit"), QStringLiteral("500")});
    desk().data.ask(this, {.path = QStringLiteral("/v1/risk-audit/export.csv"), .query = asked}, [this, path](const DataReply& reply) {
        if (!good(reply)) return;
        QSaveFile file(path);
        const bool kept = file.open(QIODevice::WriteOnly) && file.write(reply.body) == reply.body.size() && file.commit();
        say(kept ? tr("Saved as %1.").arg(path) : tr("Could not write %1.").arg(path), !kept);
    });
}

}  // namespace ok::app
