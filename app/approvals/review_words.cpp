// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "app/approvals/review_words.h"

#include <QCoreApplication>
#include <QLocale>
#include <algorithm>
#include <cmath>

#include "app/access/scope_form.h"
#include "app/desk/command_body.h"
#include "app/desk/permits.h"
#include "app/desk/words.h"

namespace ok::app {
namespace {

using namespace approvals;

struct Words {
    Q_DECLARE_TR_FUNCTIONS(Review)
};

constexpr Duration soonOver = minutes(5);

QString number(double value) { return QLocale().toString(value, 'f', std::abs(value - std::round(value)) < 0.05 ? 0 : 1); }

/// With its sign, and the real minus that screens of figures use.
QString signedCount(std::int64_t n) {
    const QString digits = countText(n < 0 ? -n : n);
    return n < 0 ? QChar(0x2212) + digits : QLatin1Char('+') + digits;
}

QString dimensionName(const std::string& dimension) {
    if (dimension == "total") return Words::tr("All people");
    if (dimension == "channel") return Words::tr("Channel");
    if (dimension == "segment") return Words::tr("Segment");
    if (dimension == "geography" || dimension == "territory") return Words::tr("Area");
    if (dimension == "suppressed") return Words::tr("Withheld");
    if (dimension == "language") return Words::tr("Language");
    return utf8(dimension).replace(QLatin1Char('_'), QLatin1Char(' '));
}

QString partName(const QString& part) {
    if (part == QLatin1String("body")) return Words::tr("text");
    if (part == QLatin1String("subject")) return Words::tr("subject");
    if (part == QLatin1String("script")) return Words::tr("script");
    if (part == QLatin1String("correction")) return Words::tr("if it turns out wrong");
    if (part == QLatin1String("correction_subject")) return Words::tr("subject, if it turns out wrong");
    return part;
}

QString timeName(const std::string& what) {
    if (what == "etr" || what == "eta") return Words::tr("Expected restoration");
    if (what == "eta_earliest" || what == "etr_earliest") return Words::tr("Earliest restoration");
    if (what == "eta_latest" || what == "etr_latest") return Words::tr("Latest restoration");
    return utf8(what).replace(QLatin1Char('_'), QLatin1Char(' '));
}

QString placeOf(const PlaceNames& places, const std::string& id, const std::string& name = {}) {
    const QString known = places ? places(id) : QString();
    if (!known.isEmpty()) return known;
    return name.empty() ? Words::tr("incident %1").arg(utf8(id).right(6)) : utf8(name);
}

QString timeDelta(const TimeChange& time) {
    switch (time.move) {
        case TimeMove::first: return Words::tr("New estimate");
        case TimeMove::withdrawn: return Words::tr("Estimate withdrawn");
        case TimeMove::later: return Words::tr("%1 later").arg(utf8(time.delta));
        case TimeMove::earlier: return Words::tr("%1 earlier").arg(utf8(time.delta));
        case TimeMove::none: return time.delta.empty() ? QString() : utf8(time.delta);
    }
    return {};
}

QString causeText(TextCause cause) {
    switch (cause) {
        case TextCause::words: return Words::tr("other words");
        case TextCause::values: return Words::tr("other values");
        case TextCause::both: return Words::tr("other words and values");
    }
    return {};
}

QString recipientsLine(const DriftedRecipients& r) {
    QStringList parts;
    if (r.added > 0) parts << signedCount(r.added);
    if (r.removed > 0) parts << signedCount(-r.removed);
    QString line = Words::tr("Recipients %1 (net %2 of %3)").arg(parts.isEmpty() ? QStringLiteral("\u00b10") : parts.join(QLatin1Char(' ')), signedCount(r.net), countText(r.before));
    if (r.optedOut > 0) line += QStringLiteral(", ") + Words::tr("%Ln opted out and will not be told", nullptr, static_cast<int>(r.optedOut));
    return line;
}

QString incidentLine(const DriftedIncident& i, const PlaceNames& places) {
    QStringList parts;
    if (i.gone) parts << Words::tr("is gone");
    if (i.impactedBefore != i.impactedAfter) parts << Words::tr("%1 \u2192 %2 customers").arg(countText(i.impactedBefore), countText(i.impactedAfter));
    if (i.stageBefore != i.stageAfter) parts << Words::tr("%1 \u2192 %2").arg(utf8(i.stageBefore), utf8(i.stageAfter));
    if (i.boundaryChanged) parts << Words::tr("boundary changed");
    if (i.membersChanged) parts << Words::tr("other customers in it");
    return placeOf(places, i.id, i.name) + QStringLiteral(": ") + parts.join(QStringLiteral(", "));
}

QString frozenTime(const FrozenTime& time, const QTimeZone& zone, Instant now) {
    if (!time.at.known()) return Words::tr("none");
    QString out = clockText(time.at, zone, now);
    if (!time.source.empty()) out += time.sourceAt.known() ? Words::tr(" (%1, %2)").arg(utf8(time.source), clockText(time.sourceAt, zone, now)) : QStringLiteral(" (%1)").arg(utf8(time.source));
    return out;
}

QString otherLine(const DriftItem& item) {
    switch (item.kind) {
        case DriftKind::draft: return Words::tr("The words were edited since");
        case DriftKind::incident_closed: return Words::tr("An incident of it is over");
        case DriftKind::version: return Words::tr("Another version of %1 since").arg(utf8(item.subject));
        case DriftKind::evidence: return Words::tr("Evidence %1 is another or gone").arg(utf8(item.subject));
        default: return {};
    }
}

}  // namespace

QString countdownText(Duration left) {
    const qint64 whole = left.count() / 1'000'000;
    if (whole <= 0) return Words::tr("over");
    if (whole >= 3600) return Words::tr("%1 h %2 min").arg(whole / 3600).arg(whole / 60 % 60, 2, 10, QLatin1Char('0'));
    return QStringLiteral("%1:%2").arg(whole / 60).arg(whole % 60, 2, 10, QLatin1Char('0'));
}

Tone countdownTone(Duration left) {
    if (left <= seconds(60)) return Tone::Critical;
    return left <= soonOver ? Tone::Warning : Tone::Plain;
}

QString sectionText(ReviewSection section) {
    switch (section) {
        case ReviewSection::message: return Words::tr("Messages");
        case ReviewSection::voice: return Words::tr("Voice script");
        case ReviewSection::times: return Words::tr("Times");
        case ReviewSection::audience: return Words::tr("Who is told");
        case ReviewSection::geometry: return Words::tr("Area");
        case ReviewSection::delivery: return Words::tr("Delivery");
        case ReviewSection::payload: return Words::tr("Fields");
        case ReviewSection::policy: return Words::tr("Rules");
    }
    return {};
}

QString changeWord(ChangeKind change) {
    switch (change) {
        case ChangeKind::same: return Words::tr("unchanged");
        case ChangeKind::added: return Words::tr("added");
        case ChangeKind::removed: return Words::tr("removed");
        case ChangeKind::modified: return Words::tr("changed");
    }
    return {};
}

QChar changeSign(ChangeKind change) {
    switch (change) {
        case ChangeKind::same: return QChar(0x00B7);
        case ChangeKind::added: return QLatin1Char('+');
        case ChangeKind::removed: return QChar(0x2212);
        case ChangeKind::modified: return QChar(0x00B1);
    }
    return {};
}

Tone changeTone(ChangeKind change) {
    switch (change) {
        case ChangeKind::same: return Tone::Muted;
        case ChangeKind::added: return Tone::Good;
        case ChangeKind::removed: return Tone::Critical;
        case ChangeKind::modified: return Tone::Warning;
    }
    return Tone::Plain;
}

QString languageText(const std::string& tag) {
    if (tag.empty()) return {};
    const QLocale locale(utf8(tag));
    return locale.language() == QLocale::C ? utf8(tag) : QLocale::languageToString(locale.language());
}

QString itemText(const ReviewItem& item, const PlaceNames& places) {
    const QStringList parts = utf8(item.id).split(QLatin1Char('/'));
    if (item.text) {
        QStringList names;
        if (!parts.value(1).isEmpty()) names << channelName(parts.value(1).toStdString());
        if (!parts.value(2).isEmpty()) names << languageText(parts.value(2).toStdString());
        if (!parts.value(3).isEmpty()) names << partName(parts.value(3));
        return names.join(QStringLiteral(" \u00b7 "));
    }
    if (item.time) return timeName(item.time->what) + QStringLiteral(" \u00b7 ") + placeOf(places, item.time->subject);
    if (item.count) {
        if (item.count->dimension == "total") return dimensionName(item.count->dimension);
        const QString value = item.count->dimension == "channel" ? channelName(item.count->value) : item.count->dimension == "language" ? languageText(item.count->value) : utf8(item.count->value);
        return dimensionName(item.count->dimension) + QStringLiteral(" \u00b7 ") + value;
    }
    if (item.fields && item.section == ReviewSection::payload) return approvalActionText(parts.value(1));
    if (item.fields && item.id == "delivery/options") return Words::tr("Options");
    if (item.fields && item.id == "delivery/supersedes") return Words::tr("What it replaces");
    if (item.fields && item.id == "delivery/channels") return Words::tr("Channels");
    if (item.fields && item.id == "delivery/audience_rules") return Words::tr("How they are chosen");
    if (item.shape) return placeOf(places, parts.mid(1).join(QLatin1Char('/')).toStdString());
    return parts.mid(1).join(QLatin1Char('/')).replace(QLatin1Char('_'), QLatin1Char(' '));
}

QString itemDelta(const ReviewItem& item) {
    if (item.time) {
        const QString delta = timeDelta(*item.time);
        return item.time->otherDay ? Words::tr("%1, another day").arg(delta) : delta;
    }
    if (item.count && item.count->delta != 0) {
        const QString share = item.count->percent ? QStringLiteral(" (%1%2 %)").arg(*item.count->percent < 0 ? QString(QChar(0x2212)) : QStringLiteral("+"), number(std::abs(*item.count->percent))) : QString();
        return signedCount(item.count->delta) + share;
    }
    if (item.shape) {
        const double delta = item.shape->summary.areaDeltaSqkm;
        return Words::tr("%1%2 km\u00b2").arg(delta < 0 ? QString(QChar(0x2212)) : QStringLiteral("+"), QLocale().toString(std::abs(delta), 'f', 2));
    }
    if (item.text && item.change == ChangeKind::modified) {
        const QString counts = QStringLiteral("+%1 \u2212%2").arg(item.text->wordsAdded).arg(item.text->wordsRemoved);
        return item.cause ? counts + QStringLiteral(" \u00b7 ") + causeText(*item.cause) : counts;
    }
    if (item.fields && item.change == ChangeKind::modified) return QStringLiteral("+%1 \u2212%2 \u00b1%3").arg(item.fields->added).arg(item.fields->removed).arg(item.fields->modified);
    return item.change == ChangeKind::same ? QString() : changeWord(item.change);
}

QStringList driftLines(const Drift& drift, const PlaceNames& places, const QTimeZone& zone, Instant now) {
    QStringList out;
    const auto& r = drift.recipients;
    if (r.added + r.removed + r.optedOut > 0) out << recipientsLine(r);
    for (const auto& each : drift.incidents) out << incidentLine(each, places);
    for (const auto& each : drift.times) {
        QString line = Words::tr("%1 \u00b7 %2: %3 \u2192 %4").arg(timeName(each.what), placeOf(places, each.incident), frozenTime(each.before, zone, now), frozenTime(each.after, zone, now));
        if (each.deltaMinutes) line += QStringLiteral(" (%1 min)").arg(signedCount(*each.deltaMinutes));
        out << line;
    }
    for (const auto& each : drift.items) {
        if (const QString line = otherLine(each); !line.isEmpty() && !out.contains(line)) out << line;
    }
    return out;
}

QString driftAsks(DriftLevel level, bool seen) {
    switch (level) {
        case DriftLevel::none: return {};
        case DriftLevel::notice: return Words::tr("Small enough to approve as it was frozen.");
        case DriftLevel::acknowledge:
            return seen ? Words::tr("You have seen it: it may go as it was frozen, when the others have seen it too.") : Words::tr("Whoever approves says first that they have seen it; what leaves stays as it was frozen.");
        case DriftLevel::resnapshot: return Words::tr("Too much is different to approve it as it was frozen: freeze it anew.");
        case DriftLevel::invalid: return Words::tr("What it is about is no more: it cannot be approved.");
    }
    return {};
}

QString riskLevelText(const std::string& level) {
    if (level == "low") return Words::tr("Low");
    if (level == "medium") return Words::tr("Medium");
    if (level == "high") return Words::tr("High");
    if (level == "blocked") return Words::tr("Blocked");
    if (level == "unmatched") return Words::tr("Not rated");
    return utf8(level);
}

Tone riskTone(const std::string& level) {
    if (level == "low") return Tone::Good;
    if (level == "medium") return Tone::Warning;
    return level == "high" || level == "blocked" ? Tone::Critical : Tone::Muted;
}

QString factorText(const std::string& factor) {
    if (factor == "audience_size") return Words::tr("People told");
    if (factor == "eta_change") return Words::tr("Change of the time");
    if (factor == "channel_mix") return Words::tr("Channels");
    if (factor == "model_confidence") return Words::tr("Confidence");
    return utf8(factor).replace(QLatin1Char('_'), QLatin1Char(' '));
}

QString factorValue(const RiskFactor& factor) {
    const auto read = parseJson(factor.rawValue.text.empty() ? std::string_view("null") : std::string_view(factor.rawValue.text));
    if (!read.ok()) return {};
    const JsonView raw = read->root();
    QString out;
    if (factor.name == "channel_mix") {
        QStringList names;
        if (const auto list = fromJson<std::vector<std::string>>(raw); list.ok())
            for (const auto& each : *list) names << channelName(each);
        out = names.join(QStringLiteral(", "));
    } else if (const auto value = raw.number()) {
        if (factor.name == "audience_size") out = Words::tr("%Ln people", nullptr, static_cast<int>(*value));
        else if (factor.name == "eta_change") out = *value == 0 ? Words::tr("no change") : *value > 0 ? Words::tr("%1 min later").arg(number(*value)) : Words::tr("%1 min earlier").arg(number(-*value));
        else if (factor.name == "model_confidence") out = Words::tr("%1 %").arg(number(*value * 100));
        else out = number(*value);
    }
    return factor.defaultUsed ? Words::tr("not known, taken as %1").arg(out) : out;
}

QString riskSentence(const RiskEvaluation& risk) {
    std::vector<const RiskFactor*> order;
    for (const auto& each : risk.factors)
        if (each.contributionPercent >= 1) order.push_back(&each);
    std::sort(order.begin(), order.end(), [](const auto* a, const auto* b) { return std::pair(-a->contributionPercent, a) < std::pair(-b->contributionPercent, b); });
    QStringList drivers;
    for (std::size_t at = 0; at < order.size() && at < 2; ++at) drivers << Words::tr("%1 (%2)").arg(factorText(order[at]->name).toLower(), factorValue(*order[at]));
    if (drivers.isEmpty()) return Words::tr("Nothing about it is risky.");
    return Words::tr("Mostly because of %1.").arg(drivers.join(Words::tr(" and ")));
}

QString actionText(const ActionState& state) {
    switch (state.action.kind) {
        case RiskActionKind::block: return Words::tr("Must not be sent");
        case RiskActionKind::senior_approver: return Words::tr("Approved by %1").arg(roleText(utf8(state.action.name)));
        case RiskActionKind::checklist: return Words::tr("Checklist");
        case RiskActionKind::stagger: return Words::tr("Leaves in steps: %1").arg(utf8(state.action.name).replace(QLatin1Char('_'), QLatin1Char(' ')));
        case RiskActionKind::throttle: return Words::tr("At most %Ln a minute", nullptr, state.action.perMinute);
    }
    return {};
}

QString quorumSentence(const QuorumState& quorum) {
    QString out = quorum.complete ? Words::tr("All %1 keys are turned.").arg(quorum.needed) : Words::tr("%1 of %2 keys are turned.").arg(quorum.have).arg(quorum.needed);
    QStringList roles;
    for (const auto& [role, count] : quorum.missingRoles) roles << QStringLiteral("%1 \u00d7 %2").arg(count).arg(roleText(utf8(role)));
    if (!roles.isEmpty()) out += QLatin1Char(' ') + Words::tr("Still needed: %1.").arg(roles.join(QStringLiteral(", ")));
    return out;
}

QString blockedText(const ReviewReply& reply) {
    const std::string& by = reply.blockedBy;
    if (by.empty()) return {};
    if (by == "policy_violation.self_approval") return Words::tr("You wrote this version: another person must approve it.");
    if (by == "policy_violation.duplicate_identity" || by == "policy_violation.same_person") return Words::tr("You have turned a key already; one person is one key, with whichever account.");
    if (by == "alert_unacknowledged") return reply.alertsUnseen.empty() ? Words::tr("Somebody else who holds a key has not said yet that they saw how many this is.") : Words::tr("This reaches unusually many people: say first that you saw it.");
    if (by == "policy_violation.device_untrusted") return Words::tr("Your utility wants this approved from a device that it has attested.");
    if (by == "policy_violation.device_revoked") return Words::tr("This device is not trusted any more.");
    if (by == "policy_violation.mfa_failed") return Words::tr("Your security key failed too often: wait ten minutes, or have somebody else approve.");
    if (by == "drift_unacknowledged" && reply.driftSeen) return Words::tr("Somebody else who holds a key has not said yet that they have seen what is different; its author counts too.");
    if (by == "drift_unacknowledged") return Words::tr("Something is different since it was frozen: say first that you have seen it.");
    if (by == "snapshot_outdated") return Words::tr("Too much is different since it was frozen: freeze it anew.");
    if (by == "snapshot_invalid") return Words::tr("What it is about is no more.");
    if (by == "checklist_incomplete" || by == "risk_actions_incomplete") return Words::tr("The risk asks for more: see the list.");
    if (by == "access_denied") return Words::tr("Your role does not include this.");
    if (by == "approval_token_stale") return Words::tr("This is an older version: look at the new one.");
    if (by == "approval_expired") return Words::tr("Its time is over.");
    if (by == "approval_not_pending") return Words::tr("It does not wait any more.");
    return reply.blockedWhy.empty() ? utf8(by) : utf8(reply.blockedWhy);
}

}  // namespace ok::app
