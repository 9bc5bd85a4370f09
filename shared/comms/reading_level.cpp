// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "shared/comms/reading_level.h"

#include <algorithm>
#include <string>

#include "shared/base/utf8.h"

namespace ok::comms {
namespace {

char32_t lower(char32_t c) {
    const bool latin = (c >= U'A' && c <= U'Z') || (c >= U'À' && c <= U'Þ' && c != U'\u00D7');
    return latin ? c + 0x20 : c;
}

std::u32string lettersOf(std::string_view word) {
    std::u32string out;
    for (std::size_t at = 0; at < word.size();) out.push_back(lower(nextCodePoint(word, at)));
    return out;
}

bool isVowelEn(char32_t c) { return std::u32string_view(U"aeiouy").find(c) != std::u32string_view::npos; }
bool isStrongEs(char32_t c) { return std::u32string_view(U"aeoáéóíú").find(c) != std::u32string_view::npos; }
bool isWeakEs(char32_t c) { return std::u32string_view(U"iuü").find(c) != std::u32string_view::npos; }

// Groups of vowels, less a silent final e (`place`, but not `table`) and a silent -ed or -es after most consonants.
int englishSyllables(const std::u32string& w) {
    int count = 0;
    bool inside = false;
    for (const char32_t c : w) {
        const bool vowel = isVowelEn(c);
        if (vowel && !inside) ++count;
        inside = vowel;
    }
    const std::size_t n = w.size();
    if (count > 1 && n > 2 && w[n - 1] == U'e' && !isVowelEn(w[n - 2]) && !(w[n - 2] == U'l' && !isVowelEn(w[n - 3]))) --count;
    if (count > 1 && n > 3 && w[n - 2] == U'e' && w[n - 1] == U'd' && w[n - 3] != U't' && w[n - 3] != U'd') --count;
    return std::max(count, 1);
}

// One syllable a strong (or accented weak) vowel; weak vowels join a neighbour. Two strong ones stand apart (le-e).
// The u of que, qui, gue and gui is silent and y is a consonant except at the end, where it joins (hoy).
int spanishSyllables(const std::u32string& w) {
    int count = 0;
    bool weakRun = false;   // a run of weak vowels that no strong vowel has taken up yet
    bool afterStrong = false;
    for (std::size_t i = 0; i < w.size(); ++i) {
        const char32_t c = w[i];
        const bool silent = c == U'u' && i > 0 && (w[i - 1] == U'q' || w[i - 1] == U'g') && i + 1 < w.size() &&
                            (w[i + 1] == U'e' || w[i + 1] == U'i' || w[i + 1] == U'é' || w[i + 1] == U'í');
        if (silent) continue;
        if (isStrongEs(c)) {
            if (!weakRun || c == U'í' || c == U'ú') ++count;
            weakRun = false;
            afterStrong = true;
        } else if (isWeakEs(c)) {
            if (!afterStrong && !weakRun) {
                ++count;
                weakRun = true;
            }
            if (afterStrong) afterStrong = false;
        } else {
            weakRun = afterStrong = false;
        }
    }
    return std::max(count, 1);
}

bool isLetter(char32_t c) {
    return (c >= U'a' && c <= U'z') || (c >= U'A' && c <= U'Z') || (c >= 0xC0 && c < 0x250) || c == U'\'' || c == U'’';
}

bool endsSentence(char32_t c) { return c == U'.' || c == U'!' || c == U'?' || c == U'\n' || c == U':'; }

}  // namespace

int syllablesOf(std::string_view word, Language language) {
    const std::u32string letters = lettersOf(word);
    return language == Language::en ? englishSyllables(letters) : spanishSyllables(letters);
}

ReadingLevel readingLevel(std::string_view text, Language language) {
    ReadingLevel out;
    std::string word;
    int wordsInSentence = 0;
    bool abbreviation = false;  // the stop of `p. m.` ends no sentence
    const auto endWord = [&] {
        if (word.empty()) return;
        abbreviation = word.size() == 1;
        ++out.words;
        ++wordsInSentence;
        out.syllables += syllablesOf(word, language);
        word.clear();
    };
    const auto endSentence = [&] {
        if (wordsInSentence >= 2) {
            ++out.sentences;
            wordsInSentence = 0;
        }
    };
    for (std::size_t at = 0; at < text.size();) {
        const char32_t c = nextCodePoint(text, at);
        if (isLetter(c)) {
            appendUtf8(word, c);
            continue;
        }
        endWord();
        if (endsSentence(c) && !(c == U'.' && abbreviation)) endSentence();
    }
    endWord();
    if (wordsInSentence > 0) ++out.sentences;
    if (out.words == 0) return out;
    const double perSentence = static_cast<double>(out.words) / out.sentences;
    const double perWord = static_cast<double>(out.syllables) / out.words;
    out.score = language == Language::en ? 0.39 * perSentence + 11.8 * perWord - 15.59
                                         : 206.84 - 60.0 * perWord - 1.02 * perSentence;
    out.plain = language == Language::en ? out.score <= 6.0 : out.score >= 80.0;
    return out;
}

}  // namespace ok::comms
