// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// What a text message means (P01, main job 6). Every row of tests/vectors/reports/sms_intent.json is one message and
// what we must read from it; the random tests throw bytes at the reader with a fixed seed.
#include "shared/reports/sms_intent.h"

#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <fstream>
#include <random>
#include <sstream>

#include "shared/reports/sms_text.h"

namespace ok::reports {
namespace {

namespace json = boost::json;

json::array rows() {
    std::ifstream file(OK_SOURCE_DIR "/tests/vectors/reports/sms_intent.json");
    std::stringstream text;
    text << file.rdbuf();
    return json::parse(text.str()).as_array();
}
template <class E>
std::string nameOf(E value) {
    return boost::describe::enum_to_string(value, "?");
}
std::string bodyOf(const json::object& row) {
    const auto* hex = row.if_contains("bodyHex");
    if (!hex) return std::string(row.at("body").as_string());
    std::string bytes;
    for (std::size_t i = 0; i + 1 < hex->as_string().size(); i += 2) {
        bytes += static_cast<char>(std::stoi(std::string(hex->as_string().subview(i, 2)), nullptr, 16));
    }
    return bytes;
}
SmsContext contextOf(const json::object& row) {
    SmsContext context;
    if (const auto* c = row.if_contains("context")) {
        if (const auto* n = c->as_object().if_contains("choices")) context.choices = static_cast<int>(n->as_int64());
        if (const auto* a = c->as_object().if_contains("awaitingPlace")) context.awaitingPlace = a->as_bool();
    }
    return context;
}
std::string textOr(const json::object& row, const char* key) {
    const auto* v = row.if_contains(key);
    return v && v->is_string() ? std::string(v->as_string()) : std::string();
}
std::string symptomsOf(const SmsReading& reading) {
    std::string out;
    for (auto s : reading.symptoms) out += (out.empty() ? "" : " ") + nameOf(s);
    return out;
}
bool contains(const std::vector<std::string>& list, const std::string& wanted) {
    return std::find(list.begin(), list.end(), wanted) != list.end();
}

void checkRow(const json::object& row) {
    const auto reading = readSms(bodyOf(row), contextOf(row));
    EXPECT_EQ(nameOf(reading.intent), textOr(row, "intent"));
    if (const auto* wanted = row.if_contains("symptoms")) {
        std::string all;
        for (const auto& s : wanted->as_array()) all += (all.empty() ? "" : " ") + std::string(s.as_string());
        EXPECT_EQ(symptomsOf(reading), all);
    }
    if (const auto has = textOr(row, "has"); !has.empty()) {
        EXPECT_NE(symptomsOf(reading).find(has), std::string::npos) << symptomsOf(reading);
    }
    EXPECT_EQ(reading.account.value_or(""), textOr(row, "account"));
    EXPECT_EQ(reading.address.value_or(""), textOr(row, "address"));
    if (const auto language = textOr(row, "language"); !language.empty()) EXPECT_EQ(nameOf(reading.language), language);
    if (const auto service = textOr(row, "service"); !service.empty()) EXPECT_EQ(nameOf(reading.service), service);
    if (const auto reason = textOr(row, "reason"); !reason.empty()) {
        EXPECT_TRUE(contains(reading.reasons, reason)) << reason;
    }
    if (const auto* wants = row.if_contains("wantsStatus")) EXPECT_EQ(reading.wantsStatus, wants->as_bool());
    const auto* choice = row.if_contains("choice");
    EXPECT_EQ(reading.choice.value_or(0), choice ? choice->as_int64() : 0);
}

TEST(SmsIntent, every_row_of_the_vectors_reads_as_written) {
    const auto all = rows();
    ASSERT_GE(all.size(), 120u);
    for (const auto& row : all) {
        SCOPED_TRACE(std::string(row.as_object().at("name").as_string()));
        checkRow(row.as_object());
    }
}

TEST(SmsIntent, an_opt_out_survives_any_context_case_blanks_and_punctuation) {
    std::mt19937 dice(20240926);
    const std::vector<std::string> words = {"stop", "unsubscribe", "cancel", "quit", "end", "stopall", "alto"};
    const std::string noise = " \t\n.!,;:\"()*-_~";
    for (int i = 0; i < 4000; ++i) {
        auto word = words[dice() % words.size()];
        for (auto& c : word) {
            if (dice() % 2) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
        }
        std::string body;
        for (auto n = dice() % 4; n > 0; --n) body += noise[dice() % noise.size()];
        body += word;
        for (auto n = dice() % 4; n > 0; --n) body += noise[dice() % noise.size()];
        const SmsContext context{static_cast<int>(dice() % 4), dice() % 2 == 0, Language::en};
        ASSERT_EQ(readSms(body, context).intent, SmsIntent::opt_out) << body;
    }
}

TEST(SmsIntent, random_bytes_never_crash_and_always_come_back_as_valid_text_with_reasons) {
    std::mt19937 dice(7);
    for (int i = 0; i < 6000; ++i) {
        std::string body(dice() % 200, '\0');
        for (auto& c : body) c = static_cast<char>(dice() % 256);
        const auto reading = readSms(body);
        ASSERT_TRUE(isValidUtf8(reading.text));
        ASSERT_FALSE(reading.reasons.empty());
    }
}

TEST(SmsIntent, random_words_of_the_phrase_book_never_crash_and_read_the_same_twice) {
    std::mt19937 dice(11);
    const std::vector<std::string> words = {"no",   "power", "out",   "still", "12",  "main", "st",   "and", "off", "on",
                                            "stop", "luz",   "sin",   "wire",  "down", "at",  "acct", "5th", "?",   "100200300",
                                            "back", "half",  "calle", "not",   "é",    "#",   "🙂",   ",",   "8:30", "since"};
    for (int i = 0; i < 6000; ++i) {
        std::string body;
        for (auto n = dice() % 14; n > 0; --n) body += words[dice() % words.size()] + " ";
        ASSERT_EQ(readSms(body), readSms(body)) << body;
    }
}

TEST(SmsIntent, a_body_longer_than_any_provider_sends_is_cut_and_says_so) {
    const auto reading = readSms(std::string("no power ") + std::string(100'000, 'x'));
    EXPECT_EQ(reading.intent, SmsIntent::report);
    EXPECT_TRUE(contains(reading.reasons, "text.truncated"));
    EXPECT_LE(reading.text.size(), maxSmsBytes);
}

TEST(SmsIntent, a_cut_in_the_middle_of_a_character_is_no_wrong_encoding) {
    std::string body = "sin luz ";
    while (body.size() < maxSmsBytes + 10) body += "ñ";
    EXPECT_FALSE(readSmsText(body).repaired);
    EXPECT_FALSE(readSmsText("x" + body).repaired);
}

TEST(SmsIntent, the_language_of_the_earlier_talk_is_kept_when_the_message_has_none) {
    EXPECT_EQ(readSms("100200300", {.language = Language::es}).language, Language::es);
    EXPECT_EQ(readSms("no power", {.language = Language::es}).language, Language::en);
}

}  // namespace
}  // namespace ok::reports
