// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "app/comms/progress_dialog.h"

#include <QHBoxLayout>
#include <QInputDialog>
#include <QLabel>
#include <QPointer>
#include <QPushButton>
#include <QStyle>
#include <QTableView>
#include <QVBoxLayout>
#include <algorithm>

#include "app/desk/command_body.h"
#include "app/desk/plain_table.h"
#include "app/desk/table_look.h"
#include "app/desk/words.h"
#include "shared/comms/pace_commands.h"

namespace ok::app {
namespace {

constexpr int shortestReason = 5, mostSeconds = 86'400, mostAMinute = 100'000;

QString channelWord(const std::string& channel) {
    if (channel == "sms") return ProgressDialog::tr("Text message");
    if (channel == "email") return ProgressDialog::tr("Email");
    if (channel == "voice") return ProgressDialog::tr("Phone call");
    return utf8(channel);
}

QString part(std::int64_t count, double percent) { return QStringLiteral("%1 (%2 %)").arg(countText(count)).arg(percent, 0, 'f', 0); }

PlainRow rowOf(const QString& id, const QString& name, const QString& when, const QString& tip, const ProgressCounts& c, Tone tone) {
    return {id, {{name, tone, {}}, {when, Tone::Muted, tip}, {countText(c.scheduled)}, {part(c.dispatched, c.dispatchedPercent)}, {part(c.delivered, c.deliveredPercent)},
                 {part(c.failed, c.failedPercent), c.failed > 0 ? Tone::Critical : Tone::Plain}, {part(c.cancelled, c.cancelledPercent)}}};
}

}  // namespace

ProgressDialog::ProgressDialog(const DeskContext& desk, const QString& broadcast, const QString& title, QWidget* parent)
    : QDialog(parent), m_desk(desk), m_broadcast(broadcast), m_head(label(this, "text")), m_said(label(this, "muted")),
      m_rows(new PlainTable(desk.theme, {tr("Channel"), tr("When"), tr("Scheduled"), tr("Dispatched"), tr("Delivered"), tr("Failed"), tr("Cancelled")}, this)), m_table(new QTableView(this)),
      m_pause(button(this, tr("&Pause\u2026"))), m_slower(button(this, tr("&Slower\u2026"))), m_later(button(this, tr("&Later\u2026"))), m_order(button(this, tr("Another &order\u2026"))) {
    setWindowTitle(tr("On its way: %1").arg(title));
    m_head->setAccessibleName(tr("How it leaves"));
    m_said->setAccessibleName(tr("How the last thing went"));
    m_later->setToolTip(tr("What waits of the chosen channel leaves later"));
    m_order->setToolTip(tr("Something may leave earlier then: pause it first, and a second person approves it"));
    dressTable(m_table, m_rows, 0, tr("Channels and cohorts"));
    auto* steps = new QHBoxLayout;
    for (auto* each : {m_pause, m_slower, m_later, m_order}) steps->addWidget(each);
    steps->addStretch(1);
    auto* done = button(this, tr("&Close"));
    steps->addWidget(done);
    auto* column = new QVBoxLayout(this);
    column->addWidget(m_head);
    column->addWidget(m_table, 1);
    column->addWidget(m_said);
    column->addLayout(steps);
    resize(900, 480);
    connect(done, &QPushButton::clicked, this, &QDialog::close);
    connect(m_pause, &QPushButton::clicked, this, &ProgressDialog::pauseOrGoOn);
    connect(m_slower, &QPushButton::clicked, this, &ProgressDialog::slower);
    connect(m_later, &QPushButton::clicked, this, &ProgressDialog::later);
    connect(m_order, &QPushButton::clicked, this, &ProgressDialog::reorder);
    connect(m_table->selectionModel(), &QItemSelectionModel::selectionChanged, this, &ProgressDialog::offer);
    connect(&m_desk.permits, &Permits::changed, this, &ProgressDialog::offer);
    connect(&m_timer, &QTimer::timeout, this, &ProgressDialog::read);
    m_timer.start(everyMs);
    offer();
    read();
}

void ProgressDialog::read() {
    m_desk.data.ask(this, {.path = QStringLiteral("/v1/broadcasts/%1/progress").arg(m_broadcast)}, [this](const DataReply& reply) {
        auto facts = app::read<ProgressFacts>(reply);
        if (!facts.ok()) return m_said->setText(sentenceFor(reply));
        m_facts = std::move(*facts);
        fill();
        offer();
    });
}

void ProgressDialog::fill() {
    const auto zone = zoneOf(m_desk.store.utility());
    const auto clock = [&](Instant at) { return at.known() ? clockText(at, zone, m_desk.now()) : QString(); };
    std::vector<PlainRow> rows;
    for (const auto& channel : m_facts.channels) {
        const QString id = utf8(channel.channel);
        const QString when = channel.expectedDone.known() ? tr("done about %1").arg(clock(channel.expectedDone)) : channel.counts.waiting == 0 ? tr("nothing waits") : QString();
        rows.push_back(rowOf(id, channelWord(channel.channel), when, {}, channel.counts, Tone::Plain));
        if (channel.cohorts.size() < 2) continue;
        for (const auto& cohort : channel.cohorts) {
            QString name = tr("    cohort %1").arg(cohort.number);
            if (cohort.late) name += tr(", began late");
            if (cohort.givenUp) name += tr(", given up");
            rows.push_back(rowOf(id + QLatin1Char('/') + QString::number(cohort.number), name, clock(cohort.due), cohort.due.known() ? fullTimeText(cohort.due, zone) : QString(), cohort.counts,
                                 cohort.givenUp ? Tone::Critical : cohort.late ? Tone::Warning : Tone::Muted));
        }
    }
    m_rows->setRows(std::move(rows));
    QString head = m_facts.paused ? tr("Paused: nothing more leaves.") : m_facts.state == "sending" ? tr("It is leaving.") : tr("Nothing of it is under way.");
    if (m_facts.stand.perMinute > 0) head += QLatin1Char(' ') + tr("At most %1 a minute.").arg(m_facts.stand.perMinute);
    m_head->setText(head + QLatin1Char(' ') + tr("Last change %1, read %2.").arg(fullTimeText(m_facts.lastUpdated, zone), fullTimeText(m_facts.readAt, zone)));
}

QString ProgressDialog::chosenChannel() const { return selectedIds(m_table).value(0).section(QLatin1Char('/'), 0, 0); }

void ProgressDialog::offer() {
    const bool sending = m_facts.state == "sending";
    const QString over = sending ? QString() : tr("Nothing of it is under way.");
    m_pause->setText(m_facts.paused ? tr("&Go on\u2026") : tr("&Pause\u2026"));
    m_desk.permits.show(m_pause, QStringLiteral("comms.cancel"), over);
    m_desk.permits.show(m_slower, QStringLiteral("comms.cancel"), over);
    m_desk.permits.show(m_later, QStringLiteral("comms.cancel"), !over.isEmpty() ? over : chosenChannel().isEmpty() ? tr("Pick a channel first.") : QString());
    m_desk.permits.show(m_order, QStringLiteral("comms.send"), !over.isEmpty() ? over : !m_facts.paused ? tr("Pause it first.") : m_facts.channels.size() < 2 ? tr("It has one channel.") : QString());
}

void ProgressDialog::send(OutgoingCommand command, const QString& done) {
    m_desk.commands.send(std::move(command), [self = QPointer(this), done](const CommandReply& reply) {
        if (!self) return;
        const bool waits = reply.outcome == CommandReply::Outcome::ApprovalRequired;
        const bool good = waits || reply.outcome == CommandReply::Outcome::Done;
        const QString conflict = tr("Somebody changed how it leaves since this was read: look again.");
        self->m_said->setProperty("role", good ? QStringLiteral("muted") : QStringLiteral("error"));
        self->m_said->style()->unpolish(self->m_said);
        self->m_said->style()->polish(self->m_said);
        self->m_said->setText(waits ? tr("A second person has to approve it.") : good ? done : reply.code == QLatin1String("revision_conflict") ? conflict : reply.message);
        self->read();
    });
}

void ProgressDialog::pauseOrGoOn() {
    const auto id = BroadcastId::parse(m_broadcast.toStdString());
    const int seen = m_facts.stand.revision;
    const bool paused = m_facts.paused;
    const auto reason = askReason(this, {paused ? tr("Go on") : tr("Pause"), tr("Why?"), paused ? tr("Go on") : tr("Pause"), shortestReason, false});
    if (!reason || !id.ok()) return;
    if (paused) send(outgoing(comms::ResumeBroadcast{*id, reason->toStdString(), seen}), tr("It goes on."));
    else send(outgoing(comms::PauseBroadcast{*id, reason->toStdString(), seen}), tr("Nothing more leaves."));
}

void ProgressDialog::slower() {
    const auto id = BroadcastId::parse(m_broadcast.toStdString());
    const int seen = m_facts.stand.revision;
    bool chosen = false;
    const int perMinute = QInputDialog::getInt(this, tr("Slower"), tr("Of each channel at most so many a minute. Nothing leaves earlier than it would."), 500, 1, mostAMinute, 50, &chosen);
    const auto reason = chosen ? askReason(this, {tr("Slower"), tr("Why?"), tr("Slower"), shortestReason, false}) : std::nullopt;
    if (reason && id.ok()) send(outgoing(comms::SlowBroadcast{*id, perMinute, reason->toStdString(), seen}), tr("It leaves slower now."));
}

void ProgressDialog::later() {
    const auto id = BroadcastId::parse(m_broadcast.toStdString());
    const int seen = m_facts.stand.revision;
    const auto channel = parseEnum<comms::Channel>(chosenChannel().toStdString());
    bool chosen = false;
    const int minutes = channel ? QInputDialog::getInt(this, tr("Later"), tr("By how many minutes does what waits leave later?"), 10, 1, mostSeconds / 60, 5, &chosen) : 0;
    const auto reason = chosen ? askReason(this, {tr("Later"), tr("Why?"), tr("Later"), shortestReason, false}) : std::nullopt;
    if (reason && id.ok()) send(outgoing(comms::DelayChannel{*id, *channel, minutes * 60, reason->toStdString(), seen}), tr("It leaves later."));
}

/// Two channels change places, three are named one order after the other.
void ProgressDialog::reorder() {
    const auto id = BroadcastId::parse(m_broadcast.toStdString());
    const int seen = m_facts.stand.revision;
    std::vector<std::string> names;
    for (const auto& each : m_facts.channels) {
        if (each.counts.waiting > 0) names.push_back(each.channel);
    }
    std::sort(names.begin(), names.end());
    std::vector<std::vector<std::string>> orders;
    QStringList words;
    do {
        orders.push_back(names);
        QStringList line;
        for (const auto& each : names) line << channelWord(each);
        words << line.join(QStringLiteral(" \u2192 "));
    } while (std::next_permutation(names.begin(), names.end()));
    bool chosen = false;
    const QString wanted = QInputDialog::getItem(this, tr("Another order"), tr("In which order does the rest leave?"), words, 0, false, &chosen);
    const auto reason = chosen ? askReason(this, {tr("Another order"), tr("Why? The second person reads this."), tr("Ask for it"), shortestReason, false}) : std::nullopt;
    if (!reason || !id.ok()) return;
    comms::ReorderChannels command{*id, {}, 0, reason->toStdString(), seen};
    for (const auto& each : orders[static_cast<std::size_t>(std::max(qsizetype(0), words.indexOf(wanted)))]) {
        if (const auto channel = parseEnum<comms::Channel>(each)) command.order.push_back(*channel);
    }
    send(outgoing(command), tr("It leaves in another order."));
}

}  // namespace ok::app
