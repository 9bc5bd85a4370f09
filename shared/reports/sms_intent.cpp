// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// See sms_intent.h. Order of the rules: opt-out, whole-message keywords, choice, danger and outage in free words,
// questions, "it is back", and only then a bare account or address.
#include "shared/reports/sms_intent.h"

#include <algorithm>
#include <array>
#include <unordered_set>

#include "shared/reports/sms_phrases.h"
#include "shared/reports/sms_place.h"
#include "shared/reports/sms_text.h"

namespace ok::reports {
namespace {

struct Keyword {
    std::string_view word;
    SmsIntent intent;
    Language language;
    std::string_view reason;
};

constexpr auto keywords = std::to_array<Keyword>({
    {"stop", SmsIntent::opt_out, Language::unknown, "keyword.stop"},
    {"stopall", SmsIntent::opt_out, Language::en, "keyword.stop"},
    {"stop all", SmsIntent::opt_out, Language::en, "keyword.stop"},
    {"stopp", SmsIntent::opt_out, Language::en, "keyword.stop"},
    {"stpo", SmsIntent::opt_out, Language::en, "keyword.stop"},
    {"sotp", SmsIntent::opt_out, Language::en, "keyword.stop"},
    {"unsubscribe", SmsIntent::opt_out, Language::en, "keyword.stop"},
    {"cancel", SmsIntent::opt_out, Language::unknown, "keyword.stop"},
    {"end", SmsIntent::opt_out, Language::en, "keyword.stop"},
    {"quit", SmsIntent::opt_out, Language::en, "keyword.stop"},
    {"revoke", SmsIntent::opt_out, Language::en, "keyword.stop"},
    {"optout", SmsIntent::opt_out, Language::en, "keyword.stop"},
    {"alto", SmsIntent::opt_out, Language::es, "keyword.stop"},
    {"basta", SmsIntent::opt_out, Language::es, "keyword.stop"},
    {"parar", SmsIntent::opt_out, Language::es, "keyword.stop"},
    {"pare", SmsIntent::opt_out, Language::es, "keyword.stop"},
    {"cancelar", SmsIntent::opt_out, Language::es, "keyword.stop"},
    {"baja", SmsIntent::opt_out, Language::es, "keyword.stop"},
    {"detener", SmsIntent::opt_out, Language::es, "keyword.stop"},
    {"start", SmsIntent::opt_in, Language::en, "keyword.start"},
    {"yes", SmsIntent::opt_in, Language::en, "keyword.start"},
    {"unstop", SmsIntent::opt_in, Language::en, "keyword.start"},
    {"subscribe", SmsIntent::opt_in, Language::en, "keyword.start"},
    {"si", SmsIntent::opt_in, Language::es, "keyword.start"},
    {"alta", SmsIntent::opt_in, Language::es, "keyword.start"},
    {"iniciar", SmsIntent::opt_in, Language::es, "keyword.start"},
    {"comenzar", SmsIntent::opt_in, Language::es, "keyword.start"},
    {"help", SmsIntent::help, Language::en, "keyword.help"},
    {"info", SmsIntent::help, Language::unknown, "keyword.help"},
    {"menu", SmsIntent::help, Language::unknown, "keyword.help"},
    {"ayuda", SmsIntent::help, Language::es, "keyword.help"},
    {"status", SmsIntent::status, Language::en, "keyword.status"},
    {"stat", SmsIntent::status, Language::en, "keyword.status"},
    {"update", SmsIntent::status, Language::en, "keyword.status"},
    {"eta", SmsIntent::status, Language::en, "keyword.status"},
    {"estado", SmsIntent::status, Language::es, "keyword.status"},
    {"estatus", SmsIntent::status, Language::es, "keyword.status"},
    {"out", SmsIntent::report, Language::en, "keyword.out"},
    {"outage", SmsIntent::report, Language::en, "keyword.out"},
    {"report", SmsIntent::report, Language::en, "keyword.out"},
    {"apagon", SmsIntent::report, Language::es, "keyword.out"},
    {"reportar", SmsIntent::report, Language::es, "keyword.out"},
    {"still out", SmsIntent::still_out, Language::en, "keyword.still_out"},
    {"off", SmsIntent::still_out, Language::en, "keyword.still_out"},
    {"still off", SmsIntent::still_out, Language::en, "keyword.still_out"},
    {"apagado", SmsIntent::still_out, Language::es, "keyword.still_out"},
    {"on", SmsIntent::restored, Language::en, "keyword.on"},
    {"restored", SmsIntent::restored, Language::en, "keyword.on"},
    {"back", SmsIntent::restored, Language::en, "keyword.on"},
    {"fixed", SmsIntent::restored, Language::en, "keyword.on"},
    {"restaurado", SmsIntent::restored, Language::es, "keyword.on"},
});

bool isPolite(std::string_view word) {
    static const std::unordered_set<std::string_view> words = {"please", "pls", "plz", "now", "thanks", "thank", "you",
                                                               "por", "favor", "gracias", "ya", "ok", "okay"};
    return words.contains(word);
}

/// The message as one keyword: polite words dropped, repeats folded ("stop stop"), spelled letters joined ("s.t.o.p").
std::string asKeyword(const SmsText& text) {
    const auto& tokens = text.tokens;
    const bool spelled = tokens.size() > 2 && std::all_of(tokens.begin(), tokens.end(), [](const TextToken& t) {
                             return t.folded.size() == 1 && !t.number;
                         });
    std::string out;
    std::string_view previous;
    for (const auto& token : tokens) {
        if (spelled) {
            out += token.folded;
            continue;
        }
        if (token.folded == previous || (tokens.size() > 1 && isPolite(token.folded))) continue;
        previous = token.folded;
        if (!out.empty()) out += ' ';
        out += token.folded;
        if (out.size() > 24) return {};
    }
    return out;
}

class Reader {
  public:
    Reader(std::string_view body, const SmsContext& context)
        : m_text(readSmsText(body)), m_context(context), m_hits(findPhrases(m_text.tokens)) {}

