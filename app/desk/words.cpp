// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "app/desk/words.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QLocale>

#include "app/desk/command_port.h"
#include "app/style/theme.h"

namespace ok::app {
namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(Words)
};

QDateTime inZone(Instant at, const QTimeZone& zone) { return QDateTime::fromMSecsSinceEpoch(at.millis(), zone); }

}  // namespace

QTimeZone zoneOf(const UtilityDoc& utility) {
    QTimeZone zone(utility.timeZone.toUtf8());
    return zone.isValid() ? zone : QTimeZone::utc();
}

QString clockText(Instant at, const QTimeZone& zone, Instant now) {
    const QDateTime time = inZone(at, zone);
    const bool today = time.date() == inZone(now, zone).date();
    return today ? QLocale().toString(time.time(), QStringLiteral("HH:mm"))
                 : QLocale().toString(time, QStringLiteral("ddd HH:mm"));
}

QString fullTimeText(Instant at, const QTimeZone& zone) {
    const QDateTime time = inZone(at, zone);
    return QLocale().toString(time, QStringLiteral("d MMM yyyy HH:mm:ss ")) + zone.abbreviation(time);
}

QString ageText(Duration age) {
    const qint64 minutes = std::max<qint64>(0, age.count() / 60'000'000);
    if (minutes < 1) return Words::tr("just now");
    if (minutes < 60) return Words::tr("%1 min").arg(minutes);
    if (minutes < 24 * 60) return Words::tr("%1 h %2 min").arg(minutes / 60).arg(minutes % 60);
    return Words::tr("%1 d %2 h").arg(minutes / 1440).arg(minutes / 60 % 24);
}

QString countText(qint64 n) { return QLocale().toString(n); }

QString attentionText(Attention attention) {
    switch (attention) {
        case Attention::Unhandled: return Words::tr("Unhandled");
        case Attention::NoEta: return Words::tr("No ETA");
        case Attention::HasEta: return Words::tr("ETA given");
        case Attention::Restored: return Words::tr("Restored");
        case Attention::Closed: return Words::tr("Closed");
    }
    return {};
}

QColor attentionColour(Attention attention, const Tokens& t) {
    switch (attention) {
        case Attention::Unhandled: return t.critical;
        case Attention::NoEta: return t.warning;
        case Attention::HasEta: return t.info;
        case Attention::Restored: return t.good;
        case Attention::Closed: return t.muted;
    }
    return t.muted;
}

QString channelText(const QString& channel) {
    if (channel == QLatin1String("sms")) return Words::tr("Text");
    if (channel == QLatin1String("web")) return Words::tr("Web form");
    if (channel == QLatin1String("voice")) return Words::tr("Phone");
    if (channel == QLatin1String("feed")) return Words::tr("Feed");
    if (channel == QLatin1String("api") || channel == QLatin1String("partner")) return Words::tr("Partner");
    return channel;
}

QString timelineText(const TimelineDoc& item) {
    static const std::pair<const char*, const char*> sentences[] = {
        {"opened", QT_TRANSLATE_NOOP("Words", "Opened: %1")},
        {"report", QT_TRANSLATE_NOOP("Words", "Report: %1")},
        {"merged", QT_TRANSLATE_NOOP("Words", "Merged: %1")},
        {"split", QT_TRANSLATE_NOOP("Words", "Split: %1")},
        {"cause_set", QT_TRANSLATE_NOOP("Words", "Cause set to: %1")},
        {"crew_note_set", QT_TRANSLATE_NOOP("Words", "Crew note: %1")},
        {"etr_set", QT_TRANSLATE_NOOP("Words", "ETA: %1")},
        {"status_changed", QT_TRANSLATE_NOOP("Words", "State: %1")},
        {"boundary_changed", QT_TRANSLATE_NOOP("Words", "Boundary: %1")},
        {"feed_linked", QT_TRANSLATE_NOOP("Words", "Utility feed: %1")},
        {"feed_went_silent", QT_TRANSLATE_NOOP("Words", "Gone from the utility feed, which does not mean restored: %1")},
        {"restoration_evidence", QT_TRANSLATE_NOOP("Words", "Evidence that power is back: %1")},
        {"change_undone", QT_TRANSLATE_NOOP("Words", "Undone: %1")},
        {"reopened", QT_TRANSLATE_NOOP("Words", "Opened again: %1")},
        {"message", QT_TRANSLATE_NOOP("Words", "Message: %1")},
        {"approval", QT_TRANSLATE_NOOP("Words", "Approval: %1")},
        {"restored", QT_TRANSLATE_NOOP("Words", "Restored: %1")},
        {"closed", QT_TRANSLATE_NOOP("Words", "Closed: %1")}};
    for (const auto& [kind, sentence] : sentences)
        if (item.kind == QLatin1String(kind)) {
            QString said = Words::tr(sentence).arg(item.detail);
            if (item.detail.isEmpty()) said.remove(QStringLiteral(": "));
            return said;
        }
    return item.kind + QStringLiteral(": ") + item.detail;
}

