// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "app/ledger/custody_page.h"

#include <QFileDialog>
#include <QHBoxLayout>
#include <QJsonArray>
#include <QJsonDocument>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSplitter>
#include <QTableView>
#include <QVBoxLayout>

#include "app/desk/command_body.h"
#include "app/desk/empty_view.h"
#include "app/desk/plain_table.h"
#include "app/desk/table_look.h"
#include "app/desk/words.h"

namespace ok::app {
namespace {

constexpr int kShownDigits = 12, kPage = 200;

/// The words of the specification as a person says them; what is new is shown as it is written.
QString stepText(const QString& type) {
    if (type == QLatin1String("SNAPSHOT_CREATED")) return CustodyPage::tr("Frozen");
    if (type == QLatin1String("SNAPSHOT_RESNAPSHOT")) return CustodyPage::tr("Frozen anew");
    if (type == QLatin1String("DRIFT_DETECTED")) return CustodyPage::tr("The world had moved on");
    if (type == QLatin1String("DRIFT_ACKNOWLEDGED")) return CustodyPage::tr("Somebody saw what had changed");
    if (type == QLatin1String("APPROVAL_DECISION")) return CustodyPage::tr("Decided");
    if (type == QLatin1String("APPROVAL_SNAPSHOT_MISMATCH")) return CustodyPage::tr("Refused: about another version");
    if (type == QLatin1String("BROADCAST_STARTED")) return CustodyPage::tr("Sending began");
    if (type == QLatin1String("BROADCAST_COMPLETED")) return CustodyPage::tr("Sending ended");
    if (type == QLatin1String("EVIDENCE_ATTACHED")) return CustodyPage::tr("Evidence attached");
    if (type == QLatin1String("EVIDENCE_INTEGRITY_MISMATCH")) return CustodyPage::tr("Evidence does not fit its hash");
    return type;
}

Tone toneOf(const QString& type) {
    if (type.endsWith(QLatin1String("MISMATCH"))) return Tone::Critical;
    return type == QLatin1String("DRIFT_DETECTED") ? Tone::Warning : Tone::Plain;
}

PlainRow rowOf(const QJsonObject& step) {
    const auto text = [&step](const char* name) { return step.value(QLatin1String(name)).toString(); };
    const QString type = text("event_type"), hash = text("snapshot_hash"), parent = text("parent_snapshot_id"), number = QString::number(step.value(QLatin1String("number")).toInt());
    const QString decision = step.value(QLatin1String("details")).toObject().value(QLatin1String("decision")).toString();
    return {number,
            {{number},
             {text("at")},
             {decision.isEmpty() ? stepText(type) : stepText(type) + QStringLiteral(": ") + decision, toneOf(type), type},
             {text("actor_id")},
             {hash.left(kShownDigits), Tone::Plain, hash},
             {parent.left(8), Tone::Muted, parent}}};
}

}  // namespace

CustodyPage::CustodyPage(const DeskContext& desk, QWidget* parent)
    : Page(desk, {QStringLiteral("custody"), tr("Chain of custody"), tr("What was frozen, decided and sent of one incident, step by step, with the hashes that prove it."), {}, QStringLiteral("ledger.read")},
           parent),
      m_which(new QLineEdit(this)) {
    m_which->setPlaceholderText(tr("Number or id of an incident"));
    m_which->setAccessibleName(m_which->placeholderText());
    m_show = button(this, tr("&Show"), true);
    m_json = button(this, tr("Save &JSON\u2026"));
    m_csv = button(this, tr("Save &CSV\u2026"));
    for (auto* each : {m_json, m_csv, m_show}) buttons()->addWidget(each);
    body()->addWidget(m_which);
    m_steps = new PlainTable(desk.theme, {tr("No."), tr("UTC"), tr("What"), tr("Who"), tr("Snapshot"), tr("After")}, this);
    auto* both = new QSplitter(Qt::Vertical, this);
    m_view = new QTableView(both);
    dressTable(m_view, m_steps, 2, tr("Steps"));
    new EmptyHint(m_view, tr("Nothing shown.\nName an incident: its number, or its id."));
    m_details = new QPlainTextEdit(both);
    m_details->setReadOnly(true);
    m_details->setProperty("role", "code");
    m_details->setAccessibleName(tr("All of this step"));
    m_details->setTabChangesFocus(true);
    both->setStretchFactor(0, 3);
    both->setStretchFactor(1, 1);
    body()->addWidget(both, 1);
    m_count = label(this, "muted");
    m_more = button(this, tr("&More steps"));
    auto* row = new QHBoxLayout;
    row->addWidget(m_count, 1);
    row->addWidget(m_more);
    body()->addLayout(row);
    for (auto* each : {m_json, m_csv, m_more}) each->setEnabled(false);
    desk.permits.guard(m_show, QStringLiteral("ledger.read"));
    connect(m_show, &QPushButton::clicked, this, &CustodyPage::look);
    connect(m_which, &QLineEdit::returnPressed, this, &CustodyPage::look);
    connect(m_more, &QPushButton::clicked, this, &CustodyPage::more);
    connect(m_json, &QPushButton::clicked, this, [this] { askWhere(QStringLiteral("json")); });
    connect(m_csv, &QPushButton::clicked, this, [this] { askWhere(QStringLiteral("csv")); });
    connect(m_view->selectionModel(), &QItemSelectionModel::selectionChanged, this, &CustodyPage::showStep);
}

void CustodyPage::refresh() {}   // what somebody reads does not move away under the eyes

void CustodyPage::take(const QVariant& what) {
    m_which->setText(what.toString());
    look();
}

void CustodyPage::look() {
    const QString asked = m_which->text().trimmed();
    if (asked.isEmpty() || !desk().permits.may(needs())) return;
    m_incident = asked;
    for (auto it = desk().store.incidents().begin(); it != desk().store.incidents().end(); ++it)
        if (it->number == asked) m_incident = it.key();
    ++m_question;
    m_cursor.clear();
    m_whole.clear();
    m_steps->setRows({});
    m_details->clear();
    for (auto* each : {m_json, m_csv, m_more}) each->setEnabled(false);
    m_count->setText(tr("Reading\u2026"));
    say({});
    more();
}

QString CustodyPage::exportPath(const QString& format) const {
    return QStringLiteral("/v1/audit/incidents/%1/chain?format=%2&page_size=1000").arg(m_incident, format);
}

void CustodyPage::more() {
    QList<QPair<QString, QString>> query{{QStringLiteral("format"), QStringLiteral("json")}, {QStringLiteral("page_size"), QString::number(kPage)}};
    if (!m_cursor.isEmpty()) query.append({QStringLiteral("cursor"), m_cursor});
    m_more->setEnabled(false);
    desk().data.ask(this, {.path = QStringLiteral("/v1/audit/incidents/%1/chain").arg(m_incident), .query = query}, [this, question = m_question](const DataReply& reply) {
        if (question == m_question) showPage(reply);
    });
}

void CustodyPage::showPage(const DataReply& reply) {
    m_count->clear();
    if (!good(reply)) return;
    const QJsonObject page = reply.object();
    std::vector<PlainRow> rows;
    for (const auto& each : page.value(QLatin1String("items")).toArray()) {
        const QJsonObject step = each.toObject();
        rows.push_back(rowOf(step));
        m_whole[rows.back().id] = QString::fromUtf8(QJsonDocument(step).toJson());
    }
    m_steps->addRows(std::move(rows));
    m_cursor = page.value(QLatin1String("next_cursor")).toString();
    m_more->setEnabled(!m_cursor.isEmpty());
    for (auto* each : {m_json, m_csv}) each->setEnabled(true);
    const int damaged = page.value(QLatin1String("damaged_entries")).toInt();
    m_count->setText(tr("%1 of %2 steps").arg(m_whole.size()).arg(page.value(QLatin1String("steps")).toInt()));
    if (damaged > 0) say(tr("%n entry(s) of this incident are not what was sealed: they are not shown.", nullptr, damaged), true);
}

void CustodyPage::showStep() { m_details->setPlainText(m_whole.value(selectedIds(m_view).value(0))); }

void CustodyPage::askWhere(const QString& format) {
    const QString file = QFileDialog::getSaveFileName(this, tr("Save the chain of custody"), QStringLiteral("custody-%1.%2").arg(m_incident.left(8), format));
    if (!file.isEmpty()) save(format, file);
}

void CustodyPage::save(const QString& format, const QString& file) {
    desk().data.fetch(this, exportPath(format), file, {}, [this, file](const DataReply& reply) {
        if (good(reply)) say(tr("Saved as the server exports it: %1").arg(file));
    });
}

}  // namespace ok::app
