// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "shared/base/local_text.h"

#include <unicode/datefmt.h>
#include <unicode/locid.h>
#include <unicode/timezone.h>
#include <unicode/unistr.h>

#include <cstdlib>
#include <map>
#include <memory>

namespace ok {
namespace {

// A format costs a tenth of a millisecond to make; a review shows hundreds of times in one zone and locale.
constexpr std::size_t formatsKept = 32;

icu::Locale localeOf(std::string_view tag) {
    UErrorCode status = U_ZERO_ERROR;
    const bool plausible = !tag.empty() && tag.size() <= 64;
    icu::Locale out = plausible ? icu::Locale::forLanguageTag(icu::StringPiece(tag.data(), static_cast<int>(tag.size())), status) : icu::Locale::getUS();
    if (U_FAILURE(status) || out.isBogus() || *out.getLanguage() == '\0') return icu::Locale::getUS();
    static const auto known = [] {
        std::map<std::string, bool, std::less<>> all;
        int32_t count = 0;
        const icu::Locale* locales = icu::Locale::getAvailableLocales(count);
        for (int32_t i = 0; i < count; ++i) all[locales[i].getLanguage()] = true;
        return all;
    }();
    return known.contains(out.getLanguage()) ? out : icu::Locale::getUS();
}

icu::DateFormat* formatFor(std::string_view zone, std::string_view locale) {
    thread_local std::map<std::string, std::unique_ptr<icu::DateFormat>, std::less<>> known;
    const std::string key = std::string(zone) + "|" + std::string(locale);
    if (const auto it = known.find(key); it != known.end()) return it->second.get();
    UErrorCode status = U_ZERO_ERROR;
    std::unique_ptr<icu::DateFormat> made(icu::DateFormat::createInstanceForSkeleton("yMMMdjm", localeOf(locale), status));
    if (U_FAILURE(status) || !made) return nullptr;
    made->adoptTimeZone(icu::TimeZone::createTimeZone(icu::UnicodeString::fromUTF8(icu::StringPiece(zone.data(), static_cast<int>(zone.size())))));
    if (known.size() >= formatsKept) known.clear();
    return known.emplace(key, std::move(made)).first->second.get();
}

}  // namespace

std::string offsetText(int offsetMinutes) {
    const int whole = std::abs(offsetMinutes);
    const auto two = [](int n) { return std::string(n < 10 ? "0" : "") + std::to_string(n); };
    return std::string("UTC") + (offsetMinutes < 0 ? "-" : "+") + two(whole / 60) + ":" + two(whole % 60);
}

Result<std::string> localText(Instant t, std::string_view zone, std::string_view locale) {
    OK_ASSIGN(const LocalTime local, localTime(t, zone));   // also refuses what is no zone
    icu::DateFormat* format = formatFor(zone, locale);
    if (format == nullptr) return problem("unknown_locale", "`" + std::string(locale.substr(0, 64)) + "` is not a locale");
    icu::UnicodeString text;
    format->format(static_cast<UDate>(t.millis()), text);
    std::string out;
    text.toUTF8String(out);
    const std::string offset = offsetText(local.offsetMinutes);
    const bool saysOffset = local.abbreviation.starts_with("UTC") || local.abbreviation.starts_with("GMT");
    return out + " " + (saysOffset ? offset : local.abbreviation + " (" + offset + ")");
}

}  // namespace ok
