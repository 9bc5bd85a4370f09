// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// The drafted update (P09, F35.R1, F35.R2, F35.R6, main job 9): honest, plain, in the reader's zone and language. Cases
// and golden texts are data (tests/vectors/comms); OK_WRITE_GOLDEN=1 writes the texts anew, to be read by a person.
#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <cstdlib>
#include <fstream>
#include <sstream>

#include "shared/comms/draft.h"
#include "shared/comms/email_html.h"
#include "shared/comms/phrases.h"
#include "shared/comms/reading_level.h"

namespace ok::comms {
namespace {

namespace json = boost::json;

std::string vectorPath(const std::string& name) { return std::string(OK_SOURCE_DIR) + "/tests/vectors/comms/" + name; }

json::value readVectors(const std::string& name) {
    std::ifstream in(vectorPath(name));
    std::stringstream text;
    text << in.rdbuf();
    return json::parse(text.str());
}

std::string textOf(const json::object& o, const char* key) {
    const auto* v = o.if_contains(key);
    return v == nullptr ? std::string() : std::string(v->as_string());
}

int numberOf(const json::object& o, const char* key) {
    const auto* v = o.if_contains(key);
    return v == nullptr ? 0 : static_cast<int>(v->as_int64());
}

Instant timeOf(const json::object& o, const char* key) {
    const std::string text = textOf(o, key);
    return text.empty() ? Instant() : *parseIso(text);
}

template <class Enum>
Enum enumOf(std::string_view text) {
    Enum out{};
    EXPECT_TRUE(boost::describe::enum_from_string(std::string(text).c_str(), out)) << text;
    return out;
}

EtaBelief beliefOf(const json::object& o, const char* key) {
    const auto* v = o.if_contains(key);
    if (v == nullptr) return {};
    const auto& a = v->as_array();
    return {*parseIso(a[0].as_string()), *parseIso(a[1].as_string()), enumOf<EtaConfidence>(a[2].as_string())};
}

UpdateFacts factsOf(const json::object& o) {
    UpdateFacts f;
    f.kind = enumOf<UpdateKind>(textOf(o, "kind"));
    f.drill = o.contains("drill");
    f.utility = "Bluegrass Electric";
    f.area = "Riverside";
    f.customersOut = numberOf(o, "customers_out");
    f.customersBack = numberOf(o, "customers_back");
    f.causeKey = textOf(o, "cause_key");
    f.crewKey = textOf(o, "crew_key");
    f.eta = beliefOf(o, "eta");
    f.oldEta = beliefOf(o, "old_eta");
    f.oldEtaToldAt = timeOf(o, "old_eta_told_at");
    f.nextUpdate = timeOf(o, "next_update");
    f.pageUrl = "https://outage.example/o/bluegrass";
    f.phone = "555-0100";
    return f;
}

const Reader reader{"America/New_York", Language::en, {"123 Maple St"}, "Riverside"};

std::string channelName(const Draft& d) {
    return std::string(boost::describe::enum_to_string(d.channel, "")) + "." +
           boost::describe::enum_to_string(d.language, "");
}

json::object renderedCase(const json::object& c) {
    json::object out;
    out["name"] = c.at("name");
    const UpdateFacts facts = factsOf(c);
    for (const Draft& draft : draftUpdate(facts, timeOf(c, "now"))) {
        const auto made = renderDraft(draft, reader, facts.drill);
        EXPECT_TRUE(made.ok());
        const std::string name = channelName(draft);
        if (draft.channel == Channel::email) out[name + ".subject"] = made->subject;
        out[name] = made->text;
        if (draft.channel == Channel::sms) out[name + ".segments"] = made->size.segments;
    }
    return out;
}

void writeGolden(const json::array& cases) {
    std::ofstream out(vectorPath("drafts.json"));
    out << "[\n";
    for (std::size_t i = 0; i < cases.size(); ++i) {
        out << " {";
        bool first = true;
        for (const auto& [key, value] : cases[i].as_object()) {
            out << (first ? "" : ",\n  ") << json::serialize(key) << ": " << json::serialize(value);
            first = false;
        }
        out << (i + 1 < cases.size() ? "},\n" : "}\n");
    }
    out << "]\n";
}

TEST(Draft, SaysWhatTheGoldenTextsSay) {  // P09, main job 9
    json::array made;
    const auto inputs = readVectors("draft_cases.json");
    for (const auto& c : inputs.as_array()) made.push_back(renderedCase(c.as_object()));
    if (std::getenv("OK_WRITE_GOLDEN") != nullptr) writeGolden(made);
    const json::array golden = readVectors("drafts.json").as_array();
    ASSERT_EQ(golden.size(), made.size());
    for (std::size_t i = 0; i < golden.size(); ++i) {
        SCOPED_TRACE(json::serialize(golden[i].at("name")));
        EXPECT_EQ(json::serialize(golden[i]), json::serialize(made[i]));
    }
}

TEST(Draft, ATextMessageNeedsAtMostTwoSegmentsAndUsuallyOne) {
    int one = 0, all = 0;
    const auto inputs = readVectors("draft_cases.json");
    for (const auto& c : inputs.as_array()) {
        const UpdateFacts facts = factsOf(c.as_object());
        for (const Draft& draft : draftUpdate(facts, timeOf(c.as_object(), "now"))) {
            if (draft.channel != Channel::sms) continue;
            const int segments = renderDraft(draft, reader, facts.drill)->size.segments;
            EXPECT_LE(segments, 2) << draft.text;
            ++all;
            one += segments == 1 ? 1 : 0;
        }
    }
    EXPECT_GE(one * 3, all * 2) << one << " of " << all;
}

TEST(Draft, EveryTextIsPlainEnough) {  // F35.R5: readability is measured, not hoped for
    const auto inputs = readVectors("draft_cases.json");
    for (const auto& c : inputs.as_array()) {
        const UpdateFacts facts = factsOf(c.as_object());
        for (const Draft& draft : draftUpdate(facts, timeOf(c.as_object(), "now"))) {
            const auto made = renderDraft(draft, reader, false);
            const ReadingLevel level = readingLevel(made->text, draft.language);
            EXPECT_TRUE(level.plain) << level.score << ": " << made->text;
        }
    }
}

TEST(ReadingLevel, TellsAnEngineersSentenceFromAPlainOne) {
    EXPECT_FALSE(readingLevel("Restoration of distribution infrastructure is anticipated following completion of "
                              "vegetation management activities.", Language::en).plain);
    EXPECT_FALSE(readingLevel("La restauración de la infraestructura de distribución se anticipa posteriormente a la "
                              "finalización de actividades de mantenimiento.", Language::es).plain);
    EXPECT_EQ(syllablesOf("estimate", Language::en), 3);
    EXPECT_EQ(syllablesOf("people", Language::en), 2);
    EXPECT_EQ(syllablesOf("restored", Language::en), 2);
    EXPECT_EQ(syllablesOf("energía", Language::es), 4);
    EXPECT_EQ(syllablesOf("estimación", Language::es), 4);
    EXPECT_EQ(syllablesOf("siguiente", Language::es), 3);
    EXPECT_EQ(syllablesOf("oír", Language::es), 2);
    EXPECT_EQ(readingLevel("Volverá a las 6 p. m. del jueves. Gracias a todos.", Language::es).sentences, 2);
    EXPECT_EQ(readingLevel("", Language::en).words, 0);
}

TEST(Draft, ADrillSaysSoFirstInEveryChannelEvenWhenTheOperatorCutItOut) {  // main job 12
    UpdateFacts facts;
    facts.drill = true;
    facts.utility = "Bluegrass Electric";
    for (Draft draft : draftUpdate(facts, *parseIso("2024-09-26T18:07:00Z"))) {
        draft.text = "All is well.";
        draft.subject = draft.channel == Channel::email ? "News" : "";
        const auto made = renderDraft(draft, reader, true);
        const std::string mark(drillMark(draft.language));
        EXPECT_TRUE(made->text.starts_with(mark)) << made->text;
        if (draft.channel == Channel::email) {
            EXPECT_TRUE(made->subject.starts_with(mark)) << made->subject;
            EXPECT_NE(made->html.find(mark), std::string::npos);
        }
    }
}

TEST(Draft, IsReadInTheCustomersOwnTimeZone) {  // main job 9
    const Draft draft{Channel::sms, Language::en, {}, "Power back by {time 2024-09-26T22:30:00Z}.", {}};
    EXPECT_EQ(renderDraft(draft, {"America/New_York", Language::en, {}, {}}, false)->text, "Power back by 6:30 PM Thursday.");
    EXPECT_EQ(renderDraft(draft, {"America/Chicago", Language::en, {}, {}}, false)->text, "Power back by 5:30 PM Thursday.");
    EXPECT_EQ(renderDraft(draft, {"Asia/Tokyo", Language::en, {}, {}}, false)->text, "Power back by 7:30 AM Friday.");
    EXPECT_EQ(renderDraft(draft, {"Nowhere", Language::en, {}, {}}, false).problem().code, "unknown_time_zone");
}

TEST(Draft, OneContactWithSeveralAccountsReadsAllItsPlaces) {
    const auto places = [](std::vector<std::string> list, Language language) {
        return sayPlaces({"UTC", language, std::move(list), "Riverside"});
    };
    EXPECT_EQ(places({"123 Maple St"}, Language::en), "123 Maple St");
    EXPECT_EQ(places({"123 Maple St", "9 Oak Ave"}, Language::en), "123 Maple St and 9 Oak Ave");
    EXPECT_EQ(places({"123 Maple St", "9 Oak Ave", "1 Elm"}, Language::es), "123 Maple St y 2 lugares más");
    EXPECT_EQ(places({}, Language::en), "Riverside");
    EXPECT_EQ(places({std::string(300, 'x')}, Language::en).size(), 40u);
}

TEST(Draft, AnEditIsRefusedWithEveryReasonAtOnce) {
    Draft draft{Channel::email, Language::en, "News\r\nBcc: all@example.com", "Hello {name}", {}};
    const Status refused = checkDraft(draft);
    ASSERT_FALSE(refused.ok());
    ASSERT_EQ(refused.problem().fields.size(), 2u);
    EXPECT_EQ(refused.problem().fields[0].code, "control_character");
    EXPECT_EQ(refused.problem().fields[1].code, "unknown_placeholder");
    EXPECT_EQ(refused.problem().fields[1].message, "`{name}` is not a placeholder of messages");
    draft = {Channel::sms, Language::en, {}, std::string(400, 'a'), {}};
    EXPECT_EQ(checkDraft(draft).problem().fields[0].code, "too_many_segments");
    draft.text = "Crew on site {places}. {time 2024-09-26T22:30:00Z}";
    EXPECT_TRUE(checkDraft(draft).ok());
    for (const char* bad : {"{", "}", "{places", "a } b", "{time}", "{time x}", "{range 2024-09-26T22:30:00Z}",
                            "{range 2024-09-26T22:30:00Z 2024-09-26T20:30:00Z}", "{places }", "{}", "{{places}}"}) {
        draft.text = bad;
        EXPECT_FALSE(checkDraft(draft).ok()) << bad;
    }
}

TEST(Draft, NamesFromOutsideCannotSmuggleInPlaceholdersOrMarkup) {  // "bad input"
    UpdateFacts facts;
    facts.utility = "<script>{places}\r\nX";
    facts.area = "{time}";
    for (const Draft& draft : draftUpdate(facts, *parseIso("2024-09-26T18:07:00Z"))) {
        EXPECT_TRUE(checkDraft(draft).ok()) << draft.text;
        const auto made = renderDraft(draft, reader, false);
        ASSERT_TRUE(made.ok());
        EXPECT_EQ(made->html.find("<script>"), std::string::npos);
    }
    EXPECT_EQ(emailHtml("s", "<b>&\"'", Language::en, false).find("<b>"), std::string::npos);
}

TEST(EtaWords, AreNeverMorePreciseThanTheBelief) {  // F37.R1, F35.R1
    const Instant now = *parseIso("2024-09-26T18:07:00Z");
    const Instant eta = *parseIso("2024-09-26T22:27:00Z");
    EXPECT_EQ(sayableEta({}, now).form, EtaForm::none);
    EXPECT_EQ(sayableEta({eta, eta, EtaConfidence::none}, now).form, EtaForm::none);
    EXPECT_EQ(sayableEta({eta, eta, EtaConfidence::high}, now).form, EtaForm::exact);
    EXPECT_EQ(toIso(sayableEta({eta, eta, EtaConfidence::high}, now).until).substr(11, 5), "22:30");
    EXPECT_EQ(sayableEta({eta, eta, EtaConfidence::high}, eta).form, EtaForm::passed);
    for (const EtaConfidence c : {EtaConfidence::medium, EtaConfidence::low}) {
        const EtaPhrase p = sayableEta({eta, eta, c}, now);
        EXPECT_LE(p.from, eta);
        EXPECT_GE(p.until - p.from, c == EtaConfidence::medium ? Duration(hours(1)) : Duration(hours(4)));
        EXPECT_GE(p.until, eta);
        EXPECT_GE(p.from, now);
    }
}

}  // namespace
}  // namespace ok::comms
