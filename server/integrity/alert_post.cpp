// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "server/integrity/alert_post.h"

#include "server/integrity/integrity_commands.h"
#include "server/outbox/http_client.h"
#include "server/outbox/notice.h"

namespace ok::integrity {
namespace {

struct SlackText {
    std::string text;
};
BOOST_DESCRIBE_STRUCT(SlackText, (), (text))

struct PagerPayload {
    std::string summary, source, severity;
    RawJson customDetails;
};
BOOST_DESCRIBE_STRUCT(PagerPayload, (), (summary, source, severity, customDetails))

struct PagerEvent {
    std::string routingKey, eventAction, dedupKey;
    PagerPayload payload;
};
BOOST_DESCRIBE_STRUCT(PagerEvent, (), (routingKey, eventAction, dedupKey, payload))

bool settled(const AlertNote& note) { return note.kind == "resolved" || note.kind == "accepted" || note.kind == "slo_met"; }

std::string subjectOf(const AlertNote& note) {
    if (note.type == "SLO") {
        return "Audit log: the check of the log " + std::string(settled(note) ? "keeps its promise again" : "does not keep its promise") + " (" +
               note.code + " " + note.affectedRange + ")";
    }
    const std::string what = note.kind == "found" ? "damage found" : note.kind == "still_open" ? "damage still there" : "damage " + note.kind;
    return "Audit log: " + what + " (" + note.type + ", " + note.affectedRange + ")";
}

std::string textOf(const AlertNote& note) {
    return subjectOf(note) + "\nseverity: " + note.severity + "\nwhat: " + note.code + "\nincident key: " + note.incidentKey + "\nat: " + toIso(note.at) +
           "\nwhat to do: " + note.remediation + "\n";
}

/// Damage in the log in words; what is a notice already stays one.
outbox::Notice noticeOf(std::string_view payload) {
    if (auto notice = fromJson<outbox::Notice>(payload); notice.ok() && !notice->noticeSubject.empty()) return std::move(*notice);
    const AlertNote note = fromJson<AlertNote>(payload).valueOr({});
    return {subjectOf(note), textOf(note), note.severity, note.incidentKey, settled(note), note.at};
}

}  // namespace

outbox::MakeLetter alertLetters(std::function<std::string(TenantId)> mailTo) {
    return [mailTo = std::move(mailTo)](const OutboxRow& row, Store&) -> Result<outbox::Letter> {
        OK_TRY(parseJson(row.payload));
        const outbox::Notice note = noticeOf(row.payload);
        outbox::Letter letter;
        letter.to = row.connector == "alert_email" ? mailTo(row.tenant) : row.connector;
        if (letter.to.empty() && !row.drill) return problem("no_recipient", "nobody is named for alerts of this utility");
        letter.subject = note.noticeSubject;
        letter.text = note.noticeText;
        letter.language = "en";
        return letter;
    };
}

std::string slackBody(std::string_view notePayload) { return toJson(SlackText{noticeOf(notePayload).noticeText}); }

std::string pagerdutyBody(std::string_view notePayload, const std::string& routingKey, const std::string& source) {
    const outbox::Notice note = noticeOf(notePayload);
    return toJson(PagerEvent{routingKey, note.settled ? "resolve" : "trigger", note.incidentKey,
                             {note.noticeSubject, source, note.severity, RawJson{std::string(notePayload)}}});
}

outbox::Handover AlertPost::deliver(const outbox::RealParcel& parcel) {
    const OutboxRow& row = parcel.row();
    const AlertTargets targets = m_targets(row.tenant);
    const bool pager = row.connector == "alert_pagerduty";
    outbox::HttpCall call;
    call.method = "POST";
    call.url = pager ? targets.pagerdutyUrl : targets.slackUrl;
    if (call.url.empty()) return {outbox::Outcome::refused, {}, "no_provider", {}};
    call.body = pager ? pagerdutyBody(row.payload, targets.pagerdutyKey, "outagekit") : slackBody(row.payload);
    call.headers = {{"Content-Type", "application/json"}};
    const auto answer = outbox::call(call);
    if (answer.state != outbox::HttpAnswer::State::answered) return {outbox::Outcome::transient, {}, answer.reason, {}};
    if (answer.status / 100 == 2) return {outbox::Outcome::accepted, row.id, {}, {}};
    if (answer.status == 429 || answer.status >= 500) return {outbox::Outcome::transient, {}, "http_" + std::to_string(answer.status), answer.retryAfter};
    return {outbox::Outcome::refused, {}, "http_" + std::to_string(answer.status), {}};
}

}  // namespace ok::integrity
