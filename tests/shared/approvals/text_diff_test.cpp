// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Word-level differences: the table in tests/vectors/approvals/text_diffs.json, what always holds, what it finds of known edits, and
// what it costs at worst (F01.R2.A2).
#include <gtest/gtest.h>

#include <numeric>
#include <random>
#include <set>

#include "shared/approvals/text_diff.h"
#include "tests/support/file_text.h"

namespace ok::approvals {
namespace {

struct TextCase {
    std::string say, before, after;
    TextForm form = TextForm::plain;
    std::vector<std::string> runs;
};
BOOST_DESCRIBE_STRUCT(TextCase, (), (say, before, after, form, runs))
struct Vectors {
    std::vector<TextCase> cases;
};
BOOST_DESCRIBE_STRUCT(Vectors, (), (cases))

std::string joined(const TextDiff& diff, TextOp other) {
    std::string out;
    for (const TextRun& run : diff.runs) out += run.op == TextOp::same || run.op == other ? run.text : "";
    return out;
}

void expectWhole(const TextDiff& diff, const std::string& before, const std::string& after) {
    ASSERT_EQ(joined(diff, TextOp::removed), before);
    ASSERT_EQ(joined(diff, TextOp::added), after);
    for (std::size_t i = 1; i < diff.runs.size(); ++i) {
        ASSERT_NE(diff.runs[i].op, diff.runs[i - 1].op);
        ASSERT_FALSE(diff.runs[i - 1].op == TextOp::added && diff.runs[i].op == TextOp::removed);
    }
    ASSERT_EQ(diff.changed(), before != after);
}

TEST(TextDiffTest, EveryCaseOfTheTableIsFoundWordByWord) {
    const auto all = fromJson<Vectors>(test::contents(OK_SOURCE_DIR "/tests/vectors/approvals/text_diffs.json"));
    ASSERT_TRUE(all.ok()) << toJson(all.problem());
    ASSERT_GE(all->cases.size(), 20U);
    for (const TextCase& each : all->cases) {
        const TextDiff diff = diffText(each.before, each.after, each.form);
        std::vector<std::string> runs;
        for (const TextRun& run : diff.runs) runs.push_back((run.op == TextOp::same ? "=" : run.op == TextOp::removed ? "-" : "+") + run.text);
        EXPECT_EQ(runs, each.runs) << each.say;
        expectWhole(diff, each.before, each.after);
    }
}

const std::vector<std::string> someWords{"power", "énergie", "courant", "región", "électricité", "停", "电", "tomorrow", "14:30", "{eta}", "điện", "خطوط", "Straße", "don't", "🚧", "1,200", "ไฟ"};
const std::vector<std::string> someGaps{" ", " ", " ", "\n", ", ", ". ", "", "  "};

std::string someText(std::mt19937& dice, std::size_t words) {
    std::string out;
    for (std::size_t i = 0; i < words; ++i) out += someWords[dice() % someWords.size()] + someGaps[dice() % someGaps.size()];
    return out;
}

// Whatever the texts and however small the budget, both can be read back from the runs.
TEST(TextDiffTest, RandomTextsInManyScriptsAreAlwaysWhole) {
    std::mt19937 dice(7);
    for (int round = 0; round < 400; ++round) {
        const std::string before = someText(dice, dice() % 60);
        std::string after = round % 3 == 0 ? someText(dice, dice() % 60) : before;
        for (unsigned edits = dice() % 4; edits > 0 && !after.empty(); --edits) after.insert(dice() % after.size(), round % 5 == 0 ? "\xff" : "new ");
        for (std::size_t budget : {std::size_t{0}, std::size_t{40}, standardSteps}) {
            expectWhole(diffText(before, after, round % 2 == 0 ? TextForm::plain : TextForm::markup, budget), before, after);
        }
    }
}

TEST(TextDiffTest, WordsJoinedAreTheTextByteForByte) {
    std::mt19937 dice(11);
    for (int round = 0; round < 300; ++round) {
        std::string text = someText(dice, dice() % 20);
        for (unsigned i = dice() % 6; i > 0; --i) text.insert(text.empty() ? 0 : dice() % text.size(), 1, static_cast<char>(dice()));
        std::string again;
        for (const std::string_view word : wordsOf(text, TextForm::markup)) {
            ASSERT_FALSE(word.empty());
            again += word;
        }
        ASSERT_EQ(again, text);
    }
}

/// The length of a longest common sequence, the slow and certain way.
std::size_t commonLength(const std::vector<std::uint32_t>& a, const std::vector<std::uint32_t>& b) {
    std::vector<std::vector<std::size_t>> best(a.size() + 1, std::vector<std::size_t>(b.size() + 1, 0));
    for (std::size_t i = 0; i < a.size(); ++i) {
        for (std::size_t j = 0; j < b.size(); ++j) best[i + 1][j + 1] = a[i] == b[j] ? best[i][j] + 1 : std::max(best[i][j + 1], best[i + 1][j]);
    }
    return best[a.size()][b.size()];
}

TEST(TextDiffTest, WithinTheBudgetNothingInCommonIsOverlooked) {
    std::mt19937 dice(13);
    for (int round = 0; round < 600; ++round) {
        std::vector<std::uint32_t> a(dice() % 40), b(dice() % 40);
        const unsigned alphabet = 1 + dice() % 8;
        for (auto& x : a) x = dice() % alphabet;
        for (auto& x : b) x = dice() % alphabet;
        std::size_t left = standardSteps, found = 0;
        const Alignment got = align(a, b, left);
        std::uint32_t i = 0, j = 0;
        for (const Match& match : got.matches) {
            ASSERT_TRUE(match.a >= i && match.b >= j && match.length > 0);
            for (std::uint32_t k = 0; k < match.length; ++k) ASSERT_EQ(a[match.a + k], b[match.b + k]);
            i = match.a + match.length;
            j = match.b + match.length;
            found += match.length;
        }
        ASSERT_FALSE(got.coarse);
        ASSERT_EQ(found, commonLength(a, b)) << round;
    }
}

// F01.R2.A2: change detection F1 >= 0.99 over a corpus of edits whose truth is known, in six languages.
TEST(TextDiffTest, OfKnownEditsInSixLanguagesItFindsAllAndInventsNone) {
    const std::vector<std::vector<std::string>> languages{
        {"crews", "are", "working", "to", "restore", "your", "service", "after", "the", "storm"},
        {"las", "cuadrillas", "están", "trabajando", "para", "restablecer", "su", "servicio", "después", "tormenta"},
        {"les", "équipes", "travaillent", "pour", "rétablir", "votre", "service", "après", "la", "tempête"},
        {"unsere", "Teams", "arbeiten", "daran", "Ihren", "Anschluss", "wiederherzustellen", "nach", "dem", "Sturm"},
        {"các", "đội", "đang", "làm", "việc", "để", "khôi", "phục", "điện", "bão"},
        {"تعمل", "الفرق", "على", "استعادة", "الخدمة", "بعد", "العاصفة", "في", "منطقتك", "الآن"}};
    std::mt19937 dice(17);
    double right = 0, claimed = 0, real = 0;
    for (int round = 0; round < 300; ++round) {
        const auto& words = languages[static_cast<std::size_t>(round) % languages.size()];
        std::string before, after;
        std::multiset<std::string> gone, come;
        for (int i = 0; i < 120; ++i) {
            const std::string& word = words[dice() % words.size()];
            before += word + " ";
            const unsigned what = dice() % 20;
            const std::string fresh = "n" + std::to_string(round) + "x" + std::to_string(i);
            if (what > 1) after += word + " ";
            if (what < 2) gone.insert(word);
            if (what == 1 || what == 2) after += fresh + " ", come.insert(fresh);
        }
        for (const TextRun& run : diffText(before, after).runs) {
            if (run.op == TextOp::same) continue;
            auto& truth = run.op == TextOp::removed ? gone : come;
            for (const std::string_view word : wordsOf(run.text)) {
                if (word.find_first_not_of(' ') == std::string_view::npos) continue;
                claimed += 1;
                if (const auto it = truth.find(std::string(word)); it != truth.end()) right += 1, real += 1, truth.erase(it);
            }
        }
        real += static_cast<double>(gone.size() + come.size());
    }
    const double precision = right / claimed, recall = right / real;
    EXPECT_GE(2 * precision * recall / (precision + recall), 0.99) << precision << " " << recall;
}

// "Bad input": two long texts that have nothing to do with each other, or everything in another order.
TEST(TextDiffTest, TextsMadeToBeSlowTakeABoundedNumberOfSteps) {
    std::mt19937 dice(19);
    std::vector<int> order(40'000);
    std::iota(order.begin(), order.end(), 0);
    std::string one, two;
    for (std::string* text : {&one, &two}) {
        std::shuffle(order.begin(), order.end(), dice);
        for (const int word : order) *text += std::to_string(word) + " ";
    }
    std::size_t left = standardSteps;
    const TextDiff diff = diffText(one, two, TextForm::plain, left);
    EXPECT_TRUE(diff.coarse);
    EXPECT_LT(left, standardSteps);
    expectWhole(diff, one, two);
    std::string ab, ba;
    for (int i = 0; i < 50'000; ++i) ab += i % 3 == 0 ? "a b " : "b a ", ba += i % 2 == 0 ? "b a " : "a c ";
    expectWhole(diffText(ab, ba), ab, ba);
}

}  // namespace
}  // namespace ok::approvals
