// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "app/policy/diff_view.h"

#include <QComboBox>
#include <QFileDialog>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLineEdit>
#include <QPushButton>
#include <QTableView>
#include <QTreeWidget>
#include <QVBoxLayout>

#include "app/desk/command_body.h"
#include "app/desk/empty_view.h"
#include "app/desk/plain_table.h"
#include "app/desk/table_look.h"
#include "app/desk/words.h"

namespace ok::app {
namespace {

QString listed(const std::vector<std::string>& values) {
    QStringList out;
    for (const auto& each : values) out << utf8(each);
    return out.isEmpty() ? QStringLiteral("\u2013") : out.join(QStringLiteral(", "));
}

QString people(const std::vector<policy::Principal>& all) {
    QStringList out;
    for (const auto& each : all) out << (each.type == "group" ? DiffView::tr("group %1").arg(utf8(each.id)) : utf8(each.id));
    return out.join(QStringLiteral(", "));
}

QString countsText(const policy::ChangeCounts& counts) {
    return DiffView::tr("%1 added, %2 removed, %3 changed").arg(counts.added).arg(counts.removed).arg(counts.modified);
}

/// The rows as a file, by the server: the same totals as on the screen.
void saveAs(const DeskContext& desk, QWidget* who, const QString& path, const QString& name, const std::function<void(const QString&, bool)>& told) {
    const QString file = QFileDialog::getSaveFileName(who, DiffView::tr("Save"), name);
    if (file.isEmpty()) return;
    desk.data.fetch(who, path, file, {}, [file, told](const DataReply& reply) {
        told(reply.ok() ? DiffView::tr("Saved as %1.").arg(file) : policySentence(reply), !reply.ok());
    });
}

}  // namespace

DiffView::DiffView(const DeskContext& desk, QWidget* parent)
    : QWidget(parent), m_desk(desk), m_dimension(new QComboBox(this)), m_change(new QComboBox(this)), m_principal(new QLineEdit(this)),
      m_tree(new QTreeWidget(this)), m_totals(label(this, "muted")) {
    m_dimension->addItem(tr("all dimensions"), QString());
    for (const char* each : {"channel", "geography", "severity", "content_type", "audience", "action"}) m_dimension->addItem(dimensionText(each), QLatin1String(each));
    m_change->addItem(tr("all changes"), QString());
    m_change->addItem(tr("added"), QStringLiteral("added"));
    m_change->addItem(tr("removed"), QStringLiteral("removed"));
    m_change->addItem(tr("changed"), QStringLiteral("modified"));
    m_dimension->setAccessibleName(tr("Dimension"));
    m_change->setAccessibleName(tr("Kind of change"));
    m_principal->setAccessibleName(tr("Person or group"));
    m_principal->setPlaceholderText(tr("Person or group"));
    m_principal->setClearButtonEnabled(true);
    m_tree->setHeaderLabels({tr("What"), tr("Change"), tr("Before"), tr("After"), tr("Whom")});
    m_tree->setAccessibleName(tr("Changes by dimension"));
    m_tree->setTextElideMode(Qt::ElideMiddle);
    for (int column = 0; column < 5; ++column) m_tree->header()->resizeSection(column, column == 1 ? 80 : column == 2 ? 220 : 130);
    auto* csv = button(this, tr("Save as CSV\u2026"));
    auto* pdf = button(this, tr("Save as PDF\u2026"));
    auto* row = new QHBoxLayout;
    for (QWidget* each : std::initializer_list<QWidget*>{m_dimension, m_change, m_principal}) row->addWidget(each);
    row->addStretch(1);
    row->addWidget(csv);
    row->addWidget(pdf);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 8, 0, 0);
    column->addLayout(row);
    column->addWidget(m_totals);
    column->addWidget(m_tree, 1);
    for (auto* box : {m_dimension, m_change}) connect(box, &QComboBox::currentIndexChanged, this, &DiffView::ask);
    connect(m_principal, &QLineEdit::editingFinished, this, &DiffView::ask);
    connect(csv, &QPushButton::clicked, this, [this] { save(QStringLiteral("csv")); });
    connect(pdf, &QPushButton::clicked, this, [this] { save(QStringLiteral("pdf")); });
}

void DiffView::show(const QString& kind, int baseline, int version) {
    m_kind = kind;
    m_baseline = baseline;
    m_version = version;
    ask();
}

QString DiffView::totals() const { return m_totals->text(); }

QList<QPair<QString, QString>> DiffView::query() const {
    QList<QPair<QString, QString>> out{{QStringLiteral("baseline"), QString::number(m_baseline)}, {QStringLiteral("version"), QString::number(m_version)}};
    const auto add = [&out](const char* name, const QString& value) {
        if (!value.isEmpty()) out.append({QLatin1String(name), value});
    };
    add("dimension", m_dimension->currentData().toString());
    add("change", m_change->currentData().toString());
    add("principal", m_principal->text().trimmed());
    return out;
}

void DiffView::ask() {
    m_tree->clear();
    m_totals->clear();
    if (m_version == 0) return;
    m_desk.data.ask(this, {.path = policyPath(m_kind, QStringLiteral("/diff")), .query = query()}, [this, version = m_version](const DataReply& reply) {
        if (version != m_version) return;
        const auto diff = read<policy::PolicyDiff>(reply);
        if (!diff.ok()) emit told(policySentence(reply), true);
        else fill(*diff);
    });
}

