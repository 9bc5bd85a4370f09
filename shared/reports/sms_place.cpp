// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// See sms_place.h.
#include "shared/reports/sms_place.h"

#include <algorithm>
#include <unordered_set>

#include "shared/reports/sms_phrases.h"

namespace ok::reports {
namespace {

using Words = std::unordered_set<std::string_view>;

bool isStreetSuffix(std::string_view word) {
    static const Words words = {
        "st",   "street", "ave",  "avenue", "av",    "rd",   "road",   "blvd",  "boulevard", "dr",  "drive", "ln",
        "lane", "ct",     "court", "way",   "pl",    "place", "ter",   "terrace", "cir",     "circle", "pkwy", "parkway",
        "pike", "trl",    "trail", "loop",  "hwy",   "highway", "sq",  "square", "aly",      "alley", "run",  "xing",
        "crossing", "path", "row", "cv",    "cove",  "pt",   "point",  "ridge", "bnd",       "bend", "route", "rte", "str", "strasse"};
    return words.contains(word);
}
bool takesRoadNumber(std::string_view word) {
    return word == "hwy" || word == "highway" || word == "route" || word == "rte" || word == "road" || word == "rd";
}
bool isStreetTypeFirst(std::string_view word) {
    static const Words words = {"calle", "avenida", "camino", "carretera", "paseo", "plaza", "bulevar", "callejon",
                                "highway", "hwy", "route", "rte"};
    return words.contains(word);
}
bool isDirection(std::string_view word) {
    static const Words words = {"n", "s", "e", "w", "ne", "nw", "se", "sw", "north", "south", "east", "west"};
    return words.contains(word);
}
bool isOrdinalEnding(std::string_view word) { return word == "st" || word == "nd" || word == "rd" || word == "th"; }
bool isCornerWord(std::string_view word) {
    return word == "corner" || word == "intersection" || word == "esquina" || word == "of" || word == "de";
}
bool isUnit(std::string_view word) {
    static const Words words = {"apt", "apartment", "unit", "ste", "suite", "lot", "trlr", "bldg", "apto", "depto", "piso"};
    return words.contains(word);
}
/// After these a number is a time or an amount.
bool timeBefore(std::string_view word) {
    static const Words words = {"since", "after", "before", "around", "about", "approx", "till", "until", "hace", "desde",
                                "las", "for", "last", "past", "over", "almost", "nearly", "zip", "account", "acct", "cuenta"};
    return words.contains(word);
}
bool introducesAddress(std::string_view word) {
    static const Words words = {"at", "en", "address", "addr", "direccion", "from", "near", "by", "live", "vivo", "location"};
    return words.contains(word);
}
bool marksAccount(std::string_view word) {
    static const Words words = {"account", "acct", "acc", "acctno", "cuenta", "cta", "customer", "member", "acount", "accnt"};
    return words.contains(word);
}
bool betweenMarkAndNumber(std::string_view word) {
    static const Words words = {"number", "no", "num", "nr", "numero", "is", "es", "id", "de", "mi", "my", "cliente"};
    return words.contains(word);
}

std::string_view between(const SmsText& text, std::size_t left) {
    const auto& a = text.tokens[left];
    const auto& b = text.tokens[left + 1];
    return std::string_view(text.clean).substr(a.end, b.begin - a.end);
}
/// Joined as one number: nothing or one hyphen, dot or blank between two groups of digits.
bool joined(const SmsText& text, std::size_t left, bool blanksToo) {
    const auto gap = between(text, left);
    return gap.empty() || gap == "-" || gap == "." || (blanksToo && gap == " ");
}

std::string upperOf(const SmsText& text, std::size_t first, std::size_t last) {
    std::string out;
    for (auto i = first; i <= last; ++i) out += text.tokens[i].folded;
    for (auto& c : out) {
        if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
    }
    return out;
}

std::optional<PlaceCandidate> markedAccount(const SmsText& text) {
    const auto& tokens = text.tokens;
    for (std::size_t i = 0; i + 1 < tokens.size(); ++i) {
        if (!marksAccount(tokens[i].folded)) continue;
        auto at = i + 1;
        while (at < tokens.size() && at <= i + 3 && betweenMarkAndNumber(tokens[at].folded)) ++at;
        if (at >= tokens.size()) return std::nullopt;
        auto last = at;
        while (last + 1 < tokens.size() && last < at + 5 &&
               joined(text, last, tokens[last].number && tokens[last + 1].number)) {
            ++last;
        }
        auto number = upperOf(text, at, last);
        const auto digits = std::count_if(number.begin(), number.end(), [](char c) { return c >= '0' && c <= '9'; });
        if (digits >= 3 && number.size() <= 20) return PlaceCandidate{std::move(number), "account.marked", i, last};
    }
    return std::nullopt;
}

bool looksLikePhone(std::string_view digits) {
    return digits.size() == 10 || (digits.size() == 11 && digits.front() == '1');
}

std::optional<PlaceCandidate> plainAccount(const SmsText& text) {
    const auto& tokens = text.tokens;
    for (std::size_t i = 0; i < tokens.size(); ++i) {
        if (!tokens[i].number) continue;
        auto last = i;
        while (last + 1 < tokens.size() && tokens[last + 1].number && joined(text, last, true)) ++last;
        auto digits = upperOf(text, i, last);
        const bool single = last == i;
        // Six to fourteen digits: shorter ones are house numbers, zip codes and years, longer ones are not typed by hand.
        if (digits.size() >= 6 && digits.size() <= 14 && (single || tokens[i].folded.size() >= 3)) {
            return PlaceCandidate{digits, looksLikePhone(digits) ? "account.maybe_phone" : "account.digits", i, last};
        }
        i = last;
    }
    return std::nullopt;
}

class AddressReader {
  public:
    AddressReader(const SmsText& text, const std::optional<PlaceCandidate>& account) : m_text(text), m_account(account) {}

