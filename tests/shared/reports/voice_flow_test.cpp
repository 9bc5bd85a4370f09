// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// The phone line (P03): known and unknown callers, keys and speech, two languages, and an end for every call.
#include "shared/reports/voice_flow.h"

#include <gtest/gtest.h>

#include <random>

namespace ok::reports {
namespace {

AccountFact account(int n, const char* label) {
    return {.account = AccountId{UuidBytes{static_cast<std::uint8_t>(n)}}, .label = label,
            .place = ReportPlace{{-84.5, 38.0}, "meter", 5, 1}, .timeZone = "America/New_York"};
}
VoiceFacts facts(std::vector<AccountFact> accounts = {}) {
    return {.byContact = std::move(accounts), .utility = "Bluegrass Power", .now = Instant::fromSeconds(1'727'388'000),
            .timeZone = "America/New_York"};
}
std::vector<std::string> keys(const VoiceTurn& turn) {
    std::vector<std::string> out;
    for (const auto& reply : turn.say) out.push_back(reply.key);
    return out;
}
using Keys = std::vector<std::string>;

TEST(VoiceFlow, a_known_caller_hears_the_status_at_once_and_then_the_menu) {
    auto f = facts({account(1, "12 Main St")});
    f.incident = IncidentFact{.etr = f.now + hours(2)};
    const auto turn = voiceTurn({}, {}, f);
    EXPECT_EQ(keys(turn), (Keys{"voice_welcome", "voice_spanish", "status_known", "voice_menu"}));
    EXPECT_EQ(turn.say[2].values.at("etr"), "Thu 8:00 PM");
    EXPECT_EQ(turn.next.step, VoiceStep::menu);
    EXPECT_EQ(turn.gather->digits, 1);
}
TEST(VoiceFlow, an_unknown_caller_is_asked_for_account_or_address_and_then_reports) {
    auto turn = voiceTurn({}, {}, facts());
    EXPECT_EQ(turn.next.step, VoiceStep::place);
    EXPECT_TRUE(turn.gather->speech);
    const VoiceInput spoken{.speech = "forty oak avenue"};
    EXPECT_EQ(voiceLookup(turn.next, spoken).address, "forty oak avenue");
    auto f = facts();
    f.found = PlaceResolution{.outcome = PlaceOutcome::address, .place = ReportPlace{{-84, 38}, "address_point", 10, 0.9}, .label = "40 Oak Ave"};
    turn = voiceTurn(turn.next, spoken, f);
    EXPECT_EQ(turn.next.step, VoiceStep::menu);
    turn = voiceTurn(turn.next, {.digits = "1"}, facts());
    ASSERT_EQ(turn.effects.size(), 1u);
    EXPECT_EQ(turn.effects[0].act, VoiceAct::report);
    EXPECT_EQ(turn.effects[0].at->position, (LonLat{-84, 38}));
}
TEST(VoiceFlow, account_digits_are_looked_up_and_single_keys_are_not) {
    const VoiceState asking{.step = VoiceStep::place};
    EXPECT_EQ(voiceLookup(asking, {.digits = "100200300"}).accountNumber, "100200300");
    EXPECT_EQ(voiceLookup(asking, {.digits = "9"}).accountNumber, "");
    EXPECT_EQ(voiceLookup(asking, {.digits = "12*4"}).accountNumber, "");
}
TEST(VoiceFlow, several_accounts_are_offered_by_number) {
    const auto f = facts({account(1, "12 Main St"), account(2, "40 Oak Ave")});
    auto turn = voiceTurn({}, {}, f);
    EXPECT_EQ(turn.next.step, VoiceStep::which);
    EXPECT_EQ(turn.say.back().values.at("choices"), "1 = 12 Main St; 2 = 40 Oak Ave");
    EXPECT_EQ(voiceTurn(turn.next, {.digits = "2"}, f).next.account, f.byContact[1].account);
    EXPECT_EQ(keys(voiceTurn(turn.next, {.digits = "5"}, f)), (Keys{"voice_wrong_key", "voice_which"}));
    EXPECT_EQ(voiceTurn(turn.next, {.digits = "0"}, f).next.step, VoiceStep::place);
}
TEST(VoiceFlow, nine_changes_to_spanish_and_eight_back) {
    const auto f = facts({account(1, "12 Main St")});
    auto turn = voiceTurn({}, {}, f);
    turn = voiceTurn(turn.next, {.digits = "9"}, f);
    EXPECT_EQ(turn.next.language, Language::es);
    const auto xml = toTwiml(turn, "/webhooks/twilio/voice/step");
    EXPECT_NE(xml.find("<Say language=\"es-US\">Para reportar un corte"), std::string::npos) << xml;
    EXPECT_EQ(voiceTurn(turn.next, {.digits = "8"}, f).next.language, Language::en);
}
TEST(VoiceFlow, three_opts_in_and_zero_says_it_again) {
    const auto f = facts({account(1, "12 Main St")});
    const auto menu = voiceTurn({}, {}, f).next;
    const auto optIn = voiceTurn(menu, {.digits = "3"}, f);
    ASSERT_EQ(optIn.effects.size(), 1u);
    EXPECT_EQ(optIn.effects[0].act, VoiceAct::optIn);
    EXPECT_EQ(keys(voiceTurn(menu, {.digits = "0"}, f)), (Keys{"voice_menu"}));
}
TEST(VoiceFlow, after_three_failures_an_unplaced_call_is_kept_for_a_person_and_ends) {
    auto turn = voiceTurn({}, {}, facts());
    turn = voiceTurn(turn.next, {.speech = "uh"}, facts());
    turn = voiceTurn(turn.next, {}, facts());
    EXPECT_EQ(keys(turn), (Keys{"voice_no_input", "voice_ask_place"}));
    turn = voiceTurn(turn.next, {.speech = "by the old mill"}, facts());
    ASSERT_EQ(turn.effects.size(), 1u);
    EXPECT_EQ(turn.effects[0].act, VoiceAct::toPerson);
    EXPECT_EQ(turn.effects[0].speech, "by the old mill");
    EXPECT_FALSE(turn.gather);
    EXPECT_NE(toTwiml(turn, "/x").find("<Hangup/>"), std::string::npos);
}
TEST(VoiceFlow, silence_comes_back_through_the_redirect) {
    const auto xml = toTwiml(voiceTurn({}, {}, facts()), "/webhooks/twilio/voice/step");
    EXPECT_NE(xml.find("</Gather><Redirect method=\"POST\">/webhooks/twilio/voice/step?s=place&amp;t=0&amp;n=1&amp;l=en</Redirect>"), std::string::npos) << xml;
}
TEST(VoiceState, travels_through_the_url_and_nothing_else_is_believed) {
    VoiceState state{.step = VoiceStep::menu, .tries = 2, .turns = 7, .language = Language::es,
                     .account = AccountId{UuidBytes{1, 2, 3}}, .at = ReportPlace{{-84.5, 38.25}, "address_point", 12.5, 0.75}};
    std::vector<std::pair<std::string, std::string>> query;
    const auto text = toQuery(state);
    for (std::size_t at = 0; at < text.size();) {
        const auto end = std::min(text.find('&', at), text.size());
        const auto pair = text.substr(at, end - at);
        query.emplace_back(pair.substr(0, pair.find('=')), pair.substr(pair.find('=') + 1));
        at = end + 1;
    }
    const auto back = voiceStateFrom(query);
    ASSERT_TRUE(back.ok());
    EXPECT_EQ(*back, state);
    for (const auto& bad : std::vector<std::pair<std::string, std::string>>{
             {"s", "hack"}, {"t", "-1"}, {"n", "x"}, {"a", "zz"}, {"p", "1,2,3"}, {"p", "200,2,3,0.5,meter"}, {"p", "1,2,3,0.5,<x>"}, {"p", "nan,2,3,0.5,meter"}}) {
        EXPECT_FALSE(voiceStateFrom({bad}).ok()) << bad.first << "=" << bad.second;
    }
}
TEST(VoiceFlow, whatever_is_pressed_or_said_every_call_ends_within_its_turns) {
    std::mt19937 dice(42);
    const std::vector<std::string> digits = {"", "0", "1", "2", "3", "4", "8", "9", "12", "100200300", "***", "99999999999999999999999999"};
    for (int call = 0; call < 3000; ++call) {
        VoiceState state;
        int turns = 0;
        auto f = facts();
        for (auto n = dice() % 4; n > 0; --n) f.byContact.push_back(account(static_cast<int>(n), "x"));
        while (true) {
            ASSERT_LE(++turns, maxVoiceTurns + 1);
            f.found.reset();
            if (dice() % 5 == 0) f.found = PlaceResolution{.place = ReportPlace{{1, 2}, "meter", 1, 1}};
            const auto turn = voiceTurn(state, {digits[dice() % digits.size()], dice() % 3 ? "" : "<speech & more>"}, f);
            ASSERT_FALSE(toTwiml(turn, "/v").empty());
            if (!turn.gather) break;
            state = turn.next;
        }
    }
}

}  // namespace
}  // namespace ok::reports
