// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "app/ledger/exports_page.h"

#include <QDir>
#include <QFileDialog>
#include <QHBoxLayout>
#include <QLocale>
#include <QProgressBar>
#include <QPushButton>
#include <QSplitter>
#include <QTableView>
#include <QUrl>
#include <QVBoxLayout>

#include "app/desk/command_body.h"
#include "app/desk/empty_view.h"
#include "app/desk/plain_table.h"
#include "app/desk/table_look.h"
#include "app/desk/words.h"
#include "app/ledger/filter_form.h"

namespace ok::app {
namespace {

using namespace operations;

PlainCell stateCell(const AuditExport& each) {
    switch (each.state) {
        case ExportState::processing: return {ExportsPage::tr("Being made\u2026"), Tone::Warning};
        case ExportState::ready: return {ExportsPage::tr("Ready"), Tone::Good};
        case ExportState::failed: return {ExportsPage::tr("Failed"), Tone::Critical, utf8(each.problem)};
    }
    return {};
}

QString deliveryText(const Delivery& delivery) {
    const QString to = targetText(delivery.to);
    if (delivery.state == "delivered") return ExportsPage::tr("delivered to %1").arg(to);
    if (delivery.state == "failed") return ExportsPage::tr("NOT delivered to %1: %2").arg(to, utf8(delivery.reason));
    return ExportsPage::tr("on its way to %1, attempt %2").arg(to).arg(delivery.attempts);
}

/// How a place the log is sent to is doing.
QString sinkSentence(const SinkStatus& sink, const DeskContext& desk) {
    const QString name = sink.kind == "ledger" ? SchedulesPage::tr("The log itself") : sink.kind == "search" ? SchedulesPage::tr("Search index") : utf8(sink.name);
    if (sink.state == "delivering") return SchedulesPage::tr("%1: well, %2 entries waiting").arg(name).arg(sink.waiting);
    const QString since = sink.failingSince ? clockText(*sink.failingSince, zoneOf(desk.store.utility()), desk.now()) : QStringLiteral("\u2013");
    if (sink.state == "retrying") return SchedulesPage::tr("%1: takes nothing since %2 (%3), attempt %4").arg(name, since, utf8(sink.reason)).arg(sink.attempts);
    return SchedulesPage::tr("%1: GIVEN UP, takes nothing since %2 (%3), %4 entries waiting").arg(name, since, utf8(sink.reason)).arg(sink.waiting);
}

/// Both pages ask for the same list.
void readTargets(const DeskContext& desk, QObject* who, Targets& into) {
    desk.data.ask(who, {.path = QStringLiteral("/v1/audit/targets")}, [&into](const DataReply& reply) {
        if (auto list = readItems<DeliveryTarget>(reply); list.ok()) into = std::move(*list);
    });
}

}  // namespace

ExportsPage::ExportsPage(const DeskContext& desk, QWidget* parent)
    : Page(desk, {QStringLiteral("exports"), tr("Exports"), tr("What has left the log as evidence, and what was fetched by whom."), QStringLiteral("audit."),
                  QStringLiteral("ledger.export")}, parent) {
    m_new = button(this, tr("&New export\u2026"), true);
    buttons()->addWidget(m_new);
    m_table = new PlainTable(desk.theme, {tr("Asked"), tr("Question"), tr("Format"), tr("State"), tr("Entries")}, this);
    m_view = new QTableView(this);
    dressTable(m_view, m_table, 1, tr("Exports"));
    new EmptyHint(m_view, tr("Nothing has been exported yet.\nSearch the log and press Export these, or make a new export."));
    auto* both = new QSplitter(this);
    both->addWidget(m_view);
    both->addWidget(buildDetail());
    both->setStretchFactor(0, 3);
    both->setStretchFactor(1, 2);
    body()->addWidget(both, 1);
    desk.permits.guard(m_new, QStringLiteral("ledger.export"));
    connect(m_new, &QPushButton::clicked, this, [this] { take(QVariant(QStringLiteral("{}"))); });
    connect(m_view->selectionModel(), &QItemSelectionModel::selectionChanged, this, &ExportsPage::showCurrent);
    showCurrent();
}

QWidget* ExportsPage::buildDetail() {
    auto* side = new QWidget(this);
    m_detail = label(side, "text");
    m_progress = new QProgressBar(side);
    m_progress->setAccessibleName(tr("Progress of the download"));
    m_progress->hide();
    m_save = button(side, tr("&Save\u2026"));
    m_saveAll = button(side, tr("Save with &checksums and custody\u2026"));
    auto* row = new QHBoxLayout;
    row->addWidget(m_save);
    row->addWidget(m_saveAll);
    row->addStretch(1);
    auto* column = new QVBoxLayout(side);
    column->setContentsMargins(12, 0, 0, 0);
    column->addWidget(m_detail);
    column->addStretch(1);
    column->addWidget(m_progress);
    column->addLayout(row);
    connect(m_save, &QPushButton::clicked, this, [this] { save(false); });
    connect(m_saveAll, &QPushButton::clicked, this, [this] { save(true); });
    return side;
}

void ExportsPage::refresh() {
    if (!desk().permits.may(needs())) return;
    readTargets(desk(), this, m_targets);
    desk().data.ask(this, {.path = QStringLiteral("/v1/audit/exports")}, [this](const DataReply& reply) {
        if (!good(reply)) return;
        if (auto list = readItems<AuditExport>(reply); list.ok()) showList(*list);
    });
}

void ExportsPage::showList(const std::vector<AuditExport>& exports) {
    m_exports = exports;
    const auto zone = zoneOf(desk().store.utility());
    const auto now = desk().now();
    std::vector<PlainRow> rows;
    for (const auto& each : m_exports)
        rows.push_back({utf8(each.id.str()), {{clockText(each.createdAt, zone, now), Tone::Muted, fullTimeText(each.createdAt, zone)},
                                              {filterSentence(each.filter, zone)}, {formatText(each.format)}, stateCell(each),
                                              {each.state == ExportState::ready ? countText(each.records) : QString()}}});
    m_table->setRows(std::move(rows));
    if (!current() && m_table->rowCount() > 0) m_view->selectRow(0);
    showCurrent();
}

const AuditExport* ExportsPage::current() const {
    const QString id = selectedIds(m_view).value(0);
    for (const auto& each : m_exports)
        if (utf8(each.id.str()) == id) return &each;
    return nullptr;
}

void ExportsPage::showCurrent() {
    const auto* chosen = current();
    refreshButtons();
    if (!chosen) return m_detail->setText(tr("Select an export."));
    const auto zone = zoneOf(desk().store.utility());
    QStringList lines{filterSentence(chosen->filter, zone)};
    lines << tr("%1, %2").arg(formatText(chosen->format), chosen->redacted ? tr("personal data masked") : tr("not masked"));
    if (!chosen->note.empty()) lines << tr("Note: %1").arg(utf8(chosen->note));
    if (chosen->state == ExportState::failed) lines << tr("It could not be made: %1. Ask for it again; if it fails again, tell whoever runs the server.").arg(utf8(chosen->problem));
    for (const auto& file : chosen->files)
        lines << QStringLiteral("%1 \u00b7 %2\nSHA-256 %3").arg(utf8(file.name), QLocale().formattedDataSize(file.size), utf8(file.sha256.hex()));
    for (const auto& delivery : chosen->deliveries) lines << deliveryText(delivery);
    if (chosen->state == ExportState::ready) lines << tr("Fetched %n time(s).", nullptr, chosen->downloads);
    m_detail->setText(lines.join(QStringLiteral("\n\n")));
}

void ExportsPage::refreshButtons() {
    const auto* chosen = current();
    const QString why = m_fetching                                     ? tr("A download is under way.")
                        : !chosen                                      ? tr("Select an export first.")
                        : chosen->state == ExportState::processing     ? tr("It is still being made.")
                        : chosen->state == ExportState::failed         ? tr("It could not be made.")
                                                                       : QString();
    desk().permits.show(m_save, QStringLiteral("ledger.export"), why);
    desk().permits.show(m_saveAll, QStringLiteral("ledger.export"), why);
}

void ExportsPage::take(const QVariant& what) {
    const auto filter = fromJson<ledger::AuditFilter>(what.toString().toStdString());
    ExportDialog dialog(desk(), filter.ok() ? *filter : ledger::AuditFilter{}, m_targets, this);
    if (dialog.exec() == QDialog::Accepted) send(outgoingFor(dialog.command(), dialog.purpose(), dialog.authority()), tr("The export is being made. It appears in the list."));
}

void ExportsPage::save(bool everything) {
    const auto* chosen = current();
    if (!chosen || chosen->files.empty()) return;
    const QString id = utf8(chosen->id.str()), first = utf8(chosen->files.front().name);
    QStringList names;
    for (const auto& file : chosen->files)
        if (everything || names.isEmpty()) names << utf8(file.name);
    const QString place = everything ? QFileDialog::getExistingDirectory(this, tr("Save all files in"))
                                     : QFileDialog::getSaveFileName(this, tr("Save the export"), first);
    if (place.isEmpty()) return;
    m_fetching = true;
    m_progress->setRange(0, 0);
    m_progress->show();
    refreshButtons();
    fetchNext(place, names, id);
}

void ExportsPage::fetchNext(const QString& place, QStringList names, const QString& id) {
    const bool folder = QFileInfo(place).isDir();
    const QString name = names.takeFirst();
    const QString path = QStringLiteral("/v1/audit/exports/%1/download?file=%2").arg(id, QString::fromLatin1(QUrl::toPercentEncoding(name)));
    const auto progress = [this](qint64 have, qint64 all) {
        m_progress->setRange(0, all > 0 ? 1000 : 0);
        if (all > 0) m_progress->setValue(static_cast<int>(have * 1000 / all));
    };
    desk().data.fetch(this, path, folder ? QDir(place).filePath(name) : place, progress, [this, place, names, id](const DataReply& reply) {
        if (reply.ok() && !names.isEmpty()) return fetchNext(place, names, id);
        m_fetching = false;
        m_progress->hide();
        refreshButtons();
        if (good(reply)) say(tr("Saved in %1; the checksum is right. That it was fetched is in the log.").arg(place));
    });
}

SchedulesPage::SchedulesPage(const DeskContext& desk, QWidget* parent)
    : Page(desk, {QStringLiteral("schedules"), tr("Schedules"), tr("Exports that are made and delivered again and again."), QStringLiteral("audit."),
                  QStringLiteral("ledger.export")}, parent) {
    m_new = button(this, tr("&New schedule\u2026"), true);
    m_pause = button(this, tr("&Pause"));
    m_end = button(this, tr("&End\u2026"));
    for (auto* each : {m_pause, m_end, m_new}) buttons()->addWidget(each);
    m_table = new PlainTable(desk.theme, {tr("Name"), tr("Question"), tr("Formats"), tr("To"), tr("Next run"), tr("Last run"), tr("State")}, this);
    m_view = new QTableView(this);
    dressTable(m_view, m_table, 1, tr("Schedules"));
    new EmptyHint(m_view, tr("Nothing is exported on a schedule.\nA regulator's monthly bundle is made in a minute: press New schedule."));
    body()->addWidget(m_view, 1);
    m_sinks = label(this, "text");
    m_sinks->setAccessibleName(tr("Where every entry goes"));
    m_resume = button(this, tr("Send &on\u2026"));
    auto* row = new QHBoxLayout;
    row->addWidget(m_sinks, 1);
    row->addWidget(m_resume, 0, Qt::AlignBottom);
    body()->addLayout(row);
    connect(m_resume, &QPushButton::clicked, this, &SchedulesPage::resume);
    connect(m_new, &QPushButton::clicked, this, &SchedulesPage::make);
    connect(m_pause, &QPushButton::clicked, this, &SchedulesPage::pause);
    connect(m_end, &QPushButton::clicked, this, &SchedulesPage::end);
    connect(m_view->selectionModel(), &QItemSelectionModel::selectionChanged, this, &SchedulesPage::refreshButtons);
    desk.permits.guard(m_new, QStringLiteral("ledger.schedule"));
    refreshButtons();
}

void SchedulesPage::refresh() {
    if (!desk().permits.may(needs())) return;
    refreshSinks();
    readTargets(desk(), this, m_targets);
    desk().data.ask(this, {.path = QStringLiteral("/v1/audit/schedules")}, [this](const DataReply& reply) {
        if (!good(reply)) return;
        auto list = readItems<AuditSchedule>(reply);
        if (!list.ok()) return;
        m_schedules = std::move(*list);
        const auto zone = zoneOf(desk().store.utility());
        const auto now = desk().now();
        std::vector<PlainRow> rows;
        for (const auto& each : m_schedules) {
            QStringList formats, targets;
            for (const auto format : each.formats) formats << formatText(format);
            for (const auto& target : each.deliverTo) targets << targetText(target);
            const QString next = each.nextRunAt.known() ? clockText(each.nextRunAt, zone, now) : QStringLiteral("\u2013");
            rows.push_back({utf8(each.id.str()), {{utf8(each.name)}, {filterSentence(each.filter, zone), Tone::Muted}, {formats.join(QStringLiteral(", "))},
                                                  {targets.isEmpty() ? tr("kept on the server") : targets.join(QStringLiteral(", "))},
                                                  {next, Tone::Plain, each.nextRunAt.known() ? fullTimeText(each.nextRunAt, zone) : QString()},
                                                  {each.lastRunAt.known() ? clockText(each.lastRunAt, zone, now) : tr("never"), Tone::Muted, utf8(each.lastOutcome)},
                                                  {each.paused ? tr("Paused") : tr("Runs"), each.paused ? Tone::Warning : Tone::Good}}});
        }
        m_table->setRows(std::move(rows));
        refreshButtons();
    });
}

void SchedulesPage::refreshSinks() {
    desk().data.ask(this, {.path = QStringLiteral("/v1/audit/sinks")}, [this](const DataReply& reply) {
        const auto list = readItems<SinkStatus>(reply);
        if (!list.ok()) return;
        QStringList lines{tr("Where every entry goes:")};
        m_failed.clear();
        for (const auto& each : *list) {
            lines << sinkSentence(each, desk());
            if (each.state == "failed" && each.kind != "ledger" && each.kind != "search") m_failed << utf8(each.name);
        }
        m_sinks->setText(lines.join(QLatin1Char('\n')));
        refreshButtons();
    });
}

void SchedulesPage::resume() {
    if (m_failed.isEmpty()) return;
    const auto reason = askReason(this, {tr("Send on"), tr("What was done about %1? It goes on where it was given up; nothing is left out.").arg(m_failed.join(QStringLiteral(", "))),
                                         tr("Send on"), 5, true});
    if (!reason) return;
    for (const QString& name : m_failed) send(outgoing(ResumeSink{name.toStdString(), reason->toStdString()}), tr("Entries are sent on."));
}

const AuditSchedule* SchedulesPage::current() const {
    const QString id = selectedIds(m_view).value(0);
    for (const auto& each : m_schedules)
        if (utf8(each.id.str()) == id) return &each;
    return nullptr;
}

void SchedulesPage::refreshButtons() {
    const auto* chosen = current();
    const QString why = chosen ? QString() : tr("Select a schedule first.");
    m_pause->setText(chosen && chosen->paused ? tr("&Resume") : tr("&Pause"));
    desk().permits.show(m_pause, QStringLiteral("ledger.schedule"), why);
    desk().permits.show(m_end, QStringLiteral("ledger.schedule"), why);
    desk().permits.show(m_resume, QStringLiteral("ledger.schedule"), m_failed.isEmpty() ? tr("No sink was given up.") : QString());
}

void SchedulesPage::make() {
    ScheduleDialog dialog(desk(), m_targets, this);
    if (dialog.exec() == QDialog::Accepted) send(outgoingFor(dialog.command(), dialog.purpose(), dialog.authority()), tr("The schedule is made."));
}

void SchedulesPage::pause() {
    const auto* chosen = current();
    if (!chosen) return;
    const bool pausing = !chosen->paused;
    const PauseSchedule command{chosen->id, pausing, pausing ? "paused at the console" : "resumed at the console"};
    send(outgoing(command), pausing ? tr("Paused. What it misses is not made up for.") : tr("It runs again."));
}

void SchedulesPage::end() {
    const auto* chosen = current();
    if (!chosen) return;
    const ScheduleId id = chosen->id;
    const auto reason = askReason(this, {tr("End a schedule"), tr("Why does %1 end? It cannot be begun again, only made anew.").arg(utf8(chosen->name)), tr("End it"), 5, true});
    if (reason) send(outgoing(CancelSchedule{id, reason->toStdString()}), tr("The schedule has ended."));
}

}  // namespace ok::app
