// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "shared/territory/street_text.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <unordered_map>

namespace ok::territory {
namespace {

using WordMap = std::unordered_map<std::string_view, std::string_view>;

const WordMap& streetTypes() {
    static const WordMap map = {
        {"street", "st"}, {"st", "st"}, {"str", "st"}, {"strasse", "st"}, {"strt", "st"}, {"avenue", "ave"},
        {"ave", "ave"}, {"av", "ave"}, {"aven", "ave"}, {"avenida", "ave"}, {"avda", "ave"}, {"road", "rd"},
        {"rd", "rd"}, {"drive", "dr"}, {"dr", "dr"}, {"drv", "dr"}, {"lane", "ln"}, {"ln", "ln"}, {"court", "ct"},
        {"ct", "ct"}, {"crt", "ct"}, {"circle", "cir"}, {"cir", "cir"}, {"circ", "cir"}, {"boulevard", "blvd"},
        {"blvd", "blvd"}, {"boul", "blvd"}, {"bd", "blvd"}, {"place", "pl"}, {"pl", "pl"}, {"plaza", "plz"},
        {"plz", "plz"}, {"terrace", "ter"}, {"ter", "ter"}, {"terr", "ter"}, {"highway", "hwy"}, {"hwy", "hwy"},
        {"hiway", "hwy"}, {"parkway", "pkwy"}, {"pkwy", "pkwy"}, {"pky", "pkwy"}, {"trail", "trl"}, {"trl", "trl"},
        {"tr", "trl"}, {"way", "way"}, {"wy", "way"}, {"crescent", "cres"}, {"cres", "cres"}, {"cr", "cres"},
        {"loop", "loop"}, {"lp", "loop"}, {"square", "sq"}, {"sq", "sq"}, {"pike", "pike"}, {"turnpike", "tpke"},
        {"tpke", "tpke"}, {"alley", "aly"}, {"aly", "aly"}, {"path", "path"}, {"run", "run"}, {"row", "row"},
        {"ridge", "rdg"}, {"rdg", "rdg"}, {"route", "rte"}, {"rte", "rte"}, {"rt", "rte"}, {"expressway", "expy"},
        {"expy", "expy"}, {"close", "cl"}, {"cl", "cl"}, {"gate", "gate"}, {"grove", "grv"}, {"grv", "grv"},
        {"heights", "hts"}, {"hts", "hts"}, {"cove", "cv"}, {"cv", "cv"}, {"point", "pt"}, {"pt", "pt"},
        {"bend", "bnd"}, {"bnd", "bnd"}, {"hollow", "holw"}, {"holw", "holw"}, {"rue", "rue"}, {"ru", "rue"}, {"ch", "ch"}, {"avenu", "ave"}, {"calle", "calle"},
        {"chemin", "ch"}, {"via", "via"}, {"carrer", "carrer"}, {"camino", "camino"}, {"weg", "weg"}, {"platz", "platz"}};
    return map;
}

const WordMap& directions() {
    static const WordMap map = {{"n", "n"}, {"north", "n"}, {"s", "s"}, {"south", "s"}, 
                                {"e", "e"}, {"east", "e"}, {"w", "w"}, {"west", "w"}, {"ne", "ne"},
                                {"northeast", "ne"}, {"nw", "nw"}, {"northwest", "nw"}, {"se", "se"},
                                {"southeast", "se"}, {"sw", "sw"}, {"southwest", "sw"}};
    return map;
}

const WordMap& otherWords() {
    static const WordMap map = {{"first", "1st"}, {"second", "2nd"}, {"third", "3rd"}, {"fourth", "4th"},
                                {"fifth", "5th"}, {"sixth", "6th"}, {"seventh", "7th"}, {"eighth", "8th"},
                                {"ninth", "9th"}, {"tenth", "10th"}, {"eleventh", "11th"}, {"twelfth", "12th"},
                                {"mount", "mt"}, {"mountain", "mtn"}, {"fort", "ft"}, {"county", "co"},
                                {"sainte", "saint"}, {"ste", "saint"}};
    return map;
}

// Latin-1 supplement and Latin Extended-A to plain letters: an offset table, because ICU's collation would be three
// orders slower on the path that every lookup takes.
std::string_view plainLetters(unsigned point) {
    if (point == 0xDF) return "ss";
    if (point == 0xC6 || point == 0xE6 || point == 0x152 || point == 0x153) return point < 0x100 ? "a" : "o";
    if (point == 0xDE || point == 0xFE) return "th";
    if (point >= 0xC0 && point <= 0xFF) {
        static constexpr std::string_view table = "aaaaaaaceeeeiiiidnooooo ouuuuy  aaaaaaaceeeeiiiidnooooo ouuuuy y";
        return table.substr(point - 0xC0, 1);
    }
    if (point >= 0x100 && point <= 0x17F) {
        static constexpr std::string_view table =
            "aaaaaaccccccccddddeeeeeeeeeegggggggghhhhiiiiiiiiiiiijjkkklllllll"
            "lllnnnnnnnnnoooooooorrrrrrssssssssttttttuuuuuuuuuuuuwwyyyzzzzzzs";
        const std::size_t at = point - 0x100;
        return at < table.size() ? table.substr(at, 1) : std::string_view();
    }
    return {};
}

unsigned nextPoint(std::string_view text, std::size_t& i) {
    const auto byte = [&](std::size_t at) { return at < text.size() ? static_cast<unsigned char>(text[at]) : 0u; };
    const unsigned c = byte(i);
    if (c < 0xC0) return ++i, c;
    if (c < 0xE0) return i += 2, ((c & 0x1Fu) << 6) | (byte(i - 1) & 0x3Fu);
    if (c < 0xF0) return i += 3, ((c & 0x0Fu) << 12) | ((byte(i - 2) & 0x3Fu) << 6) | (byte(i - 1) & 0x3Fu);
    return i += 4, 0xFFFFu;
}

// ä is written ae, ö oe, ü ue where keyboards lack them: both forms fold to the plain vowel.
void dropUmlautE(std::string& out) {
    if (out.size() < 2 || out.back() != 'e') return;
    const char before = out[out.size() - 2];
    if (before == 'a' || before == 'o' || before == 'u') out.pop_back();
}

bool endsWith(std::string_view text, std::string_view tail) {
    return text.size() > tail.size() && text.substr(text.size() - tail.size()) == tail;
}

bool leadsName(std::string_view type) {
    constexpr std::array<std::string_view, 8> leading = {"rue", "calle", "ave", "blvd", "via", "ch", "carrer", "camino"};
    return std::find(leading.begin(), leading.end(), type) != leading.end();
}

std::string digitsOf(std::string_view text) {
    std::string out;
    for (const char c : text) {
        if (c >= '0' && c <= '9') out.push_back(c);
        else if (!out.empty() && out.back() != ' ') out.push_back(' ');
    }
    while (!out.empty() && out.back() == ' ') out.pop_back();
    return out;
}

double partCost(const std::string& asked, const std::string& known, double missing, double different) {
    if (asked == known) return 0;
    return asked.empty() || known.empty() ? missing : different;
}

}  // namespace

std::string foldText(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    for (std::size_t i = 0; i < text.size();) {
        const unsigned point = nextPoint(text, i);
        if (point >= 'A' && point <= 'Z') {
            out.push_back(static_cast<char>(point - 'A' + 'a'));
        } else if ((point >= 'a' && point <= 'z') || (point >= '0' && point <= '9')) {
            out.push_back(static_cast<char>(point));
        } else if (point >= 0xC0 && point <= 0x17F) {
            out.append(plainLetters(point));
        } else if (point != '\'' && point != 0x2019 && point != '`' && !out.empty() && out.back() != ' ') {
            out.push_back(' ');
        }
        dropUmlautE(out);
    }
    while (!out.empty() && out.back() == ' ') out.pop_back();
    return out;
}

bool isStreetType(std::string_view word) { return streetTypes().contains(word); }
bool isDirection(std::string_view word) { return directions().contains(word); }

std::vector<std::string> addressWords(std::string_view text) {
    std::vector<std::string> words;
    const std::string folded = foldText(text);
    const auto put = [&words](std::string_view word) {
        const auto canonical = [&](const WordMap& map) {
            const auto found = map.find(word);
            return found == map.end() ? word : found->second;
        };
        std::string_view out = canonical(streetTypes());
        if (out == word) out = canonical(directions());
        if (out == word) out = canonical(otherWords());
        words.emplace_back(out);
    };
    std::size_t at = 0;
    while (at < folded.size()) {
        const std::size_t end = std::min(folded.find(' ', at), folded.size());
        const std::string_view word = std::string_view(folded).substr(at, end - at);
        at = end + 1;
        if (word.empty()) continue;
        // German compounds: "hauptstrasse" and "hauptstr" are "haupt" + street.
        const std::size_t tail = endsWith(word, "strasse") ? 7 : endsWith(word, "str") && word.size() > 5 ? 3 : 0;
        if (tail == 0) {
            put(word);
        } else {
            words.emplace_back(word.substr(0, word.size() - tail));
            words.emplace_back("st");
        }
    }
    return words;
}

std::string StreetKey::compact() const {
    std::string out;
    for (const char c : core) {
        if (c != ' ') out.push_back(c);
    }
    return out;
}

StreetKey streetKey(const std::vector<std::string>& words) {
    StreetKey key;
    std::size_t first = 0, last = words.size();
    const auto left = [&] { return last - first; };
    if (left() > 1 && isDirection(words[last - 1])) key.direction = words[--last];
    if (left() > 1 && isStreetType(words[last - 1])) {
        key.type = words[--last];
    } else if (left() > 1 && leadsName(words[first])) {
        key.type = words[first++];
    }
    if (left() > 1 && key.direction.empty() && isDirection(words[first])) key.direction = words[first++];
    for (std::size_t i = first; i < last; ++i) {
        if (!key.core.empty()) key.core.push_back(' ');
        // "St" before the name is Saint, after it Street.
        key.core += words[i] == "st" && i == first && left() > 1 ? "saint" : words[i];
    }
    return key;
}

StreetKey streetKey(std::string_view name) { return streetKey(addressWords(name)); }

int editDistance(std::string_view a, std::string_view b, int bound) {
    constexpr std::size_t longest = 64;
    a = a.substr(0, longest);
    b = b.substr(0, longest);
    const auto gap = static_cast<int>(a.size()) - static_cast<int>(b.size());
    if (std::abs(gap) > bound) return bound + 1;
    std::array<std::array<int, longest + 1>, 3> rows{};
    for (std::size_t j = 0; j <= b.size(); ++j) rows[0][j] = static_cast<int>(j);
    for (std::size_t i = 1; i <= a.size(); ++i) {
        auto& now = rows[i % 3];
        const auto& up = rows[(i - 1) % 3];
        const auto& upUp = rows[(i + 1) % 3];
        now[0] = static_cast<int>(i);
        int least = now[0];
        for (std::size_t j = 1; j <= b.size(); ++j) {
            now[j] = std::min({up[j] + 1, now[j - 1] + 1, up[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1)});
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) now[j] = std::min(now[j], upUp[j - 2] + 1);
            least = std::min(least, now[j]);
        }
        if (least > bound) return bound + 1;
    }
    return std::min(rows[a.size() % 3][b.size()], bound + 1);
}

int slipsAllowed(std::size_t length) { return length <= 3 ? 0 : length <= 5 ? 1 : length <= 9 ? 2 : 3; }

double similarity(const StreetKey& asked, const StreetKey& known) {
    double score = 1;
    if (asked.core != known.core) {
        if (digitsOf(asked.core) != digitsOf(known.core)) return 0;
        const std::string a = asked.compact(), b = known.compact();
        const int bound = slipsAllowed(std::max(a.size(), b.size()));
        const int slips = editDistance(a, b, bound);
        if (slips <= bound) {
            score = 1 - 0.9 * slips / static_cast<double>(std::max<std::size_t>(4, std::max(a.size(), b.size())));
            if (!a.empty() && !b.empty() && a[0] != b[0]) score -= 0.03;  // people rarely miss the first letter
        } else if (a.size() >= 5 && b.size() > a.size() && b.substr(0, a.size()) == a) {
            score = 0.72 + 0.2 * static_cast<double>(a.size()) / static_cast<double>(b.size());
        } else {
            return 0;
        }
    }
    score -= partCost(asked.type, known.type, 0.03, 0.1);
    score -= partCost(asked.direction, known.direction, 0.04, 0.14);
    return std::max(0.0, score);
}

}  // namespace ok::territory
