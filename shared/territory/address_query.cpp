// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "shared/territory/address_query.h"

#include <algorithm>
#include <unordered_set>

#include "shared/territory/street_text.h"

namespace ok::territory {
namespace {

constexpr std::size_t maxText = 200;
constexpr std::size_t maxWords = 24;

bool isDigit(char c) { return c >= '0' && c <= '9'; }
bool allDigits(std::string_view w) { return !w.empty() && std::all_of(w.begin(), w.end(), isDigit); }

bool isOrdinal(std::string_view w) {
    if (w.size() < 3 || !isDigit(w[0])) return false;
    const std::string_view tail = w.substr(w.size() - 2);
    return allDigits(w.substr(0, w.size() - 2)) && (tail == "st" || tail == "nd" || tail == "rd" || tail == "th");
}

bool looksLikeHouseNumber(std::string_view w) {
    if (w.empty() || !isDigit(w[0]) || isOrdinal(w)) return false;
    const std::size_t digits = static_cast<std::size_t>(std::find_if_not(w.begin(), w.end(), isDigit) - w.begin());
    return digits <= 6 && w.size() - digits <= 1;
}

// A number after these belongs to the road's name: "Highway 60", "County Road 12".
bool numberedRoad(std::string_view w) {
    static const std::unordered_set<std::string_view> words = {"hwy", "rte", "us", "ky", "va", "state", "sr", "cr",
                                                               "rd", "co", "fm", "interstate", "i", "pike"};
    return words.contains(w);
}

const std::unordered_set<std::string_view>& regionCodes() {
    static const std::unordered_set<std::string_view> codes = {
        "al", "ak", "az", "ar", "ca", "co", "ct", "de", "fl", "ga", "hi", "id", "il", "in", "ia", "ks", "ky", "la", "me",
        "md", "ma", "mi", "mn", "ms", "mo", "mt", "ne", "nv", "nh", "nj", "nm", "ny", "nc", "nd", "oh", "ok", "or", "pa",
        "ri", "sc", "sd", "tn", "tx", "ut", "vt", "va", "wa", "wv", "wi", "wy", "ab", "bc", "mb", "nb", "nl", "ns", "on",
        "pe", "qc", "sk", "usa", "us", "canada", "kentucky", "virginia", "alaska", "alberta", "tennessee"};
    return codes;
}

bool canadianPostcode(const std::vector<std::string>& w, std::size_t at) {
    const auto letter = [](char c) { return c >= 'a' && c <= 'z'; };
    return at + 1 < w.size() && w[at].size() == 3 && w[at + 1].size() == 3 && letter(w[at][0]) && isDigit(w[at][1]) &&
           letter(w[at][2]) && isDigit(w[at + 1][0]) && letter(w[at + 1][1]) && isDigit(w[at + 1][2]);
}

// Takes postcode and region off the end of a list of words. A five-digit first word is a house number, not a postcode.
void takeTail(std::vector<std::string>& words, std::string& postcode, bool regionAllowed) {
    if (words.size() >= 2 && canadianPostcode(words, words.size() - 2)) {
        postcode = words[words.size() - 2] + words.back();
        words.resize(words.size() - 2);
        regionAllowed = true;
    }
    if (words.size() >= 2 && allDigits(words.back()) && words.back().size() == 4 && words[words.size() - 2].size() == 5 &&
        allDigits(words[words.size() - 2]) && words.size() > 2) {
        words.pop_back();  // ZIP+4
    }
    const bool lone = words.size() == 1 && regionAllowed;
    if ((words.size() > 2 || lone) && allDigits(words.back()) && words.back().size() == 5) {
        postcode = words.back();
        words.pop_back();
        regionAllowed = true;
    }
    while (regionAllowed && !words.empty() && regionCodes().contains(words.back())) words.pop_back();
}

std::string takeUnit(std::vector<std::string>& words) {
    static const std::unordered_set<std::string_view> markers = {"apt", "apartment", "unit", "suite", "lot", "trlr",
                                                                 "trailer", "room", "rm", "bldg", "floor", "depto"};
    // A marker counts only before something like a unit: "trailer 12", "apt b", but not "trailer park".
    for (std::size_t i = 1; i + 1 < words.size(); ++i) {
        const std::string& next = words[i + 1];
        const bool numbered = isDigit(next[0]);
        const bool suite = words[i] == "saint" && numbered;  // "ste 5"
        if (!suite && !(markers.contains(words[i]) && (numbered || next.size() <= 2))) continue;
        std::string unit = next;
        const auto at = words.begin() + static_cast<std::ptrdiff_t>(i);
        words.erase(at, at + 2);
        return unit;
    }
    return {};
}

std::vector<std::string> segmentsOf(std::string_view text) {
    std::vector<std::string> out;
    std::size_t at = 0;
    while (at <= text.size()) {
        const std::size_t end = std::min(text.find_first_of(",;\n", at), text.size());
        if (end > at) out.emplace_back(text.substr(at, end - at));
        at = end + 1;
    }
    return out;
}

// "#4" is a unit wherever it stands.
std::string unitMarked(std::string_view text) {
    std::string out;
    for (const char c : text) {
        if (c == '#') out += " unit ";
        else out.push_back(c);
    }
    return out;
}

// "264 a": a lone letter after the number is its suffix, unless it is a direction ("264 e main").
void takeNumber(const std::vector<std::string>& words, std::size_t at, AddressReading& reading, std::size_t& next) {
    reading.number = parseHouseNumber(words[at]);
    next = at + 1;
    if (next + 1 < words.size() && reading.number.suffix.empty() && words[next].size() == 1 &&
        !isDigit(words[next][0]) && !isDirection(words[next])) {
        reading.number.suffix = words[next++];
    } else if (next + 2 < words.size() && words[next] == "1" && words[next + 1] == "2") {
        reading.number.suffix = "1/2";
        next += 2;
    } else if (next + 1 < words.size() && looksLikeHouseNumber(words[next]) && allDigits(words[next]) &&
               parseHouseNumber(words[next]).value > reading.number.value) {
        ++next;  // "12-14 Main": the first of a range
    }
}

std::vector<std::string> slice(const std::vector<std::string>& words, std::size_t from, std::size_t to) {
    return {words.begin() + static_cast<std::ptrdiff_t>(from), words.begin() + static_cast<std::ptrdiff_t>(to)};
}

// Every way to see a house number in the words: in front, at the end, in the middle of a sentence, not at all.
void readWords(const std::vector<std::string>& words, const AddressReading& common, std::vector<AddressReading>& out) {
    constexpr std::size_t maxReadings = 6;
    for (std::size_t i = 0; i + 1 < words.size() && out.size() < maxReadings; ++i) {
        if (!looksLikeHouseNumber(words[i]) || (i > 0 && numberedRoad(words[i - 1]))) continue;
        AddressReading reading = common;
        std::size_t next = 0;
        takeNumber(words, i, reading, next);
        reading.street = slice(words, next, words.size());
        if (!reading.street.empty()) out.push_back(std::move(reading));
    }
    for (std::size_t i = words.size(); i-- > 1 && out.size() < maxReadings;) {
        if (!looksLikeHouseNumber(words[i]) || numberedRoad(words[i - 1])) continue;
        AddressReading reading = common;
        reading.number = parseHouseNumber(words[i]);
        if (i + 1 < words.size() && words[i + 1].size() == 1) reading.number.suffix = words[i + 1];
        reading.street = slice(words, 0, i);
        out.push_back(std::move(reading));
        break;
    }
    AddressReading whole = common;
    whole.street = words;
    if (!words.empty()) out.push_back(std::move(whole));
}

}  // namespace

HouseNumber parseHouseNumber(std::string_view text) {
    HouseNumber out;
    const std::string folded = foldText(text);
    std::size_t i = 0;
    std::int32_t value = 0;
    while (i < folded.size() && isDigit(folded[i]) && i < 6) value = value * 10 + (folded[i++] - '0');
    if (i == 0 || (i < folded.size() && isDigit(folded[i]))) return out;
    if (isOrdinal(folded)) return out;
    out.value = value;
    while (i < folded.size() && folded[i] == ' ') ++i;
    if (folded.substr(i) == "1 2") out.suffix = "1/2";
    else if (i < folded.size() && !isDigit(folded[i])) out.suffix = folded.substr(i, 1);
    return out;
}

std::vector<AddressReading> readAddress(std::string_view text) {
    std::vector<AddressReading> out;
    const std::vector<std::string> segments = segmentsOf(text.substr(0, maxText));
    AddressReading common;
    std::vector<std::vector<std::string>> parts;
    for (std::size_t s = 0; s < segments.size(); ++s) {
        std::vector<std::string> words = addressWords(unitMarked(segments[s]));
        words.resize(std::min(words.size(), maxWords));
        std::string unit = takeUnit(words);
        if (!unit.empty()) common.unit = std::move(unit);
        const bool afterComma = s > 0;
        takeTail(words, common.postcode, afterComma);
        if (!words.empty()) parts.push_back(std::move(words));
    }
    if (parts.empty()) return out;
    // "12, Main Street, Town": a comma after the number is a habit of some countries.
    if (parts.size() > 1 && parts[0].size() == 1 && looksLikeHouseNumber(parts[0][0])) {
        parts[1].insert(parts[1].begin(), parts[0][0]);
        parts.erase(parts.begin());
    }
    for (std::size_t p = 1; p < parts.size() && common.city.empty(); ++p) {
        for (const std::string& word : parts[p]) common.city += (common.city.empty() ? "" : " ") + word;
    }
    readWords(parts[0], common, out);
    return out;
}

std::vector<AddressReading> readAddress(const AddressText& address) {
    if (address.street.empty()) {
        std::string line = address.line;
        if (!address.city.empty()) line += ", " + address.city;
        std::vector<AddressReading> out = readAddress(line);
        for (AddressReading& reading : out) {
            if (reading.postcode.empty()) reading.postcode = foldText(address.postcode);
        }
        return out;
    }
    AddressReading reading;
    reading.number = parseHouseNumber(address.houseNumber);
    reading.street = addressWords(std::string_view(address.street).substr(0, maxText));
    reading.unit = foldText(address.unit);
    for (const std::string& word : addressWords(address.city)) reading.city += (reading.city.empty() ? "" : " ") + word;
    reading.postcode = foldText(address.postcode);
    return {reading};
}

}  // namespace ok::territory
