// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "app/approvals/pending_page.h"

#include <QHBoxLayout>
#include <QPushButton>
#include <QVBoxLayout>

#include "app/approvals/queue_view.h"
#include "app/approvals/queue_views.h"
#include "app/approvals/wall_clock.h"
#include "app/desk/tile_row.h"
#include "app/desk/words.h"

namespace ok::app {
namespace {

constexpr int everyMs = 5'000;   // what is counted by the clock; what the log says is there at once
constexpr Duration soon = minutes(5);

}  // namespace

PendingPage::PendingPage(const DeskContext& desk, QWidget* parent)
    : Page(desk, {QStringLiteral("pending"), tr("What waits"), tr("Every request that waits for a key, and how long it can."), {}, {}}, parent), m_queue(new QueueView(desk, this, QueueView::Room::Whole)) {
    m_review = button(this, tr("&Review"), true);
    buttons()->addWidget(m_review);
    body()->addWidget(tileRow(this, desk.theme, tr("not read yet"), {{&m_waiting, tr("WAITING")}, {&m_soon, tr("OVER IN 5 MIN")}, {&m_unseen, tr("NOBODY LOOKS AT")}, {&m_risky, tr("HIGH RISK")}, {&m_oldest, tr("LONGEST WAIT")}}));
    body()->addWidget(m_queue, 1);
    connect(m_queue, &QueueView::told, this, &PendingPage::say);
    connect(m_queue, &QueueView::chosenChanged, this, &PendingPage::offer);
    const auto open = [this] {
        if (!m_queue->current().isEmpty()) emit reviewWanted(m_queue->current());
    };
    connect(m_queue, &QueueView::openWanted, this, open);
    connect(m_review, &QPushButton::clicked, this, open);
    // What is done with a request is done beside its review.
    for (auto wanted : {&QueueView::giveOnWanted, &QueueView::putOffWanted, &QueueView::commentWanted}) connect(m_queue, wanted, this, open);
    connect(&this->desk().store, &ConsoleStore::changed, this, [this](const StoreChange& change) {
        if (change.reset || !change.approvals.empty() || !change.ladders.empty()) refresh();
    });
    connect(&m_often, &QTimer::timeout, this, &PendingPage::refresh);
    m_often.start(everyMs);
    refresh();
    offer();
}

void PendingPage::offer() { desk().permits.show(m_review, QStringLiteral("sync.follow"), m_queue->current().isEmpty() ? tr("Select a request first.") : QString()); }

void PendingPage::refresh() {
    const Instant now = wallNow(desk());
    int waiting = 0, soonOver = 0, unseen = 0, risky = 0, called = 0;
    Instant oldest;
    for (const auto& doc : desk().store.approvals()) {
        if (doc.state != QLatin1String("waiting")) continue;
        ++waiting;
        if (doc.deadline.known() && doc.deadline - now < soon) ++soonOver;
        if (doc.riskLevel == QLatin1String("high") || doc.riskLevel == QLatin1String("blocked")) ++risky;
        if (!oldest.known() || doc.requested < oldest) oldest = doc.requested;
        const auto ladder = desk().store.ladders().constFind(doc.id);
        if (ladder == desk().store.ladders().constEnd()) continue;
        ++called;
        if (ladder->onIt.isEmpty()) ++unseen;
    }
    m_waiting->set(countText(waiting), tr("%1 with people being called").arg(countText(called)));
    m_soon->set(countText(soonOver), tr("then nothing leaves"), soonOver > 0 ? Tone::Critical : Tone::Good);
    m_unseen->set(countText(unseen), tr("of those who are called"), unseen > 0 ? Tone::Warning : Tone::Good);
    m_risky->set(countText(risky), tr("high or blocked"), risky > 0 ? Tone::Warning : Tone::Good);
    m_oldest->set(oldest.known() ? ageText(now - oldest) : QStringLiteral("\u2013"), oldest.known() ? tr("since %1").arg(clockText(oldest, zoneOf(desk().store.utility()), now)) : tr("nothing waits"));
}

}  // namespace ok::app
