// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "shared/reports/voice_flow.h"

#include <algorithm>
#include <charconv>
#include <cmath>

#include "shared/base/json.h"
#include "shared/reports/twiml.h"

namespace ok::reports {
namespace {

Problem badState() { return problem("bad_voice_state", "the call's state is not one that we wrote"); }

Result<int> smallNumber(std::string_view text) {
    int out = 0;
    const auto [end, ec] = std::from_chars(text.data(), text.data() + text.size(), out);
    if (ec != std::errc() || end != text.data() + text.size() || out < 0 || out > 1000) return badState();
    return out;
}

std::vector<std::string_view> splitAt(std::string_view text, char mark) {
    std::vector<std::string_view> parts;
    for (std::size_t at = 0;;) {
        const auto end = std::min(text.find(mark, at), text.size());
        parts.push_back(text.substr(at, end - at));
        if (end == text.size()) return parts;
        at = end + 1;
    }
}

Result<ReportPlace> placeFrom(std::string_view text) {
    const auto parts = splitAt(text, ',');
    if (parts.size() != 5 || parts[4].size() > 30) return badState();
    ReportPlace place{.method = std::string(parts[4])};
    const bool word = std::all_of(parts[4].begin(), parts[4].end(), [](char c) { return (c >= 'a' && c <= 'z') || c == '_'; });
    std::array<double, 4> numbers{};
    for (std::size_t i = 0; i < 4; ++i) {
        const auto [end, ec] = std::from_chars(parts[i].data(), parts[i].data() + parts[i].size(), numbers[i]);
        if (ec != std::errc() || end != parts[i].data() + parts[i].size() || !std::isfinite(numbers[i])) return badState();
    }
    place.position = {numbers[0], numbers[1]};
    place.precisionMetres = numbers[2];
    place.confidence = numbers[3];
    if (!word || !isValid(place.position) || place.precisionMetres < 0 || place.confidence < 0 || place.confidence > 1) {
        return badState();
    }
    return place;
}

bool knowsPlace(const VoiceState& state) { return state.account.known() || state.at.has_value(); }

/// One turn under way.
class Call {
  public:
    Call(const VoiceState& state, const VoiceInput& input, const VoiceFacts& facts)
        : m_input(input), m_facts(facts), m_step(state.step) {
        m_turn.next = state;
        ++m_turn.next.turns;
    }

    VoiceTurn run() {
        if (m_turn.next.turns > maxVoiceTurns) return endForPerson();
        if (switchesLanguage()) return repeatStep();
        switch (m_step) {
            case VoiceStep::entry: return enter();
            case VoiceStep::menu: return menu();
            case VoiceStep::which: return which();
            case VoiceStep::place: return place();
        }
        return endForPerson();
    }

  private:
    const VoiceInput& m_input;
    const VoiceFacts& m_facts;
    VoiceStep m_step;
    VoiceTurn m_turn;

    void say(std::string key) { m_turn.say.push_back({std::move(key), {{"utility", m_facts.utility}}}); }
    void sayAbout(const std::string& key) {
        const PlaceResolution here{.outcome = PlaceOutcome::account, .account = m_turn.next.account, .label = label(),
                                   .timeZone = timeZone()};
        m_turn.say.push_back(replyFor(key, {.utility = m_facts.utility, .place = here, .incident = m_facts.incident,
                                            .language = m_turn.next.language, .now = m_facts.now, .timeZone = m_facts.timeZone}));
    }
    [[nodiscard]] std::string label() const {
        if (m_facts.found && m_facts.found->placed()) return m_facts.found->label;
        for (const auto& account : m_facts.byContact) {
            if (account.account == m_turn.next.account) return account.label;
        }
        return {};
    }

    [[nodiscard]] std::string timeZone() const {
        if (m_facts.found && m_facts.found->placed()) return m_facts.found->timeZone;
        for (const auto& account : m_facts.byContact) {
            if (account.account == m_turn.next.account) return account.timeZone;
        }
        return {};
    }

