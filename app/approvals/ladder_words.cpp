// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "app/approvals/ladder_words.h"

#include <QCoreApplication>
#include <algorithm>

#include "app/access/scope_form.h"
#include "app/approvals/review_words.h"
#include "app/desk/permits.h"
#include "app/desk/words.h"

namespace ok::app {
namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(Ladder)
};

constexpr std::size_t mostAsked = 6;

bool over(const LadderDoc& ladder) { return ladder.phase != QLatin1String("running") && ladder.phase != QLatin1String("paused"); }
bool snoozed(const LadderDoc& ladder, Instant now) { return ladder.snoozedUntil.known() && ladder.snoozedUntil > now; }

QString stateWord(const QString& state) {
    if (state == QLatin1String("sent")) return Words::tr("sent");
    if (state == QLatin1String("delivered")) return Words::tr("delivered");
    if (state == QLatin1String("failed")) return Words::tr("not delivered");
    if (state == QLatin1String("suppressed")) return Words::tr("held back");
    return state;
}

QString channelWord(const QString& channel) { return channel == QLatin1String("push") ? Words::tr("Push") : channelName(channel.toStdString()); }

LadderLine standing(const LadderDoc& ladder, const QTimeZone& zone, Instant now) {
    if (ladder.phase == QLatin1String("exceeded")) return {QStringLiteral("\u2715"), Words::tr("Everybody was asked and nobody decided in time."), Tone::Critical};
    if (over(ladder)) return {QStringLiteral("\u2713"), Words::tr("Nobody is asked any more."), Tone::Muted};
    const int step = std::min(ladder.step + 1, ladder.steps);
    if (ladder.phase == QLatin1String("paused")) return {QStringLiteral("\u2016"), Words::tr("Step %1 of %2, on hold: every clock stands still").arg(step).arg(ladder.steps), Tone::Warning};
    if (snoozed(ladder, now)) return {QStringLiteral("\u2016"), Words::tr("Put off until %1: %2").arg(clockText(ladder.snoozedUntil, zone, now), ladder.snoozedWhy), Tone::Warning};
    if (ladder.step >= ladder.steps || ladder.stepDue >= ladder.deadline)
        return {QStringLiteral("\u25b8"), Words::tr("Step %1 of %2, the last; over at %3, in %4").arg(step).arg(ladder.steps).arg(clockText(ladder.deadline, zone, now), countdownText(ladder.deadline - now)), Tone::Plain};
    return {QStringLiteral("\u25b8"), Words::tr("Step %1 of %2; the next ones are asked at %3, in %4").arg(step).arg(ladder.steps).arg(clockText(ladder.stepDue, zone, now), countdownText(ladder.stepDue - now)), Tone::Plain};
}

/// One line a step and target: who is asked, who is passed over and why.
void addNext(std::vector<LadderLine>& out, const LadderDoc& ladder) {
    for (std::size_t at = 0; at < ladder.next.size();) {
        const NextDoc& first = ladder.next[at];
        QStringList asked, passed;
        for (; at < ladder.next.size() && ladder.next[at].step == first.step && ladder.next[at].target == first.target; ++at) {
            const NextDoc& each = ladder.next[at];
            if (each.skip.isEmpty()) asked << each.who;
            else passed << Words::tr("%1 (%2)").arg(each.who, skipText(each.skip));
        }
        QString words = Words::tr("Step %1, %2: %3").arg(first.step + 1).arg(targetText(first.target), asked.isEmpty() ? Words::tr("nobody who could") : asked.join(QStringLiteral(", ")));
        if (!passed.isEmpty()) words += QStringLiteral("; ") + Words::tr("passed over: %1").arg(passed.join(QStringLiteral(", ")));
        out.push_back({QStringLiteral("\u2192"), words, asked.isEmpty() ? Tone::Warning : Tone::Muted});
    }
}

}  // namespace

QString targetText(const QString& target) {
    const QString kind = target.section(QLatin1Char(':'), 0, 0), rest = target.section(QLatin1Char(':'), 1);
    if (kind == QLatin1String("role")) return roleText(rest);
    if (kind == QLatin1String("team")) return Words::tr("on call in %1 (%2)").arg(rest.section(QLatin1Char('/'), 0, 0), rest.section(QLatin1Char('/'), 1));
    return kind == QLatin1String("user") ? Words::tr("one person") : target;
}

QString skipText(const QString& key) {
    if (key == QLatin1String("self_approval")) return Words::tr("asked for it");
    if (key == QLatin1String("inactive")) return Words::tr("not at work, or the account is closed");
    if (key == QLatin1String("restricted_group")) return Words::tr("in a group that may not");
    if (key == QLatin1String("answered")) return Words::tr("has answered");
    if (key == QLatin1String("role_not_missing")) return Words::tr("their role is not what is missing");
    if (key == QLatin1String("not_allowed") || key == QLatin1String("role")) return Words::tr("may not approve it");
    if (key == QLatin1String("same_role") || key == QLatin1String("same_team")) return Words::tr("too near to who approved");
    if (key == QLatin1String("duplicate_identity")) return Words::tr("has turned a key already");
    if (key == QLatin1String("absent") || key == QLatin1String("away")) return Words::tr("away");
    return QString(key).replace(QLatin1Char('_'), QLatin1Char(' '));
}

QString ladderStage(const LadderDoc& ladder, Instant now) {
    if (over(ladder)) return {};
    const int step = std::min(ladder.step + 1, ladder.steps);
    const QString where = Words::tr("%1 of %2").arg(step).arg(ladder.steps);
    if (ladder.phase == QLatin1String("paused")) return Words::tr("%1, on hold").arg(where);
    if (snoozed(ladder, now)) return Words::tr("%1, put off").arg(where);
    if (ladder.step >= ladder.steps || ladder.stepDue >= ladder.deadline) return Words::tr("%1, the last").arg(where);
    return Words::tr("%1, next %2").arg(where, countdownText(ladder.stepDue - now));
}

std::vector<LadderLine> ladderLines(const LadderDoc& ladder, const QTimeZone& zone, Instant now) {
    std::vector<LadderLine> out{standing(ladder, zone, now)};
    for (const QString& each : ladder.onIt) out.push_back({QStringLiteral("\u2713"), Words::tr("%1 looks at it").arg(each), Tone::Good});
    if (!ladder.assignee.isEmpty()) out.push_back({QStringLiteral("\u2192"), Words::tr("Given to %1 by hand").arg(targetText(ladder.assignee)), Tone::Muted});
    for (std::size_t at = 0; at < ladder.nudges.size() && at < mostAsked; ++at) {
        const NudgeDoc& each = ladder.nudges[at];
        const bool bad = each.state == QLatin1String("failed");
        out.push_back({bad ? QStringLiteral("\u2715") : QStringLiteral("\u2022"), Words::tr("%1 %2, %3: %4").arg(clockText(each.at, zone, now), each.who, channelWord(each.channel), stateWord(each.state)), bad ? Tone::Warning : Tone::Muted});
    }
    if (!over(ladder)) addNext(out, ladder);
    return out;
}

}  // namespace ok::app
