// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "shared/comms/draft.h"

#include <algorithm>
#include <array>

#include "shared/comms/email_html.h"
#include "shared/comms/phrases.h"

namespace ok::comms {
namespace {

// Braces would be read as placeholders and line breaks would start a paragraph: names from outside carry neither.
std::string safeName(std::string_view name, std::size_t longest) {
    std::string out(name.substr(0, longest));
    while (!out.empty() && name.size() > longest && (static_cast<unsigned char>(out.back()) & 0x80) != 0) out.pop_back();
    for (char& c : out) {
        if (c == '{') c = '(';
        if (c == '}') c = ')';
        if (static_cast<unsigned char>(c) < 0x20) c = ' ';
    }
    return out;
}

std::string_view kindKey(UpdateKind kind) {
    constexpr std::string_view keys[] = {"detected", "confirmed", "eta_set", "eta_changed", "partial", "restored", "correction"};
    return keys[static_cast<int>(kind)];
}

// What a draft is written into: collects whole sentences and remembers their keys.
class Sheet {
  public:
    Sheet(const UpdateFacts& facts, Language language) : m_language(language) {
        m_values = {{"utility", safeName(facts.utility, 40)}, {"area", safeName(facts.area, 40)},
                    {"count", sayCount(facts.customersOut)},  {"restored", sayCount(facts.customersBack)},
                    {"page", safeName(facts.pageUrl, 200)},   {"phone", safeName(facts.phone, 30)}};
        if (facts.area.empty()) m_values["area"] = language == Language::en ? "your area" : "su zona";
    }
    void set(std::string_view name, std::string value) { m_values[name] = std::move(value); }
    [[nodiscard]] std::string say(std::string_view key) const { return phrase(key, m_language, m_values); }
    void add(std::string_view key) {
        std::string sentence = say(key);
        if (sentence.empty()) return;
        m_sentences.push_back(std::move(sentence));
        m_keys.emplace_back(key);
    }
    void drop() {
        m_sentences.pop_back();
        m_keys.pop_back();
    }
    [[nodiscard]] std::string joined(std::string_view separator) const {
        std::string out;
        for (const std::string& s : m_sentences) {
            if (!out.empty()) out += separator;
            out += s;
        }
        return out;
    }
    [[nodiscard]] const std::vector<std::string>& keys() const { return m_keys; }

