// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// The review side by side: documents as trees, times in the viewer's zone, people by channel, shapes, policy (F01.R2, F05.R3.A5).
#include <gtest/gtest.h>

#include <random>
#include <set>

#include "shared/approvals/review_diff.h"
#include "shared/base/local_text.h"
#include "tests/support/file_text.h"

namespace ok::approvals {
namespace {

struct FieldCase {
    std::string say;
    RawJson before, after;
    std::vector<std::string> changed;   // `path kind before -> after`
    std::int64_t same = 0;
};
BOOST_DESCRIBE_STRUCT(FieldCase, (), (say, before, after, changed, same))
struct TimeCase {
    std::string say, zone, incidentZone, delta, here, there;
    Instant before, after;
    TimeMove move = TimeMove::none;
    bool otherDay = false;
};
BOOST_DESCRIBE_STRUCT(TimeCase, (), (say, zone, incidentZone, delta, here, there, before, after, move, otherDay))
struct Vectors {
    std::vector<FieldCase> fields;
    std::vector<TimeCase> times;
};
BOOST_DESCRIBE_STRUCT(Vectors, (), (fields, times))

Vectors vectors() {
    auto out = fromJson<Vectors>(test::contents(OK_SOURCE_DIR "/tests/vectors/approvals/review_diffs.json"));
    EXPECT_TRUE(out.ok()) << toJson(out.problem());
    return out.ok() ? std::move(*out) : Vectors{};
}

/// Later versions of the zone data put a narrow space before `PM`.
std::string plainSpaces(std::string text) {
    for (std::size_t at = text.find("\u202f"); at != std::string::npos; at = text.find("\u202f")) text.replace(at, 3, " ");
    return text;
}

// F01.R2.A3: added, removed and modified places of nested documents, each with its full path.
TEST(ReviewDiffTest, DocumentsAreComparedPlaceByPlace) {
    const Vectors all = vectors();
    ASSERT_GE(all.fields.size(), 10U);
    for (const FieldCase& each : all.fields) {
        const auto diff = diffFields(each.before.text, each.after.text);
        ASSERT_TRUE(diff.ok()) << each.say;
        std::vector<std::string> changed;
        for (const FieldNode& node : diff->nodes) {
            if (node.change == ChangeKind::same || (node.before.empty() && node.after.empty())) continue;
            changed.push_back(node.path + " " + enumName(node.change) + " " + node.before + " -> " + node.after);
        }
        EXPECT_EQ(changed, each.changed) << each.say;
        EXPECT_EQ(diff->same, each.same) << each.say;
    }
}

std::string someDocument(std::mt19937& dice, int depth) {
    const unsigned what = dice() % (depth > 0 ? 6 : 3);
    if (what == 0) return std::to_string(dice() % 4);
    if (what == 1) return "\"w" + std::to_string(dice() % 3) + " x\"";
    if (what == 2) return dice() % 2 == 0 ? "true" : "null";
    std::string out(1, what < 5 ? '{' : '[');
    for (unsigned i = 0, n = dice() % 5; i < n; ++i) {
        if (i > 0) out += ',';
        if (what < 5) out += "\"k" + std::to_string(i * 2 + dice() % 2) + "\":";
        out += someDocument(dice, depth - 1);
    }
    return out + (what < 5 ? '}' : ']');
}

// A tree that reads well: nested ranges fit, a parent is unchanged exactly when all within is, and equal documents have no change.
TEST(ReviewDiffTest, TheTreeOfAnyTwoDocumentsIsSound) {
    std::mt19937 dice(5);
    for (int round = 0; round < 600; ++round) {
        const std::string before = someDocument(dice, 4), after = round % 4 == 0 ? before : someDocument(dice, 4);
        const auto diff = diffFields(before, after);
        ASSERT_TRUE(diff.ok());
        const auto same = *canonicalJson(before) == *canonicalJson(after);
        ASSERT_EQ(diff->nodes.front().change == ChangeKind::same, same) << before << after;
        ASSERT_EQ(diff->nodes.front().below + 1, static_cast<std::int64_t>(diff->nodes.size()));
        for (std::size_t i = 0; i < diff->nodes.size(); ++i) {
            const FieldNode& node = diff->nodes[i];
            const std::size_t end = i + 1 + static_cast<std::size_t>(node.below);
            ASSERT_LE(end, diff->nodes.size());
            for (std::size_t k = i + 1; k < end; ++k) {
                ASSERT_GT(diff->nodes[k].depth, node.depth);
                if (node.change != ChangeKind::modified) ASSERT_EQ(diff->nodes[k].change, node.change);
            }
            if (end < diff->nodes.size()) ASSERT_LE(diff->nodes[end].depth, node.depth);
        }
    }
}

TEST(ReviewDiffTest, WhatIsTooLargeOrNoJsonIsRefusedAndWhatIsLongIsCut) {
    EXPECT_EQ(diffFields("{", "{}").problem().code, "bad_json");
    EXPECT_EQ(diffFields(std::string(mostFieldBytes + 1, ' '), "").problem().code, "too_large");
    std::string many = "[";
    for (int i = 0; i < 30'000; ++i) many += std::string(i > 0 ? "," : "") + std::to_string(i);
    const auto diff = diffFields("", many + "]");
    ASSERT_TRUE(diff.ok());
    EXPECT_TRUE(diff->cut);
    EXPECT_EQ(diff->nodes.size(), mostFieldNodes);
    EXPECT_EQ(diff->added, 30'000);
}

// F01.R2.A4, F05.R3.A5: before and after in the viewer's zone with abbreviation and offset, the incident's zone, the difference.
TEST(ReviewDiffTest, TimesAreShownInTheViewersZoneWithTheirDifference) {
    for (const TimeCase& each : vectors().times) {
        const TimeChange got = changeOfTime({"i", "etr", each.before, each.incidentZone, "crew"}, {"i", "etr", each.after, each.incidentZone, "crew"}, {each.zone, "en-US"});
        EXPECT_EQ(got.delta, each.delta) << each.say;
        EXPECT_EQ(got.move, each.move) << each.say;
        EXPECT_EQ(got.otherDay, each.otherDay) << each.say;
        EXPECT_EQ(plainSpaces(got.after.here), each.here) << each.say;
        EXPECT_EQ(plainSpaces(got.after.there), each.there) << each.say;
    }
}

// F01.R2.A4: ten locales and more; each writes the day, the year and the clock in its own way and says the offset.
TEST(ReviewDiffTest, TwelveLocalesWriteATimeInTheirOwnWay) {
    const Instant t = *parseIso("2026-03-05T19:07:00Z");
    std::set<std::string> different;
    for (const char* locale : {"en-US", "en-GB", "es-MX", "fr-CA", "de-DE", "vi-VN", "zh-CN", "ja-JP", "ko-KR", "pt-BR", "pl-PL", "ru-RU"}) {
        const auto text = localText(t, "America/New_York", locale);
        ASSERT_TRUE(text.ok()) << locale;
        EXPECT_NE(text->find("2026"), std::string::npos) << locale << *text;
        EXPECT_NE(text->find("07"), std::string::npos) << locale << *text;
        EXPECT_TRUE(text->ends_with("EST (UTC-05:00)")) << locale << *text;
        different.insert(*text);
    }
    EXPECT_GE(different.size(), 10U);
    EXPECT_NE(localText(t, "Africa/Cairo", "ar-EG")->find("UTC+02:00"), std::string::npos);
    EXPECT_EQ(*localText(t, "UTC", "klingon-and-more-than-that"), *localText(t, "UTC", "en-US"));
    EXPECT_EQ(localText(t, "Mars/Olympus", "en-US").problem().code, "unknown_time_zone");
}

Polygon square(double side) { return {{{{-83, 38}, {-83 + side, 38}, {-83 + side, 38 + side}, {-83, 38 + side}}}}; }

struct Sides {
    ReviewSide before, after;
};

Sides sample() {
    Sides out;
    out.before.texts = {{"sms", "en", "body", "Power back by 2 PM in Boyd", "Power back by {eta} in {area}", TextForm::plain},
                        {"sms", "es", "body", "Regresa a las 2 PM", "", TextForm::plain},
                        {"voice", "en", "script", "Hello <break time=\"1s\"/> bye", "", TextForm::markup}};
    out.before.times = {{"7", "etr", *parseIso("2026-03-05T19:00:00Z"), "America/New_York", "model"}};
    out.before.shapes = {{"7", square(0.1)}};
    out.before.documents = {{ReviewSection::delivery, "throttling", {R"({"per_minute":500})"}}, {ReviewSection::policy, "guard_rules", {R"({"rules":[{"id":"a","n":1}]})"}}};
    out.before.audience = {{"total", {{"people", 1000}}}, {"channel", {{"sms", 900}, {"email", 400}}}, {"geography", {{"Boyd", 1000}}}};
    out.after = out.before;
    out.after.texts[0].text = "Power back by 3 PM in Boyd";
    out.after.texts.erase(out.after.texts.begin() + 1);
    out.after.texts.push_back({"email", "en", "subject", "Outage update", "", TextForm::plain});
    out.after.times[0].at = *parseIso("2026-03-05T20:30:00Z");
    out.after.shapes[0].shape = square(0.2);
    out.after.documents[0].body.text = R"({"per_minute":250})";
    out.after.audience["channel"] = {{"sms", 1800}, {"voice", 30}};
    return out;
}

// F01.R2.A2, F01.R3.A6: one list with an id for everything, in reading order, unchanged things too.
TEST(ReviewDiffTest, OneListSaysWhatBecomesOfEveryPart) {
    const Sides sides = sample();
    const auto diff = reviewDiff(sides.before, sides.after, {"America/Chicago", "en-US"});
    ASSERT_TRUE(diff.ok()) << toJson(diff.problem());
    std::vector<std::string> seen;
    for (const ReviewItem& item : diff->items) seen.push_back(item.id + " " + enumName(item.change));
    EXPECT_EQ(seen, (std::vector<std::string>{"message/email/en/subject added", "message/sms/en/body modified", "message/sms/es/body removed", "voice/voice/en/script same",
                                              "times/7/etr modified", "audience/total/people same", "audience/channel/email removed", "audience/channel/sms modified",
                                              "audience/channel/voice added", "audience/geography/Boyd same", "geometry/7 modified", "delivery/throttling modified",
                                              "policy/guard_rules same"}));
    EXPECT_EQ(diff->changed.size(), 9U);
    EXPECT_EQ(diff->items[1].cause, TextCause::values);
    EXPECT_EQ(diff->items[4].time->delta, "+01:30");
    EXPECT_EQ(plainSpaces(diff->items[4].time->after.here), "Mar 5, 2026, 2:30 PM CST (UTC-06:00)");
    EXPECT_EQ(diff->items[7].count->delta, 900);
    EXPECT_EQ(diff->items[7].count->percent, 100.0);
    EXPECT_FALSE(diff->items[8].count->percent.has_value());
    EXPECT_GT(diff->items[10].shape->summary.areaDeltaSqkm, 100);
    EXPECT_EQ(diff->items[10].shape->after, sides.after.shapes[0].shape);
    EXPECT_EQ(diff->before, sha256(toJson(sides.before)));
    // It is one value: what the API sends and the phone page draws can be stored, and read again as the same.
    EXPECT_EQ(*fromJson<ReviewDiff>(toJson(*diff)), *diff);
}

TEST(ReviewDiffTest, TheSameTwiceHasNoChangeAndTheSameQuestionHasTheSameAnswer) {
    const Sides sides = sample();
    const auto nothing = reviewDiff(sides.after, sides.after, {});
    ASSERT_TRUE(nothing.ok());
    EXPECT_TRUE(nothing->changed.empty());
    EXPECT_EQ(toJson(*reviewDiff(sides.before, sides.after, {})), toJson(*reviewDiff(sides.before, sides.after, {})));
}

TEST(ReviewDiffTest, WordsAndValuesThatBothMovedAreSaidToBeBoth) {
    ReviewSide before, after;
    before.texts = {{"sms", "en", "body", "Back by 2 PM", "Back by {eta}", TextForm::plain}};
    after.texts = {{"sms", "en", "body", "On again by 2 PM", "On again by {eta}", TextForm::plain}};
    EXPECT_EQ(reviewDiff(before, after, {})->items[0].cause, TextCause::words);
    after.texts[0].text = "On again by 3 PM";
    EXPECT_EQ(reviewDiff(before, after, {})->items[0].cause, TextCause::both);
}

TEST(ReviewDiffTest, SidesThatCannotBeComparedAreRefused) {
    ReviewSide twice;
    twice.times = {{"7", "etr", {}, "", ""}, {"7", "etr", {}, "", ""}};
    EXPECT_EQ(reviewDiff(twice, {}, {}).problem().fields[0].field, "times/7/etr");
    EXPECT_EQ(reviewDiff({}, {}, {"Nowhere/Land", "en"}).problem().code, "unknown_time_zone");
    ReviewSide wrong;
    wrong.documents = {{ReviewSection::times, "x", {"{}"}}};
    EXPECT_EQ(reviewDiff({}, wrong, {}).problem().code, "invalid_fields");
    wrong.documents = {{ReviewSection::payload, "x", {"{"}}};
    EXPECT_EQ(reviewDiff({}, wrong, {}).problem().code, "bad_json");
}

struct CorpusCase {
    std::string say, element;
    ReviewSide before, after;
    std::vector<std::string> changes;   // what is different, by construction: items, words, places in documents
};
BOOST_DESCRIBE_STRUCT(CorpusCase, (), (say, element, before, after, changes))
struct Corpus {
    std::vector<CorpusCase> cases;
};
BOOST_DESCRIBE_STRUCT(Corpus, (), (cases))

/// What the review claims, in the words of the corpus. Words of what was filled in are the item's, not counted one by one.
std::multiset<std::string> claimsOf(const ReviewDiff& diff) {
    std::multiset<std::string> out;
    for (const ReviewItem& item : diff.items) {
        if (item.change != ChangeKind::same) out.insert(item.id + " " + enumName(item.change));
        const bool words = item.text && item.change == ChangeKind::modified && (!item.cause || *item.cause != TextCause::values);
        for (const TextRun& run : words ? item.text->runs : std::vector<TextRun>{}) {
            if (run.op == TextOp::same) continue;
            for (const std::string_view word : wordsOf(run.text, item.section == ReviewSection::voice ? TextForm::markup : TextForm::plain)) {
                if (word.find_first_not_of(' ') != std::string_view::npos) out.insert(item.id + (run.op == TextOp::added ? " +" : " -") + std::string(word));
            }
        }
        for (const FieldNode& node : item.fields ? item.fields->nodes : std::vector<FieldNode>{}) {
            if (node.change != ChangeKind::same && node.type == FieldType::value) out.insert(item.id + " " + node.path + " " + enumName(node.change));
        }
    }
    return out;
}

// F01.R2.A2: the regression corpus: message, template, voice script, languages, throttling, suppression, delivery, times, audience; F1 >= 0.99.
TEST(ReviewDiffTest, OfTheCorpusOfKnownChangesItFindsAllAndInventsNone) {
    const auto corpus = fromJson<Corpus>(test::contents(OK_SOURCE_DIR "/tests/vectors/approvals/change_corpus.json"));
    ASSERT_TRUE(corpus.ok()) << toJson(corpus.problem());
    ASSERT_GE(corpus->cases.size(), 80U);
    std::set<std::string> elements;
    double right = 0, claimed = 0, real = 0;
    for (const CorpusCase& each : corpus->cases) {
        elements.insert(each.element);
        const auto diff = reviewDiff(each.before, each.after, {"America/New_York", "en-US"});
        ASSERT_TRUE(diff.ok()) << each.say;
        const std::multiset<std::string> claims = claimsOf(*diff), truth(each.changes.begin(), each.changes.end());
        std::vector<std::string> both;
        std::set_intersection(claims.begin(), claims.end(), truth.begin(), truth.end(), std::back_inserter(both));
        if (both.size() != truth.size() || both.size() != claims.size()) RecordProperty(each.say, ::testing::PrintToString(claims));
        right += static_cast<double>(both.size());
        claimed += static_cast<double>(claims.size());
        real += static_cast<double>(truth.size());
    }
    EXPECT_EQ(elements, (std::set<std::string>{"audience", "delivery", "ivr", "language", "message", "suppression", "template", "throttling", "time"}));
    const double precision = right / claimed, recall = right / real;
    EXPECT_GE(2 * precision * recall / (precision + recall), 0.99) << precision << " " << recall;
}

}  // namespace
}  // namespace ok::approvals
