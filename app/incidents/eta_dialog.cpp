// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "app/incidents/eta_dialog.h"

#include <QComboBox>
#include <QDateTimeEdit>
#include <QDialogButtonBox>
#include <QFormLayout>
#include <QLabel>
#include <QPushButton>
#include <QSpinBox>
#include <QVBoxLayout>

#include "app/desk/pieces.h"
#include "app/desk/words.h"

namespace ok::app {
namespace {

/// The next half hour: nobody believes 17:43.
Instant rounded(Instant t) {
    const std::int64_t half = 1800;
    return Instant::fromSeconds((t.wholeSeconds() + half - 1) / half * half);
}

}  // namespace

EtaDialog::EtaDialog(const DeskContext& desk, const IncidentDoc& incident, QWidget* parent) : QDialog(parent), m_desk(desk) {
    setWindowTitle(tr("ETA for %1").arg(incidentTitle(incident)));
    build(incident);
    for (auto* edit : {m_at, m_low, m_high}) connect(edit, &QDateTimeEdit::dateTimeChanged, this, &EtaDialog::check);
    connect(m_at, &QDateTimeEdit::dateTimeChanged, this, [this](const QDateTime& at) {
        if (m_low->dateTime() > at) m_low->setDateTime(at);
        if (m_high->dateTime() < at) m_high->setDateTime(at.addSecs(3600));
    });
    check();
}

void EtaDialog::build(const IncidentDoc& incident) {
    const auto zone = zoneOf(m_desk.store.utility());
    // An estimate that has passed is no start for the next one.
    const bool ahead = incident.eta && incident.eta->at > m_desk.now();
    const Instant guess = ahead ? incident.eta->at : rounded(m_desk.now() + hours(3));
    const bool interval = ahead && incident.eta->low.known() && incident.eta->high.known();
    m_at = wallClockEdit(this, zone, guess, tr("Power back at"));
    m_low = wallClockEdit(this, zone, interval ? incident.eta->low : guess - hours(1), tr("Not before"));
    m_high = wallClockEdit(this, zone, interval ? incident.eta->high : guess + hours(1), tr("Not after"));
    m_confidence = new QSpinBox(this);
    m_confidence->setRange(10, 99);
    m_confidence->setSuffix(tr(" %"));
    m_confidence->setValue(incident.eta && incident.eta->confidence > 0 ? incident.eta->confidence : 80);
    m_confidence->setAccessibleName(tr("How sure"));
    m_reason = new QComboBox(this);
    m_reason->setEditable(true);
    m_reason->addItems({tr("Crew assessment on site"), tr("Damage assessed, material on the way"), tr("Switching planned"),
                        tr("Storm estimate for the area"), tr("New damage found")});
    m_reason->setAccessibleName(tr("Reason"));
    m_error = new QLabel(this);
    m_error->setProperty("role", "error");
    m_error->setWordWrap(true);
    auto* form = new QFormLayout;
    form->addRow(tr("Power &back at"), m_at);
    form->addRow(tr("Not be&fore"), m_low);
    form->addRow(tr("Not &after"), m_high);
    form->addRow(tr("How &sure"), m_confidence);
    form->addRow(tr("&Reason"), m_reason);
    auto* note = new QLabel(tr("Times are %1. A changed ETA reaches customers, so a second person releases it.")
                                .arg(zone.abbreviation(QDateTime::fromMSecsSinceEpoch(m_desk.now().millis()))), this);
    note->setProperty("role", "muted");
    note->setWordWrap(true);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Cancel, this);
    m_accept = buttons->addButton(tr("Set ETA"), QDialogButtonBox::AcceptRole);
    m_accept->setProperty("primary", true);
    m_accept->setDefault(true);
    connect(buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    auto* column = new QVBoxLayout(this);
    column->setSpacing(12);
    column->addLayout(form);
    column->addWidget(m_error);
    column->addWidget(note);
    column->addWidget(buttons);
    setMinimumWidth(420);
}

Instant EtaDialog::instantOf(const QDateTimeEdit* edit) const {
    return app::instantOf(edit, zoneOf(m_desk.store.utility()));
}

void EtaDialog::check() {
    QString error;
    if (instantOf(m_at) <= m_desk.now()) error = tr("This time has passed. Choose a later one.");
    else if (instantOf(m_low) > instantOf(m_at)) error = tr("`Not before` is later than the estimate. Make it earlier.");
    else if (instantOf(m_high) < instantOf(m_at)) error = tr("`Not after` is earlier than the estimate. Make it later.");
    m_error->setText(error);
    m_error->setVisible(!error.isEmpty());
    m_accept->setEnabled(error.isEmpty());
}

EtaValue EtaDialog::value() const {
    return {instantOf(m_at), instantOf(m_low), instantOf(m_high), m_confidence->value(), m_reason->currentText().trimmed()};
}

}  // namespace ok::app