    bool switchesLanguage() {
        if (m_step == VoiceStep::place && m_input.digits.size() != 1) return false;
        // With nine accounts to choose from, 8 and 9 are choices.
        if (m_step == VoiceStep::which && m_facts.byContact.size() >= 8) return false;
        if (m_input.digits == "9") m_turn.next.language = Language::es;
        else if (m_input.digits == "8") m_turn.next.language = Language::en;
        else return false;
        m_turn.next.tries = 0;
        return true;
    }
    VoiceTurn repeatStep() {
        switch (m_step) {
            case VoiceStep::entry: return enter();
            case VoiceStep::menu: return toMenu();
            case VoiceStep::which: return toWhich();
            case VoiceStep::place: return toPlace();
        }
        return endForPerson();
    }

    VoiceTurn enter() {
        say("voice_welcome");
        say("voice_spanish");
        if (m_facts.byContact.size() == 1) {
            m_turn.next.account = m_facts.byContact.front().account;
            m_turn.next.at = m_facts.byContact.front().place;
            sayAbout("status");
            return toMenu();
        }
        return m_facts.byContact.empty() ? toPlace() : toWhich();
    }

    VoiceTurn toMenu() {
        m_turn.next.step = VoiceStep::menu;
        say("voice_menu");
        m_turn.gather = VoiceGather{.digits = 1};
        return std::move(m_turn);
    }
    VoiceTurn toWhich() {
        m_turn.next.step = VoiceStep::which;
        m_turn.say.push_back({"voice_which", {{"utility", m_facts.utility}, {"choices", choicesText(m_facts.byContact)}}});
        m_turn.gather = VoiceGather{.digits = 1};
        return std::move(m_turn);
    }
    VoiceTurn toPlace() {
        m_turn.next.step = VoiceStep::place;
        say("voice_ask_place");
        m_turn.gather = VoiceGather{.speech = true};
        return std::move(m_turn);
    }

    VoiceTurn menu() {
        if (m_input.digits == "1") return reportHere();
        if (m_input.digits == "2") {
            m_turn.next.tries = 0;
            sayAbout("status");
            return toMenu();
        }
        if (m_input.digits == "3") {
            m_turn.next.tries = 0;
            m_turn.effects.push_back({VoiceAct::optIn, m_turn.next.account, m_turn.next.at, {}});
            say("opted_in");
            return toMenu();
        }
        if (m_input.digits == "0") {
            m_turn.next.tries = 0;
            return toMenu();
        }
        return failed(m_input.digits.empty() ? "voice_no_input" : "voice_wrong_key");
    }
    VoiceTurn reportHere() {
        if (!knowsPlace(m_turn.next)) return toPlace();
        m_turn.next.tries = 0;
        m_turn.effects.push_back({VoiceAct::report, m_turn.next.account, m_turn.next.at, {}});
        sayAbout("received");
        return toMenu();
    }

    VoiceTurn which() {
        const auto choice = voiceLookup(m_turn.next, m_input).choice;
        if (m_input.digits == "0") return toPlace();
        if (choice < 1 || static_cast<std::size_t>(choice) > std::min(m_facts.byContact.size(), maxChoices)) {
            return failed(m_input.digits.empty() ? "voice_no_input" : "voice_wrong_key");
        }
        const auto& account = m_facts.byContact[static_cast<std::size_t>(choice) - 1];
        return here(account.account, account.place);
    }
    VoiceTurn here(AccountId account, std::optional<ReportPlace> at) {
        m_turn.next.tries = 0;
        m_turn.next.account = account;
        m_turn.next.at = std::move(at);
        sayAbout("status");
        return toMenu();
    }

    VoiceTurn place() {
        if (m_facts.found && m_facts.found->placed()) return here(m_facts.found->account, m_facts.found->place);
        return failed(m_input.digits.empty() && m_input.speech.empty() ? "voice_no_input" : "voice_not_found");
    }