    SmsReading read() {
        m_out.text = m_text.clean;
        if (m_text.repaired) reason("text.repaired_encoding");
        if (m_text.truncated) reason("text.truncated");
        if (m_text.tokens.empty()) {
            m_out.intent = SmsIntent::empty;
            m_out.language = m_context.language;
            reason("text.empty");
            return std::move(m_out);
        }
        readPlaces();
        readSymptoms();
        decide();
        if (m_out.language == Language::unknown) m_out.language = m_context.language;
        return std::move(m_out);
    }

  private:
    SmsText m_text;
    const SmsContext& m_context;
    std::vector<PhraseHit> m_hits;
    SmsReading m_out;
    bool m_out_phrase = false;
    bool m_back_phrase = false;
    bool m_asks = false;

    void reason(std::string_view key) {
        if (std::find(m_out.reasons.begin(), m_out.reasons.end(), key) == m_out.reasons.end()) {
            m_out.reasons.emplace_back(key);
        }
    }
    void speak(Language language) {
        if (m_out.language == Language::unknown) m_out.language = language;
    }
    [[nodiscard]] bool negatedBefore(std::size_t at) const {
        for (std::size_t back = 1; back <= 3 && back <= at; ++back) {
            if (isNegation(m_text.tokens[at - back].folded)) return true;
        }
        return false;
    }

    void readPlaces() {
        const auto account = findAccount(m_text);
        const bool explained = std::any_of(m_hits.begin(), m_hits.end(),
                                           [](const PhraseHit& h) { return h.kind != PhraseKind::asks; });
        const auto address = findAddress(m_text, m_context.awaitingPlace || !explained, account);
        if (account) m_out.account = account->text;
        if (address) m_out.address = address->text;
        m_accountReason = account ? account->reason : std::string_view();
        m_addressReason = address ? address->reason : std::string_view();
    }
    std::string_view m_accountReason;
    std::string_view m_addressReason;