    [[nodiscard]] std::optional<PlaceCandidate> numberThenStreet() const {
        for (std::size_t i = 0; i < count(); ++i) {
            if (!isHouseNumber(i)) continue;
            for (auto j = i + 1; j < count() && j <= i + 6; ++j) {
                if (j > i + 1 && isStreetSuffix(word(j))) return grow(i, j, "address.number_street");
                // "100 Highway 90", "45 County Road 12"
                if (j == i + 1 && isStreetSuffix(word(j)) && j + 1 < count() && number(j + 1)) {
                    return grow(i, j, "address.number_street");
                }
                if (!streetWord(j)) break;
            }
        }
        return std::nullopt;
    }

    [[nodiscard]] std::optional<PlaceCandidate> typeFirst() const {
        for (std::size_t i = 0; i + 1 < count(); ++i) {
            if (!isStreetTypeFirst(word(i)) || used(i)) continue;
            auto last = i;
            while (last + 1 < count() && last < i + 6 && !used(last + 1) &&
                   (!endsAddress(word(last + 1)) || word(last + 1) == "la" || word(last + 1) == "las")) {
                ++last;
                if (number(last) && last > i + 1) break;
            }
            if (last > i) return take(i, withUnit(last), "address.type_first");
        }
        return std::nullopt;
    }

    /// "corner of Main and 5th", "Oak St & 2nd".
    [[nodiscard]] std::optional<PlaceCandidate> crossing() const {
        for (std::size_t i = 1; i + 1 < count(); ++i) {
            const bool sign = between(m_text, i).find('&') != std::string_view::npos;
            const bool wordSign = word(i) == "and" || word(i) == "y";
            if (!sign && !wordSign) continue;
            const auto left = wordSign ? i - 1 : i;
            const auto right = i + 1;
            auto first = left;
            while (first > 0 && left - first < 3 && streetWord(first - 1) &&
                   !introducesAddress(word(first - 1)) && !isCornerWord(word(first - 1))) {
                --first;
            }
            auto last = right;
            while (last + 1 < count() && last < right + 2 && streetWord(last + 1)) ++last;
            const bool marked = first > 0 && isCornerMark(first);
            const bool suffixed = anySuffix(first, left) || anySuffix(right, last);
            if (streetWord(left) && streetWord(right) && (marked || suffixed)) {
                return take(first, last, "address.crossing");
            }
        }
        return std::nullopt;
    }

    [[nodiscard]] std::optional<PlaceCandidate> numberThenWords(bool bare) const {
        for (std::size_t i = 0; i + 1 < count(); ++i) {
            if (!isHouseNumber(i)) continue;
            const bool introduced = i > 0 && introducesAddress(word(i - 1));
            if (!introduced && !(bare && (i == 0 || m_text.tokens.size() <= 8))) continue;
            auto last = i;
            while (last + 1 < count() && last < i + 5 && streetWord(last + 1)) ++last;
            if (last > i && !number(last)) return take(i, withUnit(last), "address.number_words");
        }
        return std::nullopt;
    }

