// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "app/approvals/ladder_view.h"

#include <QHBoxLayout>
#include <QJsonArray>
#include <QPointer>
#include <QPushButton>
#include <QVBoxLayout>

#include "app/approvals/ladder_words.h"
#include "app/approvals/steer_dialogs.h"
#include "app/approvals/wall_clock.h"
#include "app/desk/command_body.h"
#include "app/desk/words.h"
#include "shared/oncall/oncall_commands.h"

namespace ok::app {
namespace {

constexpr int secondMs = 1000;

bool runs(const LadderDoc& ladder) { return ladder.phase == QLatin1String("running") || ladder.phase == QLatin1String("paused"); }

}  // namespace

LadderView::LadderView(const DeskContext& desk, QWidget* parent)
    : QWidget(parent), m_desk(desk), m_lines(label(this, "text")), m_take(button(this, tr("I look at &it"))), m_off(button(this, tr("Put o&ff\u2026"))), m_give(button(this, tr("&Give to\u2026"))) {
    m_lines->setTextFormat(Qt::RichText);
    m_lines->setMinimumWidth(1);
    m_lines->setAccessibleName(tr("Who is asked, and who is next"));
    m_take->setToolTip(tr("Holds the next step back while you look; decide soon"));
    m_off->setToolTip(tr("The next ones are asked later (s)"));
    m_give->setToolTip(tr("Somebody else is asked now; of several chosen rows, for all of them (r)"));
    auto* buttons = new QHBoxLayout;
    buttons->setSpacing(6);
    for (auto* each : {m_take, m_off, m_give}) buttons->addWidget(each);
    buttons->addStretch(1);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(3);
    column->addWidget(label(this, "section", tr("WHO IS ASKED, AND WHO IS NEXT")));
    column->addWidget(m_lines);
    column->addLayout(buttons);
    connect(m_take, &QPushButton::clicked, this, &LadderView::takeIt);
    connect(m_off, &QPushButton::clicked, this, &LadderView::putOff);
    connect(m_give, &QPushButton::clicked, this, &LadderView::giveOn);
    connect(&m_desk.store, &ConsoleStore::changed, this, [this](const StoreChange& change) {
        if (!m_approvals.isEmpty() && (change.reset || change.ladders.contains(m_approvals.first()))) present();
    });
    connect(&m_desk.permits, &Permits::changed, this, &LadderView::offer);
    connect(&m_second, &QTimer::timeout, this, &LadderView::present);
    m_second.start(secondMs);
    present();
}

const LadderDoc* LadderView::shown() const {
    const auto found = m_desk.store.ladders().constFind(m_approvals.value(0));
    return found == m_desk.store.ladders().constEnd() ? nullptr : &*found;
}

void LadderView::look(const QStringList& approvals) {
    m_approvals = approvals;
    present();
}

QString LadderView::text() const { return m_lines->text(); }

void LadderView::present() {
    const LadderDoc* ladder = shown();
    setVisible(ladder != nullptr);
    if (!ladder) return;
    QString html;
    // Decided: the way it went stays to be read, in grey, and the tip says what became of it (F01.R5.A7).
    const auto doc = m_desk.store.approvals().value(m_approvals.value(0));
    const bool ended = !doc.id.isEmpty() && doc.state != QLatin1String("waiting");
    const auto zone = zoneOf(m_desk.store.utility());
    const QString outcome = ended ? doc.decided.known() ? tr("%1, %2").arg(approvalStateText(doc.state), fullTimeText(doc.decided, zone)) : approvalStateText(doc.state) : QString();
    for (const auto& [sign, words, tone] : ladderLines(*ladder, zone, wallNow(m_desk)))
        html += QStringLiteral("<div style='color:%1'><b>%2</b>&nbsp; %3</div>").arg(toneColour(ended ? Tone::Muted : tone, m_desk.theme.tokens()).name(), sign, words.toHtmlEscaped());
    m_lines->setToolTip(outcome);
    m_lines->setAccessibleDescription(outcome);
    if (html != m_lines->text()) m_lines->setText(html);
    offer();
}

void LadderView::offer() {
    const LadderDoc* ladder = shown();
    const auto doc = m_desk.store.approvals().value(m_approvals.value(0));
    const bool ended = !doc.id.isEmpty() && doc.state != QLatin1String("waiting");
    const QString over = ladder && runs(*ladder) && !ended ? QString() : tr("Nobody is asked any more.");
    m_desk.permits.show(m_take, QStringLiteral("oncall.acknowledge"), over);
    m_desk.permits.show(m_off, QStringLiteral("oncall.steer"), over);
    m_desk.permits.show(m_give, QStringLiteral("oncall.steer"), over);
}

void LadderView::send(OutgoingCommand command, std::function<void(const CommandReply&)> done) {
    m_desk.commands.send(std::move(command), [self = QPointer(this), done = std::move(done)](const CommandReply& reply) {
        if (!self) return;
        if (reply.outcome == CommandReply::Outcome::Done) done(reply);
        else emit self->told(sentenceFor(reply), true);
    });
}

void LadderView::takeIt() {
    const auto id = ApprovalId::parse(m_approvals.value(0).toStdString());
    if (id.ok() && m_take->isEnabled()) send(outgoing(oncall::Acknowledge{*id, {}, false}), [this](const CommandReply&) { emit told(tr("Noted: you look at it."), false); });
}

void LadderView::putOff() {
    const auto id = ApprovalId::parse(m_approvals.value(0).toStdString());
    const LadderDoc* ladder = shown();
    if (!id.ok() || !ladder || !m_off->isEnabled()) return;
    const auto wish = askPutOff(window(), ladder->snoozedUntil.known() && ladder->snoozedUntil > wallNow(m_desk));
    if (!wish) return;
    send(outgoing(oncall::SnoozeLadder{*id, wish->minutes, wish->reason.toStdString()}), [this, minutes = wish->minutes](const CommandReply&) { emit told(minutes > 0 ? tr("Put off by %n minute(s).", nullptr, minutes) : tr("It goes on."), false); });
}

// Each for itself: what could not be given on is named, the rest is done (F06.R6.A3).
void LadderView::giveOn() {
    oncall::Reassign command;
    for (const QString& each : m_approvals) {
        if (const auto id = ApprovalId::parse(each.toStdString()); id.ok() && m_desk.store.ladders().contains(each)) command.approvals.push_back(*id);
    }
    if (command.approvals.empty() || !m_give->isEnabled()) return;
    const auto wish = askGiveOn(window(), m_people, static_cast<int>(command.approvals.size()));
    if (!wish) return;
    command.target = wish->target.toStdString();
    command.reason = wish->reason.toStdString();
    send(outgoing(command), [this, to = wish->words](const CommandReply& reply) {
        QStringList failed;
        const QJsonArray items = reply.body.value(QStringLiteral("items")).toArray();
        for (const auto& each : items) {
            const QJsonObject item = each.toObject();
            const QString why = item.value(QStringLiteral("problem")).toString(), id = item.value(QStringLiteral("approval")).toString();
            if (!why.isEmpty()) failed << QStringLiteral("%1 (%2)").arg(m_desk.store.approvals().value(id).summary, why);
        }
        const QString done = tr("%n given to %1.", nullptr, static_cast<int>(items.size() - failed.size())).arg(to);
        emit told(failed.isEmpty() ? done : tr("%1 Not given: %2.").arg(done, failed.join(QStringLiteral(", "))), !failed.isEmpty());
    });
}

}  // namespace ok::app