void DiffView::fill(const policy::PolicyDiff& diff) {
    m_tree->clear();
    m_totals->setText(tr("Against version %1: %2").arg(m_baseline).arg(countsText(diff.totals)));
    const auto& t = m_desk.theme.tokens();
    for (const auto& group : diff.groups) {
        if (group.rows.empty()) continue;
        auto* head = new QTreeWidgetItem(m_tree, {dimensionText(group.dimension), QString(), countsText(group.counts)});
        head->setFirstColumnSpanned(false);
        for (const auto& row : group.rows) {
            auto* item = new QTreeWidgetItem(head, {QStringLiteral("%1 %2").arg(utf8(row.itemType), utf8(row.item)), changeText(row.change),
                                                    listed(row.before), listed(row.after), people(row.principals)});
            item->setForeground(1, toneColour(changeTone(row.change), t));
            for (int column = 0; column < 5; ++column) item->setToolTip(column, item->text(column));
        }
        head->setExpanded(true);
    }
}

void DiffView::save(const QString& format) {
    QString path = policyPath(m_kind, QStringLiteral("/diff?format=")) + format;
    for (const auto& [name, value] : query()) path += QStringLiteral("&%1=%2").arg(name, QString::fromLatin1(QUrl::toPercentEncoding(value)));
    saveAs(m_desk, this, path, QStringLiteral("%1-changes-%2-%3.%4").arg(m_kind).arg(m_baseline).arg(m_version).arg(format),
           [this](const QString& said, bool bad) { emit told(said, bad); });
}

ImpactView::ImpactView(const DeskContext& desk, QWidget* parent)
    : QWidget(parent), m_desk(desk), m_run(button(this, tr("&Work out who gains and who loses"))), m_save(button(this, tr("Save as CSV\u2026"))),
      m_totals(label(this, "text")), m_rows(new PlainTable(desk.theme, {tr("Who"), tr("What"), tr("Capability"), tr("How many"), tr("Risk")}, this)) {
    auto* view = new QTableView(this);
    dressTable(view, m_rows, 2, tr("Gains and losses"));
    new EmptyHint(view, tr("Press the button above: the server compares what everybody may do before and after."));
    m_save->setEnabled(false);
    auto* row = new QHBoxLayout;
    row->addWidget(m_run);
    row->addWidget(m_save);
    row->addStretch(1);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 8, 0, 0);
    column->addLayout(row);
    column->addWidget(m_totals);
    column->addWidget(view, 1);
    connect(m_run, &QPushButton::clicked, this, &ImpactView::run);
    connect(m_save, &QPushButton::clicked, this, [this] {
        saveAs(m_desk, this, policyPath(m_kind, QStringLiteral("/impact?format=csv&baseline=%1&version=%2").arg(m_baseline).arg(m_version)),
               QStringLiteral("%1-impact-%2-%3.csv").arg(m_kind).arg(m_baseline).arg(m_version), [this](const QString& said, bool bad) { emit told(said, bad); });
    });
}

void ImpactView::show(const QString& kind, int baseline, int version) {
    m_kind = kind;
    m_baseline = baseline;
    m_version = version;
    m_rows->setRows({});
    m_totals->clear();
    m_run->setEnabled(version > 0);
    m_save->setEnabled(false);
}

void ImpactView::run() {
    m_totals->setText(tr("Working it out\u2026"));
    const QList<QPair<QString, QString>> query{{QStringLiteral("baseline"), QString::number(m_baseline)}, {QStringLiteral("version"), QString::number(m_version)}};
    m_desk.data.ask(this, {.path = policyPath(m_kind, QStringLiteral("/impact")), .query = query}, [this](const DataReply& reply) {
        const auto impact = read<policy::Impact>(reply);
        m_totals->clear();
        if (!impact.ok()) emit told(policySentence(reply), true);
        else fill(*impact);
    });
}

void ImpactView::fill(const policy::Impact& impact) {
    QString words = tr("%1 gains for %2, %3 losses for %4.").arg(countText(impact.total.gains), tr("%n principal(s)", nullptr, static_cast<int>(impact.principalsGaining)),
                                                                countText(impact.total.losses), tr("%n principal(s)", nullptr, static_cast<int>(impact.principalsLosing)));
    if (impact.highRisk > 0) words += QLatin1Char(' ') + tr("%n of them go beyond a geography or a severity: look at them closely.", nullptr, static_cast<int>(impact.highRisk));
    m_totals->setText(words + QLatin1Char(' ') + tr("Analysis %1.").arg(utf8(impact.analysisId)));
    std::vector<PlainRow> rows;
    for (const auto& each : impact.rows) {
        QStringList parts;
        for (const auto& [dimension, values] : each.capability) parts << dimensionText(dimension) + QStringLiteral(": ") + listed(values);
        const QString who = each.principal.type == "group" ? DiffView::tr("group %1").arg(utf8(each.principal.id)) : utf8(each.principal.id);
        QStringList risks;
        for (const auto& risk : each.risks) risks << (risk == "cross_geography" ? tr("beyond its geography") : risk == "cross_severity" ? tr("beyond its severity") : utf8(risk));
        rows.push_back({QString::number(rows.size()), {{who}, {each.gain ? tr("gains") : tr("loses"), each.gain ? Tone::Good : Tone::Warning},
                                                       {parts.join(QStringLiteral(" \u00b7 "))}, {countText(each.count)}, {risks.join(QStringLiteral(", ")), Tone::Critical}}});
    }
    m_rows->setRows(std::move(rows));
    m_save->setEnabled(true);
}

}  // namespace ok::app
