// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "app/ledger/proof_panel.h"

#include <QHBoxLayout>
#include <QPushButton>
#include <QScrollArea>
#include <QTableView>
#include <QVBoxLayout>

#include "app/desk/empty_view.h"
#include "app/desk/pieces.h"
#include "app/desk/plain_table.h"
#include "app/desk/table_look.h"
#include "app/desk/words.h"
#include "app/ledger/alarm_dialog.h"

namespace ok::app {

ProofPanel::ProofPanel(const DeskContext& desk, QWidget* parent) : QWidget(parent), m_desk(desk) {
    setProperty("role", "panel");
    setAttribute(Qt::WA_StyledBackground);
    m_streams = new PlainTable(desk.theme, {tr("Stream"), tr("Entries checked"), tr("Signed up to"), tr("Signed at"), tr("Root")}, this);
    m_past = new PlainTable(desk.theme, {tr("Found"), tr("What did not fit"), tr("Acknowledged by"), tr("Note")}, this);
    m_streamView = new QTableView(this);
    m_pastView = new QTableView(this);
    dressTable(m_streamView, m_streams, 4, tr("Streams of the log"));
    dressTable(m_pastView, m_past, 3, tr("Earlier alarms"));
    new EmptyHint(m_streamView, tr("Nothing has been checked yet."));
    new EmptyHint(m_pastView, tr("Everything this console ever saw of the log has fitted."));
    auto* tables = new QVBoxLayout;
    tables->setSpacing(0);
    tables->addWidget(m_streamView, 1);
    tables->addWidget(m_pastView, 1);
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(0);
    row->addWidget(buildWords(), 2);
    row->addLayout(tables, 3);
    connect(&m_desk.store, &ConsoleStore::changed, this, [this](const StoreChange& change) {
        if (change.reset || change.proof) refresh();
    });
    connect(&m_desk.theme, &Theme::changed, this, &ProofPanel::refresh);
    refresh();
}

QWidget* ProofPanel::buildWords() {
    auto* scroll = new QScrollArea(this);  // an alarm has more to say than the panel is high
    auto* words = new QWidget(scroll);
    scroll->setWidget(words);
    scroll->setWidgetResizable(true);
    scroll->setFocusPolicy(Qt::NoFocus);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_verdict = label(words, "title");
    m_advice = label(words, "text");
    m_key = label(words, "muted");
    m_key->setAccessibleName(tr("Key of the log"));
    m_acknowledge = button(words, tr("&Acknowledge\u2026"), true);
    m_save = button(words, tr("Save e&vidence\u2026"));
    auto* buttons = new QHBoxLayout;
    buttons->addWidget(m_acknowledge);
    buttons->addWidget(m_save);
    buttons->addStretch(1);
    auto* column = new QVBoxLayout(words);
    column->setContentsMargins(16, 12, 16, 12);
    column->addWidget(m_verdict);
    column->addWidget(m_advice);
    column->addLayout(buttons);
    column->addWidget(m_key);
    column->addStretch(1);
    connect(m_acknowledge, &QPushButton::clicked, this, &ProofPanel::acknowledgeRequested);
    connect(m_save, &QPushButton::clicked, this, [this] {
        const QString said = saveEvidence(m_desk, this);
        if (!said.isEmpty()) m_key->setText(said);
    });
    return scroll;
}

void ProofPanel::refresh() {
    using Verdict = ProofState::Verdict;
    const auto& proof = m_desk.store.proof();
    const auto& t = m_desk.theme.tokens();
    QColor colour = t.muted;
    switch (proof.verdict) {
        case Verdict::NotConnected:
            m_verdict->setText(tr("Not connected"));
            m_advice->setText(tr("When connected, this console checks every log entry it receives."));
            break;
        case Verdict::Checking:
            m_verdict->setText(tr("Checking"));
            m_advice->setText(tr("Entries fit together so far; the first signed checkpoint has not come yet."));
            break;
        case Verdict::Good:
            colour = t.good;
            m_verdict->setText(tr("The log fits"));
            m_advice->setText(tr("Every entry received here is chained to the one before and covered by a signed checkpoint."));
            break;
        case Verdict::Alarm:
            colour = t.critical;
            m_verdict->setText(tr("The log does not fit"));
            m_advice->setText(tr("%1\nThe server's history is not the one this console has seen. Do not rely on it: save the evidence and tell "
                                 "your security officer. Nothing more is taken from this server until somebody acknowledges this.")
                                  .arg(alarmSentence(proof.alarmCode, proof.alarm)));
            break;
    }
    m_verdict->setStyleSheet(QStringLiteral("color: %1").arg(colour.name()));
    m_acknowledge->setVisible(proof.mustBeAcknowledged);
    m_save->setVisible(proof.mustBeAcknowledged);
    m_key->setText(proof.keyId.isEmpty() ? QString() : tr("Key: %1").arg(proof.keyId));
    fillTables();
}

void ProofPanel::fillTables() {
    const auto& proof = m_desk.store.proof();
    const auto zone = zoneOf(m_desk.store.utility());
    std::vector<PlainRow> streams, past;
    for (const auto& each : proof.streams) {
        const bool signedToo = each.checkpointSize > 0;
        const Tone tone = each.stream == proof.alarmStream ? Tone::Critical : Tone::Plain;
        streams.push_back({each.stream,
                           {{streamText(each.stream), tone},
                            {countText(each.entries)},
                            {signedToo ? countText(each.checkpointSize) : tr("not yet"), signedToo ? Tone::Good : Tone::Muted},
                            {signedToo ? fullTimeText(each.checkpointAt, zone) : QString()},
                            {each.checkpointRoot, Tone::Muted}}});
    }
    for (const auto& each : proof.past)
        past.push_back({QString::number(each.at.micros()),
                        {{fullTimeText(each.at, zone), Tone::Warning}, {alarmSentence(each.code, each.message)}, {each.acknowledgedBy}, {each.note}}});
    m_streams->setRows(std::move(streams));
    m_pastView->setVisible(!past.empty());
    m_past->setRows(std::move(past));
}

}  // namespace ok::app
