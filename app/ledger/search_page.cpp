// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "app/ledger/search_page.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QJsonArray>
#include <QJsonDocument>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QScrollBar>
#include <QSplitter>
#include <QTableView>
#include <QUrl>
#include <QUrlQuery>
#include <QVBoxLayout>
#include <map>

#include "app/desk/command_body.h"
#include "app/desk/empty_view.h"
#include "app/desk/plain_table.h"
#include "app/desk/table_look.h"
#include "app/desk/words.h"
#include "app/ledger/alarm_dialog.h"
#include "app/ledger/entry_proof.h"
#include "app/ledger/filter_form.h"

namespace ok::app {
namespace {

constexpr int kPage = 100;
const QString kAddress = QStringLiteral("outagekit:search?");

Tone toneOf(const QString& severity) {
    if (severity == QLatin1String("critical") || severity == QLatin1String("error")) return Tone::Critical;
    return severity == QLatin1String("warning") ? Tone::Warning : Tone::Muted;
}

QString who(const QJsonObject& event) {
    const QString id = event.value(QLatin1String("actor_id")).toString();
    return id.isEmpty() ? event.value(QLatin1String("source_service")).toString() : id;
}

Instant timeOf(const QJsonObject& event) {
    const auto time = parseIso(event.value(QLatin1String("ledger_time")).toString().toStdString());
    return time.ok() ? *time : Instant();
}

}  // namespace

QList<QPair<QString, QString>> queryOf(const ledger::AuditFilter& filter) {
    QList<QPair<QString, QString>> out;
    const auto add = [&out](const char* name, const std::vector<std::string>& values) {
        for (const auto& each : values) out.append({QLatin1String(name), utf8(each)});
    };
    if (filter.from.known()) out.append({QStringLiteral("from"), utf8(toIso(filter.from))});
    if (filter.to.known()) out.append({QStringLiteral("to"), utf8(toIso(filter.to))});
    add("stream", filter.streams), add("severity", filter.severities), add("type", filter.types), add("actor", filter.actors);
    add("actor_type", filter.actorTypes), add("incident", filter.incidents), add("object", filter.objects), add("source", filter.sources);
    for (const auto& [name, values] : filter.fields) add(("field." + name).c_str(), values);
    if (!filter.text.empty()) out.append({QStringLiteral("text"), utf8(filter.text)});
    if (!filter.reasonText.empty()) out.append({QStringLiteral("reason_text"), utf8(filter.reasonText)});
    return out;
}

QString addressOf(const ledger::AuditFilter& filter) {
    QUrlQuery query;
    for (const auto& [name, value] : queryOf(filter)) query.addQueryItem(name, QString::fromLatin1(QUrl::toPercentEncoding(value)));
    return kAddress + query.toString(QUrl::FullyEncoded);
}

std::optional<ledger::AuditFilter> filterOf(const QString& address) {
    if (!address.startsWith(kAddress) || address.size() > 4000) return {};
    ledger::AuditFilter out;
    const std::map<QString, std::vector<std::string>*> lists{{QStringLiteral("stream"), &out.streams},   {QStringLiteral("severity"), &out.severities},
                                                             {QStringLiteral("type"), &out.types},       {QStringLiteral("actor"), &out.actors},
                                                             {QStringLiteral("actor_type"), &out.actorTypes}, {QStringLiteral("incident"), &out.incidents},
                                                             {QStringLiteral("object"), &out.objects},   {QStringLiteral("source"), &out.sources}};
    for (const auto& [name, raw] : QUrlQuery(address.mid(kAddress.size())).queryItems(QUrl::FullyEncoded)) {
        const std::string value = QUrl::fromPercentEncoding(raw.toLatin1()).toStdString();
        if (const auto list = lists.find(name); list != lists.end()) list->second->push_back(value);
        else if (name.startsWith(QLatin1String("field."))) out.fields[name.mid(6).toStdString()].push_back(value);
        else if (name == QLatin1String("text")) out.text = value;
        else if (name == QLatin1String("reason_text")) out.reasonText = value;
        else if (name == QLatin1String("from") || name == QLatin1String("to")) {
            const auto at = parseIso(value);
            if (at.ok()) (name == QLatin1String("from") ? out.from : out.to) = *at;
        }
    }
    if (!ledger::check(out).ok()) return {};
    return out;
}

SearchPage::SearchPage(const DeskContext& desk, QWidget* parent)
    : Page(desk, {QStringLiteral("search"), tr("Search"), tr("Everything that happened, who did it and why. Each entry comes with its proof."), {},
                  QStringLiteral("ledger.read")}, parent),
      m_form(new FilterForm(desk, FilterForm::Period::Asked, this)) {
    m_search = button(this, tr("&Search"), true);
    m_export = button(this, tr("E&xport these\u2026"));
    m_share = button(this, tr("Copy &address"));
    m_share->setToolTip(tr("These filters as text: paste it into the field of words here or on another console"));
    buttons()->addWidget(m_share);
    connect(m_share, &QPushButton::clicked, this, [this] { QGuiApplication::clipboard()->setText(address()); });
    buttons()->addWidget(m_export);
    buttons()->addWidget(m_search);
    body()->addWidget(m_form);
    auto* both = new QSplitter(this);
    both->addWidget(buildList());
    both->addWidget(buildDetail());
    both->setStretchFactor(0, 3);
    both->setStretchFactor(1, 2);
    body()->addWidget(both, 1);
    desk.permits.guard(m_search, QStringLiteral("ledger.read"));
    desk.permits.guard(m_export, QStringLiteral("ledger.export"));
    connect(m_search, &QPushButton::clicked, this, &SearchPage::search);
    connect(m_form, &FilterForm::submitted, this, &SearchPage::search);
    connect(m_export, &QPushButton::clicked, this, [this] { emit pageWanted(QStringLiteral("exports"), utf8(toJson(m_form->filter()))); });
}

QWidget* SearchPage::buildList() {
    auto* side = new QWidget(this);
    m_found = new PlainTable(desk().theme, {tr("Time"), tr("What"), tr("Who"), tr("Stream"), tr("Severity")}, this);
    m_view = new QTableView(side);
    dressTable(m_view, m_found, 1, tr("Entries"));
    new EmptyHint(m_view, tr("Nothing found.\nWiden the period or leave out a field. Words must all be in the entry, in any order."));
    m_more = button(side, tr("&Older entries"));
    m_count = label(side, "muted");
    auto* row = new QHBoxLayout;
    row->addWidget(m_count, 1);
    row->addWidget(m_more);
    auto* column = new QVBoxLayout(side);
    column->setContentsMargins(0, 0, 8, 0);
    column->addWidget(m_view, 1);
    column->addLayout(row);
    m_more->setEnabled(false);
    connect(m_more, &QPushButton::clicked, this, &SearchPage::more);
    connect(m_view->verticalScrollBar(), &QScrollBar::valueChanged, this, [this](int value) {
        if (value == m_view->verticalScrollBar()->maximum() && m_more->isEnabled()) more();
    });
    connect(m_view->selectionModel(), &QItemSelectionModel::selectionChanged, this, [this] { showEntry(current()); });
    return side;
}

QWidget* SearchPage::buildDetail() {
    auto* side = new QWidget(this);
    m_head = label(side, "section");
    m_facts = label(side, "text", tr("Select an entry."));
    m_proof = label(side, "muted");
    m_proof->setAccessibleName(tr("Proof"));
    m_payload = new QPlainTextEdit(side);
    m_payload->setReadOnly(true);
    m_payload->setProperty("role", "code");
    m_payload->setAccessibleName(tr("Content of the entry"));
    m_payload->setTabChangesFocus(true);
    m_change = button(side, tr("What it &changed"));
    m_change->setEnabled(false);
    auto* column = new QVBoxLayout(side);
    column->setContentsMargins(8, 0, 0, 0);
    column->addWidget(m_head);
    column->addWidget(m_facts);
    column->addWidget(m_proof);
    column->addWidget(m_payload, 1);
    column->addWidget(m_change, 0, Qt::AlignLeft);
    connect(m_change, &QPushButton::clicked, this, &SearchPage::showChange);
    return side;
}

QString SearchPage::current() const { return selectedIds(m_view).value(0); }

void SearchPage::refresh() {
    if (!m_begun) search();
}

void SearchPage::restore(const QString& address) {
    if (const auto kept = filterOf(address)) m_form->setFilter(*kept);
}

QString SearchPage::address() const { return addressOf(m_form->filter()); }

void SearchPage::take(const QVariant& what) {
    if (const auto kept = filterOf(what.toString())) {
        m_form->setFilter(*kept);
        return search();
    }
    const auto map = what.toMap();
    ledger::AuditFilter filter;
    const auto one = [&map](const char* name, std::vector<std::string>& into) {
        if (const QString value = map.value(QLatin1String(name)).toString(); !value.isEmpty()) into = {value.toStdString()};
    };
    one("object", filter.objects), one("type", filter.types), one("actor", filter.actors);
    m_form->setFilter(filter);
    search();
}

void SearchPage::search() {
    if (!desk().permits.may(needs())) return;
    m_begun = true;
    restore(utf8(m_form->filter().text));   // somebody pasted an address
    m_asked = m_form->filter();
    emit asked(addressOf(m_asked));
    m_cursor.clear();
    m_total = -1;
    ++m_question;
    m_found->setRows({});
    m_more->setEnabled(false);
    m_count->setText(tr("Searching\u2026"));
    say({});
    more();
}

void SearchPage::more() {
    auto query = queryOf(m_asked);
    query.append({QStringLiteral("limit"), QString::number(kPage)});
    if (m_cursor.isEmpty()) query.append({QStringLiteral("count"), QStringLiteral("true")});
    if (!m_cursor.isEmpty()) query.append({QStringLiteral("cursor"), m_cursor});
    m_more->setEnabled(false);
    desk().data.ask(this, {.path = QStringLiteral("/v1/audit/events"), .query = query}, [this, question = m_question](const DataReply& reply) {
        if (question == m_question) showPage(reply);
    });
}

void SearchPage::showPage(const DataReply& reply) {
    m_count->clear();
    if (!good(reply)) return;
    const auto answer = reply.object();
    const auto zone = zoneOf(desk().store.utility());
    const auto now = desk().now();
    std::vector<PlainRow> rows;
    for (const auto& value : answer.value(QLatin1String("events")).toArray()) {
        const auto event = value.toObject();
        const QString severity = event.value(QLatin1String("severity")).toString(), stream = event.value(QLatin1String("stream")).toString();
        const QString why = event.value(QLatin1String("justification")).toString();
        const Instant at = timeOf(event);
        rows.push_back({event.value(QLatin1String("entry_id")).toString(),
                        {{clockText(at, zone, now), Tone::Muted, fullTimeText(at, zone)},
                         {event.value(QLatin1String("event_type")).toString(), Tone::Plain, why},
                         {who(event)},
                         {streamText(stream), Tone::Muted},
                         {severity, toneOf(severity)}}});
    }
    m_found->addRows(std::move(rows));
    m_cursor = answer.value(QLatin1String("next_cursor")).toString();
    const bool more = answer.value(QLatin1String("has_more")).toBool();
    m_more->setEnabled(more);
    const int count = m_found->rowCount();
    // Beyond 100,000 the server does not count on: then nothing is said of a total.
    if (answer.contains(QLatin1String("total"))) m_total = answer.value(QLatin1String("total_is_exact")).toBool(true) ? answer.value(QLatin1String("total")).toInteger() : -1;
    QString said = more ? tr("%n entry(ies), and there are older ones", nullptr, count) : tr("%n entry(ies)", nullptr, count);
    if (more && m_total > count) said = tr("%1 of %2 entries").arg(countText(count), countText(m_total));
    const auto damaged = answer.value(QLatin1String("damaged_total")).toInteger();
    if (damaged > 0) said += QStringLiteral(" \u00b7 ") + tr("%n damaged entry(ies) not shown", nullptr, static_cast<int>(damaged));
    m_count->setText(said);
    if (current().isEmpty() && count > 0 && !m_view->hasFocus()) m_view->selectRow(0);
}

void SearchPage::showEntry(const QString& id) {
    m_change->setEnabled(!id.isEmpty());
    if (id.isEmpty()) return;
    desk().data.ask(this, {.path = QStringLiteral("/v1/audit/events/") + id}, [this, id](const DataReply& reply) {
        if (id != current() || !good(reply)) return;
        showWhole(reply.object());
    });
}

void SearchPage::showWhole(const QJsonObject& event) {
    const auto word = [&event](const char* name) { return event.value(QLatin1String(name)).toString(); };
    m_head->setText(tr("%1 #%2").arg(streamText(word("stream")).toUpper()).arg(event.value(QLatin1String("sequence")).toInteger()));
    QStringList facts{QStringLiteral("<b>%1</b>").arg(word("event_type").toHtmlEscaped()),
                      tr("%1 by %2 (%3)").arg(fullTimeText(timeOf(event), zoneOf(desk().store.utility())), who(event).toHtmlEscaped(), word("actor_type"))};
    if (!word("justification").isEmpty()) facts << tr("Why: %1").arg(word("justification").toHtmlEscaped());
    QStringList subjects;
    for (const auto& each : event.value(QLatin1String("subjects")).toArray()) subjects << each.toString();
    if (!subjects.isEmpty()) facts << tr("About: %1").arg(subjects.join(QStringLiteral(", ")).toHtmlEscaped());
    facts << tr("Sealed as %1").arg(word("hash"));
    m_facts->setText(facts.join(QStringLiteral("<br>")));
    if (event.value(QLatin1String("payload_erased")).toBool()) m_payload->setPlainText(tr("The content was erased by retention or at a person's request. Header, hash and proof remain."));
    else m_payload->setPlainText(QString::fromUtf8(QJsonDocument(event.value(QLatin1String("payload")).toObject()).toJson()));
    prove(event);
}

void SearchPage::prove(const QJsonObject& event) {
    const QString stream = event.value(QLatin1String("stream")).toString();
    const StreamProof* seen = nullptr;
    for (const auto& each : desk().store.proof().streams)
        if (each.stream == stream) seen = &each;
    const qint64 sequence = event.value(QLatin1String("sequence")).toInteger();
    m_proof->setStyleSheet({});
    if (!seen || seen->checkpointSize < sequence) return m_proof->setText(tr("This console has not seen a signed checkpoint over this entry yet."));
    m_proof->setText(tr("Asking for its proof\u2026"));
    const QList<QPair<QString, QString>> query{{QStringLiteral("sequence"), QString::number(sequence)}, {QStringLiteral("size"), QString::number(seen->checkpointSize)}};
    desk().data.ask(this, {.path = QStringLiteral("/v1/ledger/%1/inclusion").arg(stream), .query = query},
                    [this, witnessed = *seen, sequence, hash = event.value(QLatin1String("hash")).toString(), id = current()](const DataReply& reply) {
                        if (id != current() || !good(reply)) return;
                        const bool fits = isProven({sequence, hash, witnessed.checkpointSize, witnessed.checkpointRoot}, reply.body);
                        const auto& t = desk().theme.tokens();
                        m_proof->setStyleSheet(QStringLiteral("color: %1").arg((fits ? t.good : t.critical).name()));
                        m_proof->setText(fits ? tr("\u2713 Proven: entry %1 of the %2 that this console has witnessed as signed.").arg(countText(sequence), countText(witnessed.checkpointSize))
                                              : tr("\u2717 NOT PROVEN: the server's proof does not lead to what this console has witnessed. Tell your security officer."));
                    });
}

void SearchPage::showChange() {
    desk().data.ask(this, {.path = QStringLiteral("/v1/audit/events/%1/diff").arg(current())}, [this, id = current()](const DataReply& reply) {
        if (id != current() || !good(reply)) return;
        QStringList lines;
        const auto value = [](const QJsonValue& v) {
            return v.isUndefined() ? QStringLiteral("\u2205") : QString::fromUtf8(QJsonDocument(QJsonArray{v}).toJson(QJsonDocument::Compact)).mid(1).chopped(1);
        };
        for (const auto& each : reply.object().value(QLatin1String("objects")).toArray()) {
            const auto object = each.toObject();
            lines << QStringLiteral("%1 %2").arg(object.value(QLatin1String("object_type")).toString(), object.value(QLatin1String("object_id")).toString());
            for (const auto& one : object.value(QLatin1String("changes")).toArray()) {
                const auto change = one.toObject();
                lines << QStringLiteral("  %1: %2 \u2192 %3").arg(change.value(QLatin1String("field")).toString(), value(change.value(QLatin1String("before"))), value(change.value(QLatin1String("after"))));
            }
        }
        m_payload->setPlainText(lines.isEmpty() ? tr("It changed no document.") : lines.join(QLatin1Char('\n')));
    });
}

}  // namespace ok::app
