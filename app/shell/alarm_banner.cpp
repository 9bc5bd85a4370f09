// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "app/shell/alarm_banner.h"

#include <QAccessible>
#include <QHBoxLayout>
#include <QPushButton>

#include "app/desk/pieces.h"
#include "app/ledger/alarm_dialog.h"

namespace ok::app {

AlarmBanner::AlarmBanner(const DeskContext& desk, QWidget* parent) : QFrame(parent), m_desk(desk), m_words(label(this, "text")) {
    setProperty("role", "alarm");
    auto* details = button(this, tr("Details"));
    auto* acknowledge = button(this, tr("Acknowledge\u2026"));
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(16, 8, 12, 8);
    row->addWidget(m_words, 1);
    row->addWidget(details);
    row->addWidget(acknowledge);
    connect(details, &QPushButton::clicked, this, &AlarmBanner::detailsRequested);
    connect(acknowledge, &QPushButton::clicked, this, &AlarmBanner::acknowledgeRequested);
    connect(&m_desk.store, &ConsoleStore::changed, this, [this](const StoreChange& change) {
        if (change.reset || change.proof) refresh();
    });
    refresh();
}

void AlarmBanner::refresh() {
    const auto& proof = m_desk.store.proof();
    const bool wasHidden = isHidden();
    setVisible(proof.mustBeAcknowledged);
    if (!proof.mustBeAcknowledged) return;
    m_words->setText(tr("Do not trust this server: its log is not the one this console has seen. %1 The console has stopped following it.")
                         .arg(alarmSentence(proof.alarmCode, proof.alarm)));
    setAccessibleName(m_words->text());
    if (wasHidden) {
        QAccessibleEvent event(this, QAccessible::Alert);
        QAccessible::updateAccessibility(&event);
    }
}

}  // namespace ok::app