  private:
    const SmsText& m_text;
    const std::optional<PlaceCandidate>& m_account;

    [[nodiscard]] std::size_t count() const { return m_text.tokens.size(); }
    [[nodiscard]] const std::string& word(std::size_t i) const { return m_text.tokens[i].folded; }
    [[nodiscard]] bool number(std::size_t i) const { return m_text.tokens[i].number; }
    [[nodiscard]] bool used(std::size_t i) const {
        return m_account && i >= m_account->first && i <= m_account->last;
    }
    /// Words of one street name stand apart by blanks, hyphens and dots only.
    [[nodiscard]] bool streetWord(std::size_t i) const {
        return !used(i) && !endsAddress(word(i)) &&
               (i == 0 || between(m_text, i - 1).find_first_not_of(" .-&,") == std::string_view::npos);
    }
    [[nodiscard]] bool anySuffix(std::size_t first, std::size_t last) const {
        for (auto i = first; i <= last; ++i) {
            if (isStreetSuffix(word(i)) || isStreetTypeFirst(word(i))) return true;
        }
        return false;
    }
    [[nodiscard]] bool isCornerMark(std::size_t first) const {
        for (auto i = first >= 3 ? first - 3 : 0; i <= first; ++i) {
            if (isCornerWord(word(i)) && word(i).size() > 2) return true;
        }
        return false;
    }
    [[nodiscard]] bool isHouseNumber(std::size_t i) const {
        if (i + 1 < count() && isOrdinalEnding(word(i + 1)) && between(m_text, i).empty()) return false;
        if (!number(i) || used(i) || word(i).size() > 6 || (i > 0 && timeBefore(word(i - 1)))) return false;
        const auto before = m_text.tokens[i].begin;
        // "8:30" and "$40" are not houses.
        if (before > 0 && (m_text.clean[before - 1] == ':' || m_text.clean[before - 1] == '$')) return false;
        const auto after = m_text.tokens[i].end;
        return !(after < m_text.clean.size() && (m_text.clean[after] == ':' || m_text.clean[after] == '%'));
    }
    [[nodiscard]] std::size_t withUnit(std::size_t last) const {
        if (last + 1 < count() && isDirection(word(last + 1))) ++last;
        if (last + 2 < count() && isUnit(word(last + 1)) && !used(last + 2)) {
            last += 2;
            if (last + 1 < count() && between(m_text, last).empty()) ++last;  // "4B"
        }
        if (last + 1 < count() && between(m_text, last).find('#') != std::string_view::npos && !used(last + 1)) ++last;
        return last;
    }
    /// From the street suffix on: road number, direction, unit, then after a comma the town, state and zip code.
    [[nodiscard]] PlaceCandidate grow(std::size_t first, std::size_t last, std::string_view reason) const {
        if (takesRoadNumber(word(last)) && last + 1 < count() && number(last + 1) && between(m_text, last) == " ") ++last;
        last = withUnit(last);
        for (int parts = 0; parts < 3 && last + 1 < count() && between(m_text, last).starts_with(','); ++parts) {
            auto end = last;
            while (end + 1 < count() && end < last + 4 && streetWord(end + 1) &&
                   (end == last || !between(m_text, end).starts_with(','))) {
                ++end;
            }
            if (end == last) break;
            last = end;
        }
        return *take(first, last, reason);
    }
    [[nodiscard]] std::optional<PlaceCandidate> take(std::size_t first, std::size_t last, std::string_view reason) const {
        const auto begin = m_text.tokens[first].begin;
        return PlaceCandidate{m_text.clean.substr(begin, m_text.tokens[last].end - begin), reason, first, last};
    }
};

}  // namespace

std::optional<PlaceCandidate> findAccount(const SmsText& text) {
    if (auto marked = markedAccount(text)) return marked;
    return plainAccount(text);
}

std::optional<PlaceCandidate> findAddress(const SmsText& text, bool bare, const std::optional<PlaceCandidate>& account) {
    if (text.tokens.empty()) return std::nullopt;
    const AddressReader reader(text, account);
    if (auto found = reader.numberThenStreet()) return found;
    if (auto found = reader.typeFirst()) return found;
    if (auto found = reader.crossing()) return found;
    return reader.numberThenWords(bare);
}

}  // namespace ok::reports
