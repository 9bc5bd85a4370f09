// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "server/comms/twilio_client.h"

#include <fmt/format.h>

#include "shared/base/json.h"
#include "shared/comms/email_html.h"
#include "shared/comms/sms_segments.h"

namespace ok::comms {
namespace {

using outbox::Handover;
using outbox::HttpAnswer;
using outbox::HttpCall;
using outbox::Lookup;
using outbox::Outcome;

// A nudge for the staff goes the way of a message for customers.
bool isCall(const OutboxRow& row) { return row.connector == "voice" || row.connector == "nudge_voice"; }
bool isMail(const OutboxRow& row) { return row.connector == "email" || row.connector == "nudge_email"; }

std::string resourceOf(const OutboxRow& row) {
    return isCall(row) ? "Calls" : isMail(row) ? "Emails" : "Messages";
}

// `Thu, 26 Sep 2024 18:07:22 +0000`, the form the API writes dates in; always UTC.
std::optional<Instant> readProviderDate(std::string_view text) {
    constexpr std::string_view months = "JanFebMarAprMayJunJulAugSepOctNovDec";
    if (text.size() != 31 || !text.ends_with(" +0000")) return {};
    const std::size_t month = months.find(text.substr(8, 3));
    if (month == std::string_view::npos) return {};
    const auto t = parseIso(fmt::format("{}-{:02}-{}T{}Z", text.substr(12, 4), month / 3 + 1, text.substr(5, 2), text.substr(17, 8)));
    return t.ok() ? std::optional(*t) : std::nullopt;
}

// Providers tidy up what they are given: blanks, quotes, accents a network cannot carry; some put a line of their own in front.
std::string bareWords(std::string_view text) {
    std::string out;
    for (const char c : toGsm(std::string(text))) {
        const bool blank = c == ' ' || c == '\t' || c == '\r' || c == '\n';
        if (!blank) out.push_back(c);
        else if (!out.empty() && out.back() != ' ') out.push_back(' ');
    }
    if (!out.empty() && out.back() == ' ') out.pop_back();
    return out;
}

bool sameWords(std::string_view theirs, std::string_view ours) {
    const std::string a = bareWords(theirs), b = bareWords(ours);
    return !b.empty() && a.find(b) != std::string::npos;
}

Handover refusal(int status, std::string_view body) {
    std::int64_t code = 0;
    if (const auto doc = parseJson(body); doc.ok()) code = doc->root()["code"].integer().value_or(0);
    Handover out;
    out.reason = code != 0 ? fmt::format("provider_{}", code) : fmt::format("provider_http_{}", status);
    // Our own credentials are wrong: that says nothing against the message, and every one would fail alike.
    out.outcome = status == 401 || status == 403 || status == 404 ? Outcome::transient : Outcome::refused;
    if (code == 21610) out.reason = "stopped_at_provider";
    return out;
}

}  // namespace

Handover readTwilioAnswer(const HttpAnswer& answer) {
    if (answer.state == HttpAnswer::State::not_sent) return {Outcome::transient, {}, answer.reason, {}};
    if (answer.state == HttpAnswer::State::no_answer) return {Outcome::uncertain, {}, answer.reason, {}};
    if (answer.status == 429) return {Outcome::throttled, {}, "provider_throttled", answer.retryAfter};
    if (answer.status == 503) return {Outcome::transient, {}, "provider_http_503", answer.retryAfter};
    if (answer.status >= 500) return {Outcome::uncertain, {}, fmt::format("provider_http_{}", answer.status), {}};
    if (answer.status >= 300) return refusal(answer.status, answer.body);
    const auto doc = parseJson(answer.body);
    const auto sid = doc.ok() ? doc->root()["sid"].text() : std::nullopt;
    if (!sid || sid->empty()) return {Outcome::uncertain, {}, "provider_answer_unreadable", {}};
    return {Outcome::accepted, std::string(*sid), {}, {}};
}

std::string voiceTwiml(const std::string& text, const std::string& language, const std::string& keyUrl) {
    const std::string said = escapeHtml(text);
    const std::string_view locale = language == "es" ? "es-US" : "en-US";
    const std::string words = fmt::format(R"(<Say language="{0}">{1}</Say><Pause length="1"/><Say language="{0}">{1}</Say>)", locale, said);
    const std::string inside = keyUrl.empty() ? words
                                              : fmt::format(R"(<Gather input="dtmf" numDigits="1" timeout="5" action="{}" method="POST">{}</Gather>)",
                                                            escapeHtml(keyUrl), words);
    return R"(<?xml version="1.0" encoding="UTF-8"?><Response>)" + inside + "</Response>";
}

HttpCall TwilioClient::base(std::string resource) const {
    HttpCall call;
    call.url = fmt::format("{}/2010-04-01/Accounts/{}/{}.json", m_account.baseUrl, m_account.accountSid, resource);
    call.user = m_account.accountSid;
    call.password = m_account.authToken;
    call.connectTime = m_account.connectTime;
    call.totalTime = m_account.totalTime;
    call.loopbackOnly = m_loopbackOnly;
    return call;
}

Handover TwilioClient::send(const OutboxRow& row, const outbox::Letter& letter) const {
    HttpCall call = base(resourceOf(row));
    call.method = "POST";
    call.form = {{"To", letter.to}, {"From", m_account.from}};
    if (isCall(row)) {
        call.form.emplace_back("Twiml", voiceTwiml(letter.text, letter.language, letter.stopUrl));
    } else {
        if (isMail(row)) call.form.emplace_back("Subject", letter.subject);
        call.form.emplace_back("Body", letter.text);
    }
    // Our own id travels in the receipt's address: a receipt may come before the answer to this request.
    const std::string callback = m_account.callbackFor ? m_account.callbackFor(row.tenant) : m_account.callbackBase;
    // So does the snapshot's: the provider shows it with the message.
    const std::string snapshot = letter.snapshotId.empty() ? std::string() : "?snapshot=" + letter.snapshotId;
    if (!callback.empty()) call.form.emplace_back("StatusCallback", callback + "/" + row.id + snapshot);
    return readTwilioAnswer(outbox::call(call));
}

// The API does not know our ids, but it lists by recipient and date. A text with the very words, not older than the
// hand-over, is ours. Calls carry no words in the list, so one call is ours, none is none, several cannot be told apart.
Lookup TwilioClient::find(const OutboxRow& row, const outbox::Letter& letter) const {
    HttpCall call = base(resourceOf(row));
    const Instant since = row.due - minutes(1);  // clocks differ
    call.url += "?" + outbox::formEncode({{"To", letter.to}, {isCall(row) ? "StartTime>" : "DateSent>",
                                                              toIso(since).substr(0, 10)}, {"PageSize", "100"}});
    const HttpAnswer answer = outbox::call(call);
    if (answer.state != HttpAnswer::State::answered || answer.status != 200) return {};
    const auto doc = parseJson(answer.body);
    if (!doc.ok()) return {};
    const JsonView list = doc->root()[isCall(row) ? "calls" : isMail(row) ? "emails" : "messages"];
    if (!list.isArray()) return {};
    std::vector<std::string> found;
    for (std::size_t i = 0; i < list.size(); ++i) {
        const JsonView item = list.at(i);
        const auto created = readProviderDate(item["date_created"].text().value_or(""));
        if (created && *created < since) continue;
        if (!isCall(row) && !sameWords(item["body"].text().value_or(""), letter.text)) continue;
        found.emplace_back(item["sid"].text().value_or(""));
    }
    if (found.empty()) return {Lookup::Found::no, {}};
    if (found.size() > 1) return {};
    return {Lookup::Found::yes, found.front()};
}

}  // namespace ok::comms
