// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// A request decided by pressing digits (F06.R4.A2): the provider calls back with what was pressed, we answer with what is said next. Number and
// code lead to a link of their own, which travels in the address of the next step; the code is the second thing a caller has. What
// asks for a passkey has no code: the caller is sent to the link.
#include "server/approvals/phone_room.h"
#include "server/metrics/metrics.h"
#include "server/net/url.h"
#include "shared/approvals/approval_commands.h"
#include "shared/approvals/phone_words.h"
#include "shared/reports/provider_signature.h"
#include "shared/reports/twiml.h"

namespace ok::approvals {
namespace {

namespace twiml = reports::twiml;
constexpr int numberDigits = 5;
constexpr std::size_t longestPressed = 12;

struct Pressed {
    std::string status;
    int have = 0, needed = 0;
};
BOOST_DESCRIBE_STRUCT(Pressed, (), (status, have, needed))

/// What is said in one call, in its language.
class Voice {
  public:
    Voice(PageLanguage language, std::string base) : m_language(language), m_base(std::move(base)) {}
    [[nodiscard]] std::string word(std::string_view key) const { return std::string(phoneWord(m_language, key)); }
    [[nodiscard]] twiml::Element say(std::string text) const { return twiml::say(std::move(text), m_language == PageLanguage::es ? "es-US" : "en-US"); }
    [[nodiscard]] net::HttpResponse answer(const std::vector<twiml::Element>& verbs) const {
        auto out = net::HttpResponse::text(200, twiml::response(verbs));
        out.headers.set("Content-Type", "text/xml; charset=utf-8");
        out.headers.set("Cache-Control", "no-store");
        return out;
    }
    [[nodiscard]] net::HttpResponse ask(const std::string& text, const std::string& next, int digits) const {
        const std::string action = m_base + "?" + next + "&lang=" + (m_language == PageLanguage::es ? "es" : "en");
        return answer({twiml::gather({.action = action, .timeoutSeconds = 10, .digits = digits, .language = {}, .hints = {}}, {say(text)}), say(word("v_again")), twiml::hangup()});
    }
    [[nodiscard]] net::HttpResponse end(const std::string& text) const { return answer({say(text), twiml::hangup()}); }
    /// Why nothing happens, in the words of the pages.
    [[nodiscard]] net::HttpResponse end(const Problem& why) const {
        if (hasPhoneWord(why.code)) return end(word(why.code));
        return end(hasPhoneWord("h_" + why.code) ? word("h_" + why.code) : word("v_again"));
    }
    [[nodiscard]] PageLanguage language() const { return m_language; }

