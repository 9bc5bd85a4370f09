// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "app/ledger/proof_panel.h"

#include <QLabel>
#include <QVBoxLayout>

#include "app/desk/words.h"

namespace ok::app {

ProofPanel::ProofPanel(const DeskContext& desk, QWidget* parent)
    : QWidget(parent), m_desk(desk), m_verdict(new QLabel(this)), m_advice(new QLabel(this)), m_facts(new QLabel(this)) {
    setProperty("role", "panel");
    setAttribute(Qt::WA_StyledBackground);
    m_verdict->setProperty("role", "title");
    m_advice->setWordWrap(true);
    m_facts->setProperty("role", "muted");
    m_facts->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    m_facts->setAccessibleName(tr("Last checkpoint"));
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(16, 12, 16, 12);
    column->addWidget(m_verdict);
    column->addWidget(m_advice);
    column->addWidget(m_facts);
    column->addStretch(1);
    connect(&m_desk.store, &ConsoleStore::changed, this, [this](const StoreChange& change) {
        if (change.reset || change.proof) refresh();
    });
    connect(&m_desk.theme, &Theme::changed, this, &ProofPanel::refresh);
    refresh();
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
            m_advice->setText(tr("%1\nThe server's history is not the one this console has seen. Do not rely on it: tell your "
                                 "security officer, keep this console running and export the log with okctl.")
                                  .arg(proof.alarm));
            break;
    }
    m_verdict->setStyleSheet(QStringLiteral("color: %1").arg(colour.name()));
    QStringList facts{tr("Entries checked: %1").arg(countText(proof.entries))};
    if (proof.checkpointSize > 0) {
        facts << tr("Checkpoint over %1 entries, signed %2")
                     .arg(countText(proof.checkpointSize), fullTimeText(proof.checkpointAt, zoneOf(m_desk.store.utility())));
        facts << tr("Root: %1").arg(proof.checkpointRoot) << tr("Key: %1").arg(proof.keyId);
    }
    m_facts->setText(facts.join(QLatin1Char('\n')));
}

}  // namespace ok::app