  private:
    Language m_language;
    PhraseValues m_values;
    std::vector<std::string> m_sentences;
    std::vector<std::string> m_keys;
};

std::string placeholderOf(const EtaPhrase& p) {
    return p.form == EtaForm::exact ? timePlaceholder(p.until) : rangePlaceholder(p.from, p.until);
}

bool hasTime(EtaForm form) { return form != EtaForm::none && form != EtaForm::passed; }

void addOldEta(Sheet& sheet, const UpdateFacts& facts, const EtaPhrase& fresh, bool apologise) {
    // Said as precisely as it was said then, not as precisely as it would be said now.
    const EtaPhrase old = sayableEta(facts.oldEta, facts.oldEtaToldAt.known() ? facts.oldEtaToldAt : facts.oldEta.earliest);
    if (!hasTime(old.form)) {
        sheet.add("old.none");
        return;
    }
    sheet.set("old", placeholderOf(old));
    sheet.add(old.form == EtaForm::exact ? "old.exact" : "old.range");
    if (apologise && hasTime(fresh.form) && fresh.until > old.until) sheet.add("old.later");
}

void addEta(Sheet& sheet, const UpdateFacts& facts, Instant now, bool apologise) {
    const EtaPhrase fresh = sayableEta(facts.eta, now);
    const bool promise = facts.nextUpdate > now;
    if (promise) sheet.set("next", timePlaceholder(facts.nextUpdate));
    switch (fresh.form) {
        case EtaForm::none: sheet.add(promise ? "eta.none" : "eta.none.open"); break;
        case EtaForm::passed: sheet.add(promise ? "eta.passed" : "eta.passed.open"); break;
        case EtaForm::exact: sheet.set("eta", placeholderOf(fresh)); sheet.add("eta.exact"); break;
        case EtaForm::range: sheet.set("eta", placeholderOf(fresh)); sheet.add("eta.range"); break;
        case EtaForm::rough_range: sheet.set("eta", placeholderOf(fresh)); sheet.add("eta.rough_range"); break;
    }
    if (facts.kind == UpdateKind::eta_changed) addOldEta(sheet, facts, fresh, apologise);
}

// The readers a text message is measured for: one at a usual address, one at a long one.
constexpr std::string_view usualPlace = "1234 Maple St";
constexpr std::size_t longestEvidenceAddress = 80;   // and an id behind it
constexpr std::string_view longPlace = "12345 Northwest Meadowbrook Lane";

int segmentsFor(std::string_view place, const std::string& text, Language language, bool drill) {
    const Instant longestTime = Instant::fromMicros(1'727'323'140'000'000);   // 11:59 PM on a Wednesday
    const Reader reader{.zone = "America/New_York", .language = language, .places = {std::string(place)}, .sent = longestTime, .evidenceAt = std::string(longestEvidenceAddress, 'x')};
    const auto made = renderDraft({Channel::sms, language, {}, text, {}}, reader, drill);
    return made.ok() ? made->size.segments : mostSmsSegments + 1;
}

Draft smsDraft(const UpdateFacts& facts, Language language, Instant now) {
    Sheet sheet(facts, language);
    sheet.add("sms." + std::string(kindKey(facts.kind)));
    if (facts.kind != UpdateKind::restored) addEta(sheet, facts, now, false);
    // Nice to know, while it costs no further segment.
    const auto cost = [&](std::string_view place) {
        return segmentsFor(place, sheet.joined(" "), language, facts.drill);
    };
    const int usual = cost(usualPlace);
    const int most = cost(longPlace);
    const auto addIfFree = [&](const std::string& key) {
        if (sheet.say(key).empty()) return;
        sheet.add(key);
        if (cost(usualPlace) > usual || cost(longPlace) > most) sheet.drop();
    };
    if (facts.kind != UpdateKind::restored) addIfFree("crew." + facts.crewKey);
    if (facts.kind != UpdateKind::restored) addIfFree("cause." + facts.causeKey);
    if (!facts.pageUrl.empty()) addIfFree("sms.page");
    addIfFree("sms.stop");
    return {Channel::sms, language, {}, sheet.joined(" "), sheet.keys()};
}

void addStory(Sheet& sheet, const UpdateFacts& facts, Instant now) {
    sheet.add("long." + std::string(kindKey(facts.kind)));
    if (facts.kind == UpdateKind::restored) return;
    addEta(sheet, facts, now, true);
    sheet.add("crew." + facts.crewKey);
    sheet.add("cause." + facts.causeKey);
    // Not while it is a suspicion: a number would make it sound known. Not when partly back: it is in the opening.
    if (facts.kind != UpdateKind::partial && facts.kind != UpdateKind::detected && facts.customersOut > 0) {
        sheet.add(facts.customersOut == 1 ? "count.one" : "count.other");
    }
}

Draft emailDraft(const UpdateFacts& facts, Language language, Instant now) {
    Sheet sheet(facts, language);
    addStory(sheet, facts, now);
    const bool some = facts.kind == UpdateKind::restored || facts.kind == UpdateKind::partial;
    if (some) sheet.add(facts.phone.empty() ? "still_out.text" : "still_out.phone");
    if (!some) sheet.add("safety.lines");
    if (!facts.pageUrl.empty()) sheet.add("email.page");
    sheet.add("email.stop");
    return {Channel::email, language, sheet.say("subject." + std::string(kindKey(facts.kind))), sheet.joined("\n\n"),
            sheet.keys()};
}

Draft voiceDraft(const UpdateFacts& facts, Language language, Instant now) {
    Sheet sheet(facts, language);
    sheet.add("voice.hello");
    addStory(sheet, facts, now);
    const bool some = facts.kind == UpdateKind::restored || facts.kind == UpdateKind::partial;
    if (some && !facts.phone.empty()) sheet.add("voice.still_out");
    sheet.add("voice.stop");
    return {Channel::voice, language, {}, sheet.joined(" "), sheet.keys()};
}

/// What was said decides what is taken back.
std::string correctedPart(const UpdateFacts& facts) {
    if (facts.kind == UpdateKind::restored || facts.kind == UpdateKind::partial) return "restored";
    return facts.eta.confidence == EtaConfidence::none ? "outage" : "eta";
}

Draft smsCorrection(const UpdateFacts& facts, Language language) {
    Sheet sheet(facts, language);
    sheet.add("correct.sms." + correctedPart(facts));
    return {Channel::sms, language, {}, sheet.joined(" "), sheet.keys()};
}

void takeBack(Sheet& sheet, const UpdateFacts& facts) {
    const std::string part = correctedPart(facts);
    sheet.add("correct.long." + part);
    sheet.add("correct.sorry");
}

Draft emailCorrection(const UpdateFacts& facts, Language language) {
    Sheet sheet(facts, language);
    takeBack(sheet, facts);
    if (correctedPart(facts) == "restored") sheet.add(facts.phone.empty() ? "still_out.text" : "still_out.phone");
    if (!facts.pageUrl.empty()) sheet.add("email.page");
    sheet.add("email.stop");
    return {Channel::email, language, sheet.say("correct.subject"), sheet.joined("\n\n"), sheet.keys()};
}

Draft voiceCorrection(const UpdateFacts& facts, Language language) {
    Sheet sheet(facts, language);
    sheet.add("voice.hello");
    takeBack(sheet, facts);
    if (correctedPart(facts) == "restored" && !facts.phone.empty()) sheet.add("voice.still_out");
    sheet.add("voice.stop");
    return {Channel::voice, language, {}, sheet.joined(" "), sheet.keys()};
}

void markDrill(Rendered& out, Channel channel, Language language) {
    const std::string mark(drillMark(language));
    const std::string gap = channel == Channel::email ? "\n\n" : " ";
    if (!out.text.starts_with(mark)) out.text = mark + gap + out.text;
    if (channel == Channel::email && !out.subject.starts_with(mark)) out.subject = mark + " " + out.subject;
}

void checkText(const Draft& draft, Problem& out) {
    const std::size_t longest = draft.channel == Channel::email ? longestEmail : longestScript;
    if (draft.text.find_first_not_of(" \t\r\n") == std::string::npos) {
        out.fields.push_back({"text", "empty", "the text is empty"});
    } else if (draft.text.size() > longest) {
        out.fields.push_back({"text", "too_long", "the text is longer than " + std::to_string(longest) + " bytes"});
    } else if (const Status ok = checkPlaceholders(draft.text); !ok.ok()) {
        out.fields.push_back({"text", ok.problem().code, ok.problem().message});
    } else if (draft.channel == Channel::sms) {
        const int segments = segmentsFor(longPlace, draft.text, draft.language, false);
        if (segments > mostSmsSegments) {
            out.fields.push_back({"text", "too_many_segments", "the text needs more than 2 segments"});
        }
    }
}

void checkSubject(const Draft& draft, Problem& out) {
    if (draft.channel != Channel::email) return;
    if (draft.subject.empty()) out.fields.push_back({"subject", "empty", "the subject is empty"});
    if (draft.subject.size() > longestSubject) {
        out.fields.push_back({"subject", "too_long", "the subject is longer than 120 bytes"});
    }
    // A line break in a subject would let a text write headers of its own.
    if (std::any_of(draft.subject.begin(), draft.subject.end(), [](unsigned char c) { return c < 0x20 || c == 0x7F; })) {
        out.fields.push_back({"subject", "control_character", "the subject holds a control character"});
    }
    if (const Status ok = checkPlaceholders(draft.subject); !ok.ok()) {
        out.fields.push_back({"subject", ok.problem().code, ok.problem().message});
    }
}

}  // namespace

std::vector<Draft> draftUpdate(const UpdateFacts& facts, Instant now) {
    std::vector<Draft> out;
    for (const Language language : {Language::en, Language::es}) {
        out.push_back(smsDraft(facts, language, now));
        out.push_back(emailDraft(facts, language, now));
        out.push_back(voiceDraft(facts, language, now));
    }
    return out;
}

std::vector<Draft> draftCorrection(const UpdateFacts& facts) {
    std::vector<Draft> out;
    for (const Language language : {Language::en, Language::es}) {
        out.push_back(smsCorrection(facts, language));
        out.push_back(emailCorrection(facts, language));
        out.push_back(voiceCorrection(facts, language));
    }
    return out;
}

Result<Rendered> renderDraft(const Draft& draft, const Reader& reader, bool drill) {
    Reader here = reader;
    here.language = draft.language;
    Rendered out;
    OK_ASSIGN(out.text, fillPlaceholders(draft.text, here));
    OK_ASSIGN(out.subject, fillPlaceholders(draft.subject, here));
    if (drill) markDrill(out, draft.channel, draft.language);
    if (draft.channel == Channel::sms) {
        out.size = measureSms(out.text);
        std::string plain = toGsm(out.text);
        if (const SmsSize cheaper = measureSms(plain); cheaper.segments < out.size.segments) {
            out.text = std::move(plain);
            out.size = cheaper;
        }
    }
    if (draft.channel == Channel::email) out.html = emailHtml(out.subject, out.text, draft.language, drill);
    return out;
}

Status checkDraft(const Draft& draft, DraftUse use) {
    Problem out = problem("bad_draft", "the draft cannot be sent as it is");
    checkSubject(draft, out);
    checkText(draft, out);
    if (use == DraftUse::update && (draft.text + draft.subject).find("{sent}") != std::string::npos) {
        out.fields.push_back({"text", "unknown_placeholder", "`{sent}` is for corrections: nothing was sent before an update"});
    }
    if (out.fields.empty()) return {};
    return out;
}

}  // namespace ok::comms