    void symptom(Symptom s, const PhraseHit& hit) {
        m_out.symptoms.push_back(s);
        if (hit.service != Service::electric) m_out.service = hit.service;
        reason(hit.reason);
        speak(hit.language);
    }
    void readSymptoms() {
        for (const auto& hit : m_hits) {
            switch (hit.kind) {
                case PhraseKind::gasSmell: symptom(Symptom::gas_smell, hit); break;
                case PhraseKind::wireDown: symptom(Symptom::wire_down, hit); break;
                case PhraseKind::partial: symptom(Symptom::partial, hit); break;
                case PhraseKind::flickering: symptom(Symptom::flickering, hit); break;
                case PhraseKind::stillOut: symptom(Symptom::still_out, hit); m_out_phrase = true; break;
                case PhraseKind::out: readOut(hit); break;
                case PhraseKind::restored: readRestored(hit); break;
                case PhraseKind::asks: m_asks = true; reason(hit.reason); speak(hit.language); break;
                case PhraseKind::optOut: break;
            }
        }
        std::sort(m_out.symptoms.begin(), m_out.symptoms.end());
        m_out.symptoms.erase(std::unique(m_out.symptoms.begin(), m_out.symptoms.end()), m_out.symptoms.end());
        // Danger words name the danger; "still" and "half" say more than plain "out".
        if (has(Symptom::restored) && (has(Symptom::out) || has(Symptom::still_out))) drop(Symptom::restored);
        if (has(Symptom::still_out) || has(Symptom::partial)) drop(Symptom::out);
    }
    void readOut(const PhraseHit& hit) {
        // "power is not out", "no longer out": said by the restored phrases.
        const bool denied = std::any_of(m_hits.begin(), m_hits.end(), [&](const PhraseHit& h) {
            return h.reason == "phrase.not_out" && h.first <= hit.last && hit.first <= h.last;
        });
        // "on and off" and "comes and goes" contain "off": flickering, not out.
        const bool flicker = std::any_of(m_hits.begin(), m_hits.end(), [&](const PhraseHit& h) {
            return h.kind == PhraseKind::flickering && h.first <= hit.last && hit.first <= h.last;
        });
        if (denied || flicker) return;
        m_out_phrase = true;
        symptom(Symptom::out, hit);
    }
    void readRestored(const PhraseHit& hit) {
        const bool flicker = std::any_of(m_hits.begin(), m_hits.end(), [&](const PhraseHit& h) {
            return h.kind == PhraseKind::flickering && h.first <= hit.last && hit.first <= h.last;
        });
        if (flicker || (negatedBefore(hit.first) && hit.reason != "phrase.not_out")) return;
        m_back_phrase = true;
        symptom(Symptom::restored, hit);
    }
    [[nodiscard]] bool has(Symptom s) const {
        return std::find(m_out.symptoms.begin(), m_out.symptoms.end(), s) != m_out.symptoms.end();
    }
    void drop(Symptom s) { std::erase(m_out.symptoms, s); }

    void decide() {
        if (optsOut() || keyword() || choice()) return;
        if (m_asks && m_back_phrase && !m_out_phrase) drop(Symptom::restored);  // "when will it be back on"
        if (asksWhetherOut()) return;
        if (!m_out.symptoms.empty()) return reportInWords();
        if (questionOnly()) reason("question.mark");
        if (m_asks || questionOnly()) return finish(SmsIntent::status);
        placeOnly();
    }

    void finish(SmsIntent intent) {
        m_out.intent = intent;
        if (m_out.account) reason(m_accountReason);
        if (m_out.address) reason(m_addressReason);
    }
    [[nodiscard]] bool questionOnly() const { return m_text.question && m_text.tokens.size() <= 2 && !m_out.account; }

    bool optsOut() {
        const auto word = asKeyword(m_text);
        for (const auto& known : keywords) {
            if (known.intent == SmsIntent::opt_out && known.word == word) return optOut(known.reason, known.language);
        }
        if (startsWithStop()) return optOut("keyword.stop_first", Language::en);
        for (const auto& hit : m_hits) {
            if (hit.kind == PhraseKind::optOut && !stopsDeny(hit)) return optOut(hit.reason, hit.language);
        }
        return false;
    }
    bool optOut(std::string_view why, Language language) {
        m_out.intent = SmsIntent::opt_out;
        m_out.reasons.insert(m_out.reasons.begin(), std::string(why));
        if (language != Language::unknown) m_out.language = language;
        if (!m_out.symptoms.empty()) finish(SmsIntent::opt_out);
        return true;
    }
    /// "dont stop texting me" asks for the opposite.
    [[nodiscard]] bool stopsDeny(const PhraseHit& hit) const {
        const auto& first = m_text.tokens[hit.first].folded;
        return (first == "stop" || first == "cancel" || first == "quit" || first == "end" || first == "unsubscribe") &&
               negatedBefore(hit.first);
    }
    /// STOP with more words behind it counts, unless it is a thing in the street or what the lights should do.
    [[nodiscard]] bool startsWithStop() const {
        const auto& tokens = m_text.tokens;
        if (tokens.size() < 2 || (tokens[0].folded != "stop" && tokens[0].folded != "stopall")) return false;
        static const std::unordered_set<std::string_view> things = {"sign", "signs", "light", "lights", "signal",
                                                                    "signals", "lite", "lites", "at", "by", "near"};
        return !things.contains(tokens[1].folded);
    }