    VoiceTurn failed(std::string key) {
        if (++m_turn.next.tries >= maxVoiceTries) {
            if (!knowsPlace(m_turn.next)) return endForPerson();
            say("voice_goodbye");
            return std::move(m_turn);
        }
        say(std::move(key));
        return repeatStep();
    }
    VoiceTurn endForPerson() {
        if (!knowsPlace(m_turn.next)) {
            m_turn.effects.push_back({VoiceAct::toPerson, {}, {}, m_input.speech.empty() ? m_input.digits : m_input.speech});
            say("voice_to_person");
        } else {
            say("voice_goodbye");
        }
        return std::move(m_turn);
    }
};

std::string bcp47(Language language) { return language == Language::es ? "es-US" : "en-US"; }

std::vector<twiml::Element> spoken(const VoiceTurn& turn) {
    std::vector<twiml::Element> out;
    for (const auto& reply : turn.say) {
        // The hint about the other language is spoken in that language.
        const auto tongue = reply.key == "voice_spanish" && turn.next.language == Language::en ? Language::es
                            : reply.key == "voice_spanish"                                     ? Language::en
                                                                                               : turn.next.language;
        auto text = replyText(reply, turn.next.language, ReplyMedium::voice);
        if (reply.key == "voice_spanish") {
            text = turn.next.language == Language::es ? "For English, press eight." : "Para español, oprima nueve.";
        }
        if (!text.empty()) out.push_back(twiml::say(std::move(text), bcp47(tongue)));
    }
    return out;
}

}  // namespace

std::string toQuery(const VoiceState& state) {
    std::string out = "s=" + enumName(state.step) + "&t=" + std::to_string(state.tries) + "&n=" + std::to_string(state.turns) +
                      "&l=" + (state.language == Language::es ? "es" : "en");
    if (state.account.known()) out += "&a=" + state.account.str();
    if (state.at) {
        const auto& at = *state.at;
        out += "&p=" + formatNumber(at.position.lon) + "," + formatNumber(at.position.lat) + "," +
               formatNumber(at.precisionMetres) + "," + formatNumber(at.confidence) + "," + at.method;
    }
    return out;
}

Result<VoiceState> voiceStateFrom(const std::vector<std::pair<std::string, std::string>>& query) {
    VoiceState state;
    for (const auto& [name, value] : query) {
        if (name == "s") {
            const auto step = parseEnum<VoiceStep>(value);
            if (!step) return badState();
            state.step = *step;
        } else if (name == "t") {
            OK_ASSIGN(state.tries, smallNumber(value));
        } else if (name == "n") {
            OK_ASSIGN(state.turns, smallNumber(value));
        } else if (name == "l") {
            state.language = value == "es" ? Language::es : Language::en;
        } else if (name == "a") {
            const auto id = AccountId::parse(value);
            if (!id.ok()) return badState();
            state.account = *id;
        } else if (name == "p") {
            OK_ASSIGN(state.at, placeFrom(value));
        }
    }
    return state;
}

VoiceLookup voiceLookup(const VoiceState& state, const VoiceInput& input) {
    VoiceLookup out;
    const bool digits = !input.digits.empty() && input.digits.size() <= 20 &&
                        std::all_of(input.digits.begin(), input.digits.end(), [](char c) { return c >= '0' && c <= '9'; });
    if (state.step == VoiceStep::which && digits && input.digits.size() == 1) out.choice = input.digits[0] - '0';
    if (state.step != VoiceStep::place) return out;
    if (digits && input.digits.size() >= 3) out.accountNumber = input.digits;
    else if (!input.speech.empty()) out.address = input.speech.substr(0, 300);
    return out;
}

VoiceTurn voiceTurn(const VoiceState& state, const VoiceInput& input, const VoiceFacts& facts) {
    return Call(state, input, facts).run();
}

std::string toTwiml(const VoiceTurn& turn, std::string_view actionUrl) {
    auto words = spoken(turn);
    if (!turn.gather) {
        words.push_back(twiml::hangup());
        return twiml::response(words);
    }
    const auto action = std::string(actionUrl) + "?" + toQuery(turn.next);
    twiml::GatherOptions options{.action = action, .digits = turn.gather->digits};
    if (turn.gather->speech) {
        options.input = "dtmf speech";
        options.language = bcp47(turn.next.language);
        options.timeoutSeconds = 8;
    }
    // When nothing comes, the provider goes on behind the Gather: the redirect brings the silence back to us.
    return twiml::response({twiml::gather(options, std::move(words)), twiml::redirect(action)});
}

}  // namespace ok::reports