QString incidentTitle(const IncidentDoc& i) {
    return i.place.isEmpty() ? Words::tr("Incident %1").arg(i.number) : i.place;
}

QString incidentSentence(const IncidentDoc& i, const QTimeZone& zone, Instant now) {
    QString text = Words::tr("%1. Incident %2, %3 customers out, %4.")
                       .arg(incidentTitle(i), i.number, countText(i.customers), attentionText(i.attention));
    if (i.eta) text += QLatin1Char(' ') + Words::tr("Estimated restoration %1.").arg(clockText(i.eta->at, zone, now));
    if (!i.cause.isEmpty()) text += QLatin1Char(' ') + Words::tr("Cause: %1.").arg(i.cause);
    return text + QLatin1Char(' ') + Words::tr("Began %1 ago.").arg(ageText(now - i.began));
}

QString approvalActionText(const QString& action) {
    if (action.contains(QLatin1String("broadcast"), Qt::CaseInsensitive)) return Words::tr("Send messages");
    if (action.contains(QLatin1String("eta")) || action.contains(QLatin1String("etr"))) return Words::tr("Change ETA");
    return action;
}

QString approvalStepText(const ApprovalStepDoc& step, const QTimeZone& zone, Instant now) {
    const QString at = clockText(step.at, zone, now);
    if (step.kind == QLatin1String("requested")) return Words::tr("%1 %2 asked for it").arg(at, step.who);
    if (step.kind == QLatin1String("approved")) return Words::tr("%1 %2 approved").arg(at, step.who);
    if (step.kind == QLatin1String("rejected")) return Words::tr("%1 %2 refused: %3").arg(at, step.who, step.reason);
    if (step.kind == QLatin1String("commented")) return Words::tr("%1 %2 writes: %3").arg(at, step.who, step.reason);
    if (step.kind == QLatin1String("paused")) return Words::tr("%1 paused: not approved in time, it leaves when it is released").arg(at);
    if (step.kind == QLatin1String("override_asked")) return Words::tr("%1 %2 asks for an emergency override: %3").arg(at, step.who, step.reason);
    if (step.kind == QLatin1String("override_confirmed")) return Words::tr("%1 %2 confirmed the emergency override").arg(at, step.who);
    if (step.kind == QLatin1String("override_cancelled")) return Words::tr("%1 nobody confirmed the emergency override: it waits as before").arg(at);
    if (step.reason == QLatin1String("not_answered_in_time")) return Words::tr("%1 nobody answered: %2 may approve too").arg(at, step.role);
    return Words::tr("%1 %2 asks %3: %4").arg(at, step.who, step.role, step.reason);
}

QString approvalStateText(const QString& state) {
    if (state == QLatin1String("waiting")) return Words::tr("Waiting");
    if (state == QLatin1String("released")) return Words::tr("Released");
    if (state == QLatin1String("refused")) return Words::tr("Refused");
    if (state == QLatin1String("expired")) return Words::tr("Expired");
    if (state == QLatin1String("withdrawn")) return Words::tr("Withdrawn");
    if (state == QLatin1String("failed")) return Words::tr("Failed");
    if (state == QLatin1String("invalidated")) return Words::tr("Outdated: what it was about is no more");
    return state;
}

QString broadcastStateText(const QString& state) {
    if (state == QLatin1String("draft")) return Words::tr("Draft");
    if (state == QLatin1String("sending")) return Words::tr("Sending");
    if (state == QLatin1String("done")) return Words::tr("Sent");
    if (state == QLatin1String("stopped")) return Words::tr("Stopped");
    if (state == QLatin1String("retracted")) return Words::tr("Taken back");
    if (state == QLatin1String("withheld")) return Words::tr("Withheld (drill)");
    return state;
}

