// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "app/approvals/approvals_model.h"

#include <limits>
#include <set>
#include <tuple>

#include "app/approvals/ladder_words.h"
#include "app/approvals/review_words.h"
#include "app/approvals/wall_clock.h"
#include "app/desk/command_body.h"
#include "app/desk/words.h"

namespace ok::app {
namespace {

constexpr int secondMs = 1000;
constexpr qint64 silentTooLongMs = 10'000;

bool waits(const ApprovalDoc& doc) { return doc.state == QLatin1String("waiting"); }
bool over(const LadderDoc& ladder) { return ladder.phase != QLatin1String("running") && ladder.phase != QLatin1String("paused"); }

}  // namespace

QString agingText(Duration age) {
    const qint64 whole = std::max<qint64>(0, age.count() / 1'000'000);
    return QStringLiteral("%1:%2:%3").arg(whole / 3600, 2, 10, QLatin1Char('0')).arg(whole / 60 % 60, 2, 10, QLatin1Char('0')).arg(whole % 60, 2, 10, QLatin1Char('0'));
}

QStringList askedNow(const LadderDoc& ladder) {
    if (over(ladder)) return {};
    if (!ladder.assignee.isEmpty()) return {targetText(ladder.assignee)};
    QStringList out;
    for (const auto& each : ladder.nudges)
        if (!out.contains(each.who)) out << each.who;
    if (!out.isEmpty()) return out.mid(0, 3);
    for (const auto& each : ladder.next)
        if (each.skip.isEmpty() && !each.who.isEmpty() && each.step == ladder.next.front().step) out << each.who;
    return out;
}

ApprovalsModel::ApprovalsModel(const DeskContext& desk, QObject* parent)
    : DocTable({tr("Time left"), tr("Age"), tr("Priority"), tr("Risk"), tr("State"), tr("Asked: step"), tr("Next step at"), tr("Looked at"), tr("Asked now"), tr("What"), tr("Asked by"), tr("Version")}, parent), m_desk(desk) {
    connect(&m_desk.store, &ConsoleStore::changed, this, [this](const StoreChange& change) {
        if (!change.reset && change.approvals.empty() && change.ladders.empty()) return;
        note(change);
        refresh(change.approvals | change.ladders);
    });
    connect(&m_second, &QTimer::timeout, this, &ApprovalsModel::tick);
    m_second.start(secondMs);
    note({.reset = true});
    refresh({});
}

const LadderDoc* ApprovalsModel::ladderOf(const QString& id) const {
    const auto found = m_desk.store.ladders().constFind(id);
    return found == m_desk.store.ladders().constEnd() ? nullptr : &*found;
}

bool ApprovalsModel::delayed() const { return m_desk.store.silentMs() > silentTooLongMs; }

Instant ApprovalsModel::agingNow() const { return m_stoodStill.known() ? m_stoodStill : wallNow(m_desk); }

/// Remembers where each stands, and says what became another.
void ApprovalsModel::note(const StoreChange& change) {
    if (change.reset) m_said.clear();
    for (const auto& doc : m_desk.store.approvals()) {
        const auto* ladder = ladderOf(doc.id);
        const QString stage = !waits(doc) ? approvalStateText(doc.state) : ladder && !over(*ladder) ? tr("step %1 of %2").arg(std::min(ladder->step + 1, ladder->steps)).arg(ladder->steps) : tr("waiting");
        const auto was = m_said.constFind(doc.id);
        const bool news = was == m_said.constEnd() ? waits(doc) : *was != stage;
        m_said.insert(doc.id, stage);
        if (news && !change.reset) emit happened(tr("%1: %2").arg(doc.summary.isEmpty() ? approvalActionText(doc.action) : doc.summary, stage));
        if (!change.reset) continue;
        m_updated = std::max({m_updated, doc.requested, doc.decided});
        for (const auto& step : doc.steps) m_updated = std::max(m_updated, step.at);
        if (ladder)
            for (const auto& each : ladder->nudges) m_updated = std::max(m_updated, each.at);
    }
    if (!change.reset) m_updated = wallNow(m_desk);
}

void ApprovalsModel::refresh(const QSet<QString>& touched) {
    QStringList ids;
    for (const auto& doc : m_desk.store.approvals())
        if (fits(doc)) ids << doc.id;
    std::sort(ids.begin(), ids.end(), [this](const auto& a, const auto& b) { return before(a, b); });
    show(ids, touched);
}

QString ApprovalsModel::sortOf(int column) {
    switch (column) {
        case Age: return QStringLiteral("age");
        case Priority: return QStringLiteral("severity");
        case Risk: return QStringLiteral("risk");
        case Stage: return QStringLiteral("stage");
        case Due: return QStringLiteral("due");
        case Assigned: return QStringLiteral("assignee");
        default: return {};
    }
}

bool ApprovalsModel::before(const QString& a, const QString& b) const {
    const auto urgency = [this](const QString& id) {
        const auto& doc = *m_desk.store.approvals().constFind(id);
        const qint64 until = waits(doc) ? (doc.deadline.known() ? doc.deadline.micros() : std::numeric_limits<qint64>::max()) : -doc.requested.micros();
        return std::tuple(waits(doc) ? 0 : 1, doc.overridePending ? 0 : 1, until, -doc.riskScore, id);
    };
    if (m_view.sort.empty()) return urgency(a) < urgency(b);
    // What is decided stays below, whatever the order; what says nothing comes last.
    const auto key = [this](const QString& id) -> std::tuple<int, qint64, QString> {
        const auto& doc = *m_desk.store.approvals().constFind(id);
        const auto* ladder = ladderOf(id);
        const bool asked = ladder && !over(*ladder);
        if (m_view.sort == "age") return {0, -doc.requested.micros(), {}};
        if (m_view.sort == "risk") return {doc.riskScore < 0, doc.riskScore, {}};
        if (m_view.sort == "severity") return {!ladder || ladder->priority.isEmpty(), 0, ladder ? ladder->priority : QString()};
        if (m_view.sort == "stage") return {!asked, asked ? ladder->step : 0, {}};
        if (m_view.sort == "due") return {!asked, asked ? ladder->stepDue.micros() : 0, {}};
        return {!asked, 0, asked ? askedNow(*ladder).value(0) : QString()};
    };
    const bool waitsA = waits(*m_desk.store.approvals().constFind(a)), waitsB = waits(*m_desk.store.approvals().constFind(b));
    if (waitsA != waitsB) return waitsA;
    const auto [noneA, numberA, textA] = key(a);
    const auto [noneB, numberB, textB] = key(b);
    if (noneA != noneB) return noneA < noneB;
    if (numberA != numberB) return m_view.descending ? numberA > numberB : numberA < numberB;
    if (const int way = textA.localeAwareCompare(textB); way != 0) return m_view.descending ? way > 0 : way < 0;
    return urgency(a) < urgency(b);
}

void ApprovalsModel::narrow(const oncall::QueueView& view) {
    m_view = view;
    m_words = utf8(view.words).simplified().split(QLatin1Char(' '), Qt::SkipEmptyParts);
    refresh({});
}

bool ApprovalsModel::fits(const ApprovalDoc& doc) const {
    const std::string& show = m_view.show;
    if (show != "all" && show != "mine" && !waits(doc)) return false;
    if (show == "mine" && !doc.mine) return false;
    if (show == "risky" && doc.riskLevel != QLatin1String("high") && doc.riskLevel != QLatin1String("blocked")) return false;
    if (!m_view.risk.empty() && doc.riskLevel != utf8(m_view.risk)) return false;
    const Duration age = agingNow() - doc.requested;
    if (m_view.youngest > 0 && (!waits(doc) || age < minutes(m_view.youngest))) return false;
    if (m_view.oldest > 0 && (!waits(doc) || age > minutes(m_view.oldest))) return false;
    return fitsLadder(doc) && holdsWords(doc);
}

bool ApprovalsModel::fitsLadder(const ApprovalDoc& doc) const {
    const auto* ladder = ladderOf(doc.id);
    const bool putOff = ladder && waits(doc) && ladder->snoozedUntil > wallNow(m_desk);
    if (m_view.show == "put_off" && !putOff) return false;
    if (m_view.stage.empty() && m_view.assignee.empty() && m_view.team.empty() && m_view.severity.empty()) return true;
    if (!ladder) return false;
    const bool asked = waits(doc) && !over(*ladder);
    const std::string& stage = m_view.stage;
    if (stage == "put_off" && !putOff) return false;
    if (stage == "on_hold" && ladder->phase != QLatin1String("paused")) return false;
    if (stage == "over" && (asked || ladder->phase != QLatin1String("exceeded"))) return false;
    if (stage.starts_with("step") && (!asked || "step" + std::to_string(ladder->step + 1) != stage)) return false;
    if (!m_view.assignee.empty() && !askedNow(*ladder).contains(utf8(m_view.assignee))) return false;
    if (!m_view.team.empty() && !ladder->teams.contains(utf8(m_view.team))) return false;
    return m_view.severity.empty() || ladder->priority == utf8(m_view.severity);
}

bool ApprovalsModel::holdsWords(const ApprovalDoc& doc) const {
    if (m_words.isEmpty()) return true;
    const auto* ladder = ladderOf(doc.id);
    QString text = doc.id + QLatin1Char(' ') + approvalActionText(doc.action) + QLatin1Char(' ') + doc.summary + QLatin1Char(' ') + doc.initiator + QLatin1Char(' ') + doc.incidents.join(QLatin1Char(' '));
    for (const auto& [name, value] : doc.facts) text += QLatin1Char(' ') + value;
    if (ladder) {
        text += QLatin1Char(' ') + ladder->title + QLatin1Char(' ') + askedNow(*ladder).join(QLatin1Char(' '));
        for (const auto& each : ladder->nudges) text += QLatin1Char(' ') + each.who;
    }
    return std::all_of(m_words.begin(), m_words.end(), [&text](const QString& word) { return text.contains(word, Qt::CaseInsensitive); });
}

QStringList ApprovalsModel::assignees() const {
    std::set<QString> all;
    for (const auto& each : m_desk.store.ladders())
        for (const auto& who : askedNow(each)) all.insert(who);
    return {all.begin(), all.end()};
}

QStringList ApprovalsModel::teams() const {
    std::set<QString> all;
    for (const auto& each : m_desk.store.ladders()) all.insert(each.teams.begin(), each.teams.end());
    return {all.begin(), all.end()};
}

void ApprovalsModel::tick() {
    const bool still = delayed();
    if (still != m_stoodStill.known()) {
        m_stoodStill = still ? wallNow(m_desk) - milliseconds(m_desk.store.silentMs()) : Instant();
        emit delayedChanged(still);
    }
    // What is decided comes last and does not tick.
    int waiting = 0;
    while (waiting < rowCount() && waits(*m_desk.store.approvals().constFind(idAt(waiting)))) ++waiting;
    if (waiting > 0) emit dataChanged(index(0, Left), index(waiting - 1, Stage));
}

QVariant ApprovalsModel::colourOf(const ApprovalDoc& doc, int column) const {
    const Tokens& t = m_desk.theme.tokens();
    if (!waits(doc)) return t.muted;
    const auto* ladder = ladderOf(doc.id);
    if (column == Left && doc.deadline.known()) return toneColour(countdownTone(doc.deadline - agingNow()), t);
    if (column == Risk && doc.riskScore >= 0) return toneColour(riskTone(doc.riskLevel.toStdString()), t);
    if (column == Priority && ladder && ladder->priority == QLatin1String("P1")) return t.critical;
    if (column == Seen && ladder) return ladder->onIt.isEmpty() ? t.warning : t.good;
    return column == State ? QVariant(t.warning) : QVariant();
}

QString ApprovalsModel::textOf(const ApprovalDoc& doc, int column) const {
    const auto* ladder = ladderOf(doc.id);
    const bool asked = waits(doc) && ladder;
    switch (column) {
        case Left: return waits(doc) && doc.deadline.known() ? countdownText(doc.deadline - agingNow()) : QString();
        case Age: return agingText((waits(doc) || !doc.decided.known() ? agingNow() : doc.decided) - doc.requested);
        case Priority: return ladder ? ladder->priority : QString();
        case Risk: return doc.riskScore < 0 ? QString() : QStringLiteral("%1 %2").arg(doc.riskScore).arg(riskLevelText(doc.riskLevel.toStdString()));
        case State: return waits(doc) ? doc.overridePending ? tr("Emergency asked for") : tr("Waiting (%1 of %2)").arg(doc.have).arg(doc.need) : approvalStateText(doc.state);
        case Stage: return asked ? ladderStage(*ladder, agingNow()) : QString();
        case Due: return asked && !over(*ladder) ? clockText(std::min(ladder->stepDue, ladder->deadline), zoneOf(m_desk.store.utility()), wallNow(m_desk)) : QString();
        case Seen: return !asked ? QString() : ladder->onIt.isEmpty() ? tr("not yet") : ladder->onIt.join(QStringLiteral(", "));
        case Assigned: return asked ? askedNow(*ladder).join(QStringLiteral(", ")) : QString();
        case What: return ladder && !ladder->title.isEmpty() ? ladder->title : doc.summary.isEmpty() ? approvalActionText(doc.action) : tr("%1: %2").arg(approvalActionText(doc.action), doc.summary);
        case AskedBy: return doc.mine ? tr("you") : doc.initiator;
        default: return doc.version > 1 ? QString::number(doc.version) : QString();
    }
}

QVariant ApprovalsModel::cell(const QString& id, int column, int role) const {
    const auto found = m_desk.store.approvals().constFind(id);
    if (found == m_desk.store.approvals().constEnd()) return {};
    if (role == Qt::ForegroundRole) return colourOf(*found, column);
    return role == Qt::DisplayRole ? QVariant(textOf(*found, column)) : QVariant();
}

}  // namespace ok::app
