// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// See sms_text.h. ICU does the Unicode work; the apostrophe inside a word ("isn't") is dropped, not a word border.
#include "shared/reports/sms_text.h"

#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>
#include <unicode/utf8.h>

#include <array>

namespace ok::reports {
namespace {

constexpr std::array<char16_t, 32> windows1252High = {
    0x20AC, 0xFFFD, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
    0x2039, 0x0152, 0xFFFD, 0x017D, 0xFFFD, 0xFFFD, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
    0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0xFFFD, 0x017E, 0x0178};

bool isApostrophe(UChar32 c) { return c == '\'' || c == 0x2019 || c == 0x2018 || c == 0x02BC || c == 0x60 || c == 0xB4; }
bool isPictogram(UChar32 c) {
    return (c >= 0x1F000 && c <= 0x1FAFF) || (c >= 0x2600 && c <= 0x27BF) || c == 0x26A1 || c == 0x2B50;
}
bool isInvisible(UChar32 c) {
    const auto type = u_charType(c);
    return type == U_FORMAT_CHAR || (c >= 0xFE00 && c <= 0xFE0F);
}
bool isWordPart(UChar32 c) {
    return u_isalnum(c) || u_charType(c) == U_NON_SPACING_MARK;
}

std::string toUtf8(const icu::UnicodeString& text) {
    std::string out;
    text.toUTF8String(out);
    return out;
}

icu::UnicodeString normalised(const icu::UnicodeString& text, bool fold) {
    UErrorCode code = U_ZERO_ERROR;
    const auto* form = fold ? icu::Normalizer2::getNFKDInstance(code) : icu::Normalizer2::getNFKCInstance(code);
    if (U_FAILURE(code)) return text;
    auto out = form->normalize(text, code);
    return U_FAILURE(code) ? text : out;
}

/// Lower case without accents. ñ becomes n: people on foreign keyboards write "manana" anyway.
std::string foldWord(const icu::UnicodeString& word) {
    icu::UnicodeString lower = word;
    lower.foldCase();
    const auto split = normalised(lower, true);
    icu::UnicodeString kept;
    for (int32_t i = 0; i < split.length(); i = split.moveIndex32(i, 1)) {
        const UChar32 c = split.char32At(i);
        if (u_charType(c) == U_NON_SPACING_MARK || isApostrophe(c)) continue;
        if (u_isdigit(c)) {
            kept.append(static_cast<char16_t>(u'0' + u_charDigitValue(c)));
        } else {
            kept.append(c);
        }
    }
    return toUtf8(kept);
}

struct Cleaner {
    SmsText out;
    icu::UnicodeString word;
    std::size_t wordBegin = 0;
    bool digits = false;  // the word under way is a number

    void endWord() {
        if (word.isEmpty()) return;
        auto folded = foldWord(word);
        if (!folded.empty()) {
            out.tokens.push_back({std::move(folded), wordBegin, out.clean.size(), digits});
        }
        word.remove();
    }
    void put(UChar32 c) { icu::UnicodeString(c).toUTF8String(out.clean); }
    void space() {
        endWord();
        if (!out.clean.empty() && out.clean.back() != ' ') out.clean.push_back(' ');
    }
    void wordPart(UChar32 c) {
        const bool digit = u_isdigit(c) != 0;
        // "12main" and "8pm" are two words; "1st" stays whole through `ordinal` in the address reader.
        if (!word.isEmpty() && digit != digits && !isApostrophe(c) && u_charType(c) != U_NON_SPACING_MARK) endWord();
        if (word.isEmpty()) {
            wordBegin = out.clean.size();
            digits = digit;
        }
        word.append(c);
        put(c);
    }
    void take(UChar32 c) {
        if (isInvisible(c)) return;
        if (isPictogram(c)) {
            out.emoji = true;
            space();
        } else if (isWordPart(c) || (isApostrophe(c) && !word.isEmpty() && !digits)) {
            wordPart(c);
        } else if (u_isUWhiteSpace(c) || u_iscntrl(c)) {
            space();
        } else {
            endWord();
            if (c == '?' || c == 0xBF || c == 0x37E) out.question = true;
            put(c);
        }
    }
};

}  // namespace

bool isValidUtf8(std::string_view text) {
    const auto length = static_cast<int32_t>(text.size());
    for (int32_t i = 0; i < length;) {
        UChar32 c = 0;
        U8_NEXT(text.data(), i, length, c);
        if (c < 0) return false;
    }
    return true;
}

std::string fromWindows1252(std::string_view bytes) {
    icu::UnicodeString text;
    for (const char raw : bytes) {
        const auto byte = static_cast<unsigned char>(raw);
        text.append(byte >= 0x80 && byte < 0xA0 ? windows1252High[byte - 0x80U] : static_cast<char16_t>(byte));
    }
    return toUtf8(text);
}

SmsText readSmsText(std::string_view body) {
    Cleaner cleaner;
    if (body.size() > maxSmsBytes) {
        // Cut between characters: a half character at the cut would make the whole body look like a wrong encoding.
        auto cut = maxSmsBytes;
        while (cut > 0 && (static_cast<unsigned char>(body[cut]) & 0xC0U) == 0x80U && maxSmsBytes - cut < 3) --cut;
        body = body.substr(0, cut);
        cleaner.out.truncated = true;
    }
    std::string repairedBody;
    if (!isValidUtf8(body)) {
        repairedBody = fromWindows1252(body);
        body = repairedBody;
        cleaner.out.repaired = true;
    }
    const auto text =
        normalised(icu::UnicodeString::fromUTF8(icu::StringPiece(body.data(), static_cast<int32_t>(body.size()))), false);
    for (int32_t i = 0; i < text.length(); i = text.moveIndex32(i, 1)) cleaner.take(text.char32At(i));
    cleaner.endWord();
    auto out = std::move(cleaner.out);
    while (!out.clean.empty() && out.clean.back() == ' ') out.clean.pop_back();
    return out;
}

}  // namespace ok::reports
