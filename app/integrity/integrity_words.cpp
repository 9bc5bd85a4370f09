// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "app/integrity/integrity_words.h"

#include <QCoreApplication>

#include "app/desk/command_body.h"
#include "app/desk/words.h"

namespace ok::app {
namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(IntegrityWords)
};

}  // namespace

Verdict overallVerdict(const integrity::VerificationStatus& status) {
    if (status.status == "OK") return {Words::tr("In order"), Words::tr("checked within the last minutes"), Tone::Good};
    if (status.cause == "ANOMALY_OPEN") return {Words::tr("Damage found"), Words::tr("see below what to do"), Tone::Critical};
    if (status.cause == "CHECK_LATE") return {Words::tr("Check is late"), Words::tr("the server has not checked its log for minutes"), Tone::Warning};
    if (status.cause == "ANCHOR_UNAVAILABLE")
        return {Words::tr("Stamp missing"), Words::tr("the time-stamping authority does not answer; it is asked again"), Tone::Warning};
    return {utf8(status.status), utf8(status.cause), Tone::Warning};
}

Verdict clockVerdict(const integrity::VerificationStatus& status) {
    for (const auto& alarm : status.clockAlarms)
        if (alarm.kind == integrity::ClockAlarmKind::drift)
            return {Words::tr("%1 ms off").arg(QString::number(alarm.sample.offsetMs, 'f', 1)), Words::tr("set the server's clock right: times in the log are doubtful"), Tone::Critical};
    if (!status.clock) return {Words::tr("Unknown"), Words::tr("nobody has asked the time service yet"), Tone::Muted};
    const auto& sample = *status.clock;
    if (!sample.answered) return {Words::tr("No time service"), Words::tr("start chrony on the server so that times can be relied on"), Tone::Warning};
    if (sample.stratum == 0) return {Words::tr("Not synchronised"), Words::tr("for %1 s; check the server's time sources").arg(sample.unsyncedForSecs()), Tone::Warning};
    return {Words::tr("%1 ms").arg(QString::number(sample.offsetMs, 'f', 2)),
            Words::tr("synchronised, stratum %1, jitter %2 ms").arg(sample.stratum).arg(QString::number(sample.jitterMs, 'f', 2)), Tone::Good};
}

QString findingText(const ledger::Finding& finding) {
    static const std::pair<const char*, const char*> sentences[] = {
        {"bad_hash", QT_TRANSLATE_NOOP("IntegrityWords", "An entry is not the one that was sealed")},
        {"bad_header", QT_TRANSLATE_NOOP("IntegrityWords", "A header cannot be read")},
        {"bad_payload", QT_TRANSLATE_NOOP("IntegrityWords", "A content is not the one that was sealed")},
        {"bad_link", QT_TRANSLATE_NOOP("IntegrityWords", "An entry does not follow the one before it")},
        {"missing", QT_TRANSLATE_NOOP("IntegrityWords", "Entries are missing")},
        {"misplaced", QT_TRANSLATE_NOOP("IntegrityWords", "Entries are out of order")},
        {"unreadable", QT_TRANSLATE_NOOP("IntegrityWords", "The disk cannot be read here")},
        {"bad_checkpoint", QT_TRANSLATE_NOOP("IntegrityWords", "A signed checkpoint does not fit")},
        {"bad_root", QT_TRANSLATE_NOOP("IntegrityWords", "The tree's root is not the signed one")},
        {"anchor_mismatch", QT_TRANSLATE_NOOP("IntegrityWords", "A day's signed root or time stamp does not fit the log")}};
    for (const auto& [code, sentence] : sentences)
        if (finding.code == code) return Words::tr(sentence);
    return utf8(finding.code);
}

QString rangeText(const ledger::Finding& finding) {
    const QString stream = utf8(enumName(finding.stream));
    if (finding.first == 0 && finding.last == 0) return stream;
    if (finding.first == finding.last) return Words::tr("%1, entry %2").arg(stream, countText(finding.first));
    return Words::tr("%1, entries %2 to %3").arg(stream, countText(finding.first), countText(finding.last));
}

Verdict anomalyVerdict(const integrity::Anomaly& anomaly) {
    switch (anomaly.state) {
        case integrity::AnomalyState::open: return {Words::tr("Open, quarantined"), {}, Tone::Critical};
        case integrity::AnomalyState::accepted: return {Words::tr("Accepted, quarantined"), utf8(anomaly.justification), Tone::Warning};
        case integrity::AnomalyState::resolved: return {Words::tr("Resolved"), utf8(anomaly.justification), Tone::Good};
    }
    return {};
}

Verdict stampVerdict(const integrity::Anchor& anchor) {
    switch (anchor.tsaStatus) {
        case integrity::TsaStatus::ok: return {Words::tr("Stamped"), {}, Tone::Good};
        case integrity::TsaStatus::failed: return {Words::tr("Gave up"), utf8(anchor.lastProblem), Tone::Critical};
        case integrity::TsaStatus::pending: return {anchor.attempts == 0 ? Words::tr("Waiting") : Words::tr("Trying again"), utf8(anchor.lastProblem), Tone::Warning};
    }
    return {};
}

Verdict placesVerdict(const integrity::HeadsAnchorDoc& anchor) {
    QStringList places;
    int published = 0;
    bool away = false;
    for (const auto& each : anchor.places) {
        published += each.state == integrity::PlaceState::published;
        away = away || each.state == integrity::PlaceState::unavailable;
        places << utf8(each.place) + (each.problem.empty() ? QString() : QStringLiteral(": ") + utf8(each.problem));
    }
    const QString all = places.join(QLatin1Char('\n'));
    if (away) return {Words::tr("A place is away"), all, Tone::Warning};
    if (published == static_cast<int>(anchor.places.size())) return {Words::tr("Published"), all, Tone::Good};
    return {Words::tr("Waiting"), all, Tone::Warning};
}

QString promisesText(const integrity::VerificationStatus& status) {
    static const std::pair<const char*, const char*> names[] = {
        {"coverage_ratio", QT_TRANSLATE_NOOP("IntegrityWords", "share of the log that is verified")},
        {"last_run_age_seconds_p95", QT_TRANSLATE_NOOP("IntegrityWords", "age of the last check")},
        {"alert_delivery_latency_seconds_p95", QT_TRANSLATE_NOOP("IntegrityWords", "time until alerts arrive")},
        {"verification_job_success_ratio", QT_TRANSLATE_NOOP("IntegrityWords", "checks that came to their end")}};
    QStringList broken;
    for (const auto& each : status.slis) {
        if (!each.breached) continue;
        QString name = utf8(each.sli.name);
        for (const auto& [key, words] : names)
            if (each.sli.name == key) name = Words::tr(words);
        broken << Words::tr("%1: %2 (promised %3)").arg(name, QString::number(each.sli.value, 'g', 4), QString::number(each.sli.bound, 'g', 4));
    }
    return broken.isEmpty() ? QString() : Words::tr("A promise of the check is broken: %1.").arg(broken.join(QStringLiteral("; ")));
}

QString checkKindText(const std::string& kind) {
    if (kind == "incremental") return Words::tr("the minute's check");
    if (kind == "full") return Words::tr("the night's check");
    if (kind == "recheck") return Words::tr("a check somebody asked for");
    return utf8(kind);
}

}  // namespace ok::app
