// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "shared/base/time_zone.h"

#include <unicode/basictz.h>
#include <unicode/locid.h>
#include <unicode/timezone.h>
#include <unicode/unistr.h>

#include <cstdlib>
#include <map>
#include <memory>

namespace ok {
namespace {

constexpr double millisPerMinute = 60'000;

// Opening a zone costs tens of microseconds and audiences ask a million times, so a thread keeps the few it has met.
constexpr std::size_t zonesKept = 64;

const icu::BasicTimeZone* findZone(std::string_view name) {
    thread_local std::map<std::string, std::unique_ptr<icu::TimeZone>, std::less<>> known;
    if (const auto it = known.find(name); it != known.end()) return static_cast<icu::BasicTimeZone*>(it->second.get());
    if (name.empty() || name.size() > 64) return nullptr;
    const auto id = icu::UnicodeString::fromUTF8(icu::StringPiece(name.data(), static_cast<int>(name.size())));
    std::unique_ptr<icu::TimeZone> zone(icu::TimeZone::createTimeZone(id));
    if (!zone || *zone == icu::TimeZone::getUnknown()) return nullptr;
    icu::UnicodeString canonical;
    UBool isSystem = false;
    UErrorCode status = U_ZERO_ERROR;
    icu::TimeZone::getCanonicalID(id, canonical, isSystem, status);
    if (U_FAILURE(status) || !isSystem) return nullptr;  // `GMT+25:61` and the like are made up on the fly by ICU
    if (known.size() >= zonesKept) known.clear();
    const auto* found = static_cast<icu::BasicTimeZone*>(zone.get());
    known.emplace(std::string(name), std::move(zone));
    return found;
}

Problem unknownZone(std::string_view zone) {
    return problem("unknown_time_zone", "`" + std::string(zone.substr(0, 64)) + "` is not a known time zone");
}

std::string shortName(const icu::BasicTimeZone& zone, bool daylight, int offsetMinutes) {
    icu::UnicodeString text;
    zone.getDisplayName(daylight, icu::TimeZone::SHORT, icu::Locale::getUS(), text);
    std::string out;
    text.toUTF8String(out);
    if (!out.starts_with("GMT") || out.size() <= 3) return out;
    const int hours = std::abs(offsetMinutes) / 60;
    const int rest = std::abs(offsetMinutes) % 60;
    out = std::string("UTC") + (offsetMinutes < 0 ? "-" : "+") + std::to_string(hours);
    if (rest != 0) out += ":" + std::to_string(rest / 10) + std::to_string(rest % 10);
    return out;
}

}  // namespace

Result<LocalTime> localTime(Instant t, std::string_view zone) {
    const icu::BasicTimeZone* rules = findZone(zone);
    if (rules == nullptr) return unknownZone(zone);
    int32_t raw = 0, daylight = 0;
    UErrorCode status = U_ZERO_ERROR;
    rules->getOffset(static_cast<UDate>(t.millis()), false, raw, daylight, status);
    if (U_FAILURE(status)) return unknownZone(zone);
    LocalTime out;
    out.offsetMinutes = static_cast<int>((raw + daylight) / millisPerMinute);
    out.civil = toCivil(t + minutes(out.offsetMinutes));
    out.abbreviation = shortName(*rules, daylight != 0, out.offsetMinutes);
    return out;
}

Result<Instant> fromLocal(const CivilTime& civil, std::string_view zone) {
    const icu::BasicTimeZone* rules = findZone(zone);
    if (rules == nullptr) return unknownZone(zone);
    const Instant wall = fromCivil(civil);
    int32_t raw = 0, daylight = 0;
    UErrorCode status = U_ZERO_ERROR;
    rules->getOffsetFromLocal(static_cast<UDate>(wall.millis()), UCAL_TZ_LOCAL_FORMER, UCAL_TZ_LOCAL_FORMER, raw,
                              daylight, status);
    if (U_FAILURE(status)) return unknownZone(zone);
    return wall - milliseconds(raw + daylight);
}

}  // namespace ok
