// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "app/desk/page.h"

#include <QHBoxLayout>
#include <QVBoxLayout>

namespace ok::app {

Page::Page(const DeskContext& desk, Title title, QWidget* parent)
    : QWidget(parent), m_desk(desk), m_title(std::move(title)), m_body(new QVBoxLayout), m_buttons(new QHBoxLayout), m_said(label(this, "muted")) {
    setObjectName(m_title.name);
    setProperty("role", "panel");
    setAttribute(Qt::WA_StyledBackground);
    m_said->setAccessibleName(tr("Last result"));
    auto* words = new QVBoxLayout;
    words->setSpacing(2);
    words->addWidget(label(this, "title", m_title.title));
    words->addWidget(label(this, "muted", m_title.about));
    auto* head = new QHBoxLayout;
    head->addLayout(words, 1);
    head->addLayout(m_buttons);
    m_buttons->setAlignment(Qt::AlignTop);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(20, 14, 20, 10);
    column->setSpacing(10);
    column->addLayout(head);
    column->addLayout(m_body, 1);
    column->addWidget(m_said);
    m_body->setSpacing(10);
    connect(&m_desk.store, &ConsoleStore::changed, this, [this](const StoreChange& change) {
        if (isVisible() && !m_title.area.isEmpty() && change.concerns(QLatin1String(m_title.area.toLatin1()))) refreshIfAllowed();
    });
    connect(&m_desk.permits, &Permits::changed, this, [this] {
        if (isVisible()) refreshIfAllowed();
    });
}

void Page::refreshIfAllowed() {
    const Permit permit = m_title.needs.isEmpty() ? Permit{true, {}} : m_desk.permits.check(m_title.needs);
    if (!permit.allowed) return say(permit.why, true);
    refresh();
}

void Page::showEvent(QShowEvent* event) {
    QWidget::showEvent(event);
    refreshIfAllowed();
}

void Page::say(const QString& sentence, bool bad) {
    m_said->setText(sentence);
    m_said->setStyleSheet(bad ? QStringLiteral("color: %1").arg(m_desk.theme.tokens().critical.name()) : QString());
}

bool Page::good(const DataReply& reply) {
    if (!reply.ok()) say(sentenceFor(reply), true);
    return reply.ok();
}

void Page::send(OutgoingCommand command, const QString& doneSentence, std::function<void()> then) {
    m_desk.commands.send(std::move(command), [this, doneSentence, then = std::move(then)](const CommandReply& reply) {
        const bool done = reply.outcome == CommandReply::Outcome::Done;
        say(done ? doneSentence : sentenceFor(reply), reply.outcome == CommandReply::Outcome::Refused);
        if (done && then) then();
        refresh();
    });
}

}  // namespace ok::app