    bool keyword() {
        const auto word = asKeyword(m_text);
        for (const auto& known : keywords) {
            if (known.word != word) continue;
            m_out.reasons.insert(m_out.reasons.begin(), std::string(known.reason));
            m_out.language = known.language;
            m_out.symptoms.clear();
            if (known.intent == SmsIntent::report) m_out.symptoms = {Symptom::out};
            if (known.intent == SmsIntent::still_out) m_out.symptoms = {Symptom::still_out};
            if (known.intent == SmsIntent::restored) m_out.symptoms = {Symptom::restored};
            m_out.intent = known.intent;
            return true;
        }
        return leadingKeyword();
    }
    /// "OUT 12 Main St", "STATUS 100200300", "AYUDA cuenta 55512": the keyword first, then a place.
    bool leadingKeyword() {
        if (m_text.tokens.size() < 2 || (!m_out.account && !m_out.address)) return false;
        const auto& first = m_text.tokens.front().folded;
        if (first == "status" || first == "estado" || first == "stat") {
            speak(first == "estado" ? Language::es : Language::en);
            if (m_out_phrase) return false;
            reason("keyword.status");
            finish(SmsIntent::status);
            return true;
        }
        if (first == "out" || first == "outage" || first == "report") {
            if (m_out.symptoms.empty()) m_out.symptoms.push_back(Symptom::out);
            speak(Language::en);
            reason("keyword.out");
            finish(SmsIntent::report);
            return true;
        }
        return false;
    }

    bool choice() {
        const auto& tokens = m_text.tokens;
        const bool named = tokens.size() == 2 && (tokens[0].folded == "option" || tokens[0].folded == "opcion" ||
                                                  tokens[0].folded == "number" || tokens[0].folded == "numero");
        if ((tokens.size() != 1 && !named) || !tokens.back().number || tokens.back().folded.size() != 1) return false;
        const int digit = tokens.back().folded[0] - '0';
        if (digit < 1) return false;
        if (m_context.choices == 0) {
            reason("choice.nothing_asked");
            m_out.intent = SmsIntent::unknown;
        } else if (digit > m_context.choices) {
            reason("choice.out_of_range");
            m_out.intent = SmsIntent::choice;
        } else {
            reason("choice.digit");
            m_out.intent = SmsIntent::choice;
            m_out.choice = digit;
        }
        return true;
    }

    /// "is my power out?", "are you out": a question, not a report; the answer offers OUT.
    bool asksWhetherOut() {
        const auto& first = m_text.tokens.front().folded;
        const bool asks = first == "is" || first == "are" || first == "did" || first == "anyone" || first == "hay";
        if (!asks || !m_out_phrase || has(Symptom::wire_down) || has(Symptom::gas_smell)) return false;
        if (first == "hay" && !m_text.question) return false;
        m_out.symptoms.clear();
        reason("question.out");
        finish(SmsIntent::status);
        return true;
    }

    void reportInWords() {
        m_out.wantsStatus = m_asks;
        if (m_out.symptoms == std::vector{Symptom::restored}) return finish(SmsIntent::restored);
        finish(has(Symptom::still_out) ? SmsIntent::still_out : SmsIntent::report);
    }

    void placeOnly() {
        if (m_out.account && !m_out.address) return finish(SmsIntent::account);
        if (m_out.address) return finish(SmsIntent::address);
        reason("text.not_understood");
        m_out.intent = SmsIntent::unknown;
    }
};

}  // namespace

SmsReading readSms(std::string_view body, const SmsContext& context) { return Reader(body, context).read(); }

}  // namespace ok::reports
