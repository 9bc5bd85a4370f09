// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "app/integrity/backups_page.h"

#include <QHBoxLayout>
#include <QTableView>
#include <QTimeZone>
#include <QVBoxLayout>

#include "app/desk/command_body.h"
#include "app/desk/empty_view.h"
#include "app/desk/plain_table.h"
#include "app/desk/table_look.h"
#include "app/desk/tile_row.h"
#include "app/desk/words.h"

namespace ok::app {
namespace {

constexpr Duration verifiedLately = hours(24 * 7);   ///< older than this and somebody ought to look

QString ago(const std::optional<Instant>& moment, Instant now) {
    return moment ? BackupsPage::tr("%1 ago").arg(ageText(now - *moment)) : BackupsPage::tr("never");
}

QString placesText(const operations::BackupFile& file) {
    QStringList out;
    for (const auto& each : file.places) out << (each.same ? utf8(each.place) : BackupsPage::tr("%1 (another file!)").arg(utf8(each.place)));
    return out.join(QStringLiteral(", "));
}

PlainRow rowOf(const operations::BackupFile& file, Instant now, const QTimeZone& zone) {
    const bool bad = file.verifiedAt && !file.valid;
    const QString verified = bad ? BackupsPage::tr("NOT VALID") : ago(file.verifiedAt, now);
    const QString drill = !file.drilledAt ? BackupsPage::tr("never")
                          : file.withinObjective ? BackupsPage::tr("%1 ago, %2 s").arg(ageText(now - *file.drilledAt), QString::number(file.drillSeconds, 'f', 1))
                                                 : BackupsPage::tr("missed its objective");
    return {utf8(file.file), {{utf8(file.file), Tone::Plain, utf8(file.hash)}, {clockText(file.backupOf, zone, now)}, {utf8(file.madeBy), Tone::Muted},
                              {BackupsPage::tr("%1 MB").arg(QString::number(static_cast<double>(file.bytes) / 1e6, 'f', 1))},
                              {verified, bad ? Tone::Critical : file.verifiedAt ? Tone::Good : Tone::Warning},
                              {drill, file.drilledAt && !file.withinObjective ? Tone::Critical : Tone::Plain}, {placesText(file), Tone::Muted}}};
}

}  // namespace

BackupsPage::BackupsPage(const DeskContext& desk, QWidget* parent)
    : Page(desk, {QStringLiteral("backups"), tr("Backups"), tr("What was made, verified and rehearsed. Backups are made on the server with okctl."),
                  QStringLiteral("operations."), QStringLiteral("ledger.read")}, parent) {
    body()->addWidget(tileRow(this, desk.theme, tr("not read yet"),
                  {{&m_verified, tr("LAST VERIFIED")}, {&m_made, tr("LAST MADE")}, {&m_drill, tr("LAST REHEARSAL")}, {&m_kept, tr("WHAT AN ANSWER OUTLIVES")}}));
    m_table = new PlainTable(desk.theme, {tr("Backup"), tr("Of"), tr("Made by"), tr("Size"), tr("Verified"), tr("Rehearsed"), tr("Copies at")}, this);
    m_view = new QTableView(this);
    dressTable(m_view, m_table, 6, tr("Backups"));
    new EmptyHint(m_view, tr("No backup is known.\nMake one on the server: okctl backup create."));
    body()->addWidget(m_view, 1);
}

void BackupsPage::refresh() {
    if (!desk().permits.may(needs())) return;
    desk().data.ask(this, {.path = QStringLiteral("/v1/backups")}, [this](const DataReply& reply) {
        if (!good(reply)) return;
        const auto status = read<operations::BackupStatus>(reply);
        if (!status.ok()) return say(tr("The server's answer cannot be read: %1").arg(utf8(status.problem().message)), true);
        showStatus(*status);
    });
}

void BackupsPage::showStatus(const operations::BackupStatus& status) {
    const auto now = desk().now();
    const auto zone = zoneOf(desk().store.utility());
    const bool old = !status.lastVerified || now - *status.lastVerified > verifiedLately;
    m_verified->set(ago(status.lastVerified, now), !status.lastVerified ? tr("no backup was read entry by entry") : old ? tr("verify a newer one") : tr("every entry was read"),
                    old ? Tone::Critical : Tone::Good);
    m_made->set(ago(status.lastMade, now), tr("%1 in the catalogue").arg(status.known), status.lastMade ? Tone::Plain : Tone::Critical);
    m_drill->set(ago(status.lastDrill, now), !status.lastDrill ? tr("restore one to nowhere: okctl backup drill")
                                             : status.drillWithinObjective ? tr("back in %1 s").arg(QString::number(status.drillSeconds, 'f', 1)) : tr("its objective was missed"),
                 !status.lastDrill ? Tone::Warning : status.drillWithinObjective ? Tone::Good : Tone::Critical);
    m_kept->set(tr("Region %1").arg(utf8(status.residency)), utf8(status.durability), Tone::Plain);
    std::vector<PlainRow> rows;
    for (const auto& file : status.backups) rows.push_back(rowOf(file, now, zone));
    m_table->setRows(std::move(rows));
}

}  // namespace ok::app
