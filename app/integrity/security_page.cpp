// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "app/integrity/security_page.h"

#include <QCoreApplication>
#include <QHBoxLayout>
#include <QHash>
#include <QItemSelectionModel>
#include <QPushButton>
#include <QTableView>
#include <QVBoxLayout>

#include "app/desk/command_body.h"
#include "app/desk/empty_view.h"
#include "app/desk/plain_table.h"
#include "app/desk/table_look.h"
#include "app/desk/tile_row.h"
#include "app/desk/words.h"

namespace ok::app {
namespace {

struct SecurityWords {
    Q_DECLARE_TR_FUNCTIONS(SecurityWords)
};

QString topicText(SecurityTopic topic) {
    switch (topic) {
        case SecurityTopic::log: return SecurityWords::tr("The log");
        case SecurityTopic::clock: return SecurityWords::tr("The server's clock");
        case SecurityTopic::data_keys: return SecurityWords::tr("Keys that data is sealed with");
        case SecurityTopic::backups: return SecurityWords::tr("Backups");
        case SecurityTopic::rehearsal: return SecurityWords::tr("Coming back from a backup");
        case SecurityTopic::hardware_keys: return SecurityWords::tr("People's hardware keys");
        case SecurityTopic::guessing: return SecurityWords::tr("Attempts to sign in");
        case SecurityTopic::sessions: return SecurityWords::tr("Sessions");
        case SecurityTopic::api_clients: return SecurityWords::tr("Programs with access");
        case SecurityTopic::directory: return SecurityWords::tr("Directory of people");
        case SecurityTopic::log_delivery: return SecurityWords::tr("Delivery of the log");
        case SecurityTopic::legal_holds: return SecurityWords::tr("Legal holds");
    }
    return {};
}

/// %n and %1: the count, %2: how long ago, %3: the name.
QString patternOf(const std::string& reason, int n) {
    static const QHash<QString, const char*> plain{
        {QStringLiteral("never_checked"), QT_TRANSLATE_NOOP("SecurityWords", "it was never read from beginning to end: check it now")},
        {QStringLiteral("check_overdue"), QT_TRANSLATE_NOOP("SecurityWords", "its last whole check is %2 old; it should run every day")},
        {QStringLiteral("checked"), QT_TRANSLATE_NOOP("SecurityWords", "every entry was read %2 ago and is as it was written")},
        {QStringLiteral("clock_drifts"), QT_TRANSLATE_NOOP("SecurityWords", "it has been wrong for %2: times in the log are flagged until it is right")},
        {QStringLiteral("clock_unsynced"), QT_TRANSLATE_NOOP("SecurityWords", "it has heard no time source for %2")},
        {QStringLiteral("clock_quiet"), QT_TRANSLATE_NOOP("SecurityWords", "no alarm is raised")},
        {QStringLiteral("keys_first"), QT_TRANSLATE_NOOP("SecurityWords", "the first ones are in use")},
        {QStringLiteral("keys_overdue"), QT_TRANSLATE_NOOP("SecurityWords", "version %1 should have been followed by the next %2 ago")},
        {QStringLiteral("keys_fresh"), QT_TRANSLATE_NOOP("SecurityWords", "version %1, %2 old")},
        {QStringLiteral("backup_never_verified"), QT_TRANSLATE_NOOP("SecurityWords", "none was ever read entry by entry: okctl backup verify")},
        {QStringLiteral("backup_old"), QT_TRANSLATE_NOOP("SecurityWords", "the last one known to be good was read %2 ago")},
        {QStringLiteral("backup_verified"), QT_TRANSLATE_NOOP("SecurityWords", "the last one was read entry by entry %2 ago")},
        {QStringLiteral("never_rehearsed"), QT_TRANSLATE_NOOP("SecurityWords", "nobody has tried: okctl backup drill")},
        {QStringLiteral("rehearsal_missed"), QT_TRANSLATE_NOOP("SecurityWords", "the last rehearsal, %2 ago, missed its objective")},
        {QStringLiteral("rehearsal_old"), QT_TRANSLATE_NOOP("SecurityWords", "the last rehearsal was %2 ago")},
        {QStringLiteral("rehearsed"), QT_TRANSLATE_NOOP("SecurityWords", "rehearsed %2 ago, within its objective")},
        {QStringLiteral("places_lifted"), QT_TRANSLATE_NOOP("SecurityWords", "keys are taken from everywhere for another %2")},
        {QStringLiteral("nobody_guesses"), QT_TRANSLATE_NOOP("SecurityWords", "nobody fails again and again")},
        {QStringLiteral("no_directory"), QT_TRANSLATE_NOOP("SecurityWords", "none: people are kept here by hand")},
        {QStringLiteral("directory_silent"), QT_TRANSLATE_NOOP("SecurityWords", "%3 has not answered since %2: people who left may still be let in")},
        {QStringLiteral("sink_failed"), QT_TRANSLATE_NOOP("SecurityWords", "%3 has taken nothing for %2")},
        {QStringLiteral("no_holds"), QT_TRANSLATE_NOOP("SecurityWords", "none")},
    };
    if (const char* text = plain.value(utf8(reason))) return SecurityWords::tr(text);
    if (reason == "damage_open") return SecurityWords::tr("%n damaged place(s) found %2 ago wait for a decision", nullptr, n);
    if (reason == "damage_accepted") return SecurityWords::tr("checked %2 ago; %n known damaged place(s) will stay", nullptr, n);
    if (reason == "keys_suspended") return SecurityWords::tr("%n key(s) went backwards and may have been copied: remove and enrol anew", nullptr, n);
    if (reason == "admins_without_key") return SecurityWords::tr("%n administrator(s) have no hardware key", nullptr, n);
    if (reason == "roles_withheld") return SecurityWords::tr("%n person(s) lack keys that their roles ask for", nullptr, n);
    if (reason == "keys_in_order") return SecurityWords::tr("%n person(s) have one", nullptr, n);
    if (reason == "somebody_guesses") return SecurityWords::tr("%n account(s) fail again and again: speak to them, then end their sessions", nullptr, n);
    if (reason == "sessions_unbound") return SecurityWords::tr("%n open session(s) are not bound to a device: whoever has the token has the session", nullptr, n);
    if (reason == "sessions_bound") return SecurityWords::tr("%n open, each bound to its device", nullptr, n);
    if (reason == "tokens_end_soon") return SecurityWords::tr("%n token(s) end soon, the first in %2: what uses them will stop", nullptr, n);
    if (reason == "clients_unused") return SecurityWords::tr("%n program(s) have not come for three months: take their access away", nullptr, n);
    if (reason == "clients_in_order") return SecurityWords::tr("%n in use", nullptr, n);
    if (reason == "directory_held") return SecurityWords::tr("%3 would take the access of %n person(s) away: look, then let it", nullptr, n);
    if (reason == "directory_heard") return SecurityWords::tr("%n heard, nothing held back", nullptr, n);
    if (reason == "sinks_in_order") return SecurityWords::tr("%n place(s), none has given up", nullptr, n);
    if (reason == "holds") return SecurityWords::tr("%n in force, the oldest for %2", nullptr, n);
    return utf8(reason);
}

QString pageText(const std::string& page) {
    if (page == "integrity") return SecurityWords::tr("Integrity of the log");
    if (page == "backups") return SecurityWords::tr("Backups");
    if (page == "key_policy") return SecurityWords::tr("Key policy");
    if (page == "sessions") return SecurityWords::tr("Sessions");
    if (page == "identity") return SecurityWords::tr("Where people come from");
    if (page == "exports") return SecurityWords::tr("Exports");
    if (page == "search") return SecurityWords::tr("Search the log");
    return {};
}

PlainCell levelCell(SecurityLevel level) {
    switch (level) {
        case SecurityLevel::act: return {SecurityWords::tr("Act"), Tone::Critical};
        case SecurityLevel::look: return {SecurityWords::tr("Look"), Tone::Warning};
        case SecurityLevel::good: break;
    }
    return {SecurityWords::tr("In order"), Tone::Good};
}

}  // namespace

QString findingSentence(const SecurityFinding& finding, Instant now) {
    QString out = patternOf(finding.reason, static_cast<int>(finding.count));
    const auto put = [&out](const char* mark, const QString& text) { out.replace(QLatin1String(mark), text); };
    put("%1", QString::number(finding.count));
    put("%2", finding.at ? ageText(*finding.at > now ? *finding.at - now : now - *finding.at) : QString());
    put("%3", utf8(finding.name));
    return out;
}

SecurityPage::SecurityPage(const DeskContext& desk, QWidget* parent)
    : Page(desk, {QStringLiteral("security"), tr("Security"), tr("What keeps this utility's data and people safe, and what of it needs somebody."),
                  QString(), QStringLiteral("ledger.read")}, parent) {
    body()->addWidget(tileRow(this, desk.theme, tr("not read yet"),
                  {{&m_act, tr("ACT")}, {&m_look, tr("LOOK")}, {&m_good, tr("IN ORDER")}}));
    m_table = new PlainTable(desk.theme, {tr("State"), tr("Topic"), tr("What is known"), tr("Mended at")}, this);
    m_view = new QTableView(this);
    dressTable(m_view, m_table, 2, tr("Security"));
    new EmptyHint(m_view, tr("Nothing was read yet."));
    body()->addWidget(m_view, 1);
    m_open = button(this, tr("&Open the page"), true);
    buttons()->addWidget(m_open);
    connect(m_open, &QPushButton::clicked, this, &SecurityPage::openChosen);
    connect(m_view, &QTableView::activated, this, &SecurityPage::openChosen);
    connect(m_view->selectionModel(), &QItemSelectionModel::selectionChanged, this, &SecurityPage::chosen);
    chosen();
}

void SecurityPage::refresh() {
    if (!desk().permits.may(needs())) return;
    desk().data.ask(this, {.path = QStringLiteral("/v1/security")}, [this](const DataReply& reply) {
        if (!good(reply)) return;
        auto standing = read<SecurityStanding>(reply);
        if (!standing.ok()) return say(tr("The server's answer cannot be read: %1").arg(utf8(standing.problem().message)), true);
        showStanding(std::move(*standing));
    });
}

void SecurityPage::showStanding(SecurityStanding standing) {
    m_standing = std::move(standing);
    const auto now = desk().now();
    int counts[3] = {};
    std::vector<PlainRow> rows;
    for (const SecurityFinding& each : m_standing.findings) {
        ++counts[static_cast<int>(each.level)];
        rows.push_back({QString::number(rows.size()), {levelCell(each.level), {topicText(each.topic)}, {findingSentence(each, now)}, {pageText(each.page), Tone::Muted}}});
    }
    const int act = counts[static_cast<int>(SecurityLevel::act)], look = counts[static_cast<int>(SecurityLevel::look)];
    m_act->set(QString::number(act), act > 0 ? tr("somebody has to do something") : tr("nothing"), act > 0 ? Tone::Critical : Tone::Good);
    m_look->set(QString::number(look), look > 0 ? tr("worth a look today") : tr("nothing"), look > 0 ? Tone::Warning : Tone::Good);
    m_good->set(QString::number(counts[static_cast<int>(SecurityLevel::good)]), tr("of %1").arg(m_standing.findings.size()), Tone::Plain);
    m_table->setRows(std::move(rows));
    chosen();
}

const SecurityFinding* SecurityPage::current() const {
    const QStringList ids = selectedIds(m_view);
    const auto place = ids.isEmpty() ? m_standing.findings.size() : ids.front().toULongLong();
    return place < m_standing.findings.size() ? &m_standing.findings[place] : nullptr;
}

void SecurityPage::chosen() {
    const SecurityFinding* finding = current();
    m_open->setEnabled(finding && !finding->page.empty());
    m_open->setToolTip(!finding ? tr("Choose a line first.") : finding->page.empty() ? tr("The server does this by itself.") : pageText(finding->page));
}

void SecurityPage::openChosen() {
    if (const SecurityFinding* finding = current(); finding && !finding->page.empty()) emit pageWanted(utf8(finding->page), {});
}

}  // namespace ok::app
