// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "app/policy/trial_view.h"

#include <QComboBox>
#include <QFileDialog>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QJsonDocument>
#include <QPushButton>
#include <QSaveFile>
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

constexpr std::size_t mostRows = 2'000;

QString valueText(const std::map<std::string, std::string>& dimensions, const char* name) {
    const auto found = dimensions.find(name);
    return found == dimensions.end() ? QString() : utf8(found->second);
}

}  // namespace

TrialView::TrialView(const DeskContext& desk, QWidget* parent)
    : QWidget(parent), m_desk(desk), m_run(button(this, tr("&Try it"))), m_csv(button(this, tr("Save as CSV\u2026"))), m_json(button(this, tr("Save as JSON\u2026"))),
      m_which(new QComboBox(this)), m_totals(label(this, "text")),
      m_counts(new PlainTable(desk.theme, {tr("Of"), tr("Value"), tr("Allowed"), tr("Refused"), tr("Otherwise than then")}, this)),
      m_rows(new PlainTable(desk.theme, {tr("When"), tr("Who"), tr("What"), tr("Channel"), tr("Where"), tr("Then"), tr("Now"), tr("Because of")}, this)) {
    const auto zone = zoneOf(desk.store.utility());
    m_from = wallClockEdit(this, zone, desk.now() - hours(24 * 30), tr("From"));
    m_to = wallClockEdit(this, zone, desk.now(), tr("To"));
    m_which->setAccessibleName(tr("Which of them are listed"));
    m_which->addItem(tr("only what would be otherwise"), true);
    m_which->addItem(tr("everything"), false);
    auto* row = new QHBoxLayout;
    for (QWidget* each : std::initializer_list<QWidget*>{label(this, "muted", tr("From")), m_from, label(this, "muted", tr("to")), m_to, m_run}) row->addWidget(each);
    row->addStretch(1);
    auto* second = new QHBoxLayout;
    second->addWidget(m_totals, 1);
    for (QWidget* each : std::initializer_list<QWidget*>{m_which, m_csv, m_json}) second->addWidget(each);
    auto* counts = new QTableView(this);
    auto* rows = new QTableView(this);
    dressTable(counts, m_counts, 1, tr("Counts by dimension"));
    dressTable(rows, m_rows, 7, tr("What happened, judged by this version"));
    new EmptyHint(rows, tr("Choose a period and press Try it: what people did then is judged by this version. Nothing is changed."));
    auto* both = new QSplitter(Qt::Vertical, this);
    both->addWidget(rows);
    both->addWidget(counts);
    both->setStretchFactor(0, 3);
    both->setStretchFactor(1, 2);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 8, 0, 0);
    column->addLayout(row);
    column->addLayout(second);
    column->addWidget(both, 1);
    connect(m_run, &QPushButton::clicked, this, &TrialView::run);
    connect(m_which, &QComboBox::currentIndexChanged, this, &TrialView::fillRows);
    connect(m_csv, &QPushButton::clicked, this, [this] { save(QStringLiteral("csv")); });
    connect(m_json, &QPushButton::clicked, this, [this] { save(QStringLiteral("json")); });
    show({}, 0, 0);
}

void TrialView::show(const QString& kind, int baseline, int version) {
    m_kind = kind;
    m_baseline = baseline;
    m_version = version;
    m_result = {};
    m_totals->clear();
    m_rows->setRows({});
    m_counts->setRows({});
    m_run->setEnabled(version > 0);
    for (auto* each : {m_csv, m_json}) each->setEnabled(false);
}

DataRequest TrialView::request(const QString& format) const {
    const auto zone = zoneOf(m_desk.store.utility());
    const auto moment = [&](const QDateTimeEdit* edit) { return QString::fromStdString(toIso(instantOf(edit, zone))); };
    const QJsonObject body{{QStringLiteral("version"), QString::number(m_version)}, {QStringLiteral("baseline"), m_baseline > 0 ? QString::number(m_baseline) : QString()},
                           {QStringLiteral("from"), moment(m_from)}, {QStringLiteral("to"), moment(m_to)}};
    return {.method = "POST", .path = policyPath(m_kind, QStringLiteral("/simulate")), .query = {{QStringLiteral("format"), format}},
            .body = QJsonDocument(body).toJson(QJsonDocument::Compact)};
}

void TrialView::run() {
    m_totals->setText(tr("Working it out\u2026"));
    m_desk.data.ask(this, request(QStringLiteral("json")), [this, kind = m_kind, baseline = m_baseline, version = m_version](const DataReply& reply) {
        if (kind != m_kind || baseline != m_baseline || version != m_version) return;   // another version is looked at meanwhile
        auto result = read<policy::Simulation>(reply);
        m_totals->clear();
        if (!result.ok()) return emit told(policySentence(reply), true);
        m_result = std::move(*result);
        fill();
    });
}

void TrialView::fill() {
    const auto& t = m_result.total;
    m_totals->setText(tr("%1 actions: %2 allowed, %3 refused, %4 otherwise than then.")
                          .arg(countText(t.allowed + t.denied), countText(t.allowed), countText(t.denied), countText(t.changed)));
    std::vector<PlainRow> counts;
    for (const auto& [dimension, values] : m_result.byDimension)
        for (const auto& [value, n] : values)
            counts.push_back({QString::number(counts.size()), {{dimensionText(dimension), Tone::Muted}, {utf8(value)}, {countText(n.allowed)}, {countText(n.denied)},
                                                               {countText(n.changed), n.changed > 0 ? Tone::Warning : Tone::Muted}}});
    m_counts->setRows(std::move(counts));
    for (auto* each : {m_csv, m_json}) each->setEnabled(true);
    fillRows();
}

void TrialView::fillRows() {
    const bool onlyChanged = m_which->currentData().toBool();
    const auto zone = zoneOf(m_desk.store.utility());
    std::vector<PlainRow> rows;
    for (const auto& each : m_result.actions) {
        if ((onlyChanged && each.allowed == each.allowedBefore) || rows.size() >= mostRows) continue;
        const auto word = [](bool allowed) { return allowed ? tr("allowed") : tr("refused"); };
        QStringList matched;
        for (const auto& id : each.matched) matched << utf8(id);
        rows.push_back({QString::number(rows.size()),
                        {{clockText(each.at, zone, m_desk.now()), Tone::Muted, fullTimeText(each.at, zone)}, {valueText(each.dimensions, "principal")}, {valueText(each.dimensions, "action")},
                         {valueText(each.dimensions, "channel")}, {valueText(each.dimensions, "geography")}, {word(each.allowedBefore), Tone::Muted},
                         {word(each.allowed), each.allowed == each.allowedBefore ? Tone::Plain : each.allowed ? Tone::Good : Tone::Warning},
                         {matched.isEmpty() ? utf8(each.reason) : matched.join(QStringLiteral(", ")), Tone::Muted}}});
    }
    m_rows->setRows(std::move(rows));
}

void TrialView::save(const QString& format) {
    const QString path = QFileDialog::getSaveFileName(this, tr("Save"), QStringLiteral("%1-trial-%2.%3").arg(m_kind).arg(m_version).arg(format));
    if (path.isEmpty()) return;
    m_desk.data.ask(this, request(format), [this, path](const DataReply& reply) {
        if (!reply.ok()) return emit told(policySentence(reply), true);
        QSaveFile file(path);
        const bool kept = file.open(QIODevice::WriteOnly) && file.write(reply.body) == reply.body.size() && file.commit();
        emit told(kept ? tr("Saved as %1.").arg(path) : tr("Could not write %1.").arg(path), !kept);
    });
}

}  // namespace ok::app
