// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// The decision of intake (P01–P04, F16.R4): which place is meant, what is kept, asked and answered. Cases are built from
// one account and one message; each test changes one thing.
#include "shared/reports/intake.h"

#include <gtest/gtest.h>

#include "shared/comms/sms_segments.h"
#include "shared/reports/report_events.h"
#include "shared/reports/reports_views.h"
#include "shared/views/memory_documents.h"

namespace ok::reports {
namespace {

AccountId accountId(int n) { return AccountId{UuidBytes{static_cast<std::uint8_t>(n)}}; }
ReportId reportId(int n) { return ReportId{UuidBytes{static_cast<std::uint8_t>(n)}}; }
AccountFact account(int n, const char* label = "12 Main St") {
    return {.account = accountId(n), .label = label, .place = ReportPlace{{-84.5, 38.0}, "meter", 5, 1}, .timeZone = "America/New_York"};
}
AddressFact address(double metres = 10, double confidence = 0.9) {
    return {.place = {{-84.4, 38.1}, "address_point", metres, confidence}, .label = "40 Oak Ave"};
}
const Instant now = Instant::fromSeconds(1'727'400'000);

TEST(ResolvePlace, what_the_message_says_beats_what_the_number_suggests) {
    PlaceFacts facts{.byContact = {account(1)}};
    EXPECT_EQ(resolvePlace(facts).reason, "contact");
    facts.byAddress = address();
    facts.addressGiven = true;
    EXPECT_EQ(resolvePlace(facts).reason, "address");
    facts.byNumber = account(2);
    facts.numberGiven = true;
    EXPECT_EQ(resolvePlace(facts).account, accountId(2));
    facts.chosen = account(3);
    EXPECT_EQ(resolvePlace(facts).account, accountId(3));
}
TEST(ResolvePlace, several_accounts_of_one_number_are_asked_about) {
    const auto r = resolvePlace({.byContact = {account(1), account(2)}});
    EXPECT_EQ(r.outcome, PlaceOutcome::askWhich);
    EXPECT_EQ(r.reason, "several_accounts");
}
TEST(ResolvePlace, an_address_that_is_coarse_unsure_ambiguous_or_unknown_is_for_a_person_not_for_the_callers_account) {
    const auto reason = [](std::optional<AddressFact> a) {
        return resolvePlace({.byContact = {account(1)}, .byAddress = std::move(a), .addressGiven = true}).reason;
    };
    EXPECT_EQ(reason(address(coarsestMetres + 1)), "address_too_coarse");
    EXPECT_EQ(reason(address(10, leastConfidence - 0.01)), "address_too_coarse");
    auto twice = address();
    twice.ambiguous = true;
    EXPECT_EQ(reason(twice), "address_ambiguous");
    EXPECT_EQ(reason(std::nullopt), "address_unknown");
    EXPECT_EQ(reason(address(coarsestMetres, leastConfidence)), "address");
}
TEST(ResolvePlace, an_account_number_that_does_not_exist_falls_back_to_the_callers_account) {
    EXPECT_EQ(resolvePlace({.byContact = {account(1)}, .numberGiven = true}).account, accountId(1));
    EXPECT_EQ(resolvePlace({.numberGiven = true}).reason, "account_unknown");
}
TEST(ResolvePlace, nothing_known_asks_for_the_place_and_a_phones_position_answers) {
    EXPECT_EQ(resolvePlace({}).outcome, PlaceOutcome::askPlace);
    EXPECT_EQ(resolvePlace({.device = ReportPlace{{1, 2}, "device", 20, 0.9}}).outcome, PlaceOutcome::device);
}

EarlierReport earlier(int n) {
    return {.report = reportId(n), .receivedAt = now - minutes(n), .out = true, .position = LonLat{-84.5, 38.0}};
}
// F16.R4: one account counts once an incident.
TEST(RepeatedReport, an_account_that_reported_into_an_open_incident_is_not_counted_again) {
    auto first = earlier(30);
    first.incident = IncidentId{UuidBytes{9}};
    first.incidentOpen = true;
    first.receivedAt = now - hours(40);
    EXPECT_EQ(repeatedReport({first, earlier(5)}, Service::electric, true, {}, now), reportId(30));
    first.incidentOpen = false;
    EXPECT_EQ(repeatedReport({first}, Service::electric, true, {}, now), std::nullopt);
}
TEST(RepeatedReport, a_report_without_incident_counts_for_six_hours_and_only_for_its_service) {
    auto lone = earlier(1);
    lone.receivedAt = now - unjoinedLifetime;
    EXPECT_TRUE(repeatedReport({lone}, Service::electric, true, {}, now));
    EXPECT_FALSE(repeatedReport({lone}, Service::water, true, {}, now));
    lone.receivedAt = now - unjoinedLifetime - microseconds(1);
    EXPECT_FALSE(repeatedReport({lone}, Service::electric, true, {}, now));
}
TEST(RepeatedReport, without_an_account_the_same_contact_repeats_only_at_the_same_place) {
    EXPECT_TRUE(repeatedReport({earlier(5)}, Service::electric, false, LonLat{-84.5, 38.0003}, now));
    EXPECT_FALSE(repeatedReport({earlier(5)}, Service::electric, false, LonLat{-84.5, 38.01}, now));
    EXPECT_FALSE(repeatedReport({earlier(5)}, Service::electric, false, std::nullopt, now));
}
TEST(RepeatedReport, a_report_that_said_it_is_back_is_no_first_report) {
    auto back = earlier(5);
    back.out = false;
    EXPECT_FALSE(repeatedReport({back}, Service::electric, true, {}, now));
}

struct Said {
    SmsReading reading;
    PlaceResolution place;
    ContactTalk talk;
    bool asked = false;
    bool optedOut = false;
    IntakePlan plan() const { return planMessage({reading, place, asked ? &talk : nullptr, optedOut}); }
};
Said said(const char* body, PlaceFacts facts = {.byContact = {account(1)}}, SmsContext context = {}) {
    return {.reading = readSms(body, context), .place = resolvePlace(facts)};
}

TEST(PlanMessage, a_report_at_a_known_place_is_kept_and_answered) {
    const auto plan = said("OUT").plan();
    EXPECT_TRUE(plan.record);
    EXPECT_EQ(plan.unplacedReason, "");
    EXPECT_EQ(plan.replyKey, "received");
}
TEST(PlanMessage, a_report_without_a_place_is_kept_in_the_tray_and_asked_about) {
    const auto plan = said("no power", {}).plan();
    EXPECT_TRUE(plan.record);
    EXPECT_EQ(plan.unplacedReason, "no_place");
    EXPECT_TRUE(plan.asksPlace);
    EXPECT_EQ(plan.replyKey, "ask_place");
}
TEST(PlanMessage, the_answer_to_our_question_places_the_pending_report_instead_of_making_a_second_one) {
    auto s = said("12 Main St", {.byAddress = address(), .addressGiven = true}, {.awaitingPlace = true});
    s.asked = true;
    s.talk = {.awaitingPlace = true, .pending = reportId(7)};
    const auto plan = s.plan();
    EXPECT_TRUE(plan.answersPending);
    EXPECT_TRUE(plan.endsTalk);
    EXPECT_FALSE(plan.record);
}
TEST(PlanMessage, danger_is_answered_with_the_warning_even_when_the_place_is_missing) {
    EXPECT_EQ(said("sparking wire down", {}).plan().replyKey, "danger_wires");
    EXPECT_EQ(said("I smell gas").plan().replyKey, "danger_gas");
    EXPECT_TRUE(said("sparking wire down", {}).plan().asksPlace);
}
TEST(PlanMessage, stop_is_answered_once_and_never_again) {
    auto s = said("STOP");
    EXPECT_EQ(s.plan().consent, ConsentChange::optOut);
    EXPECT_EQ(s.plan().replyKey, "opted_out");
    EXPECT_FALSE(s.plan().record);
    s.optedOut = true;
    EXPECT_EQ(s.plan().replyKey, "");
}
TEST(PlanMessage, a_danger_behind_a_stop_is_kept_but_only_the_stop_is_answered) {
    const auto plan = said("STOP. wires down on Oak Ave", {}).plan();
    EXPECT_EQ(plan.replyKey, "opted_out");
    EXPECT_TRUE(plan.record);
    EXPECT_EQ(plan.unplacedReason, "no_place");
}
TEST(PlanMessage, after_stop_a_report_is_kept_without_an_answer_and_start_brings_answers_back) {
    auto s = said("OUT");
    s.optedOut = true;
    EXPECT_TRUE(s.plan().record);
    EXPECT_EQ(s.plan().replyKey, "");
    auto start = said("START");
    start.optedOut = true;
    EXPECT_EQ(start.plan().consent, ConsentChange::optIn);
    EXPECT_EQ(start.plan().replyKey, "opted_in");
}
TEST(PlanMessage, words_nobody_can_read_go_to_a_person) {
    const auto plan = said("lol").plan();
    EXPECT_TRUE(plan.record);
    EXPECT_EQ(plan.unplacedReason, "not_understood");
}
TEST(PlanMessage, status_asks_which_account_and_keeps_no_report) {
    const auto plan = said("STATUS", {.byContact = {account(1), account(2)}}).plan();
    EXPECT_FALSE(plan.record);
    EXPECT_TRUE(plan.asksWhich);
    EXPECT_TRUE(plan.askStatus);
    EXPECT_EQ(plan.replyKey, "ask_which");
}

Reply answer(const std::string& key, std::optional<IncidentFact> incident, Language language = Language::en) {
    const auto place = resolvePlace({.byContact = {account(1)}});
    return replyFor(key, {.utility = "Bluegrass Power", .place = place, .incident = incident, .language = language, .now = now,
                          .timeZone = "America/New_York"});
}
TEST(ReplyFor, a_time_is_told_on_the_customers_clock_and_a_past_one_never) {
    EXPECT_EQ(replyText(answer("received", IncidentFact{.etr = now + hours(2)}), Language::en, ReplyMedium::sms),
              "Bluegrass Power: Thank you. We know of an outage at 12 Main St and are on it. Expected back: Thu 11:20 PM. "
              "Reply STATUS for news.");
    EXPECT_EQ(answer("received", IncidentFact{.etr = now - seconds(1)}).values.count("etr"), 0u);
    EXPECT_EQ(answer("status", IncidentFact{.etr = now - seconds(1)}).key, "status_no_etr");
}
TEST(ReplyFor, an_estimate_is_said_no_more_precisely_than_it_is_known_and_a_cause_by_its_key_only) {  // F35.R1
    IncidentFact fact{.etr = now + hours(2), .etrFrom = now + minutes(30), .cause = "tree"};
    EXPECT_EQ(answer("status", fact).values.at("etr"), "Thu 9:50 PM-11:20 PM");
    EXPECT_EQ(answer("status", fact, Language::es).values.at("etr"), "jue 21:50-23:20");
    EXPECT_EQ(answer("status", fact).values.at("cause"), "a tree on our lines");
    fact.etrRough = true;
    fact.etr = now + hours(6);
    EXPECT_EQ(answer("status", fact).values.at("etr"), "maybe Thu 9:50 PM-Fri 3:20 AM");
    fact.cause = "the mayor's brother-in-law cut it";
    EXPECT_EQ(answer("status", fact).values.count("cause"), 0u) << "free words of one person reach no customer";
    fact.cause = "equipment";
    EXPECT_LE(replyText(answer("status", fact), Language::en, ReplyMedium::sms).size(), 160u);
}
TEST(ReplyFor, a_utility_of_two_time_zones_tells_each_customer_their_own_hour) {
    auto western = account(1);
    western.timeZone = "America/Chicago";
    const auto place = resolvePlace({.byContact = {western}});
    const std::optional incident(IncidentFact{.etr = now + hours(2), .timeZone = "America/New_York"});
    const auto reply = replyFor("status", {.utility = "U", .place = place, .incident = incident, .language = Language::en, .now = now,
                                           .timeZone = "America/New_York"});
    EXPECT_EQ(reply.values.at("etr"), "Thu 10:20 PM");
}
TEST(ReplyFor, no_incident_is_said_plainly_and_a_closed_one_is_none) {
    EXPECT_EQ(answer("status", std::nullopt).key, "status_none");
    EXPECT_EQ(answer("status", IncidentFact{.open = false}).key, "status_none");
}
TEST(ReplyText, spanish_keeps_to_the_cheap_alphabet) {
    const auto text = replyText(answer("status", std::nullopt, Language::es), Language::es, ReplyMedium::sms);
    EXPECT_EQ(text, "Bluegrass Power: No sabemos de ningun corte en 12 Main St. Si no tiene luz, responda SIN LUZ.");
}
TEST(ReplyText, every_text_message_fits_one_segment_with_ordinary_values_and_is_gsm) {
    const std::map<std::string, std::string> values = {
        {"utility", "Bluegrass Power"}, {"place", "12 Main St"}, {"etr", "Thu 11:20 PM"}, {"cause", "trees"}, {"count", "3"},
        {"phone", "859-555-0100"}, {"choices", "1 = 12 Main St; 2 = 40 Oak Ave; 3 = 7 Elm Ct"}};
    for (const auto& key : replyKeys()) {
        if (key.starts_with("voice_")) continue;
        for (const auto language : {Language::en, Language::es}) {
            const auto text = replyText({key, values}, language, ReplyMedium::sms);
            const auto size = comms::measureSms(text);
            EXPECT_EQ(size.alphabet, comms::SmsAlphabet::gsm7) << text;
            EXPECT_LE(size.segments, 1) << key << " " << size.units << ": " << text;
        }
    }
}
TEST(ReplyText, every_key_has_words_in_both_languages_and_every_medium_and_no_gap_is_left) {
    for (const auto& key : replyKeys()) {
        for (const auto language : {Language::en, Language::es}) {
            for (const auto medium : {ReplyMedium::sms, ReplyMedium::voice, ReplyMedium::page}) {
                const auto text = replyText({key, {{"utility", "U"}, {"choices", "1 = A"}, {"count", "2"}}}, language, medium);
                EXPECT_FALSE(text.empty()) << key;
                EXPECT_EQ(text.find_first_of("{}[]"), std::string::npos) << text;
            }
        }
    }
}
TEST(LocalMoment, is_short_near_and_dated_far) {
    const auto t = Instant::fromSeconds(1'727'388'000);  // 2024-09-26T22:00Z
    EXPECT_EQ(localMoment(t, t, "America/New_York", Language::en), "Thu 6:00 PM");
    EXPECT_EQ(localMoment(t, t, "America/New_York", Language::es), "jue 18:00");
    EXPECT_EQ(localMoment(t + hours(24 * 9), t, "America/New_York", Language::en), "Sat 10/5 6:00 PM");
    EXPECT_EQ(localMoment(t, t, "Nowhere/None", Language::en), "Thu 10:00 PM");
}

struct Projected {
    MemoryDocuments rows;
    Views views{rows};
    Projections projections;
    Projected() { addProjections(projections); }
    template <class E>
    void operator()(const E& event) {
        EntryHeader header;
        header.type = std::string(E::eventType);
        projections.apply(header, &event, views);
    }
};
TEST(ReportsViews, an_unplaced_report_stands_in_the_tray_until_somebody_places_or_discards_it) {
    Projected p;
    p(ReportReceived{Report{.id = reportId(1), .symptoms = {Symptom::wire_down}}});
    p(ReportUnplaced{reportId(1), "no_place"});
    ASSERT_TRUE(p.views.find<TrayItem>(reportId(1).str()));
    EXPECT_TRUE(p.views.find<TrayItem>(reportId(1).str())->danger);
    p(ReportPlaced{reportId(1), accountId(4), ReportPlace{{1, 2}, "operator", 5, 1}, "operator"});
    EXPECT_FALSE(p.views.find<TrayItem>(reportId(1).str()));
    EXPECT_EQ(p.views.find<Report>(reportId(1).str())->account, accountId(4));
    EXPECT_EQ(p.views.byKey<Report>("account", accountId(4).str()).size(), 1u);
}
TEST(ReportsViews, repeats_are_counted_and_add_what_they_say) {
    Projected p;
    p(ReportReceived{Report{.id = reportId(1), .symptoms = {Symptom::out}}});
    p(ReportRepeated{.report = reportId(1), .symptoms = {Symptom::out, Symptom::wire_down}, .saidAt = now});
    const auto report = p.views.find<Report>(reportId(1).str());
    EXPECT_EQ(report->repeats, 1);
    EXPECT_EQ(report->symptoms, (std::vector{Symptom::out, Symptom::wire_down}));
}
TEST(ReportsViews, the_last_word_about_consent_counts_and_a_stop_ends_the_talk) {
    Projected p;
    const Token<PhoneNumber> contact{"tok_a"};
    p(ContactAsked{ContactTalk{.contact = contact, .awaitingPlace = true}});
    p(ContactOptedOut{contact, Channel::sms, Language::es, "keyword.stop", now});
    EXPECT_FALSE(p.views.find<ContactTalk>("tok_a"));
    EXPECT_TRUE(p.views.find<ContactPreference>("tok_a")->optedOut);
    p(ContactOptedIn{contact, Channel::voice, Language::es, "key.3", now});
    EXPECT_FALSE(p.views.find<ContactPreference>("tok_a")->optedOut);
}

}  // namespace
}  // namespace ok::reports
