// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "app/shell/head_line.h"

#include <QDateTime>
#include <QHBoxLayout>
#include <QLabel>
#include <QLocale>
#include <QToolButton>

#include "app/desk/words.h"

namespace ok::app {

HeadLine::HeadLine(const DeskContext& desk, QWidget* parent)
    : QWidget(parent), m_desk(desk), m_utility(new QLabel(this)), m_customers(new QLabel(this)), m_clock(new QLabel(this)) {
    setObjectName(QStringLiteral("headLine"));
    m_utility->setProperty("role", "title");
    m_customers->setProperty("role", "title");
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(14, 4, 14, 8);
    row->setSpacing(10);
    row->addWidget(m_utility);
    row->addSpacing(18);
    row->addWidget(m_customers);
    row->addSpacing(8);
    m_incidents = figure(tr("Live incidents"));
    m_unhandled = figure(tr("Unhandled incidents"));
    m_unplaced = figure(tr("Unplaced reports"));
    m_approvals = figure(tr("Approvals waiting"));
    for (auto* button : {m_incidents, m_unhandled, m_unplaced, m_approvals}) row->addWidget(button);
    row->addStretch(1);
    row->addWidget(m_clock);
    connect(m_incidents, &QToolButton::clicked, this, &HeadLine::unhandledClicked);
    connect(m_unhandled, &QToolButton::clicked, this, &HeadLine::unhandledClicked);
    connect(m_unplaced, &QToolButton::clicked, this, &HeadLine::unplacedClicked);
    connect(m_approvals, &QToolButton::clicked, this, &HeadLine::approvalsClicked);
    connect(&m_desk.store, &ConsoleStore::changed, this, &HeadLine::refresh);
    connect(&m_desk.theme, &Theme::changed, this, &HeadLine::refresh);
    connect(&m_tick, &QTimer::timeout, this, &HeadLine::refreshClock);
    m_tick.start(1000);
    refresh();
    refreshClock();
}

QToolButton* HeadLine::figure(const QString& name) {
    auto* button = new QToolButton(this);
    button->setAccessibleName(name);
    button->setToolButtonStyle(Qt::ToolButtonTextOnly);
    button->setFocusPolicy(Qt::StrongFocus);
    return button;
}

void HeadLine::refresh() {
    const auto& totals = m_desk.store.totals();
    const auto& t = m_desk.theme.tokens();
    const auto& utility = m_desk.store.utility();
    m_utility->setText(utility.name.isEmpty() ? tr("OutageKit") : utility.name);
    m_utility->setStyleSheet(QStringLiteral("color: %1; font-weight: 400").arg(t.muted.name()));
    m_customers->setText(tr("%1 customers out").arg(countText(totals.customersOut)));
    const auto dress = [&](QToolButton* button, const QString& text, const QColor& colour) {
        button->setText(text);
        button->setAccessibleDescription(text);
        button->setStyleSheet(colour.isValid() ? QStringLiteral("color: %1; border-color: %1; font-weight: 600").arg(colour.name())
                                               : QStringLiteral("color: %1").arg(t.muted.name()));
    };
    dress(m_incidents, tr("%n incident(s)", nullptr, totals.incidents), {});
    dress(m_unhandled, tr("%n unhandled", nullptr, totals.unhandled), totals.unhandled > 0 ? t.critical : QColor());
    dress(m_unplaced, tr("%n unplaced", nullptr, totals.unplaced), totals.unplaced > 0 ? t.warning : QColor());
    dress(m_approvals, tr("%n to release", nullptr, totals.waiting), totals.waiting > 0 ? t.warning : QColor());
    refreshClock();
}

void HeadLine::refreshClock() {
    const auto zone = zoneOf(m_desk.store.utility());
    const auto time = QDateTime::fromMSecsSinceEpoch(m_desk.now().millis(), zone);
    m_clock->setText(QLocale().toString(time, QStringLiteral("ddd d MMM  HH:mm:ss ")) + zone.abbreviation(time));
}

}  // namespace ok::app
