// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "app/approvals/approvals_model.h"

#include <limits>
#include <tuple>

#include "app/approvals/ladder_words.h"
#include "app/approvals/review_words.h"
#include "app/desk/words.h"

namespace ok::app {
namespace {

constexpr int secondMs = 1000;

bool waits(const ApprovalDoc& doc) { return doc.state == QLatin1String("waiting"); }

}  // namespace

ApprovalsModel::ApprovalsModel(const DeskContext& desk, QObject* parent)
    : DocTable({tr("Time left"), tr("Risk"), tr("State"), tr("Asked: step"), tr("What"), tr("Asked by"), tr("Version")}, parent), m_desk(desk) {
    connect(&m_desk.store, &ConsoleStore::changed, this, [this](const StoreChange& change) {
        if (change.reset || !change.approvals.empty() || !change.ladders.empty()) refresh(change.approvals | change.ladders);
    });
    connect(&m_second, &QTimer::timeout, this, &ApprovalsModel::tick);
    m_second.start(secondMs);
    refresh({});
}

void ApprovalsModel::refresh(const QSet<QString>& touched) {
    QStringList ids;
    for (const auto& doc : m_desk.store.approvals())
        if (fits(doc)) ids << doc.id;
    const auto rank = [this](const QString& id) {
        const auto& doc = *m_desk.store.approvals().constFind(id);
        const qint64 until = waits(doc) ? (doc.deadline.known() ? doc.deadline.micros() : std::numeric_limits<qint64>::max()) : -doc.requested.micros();
        return std::tuple(waits(doc) ? 0 : 1, doc.overridePending ? 0 : 1, until, -doc.riskScore, id);
    };
    std::sort(ids.begin(), ids.end(), [&](const auto& a, const auto& b) { return rank(a) < rank(b); });
    show(ids, touched);
}

void ApprovalsModel::narrow(const QString& words, Show show) {
    m_words = words.simplified().split(QLatin1Char(' '), Qt::SkipEmptyParts);
    m_show = show;
    refresh({});
}

bool ApprovalsModel::fits(const ApprovalDoc& doc) const {
    const auto ladder = m_desk.store.ladders().constFind(doc.id);
    switch (m_show) {
        case Show::All: break;
        case Show::Waiting: if (!waits(doc)) return false; break;
        case Show::Risky: if (!waits(doc) || (doc.riskLevel != QLatin1String("high") && doc.riskLevel != QLatin1String("blocked"))) return false; break;
        case Show::PutOff: if (!waits(doc) || ladder == m_desk.store.ladders().constEnd() || ladder->snoozedUntil <= m_desk.now()) return false; break;
        case Show::Mine: if (!doc.mine) return false; break;
    }
    if (m_words.isEmpty()) return true;
    QString text = doc.id + QLatin1Char(' ') + approvalActionText(doc.action) + QLatin1Char(' ') + doc.summary + QLatin1Char(' ') + doc.initiator;
    for (const auto& [name, value] : doc.facts) text += QLatin1Char(' ') + value;
    if (ladder != m_desk.store.ladders().constEnd())
        for (const auto& each : ladder->nudges) text += QLatin1Char(' ') + each.who;
    return std::all_of(m_words.begin(), m_words.end(), [&text](const QString& word) { return text.contains(word, Qt::CaseInsensitive); });
}

void ApprovalsModel::tick() {
    // What is decided comes last and does not tick.
    int waiting = 0;
    while (waiting < rowCount() && waits(*m_desk.store.approvals().constFind(idAt(waiting)))) ++waiting;
    if (waiting > 0) emit dataChanged(index(0, Left), index(waiting - 1, Stage));
}

QVariant ApprovalsModel::cell(const QString& id, int column, int role) const {
    const auto found = m_desk.store.approvals().constFind(id);
    if (found == m_desk.store.approvals().constEnd()) return {};
    const auto& doc = *found;
    if (role == Qt::ForegroundRole) {
        const Tokens& t = m_desk.theme.tokens();
        if (!waits(doc)) return t.muted;
        if (column == Left && doc.deadline.known()) return toneColour(countdownTone(doc.deadline - m_desk.now()), t);
        if (column == Risk && doc.riskScore >= 0) return toneColour(riskTone(doc.riskLevel.toStdString()), t);
        return column == State ? QVariant(t.warning) : QVariant();
    }
    if (role != Qt::DisplayRole) return {};
    switch (column) {
        case Left: return waits(doc) && doc.deadline.known() ? countdownText(doc.deadline - m_desk.now()) : QString();
        case Risk: return doc.riskScore < 0 ? QString() : QStringLiteral("%1 %2").arg(doc.riskScore).arg(riskLevelText(doc.riskLevel.toStdString()));
        case State: return waits(doc) ? doc.overridePending ? tr("Emergency asked for") : tr("Waiting (%1 of %2)").arg(doc.have).arg(doc.need) : approvalStateText(doc.state);
        case Stage: return waits(doc) && m_desk.store.ladders().contains(id) ? ladderStage(m_desk.store.ladders()[id], m_desk.now()) : QString();
        case What: return doc.summary.isEmpty() ? approvalActionText(doc.action) : tr("%1: %2").arg(approvalActionText(doc.action), doc.summary);
        case AskedBy: return doc.mine ? tr("you") : doc.initiator;
        default: return doc.version > 1 ? QString::number(doc.version) : QString();
    }
}

}  // namespace ok::app