QString sentenceFor(const CommandReply& reply) {
    using Outcome = CommandReply::Outcome;
    if (reply.outcome == Outcome::Done) return Words::tr("Done.");
    if (reply.outcome == Outcome::Queued) return Words::tr("Not connected: kept here and sent when the server answers.");
    if (reply.outcome == Outcome::ApprovalRequired)
        return Words::tr("A second person must release this. It is waiting under Approvals.");
    static const std::pair<const char*, const char*> sentences[] = {
        {"forbidden", QT_TRANSLATE_NOOP("Words", "Your role does not allow this. Ask a supervisor.")},
        {"conflict", QT_TRANSLATE_NOOP("Words", "Somebody changed this while you worked. Look at the new state and try again.")},
        {"access_denied", QT_TRANSLATE_NOOP("Words", "Your role does not allow this. Ask a supervisor.")},
        {"keys_required", QT_TRANSLATE_NOOP("Words", "Your role asks for more security keys than you have. Add them on the server's sign-in page.")},
        {"person_lacks_keys", QT_TRANSLATE_NOOP("Words", "This person has to add security keys before this role can be given.")},
        {"policy_shuts_you_out", QT_TRANSLATE_NOOP("Words", "You would lose your own roles at once. Add your keys first, or give days of grace.")},
        {"left_undone", QT_TRANSLATE_NOOP("Words", "Left undone: no reason was given.")},
        {"policy_violation.self_approval", QT_TRANSLATE_NOOP("Words", "You asked for this yourself; another person must release it.")},
        {"policy_violation.duplicate_identity", QT_TRANSLATE_NOOP("Words", "You have approved this already, with this account or another; another person has to, too.")},
        {"policy_violation.restricted_group", QT_TRANSLATE_NOOP("Words", "Members of your group cannot approve this.")},
        {"policy_violation.override_forbidden", QT_TRANSLATE_NOOP("Words", "Override forbidden by policy.")},
        {"policy_violation.device_untrusted", QT_TRANSLATE_NOOP("Words", "Your utility wants this approved from a device that it has attested.")},
        {"policy_violation.device_revoked", QT_TRANSLATE_NOOP("Words", "This device is not trusted any more.")},
        {"policy_violation.mfa_failed", QT_TRANSLATE_NOOP("Words", "Your security key failed too often: wait ten minutes, or have somebody else approve.")},
        {"alert_unacknowledged", QT_TRANSLATE_NOOP("Words", "This reaches unusually many people: everybody who approves it has to say that they saw it.")},
        {"policy_violation.same_role", QT_TRANSLATE_NOOP("Words", "Somebody of another role has to approve this.")},
        {"policy_violation.same_team", QT_TRANSLATE_NOOP("Words", "Somebody of another team has to approve this.")},
        {"approval_token_stale", QT_TRANSLATE_NOOP("Words", "There is a newer version of this request: look at it.")},
        {"snapshot_outdated", QT_TRANSLATE_NOOP("Words", "Too much has changed since this was asked for: freeze it anew.")},
        {"snapshot_invalid", QT_TRANSLATE_NOOP("Words", "What this is about is no more: withdraw it, or ask anew.")},
        {"drift_unacknowledged", QT_TRANSLATE_NOOP("Words", "Something changed since this was asked for: everybody who approves it has to say that they saw it.")},
        {"drift_changed", QT_TRANSLATE_NOOP("Words", "More has changed since you looked: look again.")},
        {"risk_blocked", QT_TRANSLATE_NOOP("Words", "Your utility lets nothing out that is as risky as this: make it smaller, or split it.")},
        {"risk_actions_incomplete", QT_TRANSLATE_NOOP("Words", "What this risk asks for is not done yet.")},
        {"contradicts_live_message", QT_TRANSLATE_NOOP("Words", "Some of these customers would be told two different things: another message to them has not left yet, or says newer words. Cancel it, wait, or draft anew.")},
        {"correction_not_approved", QT_TRANSLATE_NOOP("Words", "Its correction was not released with it: draft an update.")},
        {"no_correction", QT_TRANSLATE_NOOP("Words", "It was released without a correction: draft an update.")},
        {"policy_violation.same_person", QT_TRANSLATE_NOOP("Words", "You have approved this already; another person has to, too.")},
        {"policy_violation.role", QT_TRANSLATE_NOOP("Words", "Your utility wants this approved by another role than yours.")},
        {"approval_not_pending", QT_TRANSLATE_NOOP("Words", "This was decided already. Look at it again.")},
        {"own_request", QT_TRANSLATE_NOOP("Words", "You asked for this yourself; another person must release it.")},
        {"offline_high_risk", QT_TRANSLATE_NOOP("Words", "Not connected: sending messages and changing ETAs cannot wait in a queue. Try again when connected.")},
        {"incident_not_found", QT_TRANSLATE_NOOP("Words", "This incident is gone, perhaps merged into another. Search the list for its place.")},
        {"nothing_to_undo", QT_TRANSLATE_NOOP("Words", "This step cannot be undone any more: something later depends on it.")}};
    for (const auto& [code, sentence] : sentences)
        if (reply.code == QLatin1String(code)) return Words::tr(sentence);
    return Words::tr("The server refused: %1 (%2)").arg(reply.message, reply.code);
}

}  // namespace ok::app
