// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "app/oncall/sla_page.h"

#include <QComboBox>
#include <QDateTimeEdit>
#include <QFileDialog>
#include <QGridLayout>
#include <QHBoxLayout>
#include <QPushButton>
#include <QTabWidget>
#include <QTableView>
#include <QUrl>
#include <QUrlQuery>
#include <QVBoxLayout>
#include <algorithm>
#include <cmath>
#include <tuple>

#include "app/desk/command_body.h"
#include "app/desk/empty_view.h"
#include "app/desk/plain_table.h"
#include "app/desk/table_look.h"
#include "app/desk/tile_row.h"
#include "app/desk/words.h"
#include "app/oncall/bar_chart.h"

namespace ok::app {
namespace {

using namespace oncall;

constexpr int eventsAtOnce = 100, usualDays = 30;
constexpr std::size_t mostBars = 8;
constexpr double badRate = 0.1, poorRate = 0.02;

QString percentText(double share) { return QStringLiteral("%1 %").arg(100 * share, 0, 'f', share > 0 && share < 0.1 ? 1 : 0); }
Tone rateTone(double rate) { return rate >= badRate ? Tone::Critical : rate >= poorRate ? Tone::Warning : Tone::Good; }
QString stepText(int step) { return step < 0 ? SlaPage::tr("as a whole") : SlaPage::tr("step %1").arg(step + 1); }

QString channelWord(const QString& channel) {
    if (channel == QLatin1String("sms")) return SlaPage::tr("Text");
    if (channel == QLatin1String("voice")) return SlaPage::tr("Call");
    if (channel == QLatin1String("email")) return SlaPage::tr("Email");
    if (channel == QLatin1String("push")) return SlaPage::tr("Push");
    return channel;
}

}  // namespace

QString spanText(double seconds) {
    const auto whole = static_cast<qint64>(std::llround(seconds));
    if (whole < 60) return SlaPage::tr("%1 s").arg(whole);
    if (whole < 3600) return SlaPage::tr("%1:%2 min").arg(whole / 60).arg(whole % 60, 2, 10, QLatin1Char('0'));
    return SlaPage::tr("%1 h %2 min").arg(whole / 3600).arg(whole / 60 % 60, 2, 10, QLatin1Char('0'));
}

QString slaKindText(SlaEventKind kind) {
    switch (kind) {
        case SlaEventKind::opened: return SlaPage::tr("asked for");
        case SlaEventKind::step_entered: return SlaPage::tr("step entered");
        case SlaEventKind::nudge_sent: return SlaPage::tr("nudge sent");
        case SlaEventKind::nudge_delivered: return SlaPage::tr("nudge delivered");
        case SlaEventKind::nudge_failed: return SlaPage::tr("nudge failed");
        case SlaEventKind::nudge_suppressed: return SlaPage::tr("nudge held back");
        case SlaEventKind::nudge_opened: return SlaPage::tr("link used");
        case SlaEventKind::acknowledged: return SlaPage::tr("looked at");
        case SlaEventKind::approved: return SlaPage::tr("approved");
        case SlaEventKind::rejected: return SlaPage::tr("rejected");
        case SlaEventKind::breached: return SlaPage::tr("time broken");
        case SlaEventKind::moved: return SlaPage::tr("steered");
        case SlaEventKind::ended: return SlaPage::tr("ended");
    }
    return {};
}

SlaPage::SlaPage(const DeskContext& desk, QWidget* parent)
    : Page(desk, {QStringLiteral("response"), tr("Response times"), tr("How fast requests are decided and where time is lost; every figure from the log alone."), QStringLiteral("oncall."), QStringLiteral("oncall.read")}, parent),
      m_people(new PlainTable(desk.theme, {tr("Who"), tr("Asked"), tr("Answered"), tr("Approved"), tr("Rejected"), tr("Half answer within"), tr("On average"), tr("Too late")}, this)),
      m_table(new PlainTable(desk.theme, {tr("When"), tr("What"), tr("Who"), tr("Channel"), tr("Rules"), tr("Step"), tr("Decision"), tr("Took"), tr("Entry")}, this)) {
    m_zone = new QComboBox(this);
    m_zone->setAccessibleName(tr("Time zone"));
    for (const QByteArray& each : {QByteArray(desk.store.utility().timeZone.toLatin1()), QTimeZone::systemTimeZoneId(), QByteArray("UTC")})
        if (!each.isEmpty() && m_zone->findData(QString::fromLatin1(each)) < 0) m_zone->addItem(QString::fromLatin1(each), QString::fromLatin1(each));
    m_csv = button(this, tr("Save as &CSV\u2026"));
    m_json = button(this, tr("Save as &JSON\u2026"));
    for (QWidget* each : std::initializer_list<QWidget*>{m_zone, m_csv, m_json}) buttons()->addWidget(each);
    buildFilters();
    body()->addWidget(tileRow(this, desk.theme, tr("not read yet"), {{&m_count, tr("REQUESTS")}, {&m_median, tr("HALF WITHIN")}, {&m_mean, tr("ON AVERAGE")}, {&m_breach, tr("TIME BROKEN")}, {&m_answer, tr("ANSWERED")}, {&m_log, tr("LOG")}}));
    buildCharts();
    buildBelow();
    connect(m_zone, &QComboBox::currentIndexChanged, this, &SlaPage::present);
    connect(m_csv, &QPushButton::clicked, this, [this] { save(QStringLiteral("csv")); });
    connect(m_json, &QPushButton::clicked, this, [this] { save(QStringLiteral("json")); });
    for (auto* each : {m_csv, m_json}) desk.permits.guard(each, QStringLiteral("ledger.export"));
}

void SlaPage::buildFilters() {
    const auto at = desk().now();
    m_from = wallClockEdit(this, zone(), at - hours(24 * usualDays), tr("From"));
    m_to = wallClockEdit(this, zone(), at + hours(1), tr("To"));
    auto* row = new QHBoxLayout;
    row->setSpacing(6);
    row->addWidget(m_from);
    row->addWidget(m_to);
    const std::tuple<QComboBox**, QString, QString> choices[] = {{&m_policy, tr("Rules"), tr("all rules")}, {&m_step, tr("Step"), tr("all steps")}, {&m_channel, tr("Channel"), tr("all channels")}, {&m_team, tr("Team"), tr("all teams")}, {&m_region, tr("Region"), tr("all regions")}};
    for (const auto& [choice, name, all] : choices) {
        *choice = new QComboBox(this);
        (*choice)->setAccessibleName(name);
        (*choice)->addItem(all, QString());
        (*choice)->setMinimumWidth(90);
        row->addWidget(*choice, 1);
        connect(*choice, &QComboBox::activated, this, &SlaPage::refresh);
    }
    for (int step = 0; step < 8; ++step) m_step->addItem(tr("step %1").arg(step + 1), QString::number(step));
    for (const char* each : {"push", "sms", "email", "voice"}) m_channel->addItem(channelWord(QLatin1String(each)), QLatin1String(each));
    auto* clearAll = button(this, tr("C&lear all"));
    row->addWidget(clearAll);
    body()->addLayout(row);
    for (auto* each : {m_from, m_to}) connect(each, &QDateTimeEdit::editingFinished, this, &SlaPage::refresh);
    connect(clearAll, &QPushButton::clicked, this, &SlaPage::clear);
}

void SlaPage::buildCharts() {
    const QString none = tr("Nobody was called in this period.");
    m_charts = {new BarChart(desk().theme, tr("Until it is approved, by rules"), none, this), new BarChart(desk().theme, tr("Time broken, by rules and step"), none, this),
                new BarChart(desk().theme, tr("How fast people answer"), tr("Nobody has answered in this period."), this), new BarChart(desk().theme, tr("Links used, by channel"), tr("No nudge was sent in this period."), this)};
    auto* grid = new QGridLayout;
    grid->setSpacing(8);
    for (int at = 0; at < 4; ++at) grid->addWidget(m_charts[static_cast<std::size_t>(at)], at / 2, at % 2);
    body()->addLayout(grid, 4);
    connect(m_charts[ByPolicy], &BarChart::opened, this, [this](int bar) {
        const auto& of = m_reply.metrics.policies[static_cast<std::size_t>(bar)];
        drill({{QStringLiteral("kind"), QStringLiteral("approved")}, {QStringLiteral("policy"), utf8(of.policy)}}, tr("Approvals under %1").arg(utf8(of.policy)));
    });
    connect(m_charts[ByStep], &BarChart::opened, this, [this](int bar) {
        const auto& of = m_reply.metrics.steps[static_cast<std::size_t>(bar)];
        drill({{QStringLiteral("kind"), QStringLiteral("breached")}, {QStringLiteral("policy"), utf8(of.policy)}, {QStringLiteral("step"), QString::number(of.step)}}, tr("Times broken: %1, %2").arg(utf8(of.policy), stepText(of.step)));
    });
    connect(m_charts[Answers], &BarChart::opened, this, [this] { drill({{QStringLiteral("kind"), QStringLiteral("approved")}}, tr("Approvals")); });
    connect(m_charts[Channels], &BarChart::opened, this, [this](int bar) {
        const auto& of = m_reply.metrics.channels[static_cast<std::size_t>(bar)];
        drill({{QStringLiteral("kind"), QStringLiteral("nudge_sent")}, {QStringLiteral("channel"), utf8(of.channel)}}, tr("Nudges by %1").arg(channelWord(utf8(of.channel))));
    });
}

void SlaPage::buildBelow() {
    m_tabs = new QTabWidget(this);
    auto* people = new QTableView(m_tabs);
    dressTable(people, m_people, 0, tr("Who answers"));
    new EmptyHint(people, tr("Nobody was asked in this period."));
    connect(people, &QTableView::activated, this, [this](const QModelIndex& at) {
        const QString person = at.data(DocTable::IdRole).toString();
        drill({{QStringLiteral("person"), person}}, tr("What %1 was asked and answered").arg(nameOf(person.toStdString())));
    });
    m_tabs->addTab(people, tr("Who answers"));
    auto* behind = new QWidget(m_tabs);
    m_view = new QTableView(behind);
    dressTable(m_view, m_table, 8, tr("Events behind the figures"));
    new EmptyHint(m_view, tr("Press a bar or a card to see what it was counted from."));
    m_shown = label(behind, "muted");
    m_more = button(behind, tr("&More"));
    m_open = button(behind, tr("Show in the &log"));
    auto* row = new QHBoxLayout;
    row->addWidget(m_shown, 1);
    row->addWidget(m_more);
    row->addWidget(m_open);
    auto* column = new QVBoxLayout(behind);
    column->setContentsMargins(0, 6, 0, 0);
    column->addWidget(m_view, 1);
    column->addLayout(row);
    m_tabs->addTab(behind, tr("Behind the figures"));
    body()->addWidget(m_tabs, 3);
    connect(m_more, &QPushButton::clicked, this, [this] { readEvents(m_next); });
    connect(m_open, &QPushButton::clicked, this, &SlaPage::openEntry);
    connect(m_view, &QTableView::activated, this, &SlaPage::openEntry);
    m_more->setEnabled(false);
    connect(m_view->selectionModel(), &QItemSelectionModel::selectionChanged, this, [this] { desk().permits.show(m_open, QStringLiteral("ledger.read"), selectedIds(m_view).isEmpty() ? tr("Select a line first.") : QString()); });
    desk().permits.show(m_open, QStringLiteral("ledger.read"), tr("Select a line first."));
}

QTimeZone SlaPage::zone() const {
    const QTimeZone chosen(m_zone->currentData().toString().toLatin1());
    return chosen.isValid() ? chosen : QTimeZone::utc();
}

QString SlaPage::whenText(Instant at) const { return at.known() ? fullTimeText(at, zone()) : QString(); }

QString SlaPage::nameOf(const std::string& person) const {
    const auto found = m_reply.logins.find(person);
    return found == m_reply.logins.end() ? desk().store.nameOf(utf8(person)) : utf8(found->second);
}

SlaPage::Query SlaPage::filterQuery() const {
    Query out{{QStringLiteral("from"), utf8(toIso(instantOf(m_from, zone())))}, {QStringLiteral("to"), utf8(toIso(instantOf(m_to, zone())))}};
    const std::pair<const char*, const QComboBox*> choices[] = {{"policy", m_policy}, {"step", m_step}, {"channel", m_channel}, {"team", m_team}, {"region", m_region}};
    for (const auto& [name, choice] : choices)
        if (const QString value = choice->currentData().toString(); !value.isEmpty()) out << QPair<QString, QString>(QLatin1String(name), value);
    return out;
}

void SlaPage::clear() {
    const auto at = desk().now();
    const auto wall = [this](Instant when) {
        const QDateTime local = QDateTime::fromMSecsSinceEpoch(when.millis(), zone());
        return QDateTime(local.date(), local.time(), Qt::UTC);
    };
    m_from->setDateTime(wall(at - hours(24 * usualDays)));
    m_to->setDateTime(wall(at + hours(1)));
    for (auto* each : {m_policy, m_step, m_channel, m_team, m_region}) each->setCurrentIndex(0);
    refresh();
}

void SlaPage::refresh() {
    const int question = ++m_asked;
    m_clock.start();
    desk().data.ask(this, {.path = QStringLiteral("/v1/oncall/metrics"), .query = filterQuery()}, [this, question](const DataReply& reply) {
        if (question != m_asked || !good(reply)) return;
        auto read_ = read<SlaReply>(reply);
        if (!read_.ok()) return say(QString::fromStdString(read_.problem().message), true);
        m_reply = std::move(*read_);
        // What is worst comes first: a chart holds only so many bars.
        std::sort(m_reply.metrics.steps.begin(), m_reply.metrics.steps.end(), [](const SlaGroup& a, const SlaGroup& b) { return std::tuple(-a.figures.breachRate, a.policy, a.step) < std::tuple(-b.figures.breachRate, b.policy, b.step); });
        std::sort(m_reply.metrics.policies.begin(), m_reply.metrics.policies.end(), [](const SlaGroup& a, const SlaGroup& b) { return std::tuple(-a.figures.total, a.policy) < std::tuple(-b.figures.total, b.policy); });
        present();
        if (!m_behindWords.isEmpty()) readEvents({});
        m_took = m_clock.elapsed();
        say(tr("As of %1, in %2 ms.").arg(whenText(m_reply.computedAt)).arg(m_took));
    });
}

void SlaPage::present() {
    offerNames();
    presentTiles();
    presentCharts();
    presentApprovers();
    takeEvents({}, QStringLiteral("again"));
}

/// What can be filtered by is what there is; the choice stays.
void SlaPage::offerNames() {
    const std::pair<QComboBox*, const std::vector<std::string>*> all[] = {{m_policy, &m_reply.metrics.policyNames}, {m_team, &m_reply.metrics.teams}, {m_region, &m_reply.metrics.regions}};
    for (const auto& [choice, names] : all) {
        const QString here = choice->currentData().toString();
        while (choice->count() > 1) choice->removeItem(1);
        for (const auto& each : *names) choice->addItem(utf8(each), utf8(each));
        if (!here.isEmpty() && choice->findData(here) < 0) choice->addItem(here, here);
        choice->setCurrentIndex(std::max(0, choice->findData(here)));
    }
}

void SlaPage::presentTiles() {
    const auto& all = m_reply.metrics.all;
    m_count->set(countText(all.total), tr("%1 approved, %2 open").arg(countText(all.approved), countText(all.open)));
    m_median->set(all.approved > 0 ? spanText(all.medianSeconds) : QStringLiteral("\u2013"), all.approved > 0 ? tr("90 % within %1").arg(spanText(all.p90Seconds)) : tr("none was approved"));
    m_mean->set(all.approved > 0 ? spanText(all.meanSeconds) : QStringLiteral("\u2013"), tr("until the key"));
    m_breach->set(percentText(all.breachRate), tr("%1 of %2").arg(countText(all.breached), countText(all.total)), all.total > 0 ? rateTone(all.breachRate) : Tone::Muted);
    int asked = 0, answered = 0;
    for (const auto& each : m_reply.metrics.approvers) asked += each.asked, answered += each.answered;
    m_answer->set(asked > 0 ? percentText(static_cast<double>(answered) / asked) : QStringLiteral("\u2013"), tr("%1 of %2 asked").arg(countText(answered), countText(asked)));
    const auto& log = m_reply.integrity;
    if (log.healthy && !log.lastVerifiedAt.known()) m_log->set(QStringLiteral("\u2013"), tr("not checked yet"), Tone::Muted);
    else if (log.healthy) m_log->set(tr("\u2713 checked"), clockText(log.lastVerifiedAt, zone(), desk().now()), Tone::Good);
    else m_log->set(tr("\u2715 Integrity check failed"), tr("%1, entry %2").arg(utf8(log.failingStream)).arg(log.failingSequence), Tone::Critical);
}

void SlaPage::presentCharts() {
    const auto& m = m_reply.metrics;
    std::vector<BarChart::Bar> policies, steps, answers, channels;
    for (const auto& each : m.policies) {
        const auto& f = each.figures;
        policies.push_back({utf8(each.policy), f.approved > 0 ? spanText(f.medianSeconds) : QStringLiteral("\u2013"), f.medianSeconds, f.meanSeconds, Tone::Info,
                            tr("%1: half are approved within %2, on average %3; %n request(s)", nullptr, f.total).arg(utf8(each.policy), spanText(f.medianSeconds), spanText(f.meanSeconds))});
    }
    for (const auto& each : m.steps) {
        const auto& f = each.figures;
        steps.push_back({QStringLiteral("%1, %2").arg(utf8(each.policy), stepText(each.step)), percentText(f.breachRate), f.breachRate, -1, rateTone(f.breachRate),
                         tr("%1, %2: %3 of %4 took longer than %5").arg(utf8(each.policy), stepText(each.step)).arg(f.breached).arg(f.total).arg(spanText(each.targetSeconds))});
    }
    const QString within[] = {tr("within 1 min"), tr("2 min"), tr("5 min"), tr("10 min"), tr("20 min"), tr("60 min"), tr("later")};
    std::vector<int> counts(std::size(within), 0);
    int all = 0;
    for (const auto& each : m.approvers)
        for (std::size_t at = 0; at < counts.size() && at < each.within.size(); ++at) counts[at] += each.within[at], all += each.within[at];
    for (std::size_t at = 0; all > 0 && at < counts.size(); ++at)
        answers.push_back({within[at], countText(counts[at]), static_cast<double>(counts[at]), -1, Tone::Info, tr("%1: %2 of %3 answers").arg(within[at]).arg(counts[at]).arg(all)});
    for (const auto& each : m.channels)
        channels.push_back({channelWord(utf8(each.channel)), percentText(each.clickRate), each.clickRate, each.conversion, Tone::Info,
                            tr("%1: %2 sent, %3 arrived, %4 failed; the link of %5 was used (%6), %7 approved (%8)").arg(channelWord(utf8(each.channel))).arg(each.sent).arg(each.delivered).arg(each.failed).arg(each.opened).arg(percentText(each.clickRate)).arg(each.approved).arg(percentText(each.conversion))});
    for (auto* each : {&policies, &steps})
        if (each->size() > mostBars) each->resize(mostBars);
    m_charts[ByPolicy]->show(std::move(policies), 0, tr("bar: half are faster   |  mark: on average"));
    m_charts[ByStep]->show(std::move(steps), 1);
    m_charts[Answers]->show(std::move(answers));
    m_charts[Channels]->show(std::move(channels), 1, tr("bar: link used   |  mark: approved"));
}

void SlaPage::presentApprovers() {
    std::vector<PlainRow> rows;
    for (const auto& each : m_reply.metrics.approvers)
        rows.push_back({utf8(each.person), {{nameOf(each.person)}, {countText(each.asked)}, {countText(each.answered)}, {countText(each.approved)}, {countText(each.rejected)}, {each.answered > 0 ? spanText(each.medianSeconds) : QString()},
                                            {each.answered > 0 ? spanText(each.meanSeconds) : QString()}, {each.breaches > 0 ? countText(each.breaches) : QString(), Tone::Warning}}});
    m_people->setRows(std::move(rows));
}

void SlaPage::drill(const Query& more, const QString& words) {
    m_behind = more;
    m_behindWords = words;
    m_tabs->setCurrentIndex(1);
    readEvents({});
}

/// The filter, and what was pressed: that is stricter.
SlaPage::Query SlaPage::behindQuery() const {
    Query query = filterQuery();
    for (const auto& each : m_behind) {
        query.removeIf([&each](const auto& other) { return other.first == each.first; });
        query << each;
    }
    return query;
}

void SlaPage::readEvents(const QString& token) {
    Query query = behindQuery();
    query << QPair<QString, QString>(QStringLiteral("limit"), QString::number(eventsAtOnce));
    if (!token.isEmpty()) query << QPair<QString, QString>(QStringLiteral("page_token"), token);
    desk().data.ask(this, {.path = QStringLiteral("/v1/oncall/metrics/events"), .query = query}, [this, token](const DataReply& reply) {
        if (!good(reply)) return;
        const auto page = read<SlaEventsReply>(reply);
        if (page.ok()) takeEvents(*page, token);
        else say(QString::fromStdString(page.problem().message), true);
    });
}

/// `again`: the same, in another zone.
void SlaPage::takeEvents(const SlaEventsReply& page, const QString& token) {
    const bool again = token == QLatin1String("again");
    if (token.isEmpty()) m_events.clear();
    if (!again) {
        m_events.insert(m_events.end(), page.items.begin(), page.items.end());
        m_next = utf8(page.nextPageToken);
        m_shown->setText(tr("%1: %2 of %3").arg(m_behindWords, countText(static_cast<qint64>(m_events.size())), countText(page.totalCount)));
    }
    std::vector<PlainRow> rows;
    for (const auto& each : m_events) {
        const bool bad = each.kind == SlaEventKind::breached || each.kind == SlaEventKind::nudge_failed;
        const std::string& who = each.person.empty() ? each.actor : each.person;
        rows.push_back({utf8(each.id), {{whenText(each.at)}, {slaKindText(each.kind), bad ? Tone::Warning : Tone::Plain}, {nameOf(who)}, {channelWord(utf8(each.channel))}, {utf8(each.policy)}, {each.step < 0 ? QString() : QString::number(each.step + 1)},
                                        {utf8(each.decision)}, {each.seconds > 0 ? spanText(each.seconds) : QString()}, {QStringLiteral("%1 #%2").arg(utf8(each.stream)).arg(each.sequence), Tone::Muted, utf8(each.hash.hex())}}});
    }
    m_table->setRows(std::move(rows));
    m_more->setEnabled(!m_next.isEmpty());
}

/// The request's own entries in the log, with their proofs.
void SlaPage::openEntry() {
    const QString id = selectedIds(m_view).value(0);
    for (const auto& each : m_events)
        if (utf8(each.id) == id) return emit pageWanted(QStringLiteral("search"), QVariantMap{{QStringLiteral("object"), utf8(each.approval.str())}});
}

void SlaPage::save(const QString& format) {
    const QString file = QFileDialog::getSaveFileName(this, tr("Save the events"), QStringLiteral("response-times.") + format);
    if (file.isEmpty()) return;
    QUrlQuery query;
    for (const auto& [name, value] : behindQuery()) query.addQueryItem(name, value);
    query.addQueryItem(QStringLiteral("format"), format);
    desk().data.fetch(this, QStringLiteral("/v1/oncall/metrics/export?") + query.toString(QUrl::FullyEncoded), file, {}, [this, file](const DataReply& reply) {
        if (good(reply)) say(tr("Saved in %1, times in UTC. That it was saved is in the log.").arg(file));
    });
}

}  // namespace ok::app
