// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "app/integrity/integrity_page.h"

#include <QFileDialog>
#include <QHBoxLayout>
#include <QProgressBar>
#include <QPushButton>
#include <QSplitter>
#include <QTableView>
#include <QVBoxLayout>

#include "app/desk/command_body.h"
#include "app/desk/empty_view.h"
#include "app/desk/plain_table.h"
#include "app/desk/table_look.h"
#include "app/desk/tile_row.h"
#include "app/desk/words.h"
#include "app/integrity/integrity_words.h"
#include "app/integrity/remediation_dialog.h"
#include "app/integrity/run_strip.h"

namespace ok::app {
namespace {

constexpr int kLookAgainMs = 4000, kLookAgainWhileRunningMs = 700;

QString took(double seconds) { return seconds < 10 ? QString::number(seconds, 'f', 2) : QString::number(seconds, 'f', 0); }

}  // namespace

IntegrityPage::IntegrityPage(const DeskContext& desk, QWidget* parent)
    : Page(desk, {QStringLiteral("integrity"), tr("Integrity"),
                  tr("What the server finds when it checks its own log. Your console checks on its own: see Log proof."),
                  QStringLiteral("ledger."), QStringLiteral("ledger.read")}, parent) {
    m_check = button(this, tr("&Check everything now"), true);
    buttons()->addWidget(m_check);
    m_strip = new RunStrip(desk.theme, this);
    m_progress = new QProgressBar(this);
    m_progress->setAccessibleName(tr("Progress of the check"));
    m_progress->hide();
    body()->addWidget(buildTiles());
    body()->addWidget(m_strip);
    m_promises = label(this, "error");
    m_promises->hide();
    body()->addWidget(m_progress);
    body()->addWidget(m_promises);
    body()->addWidget(buildTables(), 1);
    connect(m_check, &QPushButton::clicked, this, &IntegrityPage::checkNow);
    connect(&m_again, &QTimer::timeout, this, &IntegrityPage::refresh);
    connect(&desk.permits, &Permits::changed, this, &IntegrityPage::refreshButtons);
    refreshButtons();
}

QWidget* IntegrityPage::buildTiles() {
    return tileRow(this, desk().theme, tr("not read yet"),
                  {{&m_overall, tr("STATE")}, {&m_coverage, tr("COVERAGE")}, {&m_minute, tr("LAST MINUTE'S CHECK")},
                   {&m_full, tr("LAST WHOLE CHECK")}, {&m_clock, tr("SERVER'S CLOCK")}});
}

QWidget* IntegrityPage::buildDamage() {
    auto* side = new QWidget(this);
    m_damage = new PlainTable(desk().theme, {tr("State"), tr("What"), tr("Where"), tr("Found"), tr("By")}, this);
    m_damageView = new QTableView(side);
    dressTable(m_damageView, m_damage, 1, tr("Damage"));
    new EmptyHint(m_damageView, tr("No damage is known.\nDamaged entries would be listed here, in quarantine until two people have dealt with them."));
    m_remedy = button(side, tr("What to &do\u2026"));
    m_forensics = button(side, tr("Save &forensic bundle\u2026"));
    m_entries = button(side, tr("Find its &entries"));
    auto* row = new QHBoxLayout;
    for (auto* each : {m_remedy, m_forensics, m_entries}) row->addWidget(each);
    row->addStretch(1);
    auto* column = new QVBoxLayout(side);
    column->setContentsMargins(0, 0, 8, 0);
    column->addWidget(label(side, "section", tr("DAMAGE AND QUARANTINE")));
    column->addWidget(m_damageView, 1);
    column->addLayout(row);
    connect(m_damageView->selectionModel(), &QItemSelectionModel::selectionChanged, this, &IntegrityPage::refreshButtons);
    connect(m_damageView, &QTableView::activated, this, &IntegrityPage::remediate);
    connect(m_remedy, &QPushButton::clicked, this, &IntegrityPage::remediate);
    connect(m_forensics, &QPushButton::clicked, this, &IntegrityPage::saveForensics);
    connect(m_entries, &QPushButton::clicked, this, [this] {
        if (const auto* anomaly = current()) emit pageWanted(QStringLiteral("search"), QVariantMap{{QStringLiteral("object"), utf8(anomaly->id)}});
    });
    return side;
}

QWidget* IntegrityPage::buildTables() {
    auto* anchors = new QWidget(this);
    m_anchors = new PlainTable(desk().theme, {tr("Of"), tr("State"), tr("Time"), tr("Tries")}, this);
    auto* view = new QTableView(anchors);
    dressTable(view, m_anchors, 0, tr("Anchors outside this server"));
    new EmptyHint(view, tr("Nothing is anchored outside yet.\nHeads are told to other places every hour, and days are stamped by a third party, "
                           "if the server is started with --anchor-to or --tsa-url."));
    auto* column = new QVBoxLayout(anchors);
    column->setContentsMargins(8, 0, 0, 0);
    column->addWidget(label(anchors, "section", tr("ANCHORS OUTSIDE THIS SERVER")));
    column->addWidget(view, 1);
    auto* both = new QSplitter(this);
    both->addWidget(buildDamage());
    both->addWidget(anchors);
    both->setStretchFactor(0, 3);
    both->setStretchFactor(1, 2);
    both->setSizes({560, 420});
    return both;
}

void IntegrityPage::showEvent(QShowEvent* event) {
    Page::showEvent(event);
    m_again.start(kLookAgainMs);
}

void IntegrityPage::hideEvent(QHideEvent* event) {
    m_again.stop();
    Page::hideEvent(event);
}

void IntegrityPage::refresh() {
    if (!desk().permits.may(needs())) return;
    desk().data.ask(this, {.path = QStringLiteral("/v1/ledger/verification/status")}, [this](const DataReply& reply) {
        if (!good(reply)) return;
        auto status = read<integrity::VerificationStatus>(reply);
        if (!status.ok()) return say(tr("The server's answer cannot be read: %1").arg(utf8(status.problem().message)), true);
        showStatus(*status);
    });
}

void IntegrityPage::showStatus(const integrity::VerificationStatus& status) {
    m_status = status;
    const auto now = desk().now();
    const Verdict overall = overallVerdict(status), clock = clockVerdict(status);
    m_overall->set(overall.word, overall.why, overall.tone);
    m_clock->set(clock.word, clock.why, clock.tone);
    // Rounding must not hide one damaged entry among millions.
    const bool all = status.entriesVerified == status.entriesPresent;
    const double percent = all ? 100 : std::min(99.999, status.coverageRatio * 100);
    m_coverage->set(status.entriesPresent == 0 ? QStringLiteral("\u2013") : tr("%1 %").arg(QString::number(percent, 'f', all ? 0 : 3)),
                    tr("%1 of %2 entries; %3 erased by retention").arg(countText(status.entriesVerified), countText(status.entriesPresent), countText(status.erasedPayloads)),
                    all ? Tone::Good : Tone::Critical);
    const auto ago = [&](Tile* tile, Instant at, double seconds, const QString& never) {
        if (!at.known()) tile->set(tr("never"), never, Tone::Muted);
        else tile->set(now - at < minutes(1) ? tr("just now") : tr("%1 ago").arg(ageText(now - at)),
                       tr("%1, took %2 s").arg(clockText(at, zoneOf(desk().store.utility()), now), took(seconds)));
    };
    ago(m_minute, status.lastIncrementalRunAt, status.jobDurations.incremental, tr("the first one comes within a minute"));
    ago(m_full, status.lastFullRunAt, status.jobDurations.full, tr("runs every night at 02:00 UTC"));
    m_strip->set(status.timeline, now);
    fillTables(status);
    showProgress(status);
    refreshButtons();
}

void IntegrityPage::fillTables(const integrity::VerificationStatus& status) {
    const auto now = desk().now();
    const auto zone = zoneOf(desk().store.utility());
    std::vector<PlainRow> damage, anchors;
    for (const auto& each : status.anomalies) {
        const Verdict state = anomalyVerdict(each);
        damage.push_back({utf8(each.id), {{state.word, state.tone, state.why}, {findingText(each.finding)}, {rangeText(each.finding)},
                                          {clockText(each.foundAt, zone, now), Tone::Plain, fullTimeText(each.foundAt, zone)}, {checkKindText(each.foundBy), Tone::Muted}}});
    }
    for (const auto& each : status.anchors) {
        const Verdict state = stampVerdict(each);
        anchors.push_back({utf8(each.anchorId), {{utf8(each.anchorId)}, {state.word, state.tone, state.why},
                                                 {each.tsaTime ? clockText(*each.tsaTime, zone, now) : QString(), Tone::Muted, each.tsaTime ? fullTimeText(*each.tsaTime, zone) : QString()}, {QString::number(each.attempts), Tone::Muted}}});
    }
    for (const auto& each : status.headAnchors) {
        const Verdict state = placesVerdict(each);
        anchors.push_back({utf8(each.viewId()), {{utf8(each.viewId())}, {state.word, state.tone, state.why}, {clockText(each.published.anchor.windowEnd, zone, now), Tone::Muted, fullTimeText(each.published.anchor.windowEnd, zone)},
                                                 {tr("%n place(s)", nullptr, static_cast<int>(each.places.size())), Tone::Muted}}});
    }
    m_promises->setText(promisesText(status));
    m_promises->setVisible(!m_promises->text().isEmpty());
    std::sort(anchors.begin(), anchors.end(), [](const auto& a, const auto& b) { return a.id > b.id; });
    m_damage->setRows(std::move(damage));
    m_anchors->setRows(std::move(anchors));
}

void IntegrityPage::showProgress(const integrity::VerificationStatus& status) {
    const bool running = status.running.has_value();
    m_progress->setVisible(running);
    if (running) {
        m_progress->setRange(0, static_cast<int>(std::max<std::int64_t>(1, status.running->streams)));
        m_progress->setValue(static_cast<int>(status.running->streamsDone));
        m_progress->setFormat(tr("Checking everything: stream %1 of %2, %3 entries so far")
                                  .arg(std::min(status.running->streamsDone + 1, status.running->streams)).arg(status.running->streams)
                                  .arg(countText(status.running->checked)));
        if (!m_awaited.known()) m_awaited = status.running->since;
    } else if (m_awaited.known()) {
        tellEnd(status);
    }
    if (m_again.isActive()) m_again.setInterval(m_awaited.known() ? kLookAgainWhileRunningMs : kLookAgainMs);
}

// That nothing is running does not say that it ran: what was asked for may not have begun when this status was made.
void IntegrityPage::tellEnd(const integrity::VerificationStatus& status) {
    const auto run = std::find_if(status.timeline.begin(), status.timeline.end(),
                                  [this](const auto& each) { return integrity::isWhole(each) && each.at >= m_awaited; });
    if (run == status.timeline.end()) return;
    m_awaited = {};
    if (!run->completed) return say(tr("The check did not come to its end: it says nothing about the log."), true);
    const bool good = run->valid && status.anomalies.empty();
    say(good ? tr("The whole log was checked: everything is in order.") : tr("The whole log was checked: see what was found."), !good);
}

const integrity::Anomaly* IntegrityPage::current() const {
    const QString id = selectedIds(m_damageView).value(0);
    for (const auto& each : m_status.anomalies)
        if (utf8(each.id) == id) return &each;
    return nullptr;
}

void IntegrityPage::refreshButtons() {
    const auto& permits = desk().permits;
    const QString none = current() ? QString() : tr("Select a line of damage first.");
    permits.show(m_check, QStringLiteral("integrity.remediate"), m_status.running ? tr("A check is under way.") : QString());
    permits.show(m_remedy, QStringLiteral("ledger.read"), none);
    permits.show(m_forensics, QStringLiteral("ledger.read"), none);
    permits.show(m_entries, QStringLiteral("ledger.read"), none);
}

void IntegrityPage::checkNow() {
    desk().data.ask(this, {.method = "POST", .path = QStringLiteral("/v1/ledger/verification/run")}, [this](const DataReply& reply) {
        if (!good(reply)) return;
        const auto asked = read<integrity::RunAsked>(reply);
        if (!asked.ok()) return say(tr("The server's answer cannot be read: %1").arg(utf8(asked.problem().message)), true);
        say(tr("The server is checking the whole log."));
        m_awaited = asked->askedAt;
        refresh();
    });
}

void IntegrityPage::remediate() {
    const auto* anomaly = current();
    if (!anomaly) return;
    auto* dialog = new RemediationDialog(desk(), *anomaly, this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &RemediationDialog::told, this, &IntegrityPage::say);
    dialog->open();
}

void IntegrityPage::saveForensics() {
    const auto* anomaly = current();
    if (!anomaly) return;
    const QString id = utf8(anomaly->id);
    const QString file = QFileDialog::getSaveFileName(this, tr("Save the forensic bundle"), QStringLiteral("forensics-%1.json").arg(id), tr("Forensic bundle (*.json)"));
    if (file.isEmpty()) return;
    desk().data.fetch(this, QStringLiteral("/v1/ledger/forensics/") + id, file, {}, [this, file](const DataReply& reply) {
        if (good(reply)) say(tr("Saved as %1. Keep it outside the server.").arg(file));
    });
}

}  // namespace ok::app
