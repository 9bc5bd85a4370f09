// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "shared/comms/sms_segments.h"

#include <algorithm>
#include <array>

#include "shared/base/utf8.h"

namespace ok::comms {
namespace {

// The default alphabet of TS 23.038 without its escape code; position does not matter here, only membership.
constexpr std::u32string_view basicTable =
    U"@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    U"¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà";
constexpr std::u32string_view extensionTable = U"\f^{}\\[~]|€";

struct StandIn {
    char32_t from;
    std::u32string_view to;
};

// What people paste from word processors, and the letters Spanish (and its neighbours) need. Sorted by code point.
constexpr std::array standIns = {
    StandIn{U'\t', U" "},       StandIn{U'`', U"'"},       StandIn{U'\u00A0', U" "},   StandIn{U'\u00A9', U"(c)"},
    StandIn{U'\u00AA', U"a"},   StandIn{U'\u00AB', U"\""}, StandIn{U'\u00AD', U""},    StandIn{U'\u00AE', U"(R)"},
    StandIn{U'\u00B0', U"o"},   StandIn{U'\u00B4', U"'"},  StandIn{U'\u00B7', U"."},   StandIn{U'\u00BA', U"o"},
    StandIn{U'\u00BB', U"\""},  StandIn{U'\u00BC', U"1/4"}, StandIn{U'\u00BD', U"1/2"}, StandIn{U'\u00BE', U"3/4"},
    StandIn{U'À', U"A"},        StandIn{U'Á', U"A"},       StandIn{U'Â', U"A"},        StandIn{U'Ã', U"A"},
    StandIn{U'È', U"E"},        StandIn{U'Ê', U"E"},       StandIn{U'Ë', U"E"},        StandIn{U'Ì', U"I"},
    StandIn{U'Í', U"I"},        StandIn{U'Î', U"I"},       StandIn{U'Ï', U"I"},        StandIn{U'Ò', U"O"},
    StandIn{U'Ó', U"O"},        StandIn{U'Ô', U"O"},       StandIn{U'Õ', U"O"},        StandIn{U'\u00D7', U"x"},
    StandIn{U'Ù', U"U"},        StandIn{U'Ú', U"U"},       StandIn{U'Û', U"U"},        StandIn{U'á', U"a"},
    StandIn{U'â', U"a"},        StandIn{U'ã', U"a"},       StandIn{U'ç', U"Ç"},        StandIn{U'ê', U"e"},
    StandIn{U'ë', U"e"},        StandIn{U'í', U"i"},       StandIn{U'î', U"i"},        StandIn{U'ï', U"i"},
    StandIn{U'ó', U"o"},        StandIn{U'ô', U"o"},       StandIn{U'õ', U"o"},        StandIn{U'ú', U"u"},
    StandIn{U'û', U"u"},        StandIn{U'\u2002', U" "},  StandIn{U'\u2003', U" "},   StandIn{U'\u2009', U" "},
    StandIn{U'\u200B', U""},    StandIn{U'\u200E', U""},   StandIn{U'\u2010', U"-"},   StandIn{U'\u2011', U"-"},
    StandIn{U'\u2012', U"-"},   StandIn{U'\u2013', U"-"},  StandIn{U'\u2014', U"-"},   StandIn{U'\u2018', U"'"},
    StandIn{U'\u2019', U"'"},   StandIn{U'\u201A', U"'"},  StandIn{U'\u201C', U"\""},  StandIn{U'\u201D', U"\""},
    StandIn{U'\u201E', U"\""},  StandIn{U'\u2022', U"-"},  StandIn{U'\u2026', U"..."}, StandIn{U'\u202F', U" "},
    StandIn{U'\u2032', U"'"},   StandIn{U'\u2033', U"\""}, StandIn{U'\u2122', U"TM"},  StandIn{U'\u2212', U"-"},
    StandIn{U'\u2248', U"~"},   StandIn{U'\uFEFF', U""},
};

static_assert(std::is_sorted(standIns.begin(), standIns.end(),
                             [](const StandIn& a, const StandIn& b) { return a.from < b.from; }));

const StandIn* findStandIn(char32_t c) {
    const auto it = std::lower_bound(standIns.begin(), standIns.end(), c,
                                     [](const StandIn& s, char32_t wanted) { return s.from < wanted; });
    return it != standIns.end() && it->from == c ? &*it : nullptr;
}

std::string utf8(std::u32string_view text) {
    std::string out;
    for (const char32_t c : text) appendUtf8(out, c);
    return out;
}

void noteOutside(std::vector<OutsideGsm>& list, char32_t c) {
    const std::string character = utf8({&c, 1});
    const auto it = std::find_if(list.begin(), list.end(), [&](const auto& o) { return o.character == character; });
    if (it != list.end()) {
        ++it->count;
        return;
    }
    const StandIn* standIn = findStandIn(c);
    list.push_back({character, standIn != nullptr ? utf8(standIn->to) : std::string(), 1});
}

struct Room {
    int single;  // units of a message that fits in one segment
    int joined;  // units a segment, when a header joins several
    int bitsAUnit;
};

int unitsOf(char32_t c, SmsAlphabet alphabet) {
    return alphabet == SmsAlphabet::gsm7 ? gsmSeptets(c) : c > 0xFFFF ? 2 : 1;
}

// Fills segments in order; a character that needs two units goes whole into the next segment when only one is left.
void pack(SmsSize& size, const std::u32string& text, const Room& room) {
    size.bits = size.units * room.bitsAUnit;
    size.totalBits = size.bits;
    if (size.units <= room.single) {
        size.segments = text.empty() ? 0 : 1;
        size.unitsLeft = room.single - size.units;
        return;
    }
    int used = 0;
    size.segments = 1;
    for (const char32_t c : text) {
        const int units = unitsOf(c, size.alphabet);
        if (used + units > room.joined) {
            ++size.segments;
            used = 0;
        }
        used += units;
    }
    constexpr int headerBits = 48;
    size.totalBits += size.segments * headerBits;
    size.unitsLeft = room.joined - used;
}

}  // namespace

int gsmSeptets(char32_t c) {
    // Nearly every character is a letter, digit or space: answer those without a search.
    if ((c >= U'a' && c <= U'z') || (c >= U'A' && c <= U'Z') || (c >= U' ' && c <= U'?' && c != U'$')) return 1;
    if (basicTable.find(c) != std::u32string_view::npos) return 1;
    return extensionTable.find(c) != std::u32string_view::npos ? 2 : 0;
}

SmsSize measureSms(std::string_view utf8Text) {
    SmsSize size;
    std::u32string text;
    text.reserve(utf8Text.size());
    for (std::size_t at = 0; at < utf8Text.size();) text.push_back(nextCodePoint(utf8Text, at));
    for (const char32_t c : text) {
        if (gsmSeptets(c) == 0) noteOutside(size.outsideGsm, c);
    }
    size.alphabet = size.outsideGsm.empty() ? SmsAlphabet::gsm7 : SmsAlphabet::ucs2;
    size.characters = static_cast<int>(text.size());
    for (const char32_t c : text) size.units += unitsOf(c, size.alphabet);
    pack(size, text, size.alphabet == SmsAlphabet::gsm7 ? Room{160, 153, 7} : Room{70, 67, 16});
    return size;
}

std::string toGsm(std::string_view utf8Text) {
    std::string out;
    out.reserve(utf8Text.size());
    for (std::size_t at = 0; at < utf8Text.size();) {
        const char32_t c = nextCodePoint(utf8Text, at);
        if (gsmSeptets(c) != 0) {
            appendUtf8(out, c);
        } else if (const StandIn* standIn = findStandIn(c)) {
            for (const char32_t r : standIn->to) appendUtf8(out, r);
        }
    }
    return out;
}

}  // namespace ok::comms