  private:
    PageLanguage m_language;
    std::string m_base;
};

std::string valueOf(const net::TextPairs& fields, std::string_view name) {
    for (const auto& [key, value] : fields) {
        if (key == name) return value.substr(0, longestPressed);
    }
    return {};
}

std::string filled(std::string text, std::string_view name, const std::string& value) {
    const std::string mark = "{" + std::string(name) + "}";
    if (const auto at = text.find(mark); at != std::string::npos) text.replace(at, mark.size(), value);
    return text;
}

}  // namespace

net::HttpResponse PhonePages::Room::call(Store& store, const net::HttpRequest& request) const {
    const auto profile = parts.tenants.bySlug(std::string(request.param("utility")));
    const auto fields = net::parseUrlEncoded(request.body);
    if (!profile || !fields.ok()) return net::HttpResponse::problem(404, problem("tenant_not_found", "no utility has this number"));
    const std::string token = parts.signingToken ? parts.signingToken(*profile) : std::string();
    const std::string url = parts.publicUrl + request.target;
    if (token.empty() || reports::checkProviderSignature({url, *fields, request.body, request.header("X-Twilio-Signature")}, token) != reports::SignatureCheck::valid) {
        metrics::counter("ok_security_events_total", "what may be an attack, by kind", {{"kind", "webhook_signature"}}).add();
        return net::HttpResponse::problem(403, problem("bad_signature", "the signature does not fit"));
    }
    const Voice voice(request.queryValue("lang").value_or("") == "es" ? PageLanguage::es : PageLanguage::en, parts.publicUrl + "/webhooks/twilio/approve/" + profile->slug);
    const std::string at(request.queryValue("at").value_or("")), pressed = valueOf(*fields, "Digits");
    if (at == "number") return voice.ask(voice.word("v_code"), "at=code&number=" + net::percentEncode(pressed), parts.desk.policy().codeDigits);
    if (at == "code") return askedByCode(store, request, *profile, voice.language(), std::string(request.queryValue("number").value_or("").substr(0, longestPressed)), pressed);
    if (at == "word") return pressedWord(store, request, voice.language(), std::string(request.queryValue("link").value_or("")), pressed);
    return voice.ask(filled(voice.word("v_number"), "utility", profile->name), "at=number", numberDigits);
}

net::HttpResponse PhonePages::Room::askedByCode(Store& store, const net::HttpRequest& request, const TenantProfile& profile, PageLanguage language, const std::string& number, const std::string& code) const {
    const Voice voice(language, parts.publicUrl + "/webhooks/twilio/approve/" + profile.slug);
    const CommandAnswer answer = person.run(access::systemContext(profile.tenant, profile.drill), RedeemCode{number, Secret{code}, request.remoteAddress});
    const auto reply = answer.reply.ok() ? fromJson<RedeemReply>(*answer.reply) : Result<RedeemReply>(answer.reply.problem());
    if (!reply.ok()) return voice.end(reply.problem());
    if (!reply->refused.empty()) return voice.end(problem(reply->refused, ""));
    const std::string token = reply->link.url.substr(reply->link.url.find("/a/") + 3);
    const auto opened = open(store, token);
    if (!opened.ok()) return voice.end(opened.problem());
    if (demandOf({parts.desk.highRisk(opened->approval.command), opened->approval.riskScore, false}, parts.desk.policy()).key) return voice.end(voice.word("v_link"));
    const CommandAnswer asked = person.run(person.looking(request, opened->profile, opened->person), Review{opened->approval.id, 0, {profile.timeZone, "en-US"}});
    if (!asked.reply.ok()) return voice.end(asked.reply.problem());
    const auto review = fromJson<ReviewReply>(*asked.reply);
    if (!review.ok() || review->drift.level > DriftLevel::notice || !review->verified) return voice.end(voice.word("v_link"));   // what changed has to be seen
    std::string text = filled(voice.word("v_review"), "command", voice.word(review->command));
    text = filled(filled(std::move(text), "who", review->submittedBy), "n", std::to_string(review->audience.people));
    return voice.ask(text, "at=word&link=" + net::percentEncode(token), 1);
}

net::HttpResponse PhonePages::Room::pressedWord(Store& store, const net::HttpRequest& request, PageLanguage language, const std::string& token, const std::string& pressed) const {
    const Voice voice(language, {});
    const auto opened = open(store, token);
    if (!opened.ok()) return voice.end(opened.problem());
    Tapped word{.approve = pressed == "1", .reason = {}, .drift = {}, .assertion = {}, .ticks = {}, .alerts = {}, .viewer = {}};
    if (!word.approve) word.reason = voice.word("v_by_phone");
    OneTapAttempt attempt = attemptOf(request, *opened, word);
    attempt.channel = "voice";
    attempt.stepUp = "code";
    const auto refuse = [&](const Problem& why) {
        record(opened->profile, attempt, why.code);
        return voice.end(why);
    };
    if (pressed != "1" && pressed != "2") {
        record(opened->profile, attempt, "nothing_pressed");
        return voice.end(voice.word("v_again"));
    }
    if (opened->link.channel != "code") return refuse(oneTapRefused());   // a link that was sent is for a browser
    if (const Status may = mayTap(opened->link, opened->approval, parts.clock()); !may.ok()) return refuse(may.problem());
    if (demandOf({parts.desk.highRisk(opened->approval.command), opened->approval.riskScore, false}, parts.desk.policy()).key) {
        record(opened->profile, attempt, "step_up_required");
        return voice.end(voice.word("v_link"));
    }
    const auto proved = person.byLink(request, opened->profile, opened->link, "one-tap+code");
    if (!proved.ok()) return refuse(proved.problem());
    attempt.session = proved->who.session;
    const CommandAnswer answer = carryOut(*opened, proved->who, word);
    if (!answer.reply.ok()) return refuse(answer.reply.problem());
    const Pressed reply = word.approve ? fromJson<Pressed>(*answer.reply).valueOr(Pressed{"released", 0, 0}) : Pressed{"rejected", 0, 0};
    record(opened->profile, attempt, reply.status);
    return voice.end(voice.word("h_" + reply.status));
}

}  // namespace ok::approvals
