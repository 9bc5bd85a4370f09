// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "shared/comms/wording.h"

#include <fmt/format.h>

#include "shared/base/ids.h"
#include "shared/base/time_zone.h"

namespace ok::comms {
namespace {

constexpr std::string_view weekdays[languageCount][7] = {
    {"Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"},
    {"domingo", "lunes", "martes", "miércoles", "jueves", "viernes", "sábado"}};

constexpr std::size_t longestPlace = 40;

// Midnight becomes 11:59 PM of the day before: `12 AM Friday` is read as either end of Friday.
CivilTime spoken(CivilTime t) {
    if (t.hour != 0 || t.minute != 0) return t;
    return toCivil(fromCivil(t) - minutes(1));
}

std::string_view weekday(const CivilTime& t, Language language) {
    return weekdays[static_cast<int>(language)][t.weekday];
}

constexpr std::string_view months[languageCount][12] = {
    {"January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"},
    {"enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "septiembre", "octubre", "noviembre", "diciembre"}};

std::string dayName(const CivilTime& t, Language language, bool dated) {
    if (!dated) return std::string(weekday(t, language));
    const std::string_view month = months[static_cast<int>(language)][t.month - 1];
    return language == Language::en ? fmt::format("{}, {} {}", weekday(t, language), month, t.day)
                                    : fmt::format("{} {} de {}", weekday(t, language), t.day, month);
}

std::string clockEn(const CivilTime& t) {
    if (t.hour == 12 && t.minute == 0) return "noon";
    const int hour = t.hour % 12 == 0 ? 12 : t.hour % 12;
    const std::string_view half = t.hour < 12 ? "AM" : "PM";
    return t.minute == 0 ? fmt::format("{} {}", hour, half) : fmt::format("{}:{:02} {}", hour, t.minute, half);
}

// With its article, which is singular for one o'clock: `la 1 p. m.`, `las 6:30 p. m.`
std::string clockEs(const CivilTime& t) {
    if (t.hour == 12 && t.minute == 0) return "las 12 del mediodía";
    const int hour = t.hour % 12 == 0 ? 12 : t.hour % 12;
    const std::string_view article = hour == 1 ? "la" : "las";
    const std::string_view half = t.hour < 12 ? "a. m." : "p. m.";
    return t.minute == 0 ? fmt::format("{} {} {}", article, hour, half)
                         : fmt::format("{} {}:{:02} {}", article, hour, t.minute, half);
}

bool sameDay(const CivilTime& a, const CivilTime& b) {
    return a.year == b.year && a.month == b.month && a.day == b.day;
}

std::string shortened(const std::string& place) {
    if (place.size() <= longestPlace) return place;
    std::size_t cut = place.rfind(' ', longestPlace);
    if (cut == std::string::npos || cut == 0) {
        cut = longestPlace;
        while (cut > 0 && (static_cast<unsigned char>(place[cut]) & 0xC0) == 0x80) --cut;  // not inside a character
    }
    return place.substr(0, cut);
}

struct Placeholder {
    std::string_view name;
    Instant first, second;
    std::string_view id;
};

Problem unknownPlaceholder(std::string_view inside) {
    return problem("unknown_placeholder", fmt::format("`{{{}}}` is not a placeholder of messages", inside.substr(0, 60)));
}

Result<Placeholder> parsePlaceholder(std::string_view inside) {
    const std::size_t gap = inside.find(' ');
    Placeholder out{inside.substr(0, gap), {}, {}, {}};
    const std::string_view rest = gap == std::string_view::npos ? std::string_view() : inside.substr(gap + 1);
    if (inside == "places" || inside == "stop" || inside == "sent") return out;
    if (out.name == "time") {
        auto t = parseIso(rest);
        if (!t.ok()) return unknownPlaceholder(inside);
        out.first = *t;
        return out;
    }
    if (out.name == "evidence") {
        if (!parseUuid(rest).ok()) return unknownPlaceholder(inside);
        out.id = rest;
        return out;
    }
    const std::size_t between = rest.find(' ');
    if (out.name != "range" || between == std::string_view::npos) return unknownPlaceholder(inside);
    auto from = parseIso(rest.substr(0, between));
    auto until = parseIso(rest.substr(between + 1));
    if (!from.ok() || !until.ok() || *until < *from) return unknownPlaceholder(inside);
    out.first = *from;
    out.second = *until;
    return out;
}

bool isFar(Instant t, const Reader& reader) {
    constexpr Duration nearest = hours(24 * 6);  // beyond it "Thursday" may be heard as this week's
    return reader.now.known() && (t > reader.now + nearest || t < reader.now - nearest);
}

Result<std::string> sayWhenSent(const Reader& reader) {
    if (!reader.sent.known()) return std::string(reader.language == Language::en ? "today" : "hoy");
    OK_ASSIGN(const auto at, localTime(reader.sent, reader.zone));
    return sayTime(at.civil, reader.language, isFar(reader.sent, reader));
}

Result<std::string> fill(const Placeholder& p, const Reader& reader) {
    if (p.name == "places") return sayPlaces(reader);
    if (p.name == "sent") return sayWhenSent(reader);
    if (p.name == "stop") return reader.stopLink;
    if (p.name == "evidence") {
        // Only what was frozen has such an address: what leaves without an approval names nothing.
        if (reader.evidenceAt.empty()) return problem("evidence_not_frozen", "evidence can be seen only of what was approved");
        return reader.evidenceAt + std::string(p.id) + reader.evidenceEnd;
    }
    OK_ASSIGN(const auto first, localTime(p.first, reader.zone));
    if (p.name == "time") return sayTime(first.civil, reader.language, isFar(p.first, reader));
    OK_ASSIGN(const auto second, localTime(p.second, reader.zone));
    return sayRange(first.civil, second.civil, reader.language, isFar(p.first, reader) || isFar(p.second, reader));
}

// Calls `literal` for plain text and `found` for what stands in braces.
template <class Literal, class Found>
Status walk(std::string_view text, const Literal& literal, const Found& found) {
    while (!text.empty()) {
        const std::size_t open = text.find_first_of("{}");
        if (open == std::string_view::npos) {
            literal(text);
            return {};
        }
        literal(text.substr(0, open));
        const std::size_t close = text.find_first_of("{}", open + 1);
        if (text[open] == '}' || close == std::string_view::npos || text[close] == '{') {
            return problem("unbalanced_braces", fmt::format("a brace stands alone in `{}`", text.substr(open, 20)));
        }
        OK_ASSIGN(const auto p, parsePlaceholder(text.substr(open + 1, close - open - 1)));
        OK_TRY(found(p));
        text.remove_prefix(close + 1);
    }
    return {};
}

}  // namespace

std::string sayTime(const CivilTime& at, Language language, bool dated) {
    const CivilTime t = spoken(at);
    return language == Language::en ? fmt::format("{} {}", clockEn(t), dayName(t, language, dated))
                                    : fmt::format("{} del {}", clockEs(t), dayName(t, language, dated));
}

std::string sayRange(const CivilTime& fromTime, const CivilTime& untilTime, Language language, bool dated) {
    const CivilTime from = spoken(fromTime);
    const CivilTime until = spoken(untilTime);
    const bool oneDay = sameDay(from, until);
    if (language == Language::en) {
        return oneDay ? fmt::format("{} and {} {}", clockEn(from), clockEn(until), dayName(until, language, dated))
                      : fmt::format("{} and {}", sayTime(from, language, dated), sayTime(until, language, dated));
    }
    return oneDay ? fmt::format("{} y {} del {}", clockEs(from), clockEs(until), dayName(until, language, dated))
                  : fmt::format("{} y {}", sayTime(from, language, dated), sayTime(until, language, dated));
}

std::string sayPlaces(const Reader& reader) {
    const bool english = reader.language == Language::en;
    const auto& places = reader.places;
    if (places.empty()) {
        if (!reader.area.empty()) return shortened(reader.area);
        return english ? "your address" : "su domicilio";
    }
    const std::string first = shortened(places.front());
    if (places.size() == 1) return first;
    if (places.size() == 2) return fmt::format(fmt::runtime(english ? "{} and {}" : "{} y {}"), first, shortened(places[1]));
    return fmt::format(fmt::runtime(english ? "{} and {} more places" : "{} y {} lugares más"), first, places.size() - 1);
}

std::string sayCount(int n) {
    std::string digits = std::to_string(n < 0 ? 0 : n);
    for (auto at = static_cast<std::ptrdiff_t>(digits.size()) - 3; at > 0; at -= 3) {
        digits.insert(static_cast<std::size_t>(at), ",");
    }
    return digits;
}

std::string timePlaceholder(Instant t) { return "{time " + toIso(t).substr(0, 19) + "Z}"; }

std::string rangePlaceholder(Instant from, Instant until) {
    return "{range " + toIso(from).substr(0, 19) + "Z " + toIso(until).substr(0, 19) + "Z}";
}

Result<std::string> fillPlaceholders(std::string_view text, const Reader& reader) {
    std::string out;
    out.reserve(text.size() + 64);
    const auto found = [&](const Placeholder& p) -> Status {
        OK_ASSIGN(const std::string said, fill(p, reader));
        out += said;
        return {};
    };
    OK_TRY(walk(text, [&out](std::string_view plain) { out += plain; }, found));
    return out;
}

Status checkPlaceholders(std::string_view text) {
    return walk(text, [](std::string_view) {}, [](const Placeholder&) { return Status(); });
}

}  // namespace ok::comms
