// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "app/ledger/filter_form.h"

#include <QComboBox>
#include <QGridLayout>
#include <QLineEdit>

#include "app/desk/command_body.h"
#include "app/desk/pieces.h"
#include "app/desk/words.h"
#include "app/ledger/alarm_dialog.h"

namespace ok::app {
namespace {

QString joined(const std::vector<std::string>& values) {
    QStringList out;
    for (const auto& each : values) out << utf8(each);
    return out.join(QStringLiteral(", "));
}

std::vector<std::string> parted(const QString& value) {
    std::vector<std::string> out;
    for (const auto& each : value.split(QLatin1Char(','), Qt::SkipEmptyParts))
        if (!each.trimmed().isEmpty()) out.push_back(each.trimmed().toStdString());
    return out;
}

void choose(QComboBox* box, const std::vector<std::string>& values) {
    const int found = values.size() == 1 ? box->findData(utf8(values.front())) : -1;
    if (found >= 0) box->setCurrentIndex(found);
    else if (box->isEditable()) box->setEditText(joined(values));
    else box->setCurrentIndex(0);
}

constexpr int kCustom = -1, kAlways = 0;

}  // namespace

FilterForm::FilterForm(const DeskContext& desk, Period period, QWidget* parent) : QWidget(parent), m_desk(desk) {
    build(period);
    if (m_period) refreshPeriod();
}

QLineEdit* FilterForm::field(const QString& name, const QString& hint) {
    auto* edit = new QLineEdit(this);
    edit->setPlaceholderText(hint);
    edit->setAccessibleName(name);
    edit->setClearButtonEnabled(true);
    connect(edit, &QLineEdit::returnPressed, this, &FilterForm::submitted);
    return edit;
}

void FilterForm::build(Period period) {
    const auto box = [this](const QString& name, std::initializer_list<std::pair<QString, QVariant>> items) {
        auto* made = new QComboBox(this);
        made->setAccessibleName(name);
        for (const auto& [words, value] : items) made->addItem(words, value);
        return made;
    };
    m_stream = box(tr("Stream"), {{tr("all streams"), QString()}, {streamText(QStringLiteral("ops")), QStringLiteral("ops")},
                                  {streamText(QStringLiteral("decisions")), QStringLiteral("decisions")}, {streamText(QStringLiteral("security")), QStringLiteral("security")},
                                  {streamText(QStringLiteral("executions")), QStringLiteral("executions")}});
    m_severity = box(tr("Severity"), {{tr("any severity"), QString()}, {tr("info"), QStringLiteral("info")}, {tr("notice"), QStringLiteral("notice")},
                                      {tr("warning"), QStringLiteral("warning")}, {tr("error"), QStringLiteral("error")}, {tr("critical"), QStringLiteral("critical")}});
    m_type = box(tr("Type"), {{tr("any type"), QString()}, {tr("incidents"), QStringLiteral("incident.*")}, {tr("reports"), QStringLiteral("report.*")},
                              {tr("messages"), QStringLiteral("comms.*")}, {tr("approvals"), QStringLiteral("approval.*")}, {tr("access"), QStringLiteral("access.*")},
                              {tr("documents"), QStringLiteral("policy.*")}, {tr("exports"), QStringLiteral("audit.*")}, {tr("the log itself"), QStringLiteral("ledger.*")}});
    m_type->setEditable(true);
    m_type->lineEdit()->setAccessibleName(tr("Type, for example incident.opened or incident.*"));
    m_actor = field(tr("Who"), tr("Who (id)"));
    m_approver = field(tr("Approver"), tr("Approver (id)"));
    m_object = field(tr("About"), tr("About (incident, report or other id)"));
    m_text = field(tr("Words"), tr("Words in it"));
    m_reason = field(tr("Words of its reason"), tr("Words in its justification or in the reason of an error"));
    auto* grid = new QGridLayout(this);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setSpacing(6);
    int column = 0;
    if (period == Period::Asked) {
        const auto zone = zoneOf(m_desk.store.utility());
        m_period = box(tr("Period"), {{tr("last hour"), 1}, {tr("last 24 hours"), 24}, {tr("last 7 days"), 168}, {tr("last 30 days"), 720},
                                      {tr("always"), kAlways}, {tr("from \u2013 to"), kCustom}});
        m_period->setCurrentIndex(1);
        m_from = wallClockEdit(this, zone, m_desk.now() - hours(24), tr("From"));
        m_to = wallClockEdit(this, zone, m_desk.now(), tr("To"));
        grid->addWidget(m_period, 0, column++);
        grid->addWidget(m_from, 0, column++);
        grid->addWidget(m_to, 0, column++);
        connect(m_period, &QComboBox::currentIndexChanged, this, &FilterForm::refreshPeriod);
    }
    grid->addWidget(m_stream, 0, column++);
    grid->addWidget(m_severity, 0, column++);
    const int wide = std::max(column, 4);
    grid->addWidget(m_type, 1, 0);
    grid->addWidget(m_actor, 1, 1);
    grid->addWidget(m_approver, 1, 2);
    grid->addWidget(m_object, 1, 3);
    grid->addWidget(m_text, 2, 0, 1, wide / 2);
    grid->addWidget(m_reason, 2, wide / 2, 1, wide - wide / 2);
    for (int each = 0; each < wide; ++each) grid->setColumnStretch(each, 1);
}

void FilterForm::refreshPeriod() {
    const int chosen = m_period->currentData().toInt();
    for (auto* edit : {m_from, m_to}) edit->setEnabled(chosen == kCustom);
    if (chosen <= 0) return;
    const auto zone = zoneOf(m_desk.store.utility());
    const auto show = [&](QDateTimeEdit* edit, Instant at) {
        const QDateTime wall = QDateTime::fromMSecsSinceEpoch(at.millis(), zone);
        edit->setDateTime(QDateTime(wall.date(), wall.time(), Qt::UTC));
    };
    show(m_from, m_desk.now() - hours(chosen));
    show(m_to, m_desk.now());
}

ledger::AuditFilter FilterForm::filter() const {
    ledger::AuditFilter out = m_rest;
    const auto one = [](const QComboBox* box) {
        const int at = box->findText(box->currentText());
        return parted(at >= 0 ? box->itemData(at).toString() : box->currentText());
    };
    const auto zone = zoneOf(m_desk.store.utility());
    const int period = m_period ? m_period->currentData().toInt() : kAlways;
    if (period > 0) out.from = m_desk.now() - hours(period);
    if (period == kCustom) out.from = instantOf(m_from, zone), out.to = instantOf(m_to, zone);
    out.streams = one(m_stream);
    out.severities = one(m_severity);
    out.types = one(m_type);
    out.actors = parted(m_actor->text());
    out.objects = parted(m_object->text());
    out.fields.erase("approver");
    if (auto approvers = parted(m_approver->text()); !approvers.empty()) out.fields["approver"] = std::move(approvers);
    out.text = m_text->text().trimmed().toStdString();
    out.reasonText = m_reason->text().trimmed().toStdString();
    return out;
}

void FilterForm::setFilter(const ledger::AuditFilter& filter) {
    m_rest = filter;
    m_rest.from = m_rest.to = {};
    choose(m_stream, filter.streams);
    choose(m_severity, filter.severities);
    if (filter.types.empty()) m_type->setCurrentIndex(0);
    else choose(m_type, filter.types);
    m_actor->setText(joined(filter.actors));
    const auto approver = filter.fields.find("approver");
    m_approver->setText(approver == filter.fields.end() ? QString() : joined(approver->second));
    m_object->setText(joined(filter.objects));
    m_text->setText(utf8(filter.text));
    m_reason->setText(utf8(filter.reasonText));
    if (!m_period) return;
    if (!filter.from.known() && !filter.to.known()) return m_period->setCurrentIndex(m_period->findData(kAlways));
    m_period->setCurrentIndex(m_period->findData(kCustom));
    const auto zone = zoneOf(m_desk.store.utility());
    const auto show = [&](QDateTimeEdit* edit, Instant at) {
        if (!at.known()) return;
        const QDateTime wall = QDateTime::fromMSecsSinceEpoch(at.millis(), zone);
        edit->setDateTime(QDateTime(wall.date(), wall.time(), Qt::UTC));
    };
    show(m_from, filter.from);
    show(m_to, filter.to.known() ? filter.to : m_desk.now());
}

void FilterForm::focusText() { m_text->setFocus(); }

QString filterSentence(const ledger::AuditFilter& filter, const QTimeZone& zone) {
    QStringList parts;
    if (filter.from.known()) parts << FilterForm::tr("from %1").arg(fullTimeText(filter.from, zone));
    if (filter.to.known()) parts << FilterForm::tr("to %1").arg(fullTimeText(filter.to, zone));
    for (const auto* values : {&filter.streams, &filter.types, &filter.severities, &filter.actors, &filter.incidents, &filter.objects, &filter.sources})
        if (!values->empty()) parts << joined(*values);
    for (const auto& [name, values] : filter.fields) parts << QStringLiteral("%1 %2").arg(utf8(name), joined(values));
    if (!filter.text.empty()) parts << QStringLiteral("\u201c%1\u201d").arg(utf8(filter.text));
    if (!filter.reasonText.empty()) parts << FilterForm::tr("because of \u201c%1\u201d").arg(utf8(filter.reasonText));
    return parts.isEmpty() ? FilterForm::tr("everything") : parts.join(QStringLiteral(" \u00b7 "));
}

}  // namespace ok::app
